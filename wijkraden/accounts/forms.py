"""Forms of a person's own account."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkeys
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from portal.fields import PUBLIC_ID_LENGTH
from portal.security.kept import forget, kept_post
from portal.trail.words import name_codes
from portal.ui.forms import TextField, telephone_number
from portal.ui.unchanged import UnchangedForm

from ..people.models import Language

_KEY_NAME = 80  # signs of the name of a passkey
_ANSWER = 20_000  # signs of what a browser answers for one; a real answer has some thousands
_SPOILED = (
    *(AttributeError, LookupError, TypeError, ValueError, RecursionError),
    *(InvalidSignature, struct.error),
)


class DetailsForm(UnchangedForm):
    """The own names, telephone number and language."""

    given_name = TextField(
        label=_("First name"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    particle = TextField(
        label=_("Prefix"),
        help_text=_("For example “van der”"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"autocomplete": "additional-name"}),
    )
    family_name = TextField(
        label=_("Last name"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    phone = TextField(
        label=_("Telephone number"),
        help_text=_("For example 06 12345678"),
        max_length=30,
        required=False,
        validators=[telephone_number],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("The language of the pages and of the mails that you get."),
        choices=Language,
        widget=forms.RadioSelect,
    )


name_codes({name: field.label or name for name, field in DetailsForm.base_fields.items()}, of="fields")


class DataForm(forms.Form):
    """Which work that gathers her data a person saw last when she asked for it."""

    after = forms.CharField(required=False, max_length=PUBLIC_ID_LENGTH, widget=forms.HiddenInput)


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Address and password; the link for who forgot it stands below them, not on the way from one to the other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].help_text = ""


class AskCodeForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth is untyped
    """Where a code to sign in goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


class ForgotPasswordForm(ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """Where the link for a new password goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


class NewAddressForm(AddEmailForm):  # type: ignore[misc]  # allauth is untyped
    """Another address of one's own; shows what was typed before the session ended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kept = {} if kwargs.get("data") else kept_post(current.request) or {}
        kwargs["initial"] = {**(kwargs.get("initial") or {}), **kept}
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")
        self.fields["email"].validators.append(MaxLengthValidator(254))  # of its column; allauth takes 320

    def save(self, request: HttpRequest) -> EmailAddress:
        """Start with the new address, and drop what was kept of it."""
        forget(request, request.path)
        return super().save(request)


class CodeForm(forms.Form):
    """A code from a mail."""

    code = TextField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class AnswerField(forms.JSONField):
    """What a browser answers for a passkey; what nests too deep to be read is wrong and no accident."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        """Return the answer as it was read."""
        if isinstance(value, str) and len(value) > _ANSWER:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        with _read_as_wrong():
            return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002  # Django’s signature
        """Return what to show again: nothing, for the browser asks anew."""
        return initial


@contextmanager
def _read_as_wrong() -> Iterator[None]:
    """Say that the key is not right where what came is nothing that a browser sends (allauth expects no such thing)."""
    try:
        yield
    except _SPOILED:
        raise get_adapter().validation_error("incorrect_code") from None


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A new passkey and the name by which its owner knows it."""

    name = TextField(label=_("Name of the key"), max_length=_KEY_NAME, required=False)
    credential = AnswerField()

    def clean(self) -> Any:
        """Check the answer of the device."""
        with _read_as_wrong():
            return super().clean()


class PasskeyNameForm(passkeys.EditWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """Another name for a passkey."""

    name = TextField(label=_("Name of the key"), max_length=_KEY_NAME)


class _WithPasskey(forms.Form):
    credential = AnswerField()

    def clean_credential(self) -> Authenticator:
        """Return the key with which was signed."""
        with _read_as_wrong():
            return super().clean_credential()  # type: ignore[misc]  # of allauth's form beside this one


class SignInWithPasskeyForm(_WithPasskey, passkeys.LoginWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """Signing in with a passkey."""


class ConfirmWithPasskeyForm(_WithPasskey, passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """Showing once more that it is you, with a passkey."""


class SecondStepWithPasskeyForm(_WithPasskey, passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """A passkey as the second step."""


# Words that allauth shows: named here, so that our Dutch (plain, with “u”) takes the place of its own.
DJANGO_WORDS = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
    "least",
)
ALLAUTH_WORDS = (
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop("This account is currently inactive."),
    gettext_noop("You cannot remove your primary email address."),
    gettext_noop("This email address is already associated with this account."),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("A user is already registered with this email address."),
    gettext_noop("Please type your current password."),
    gettext_noop("Incorrect code."),
    gettext_noop("Incorrect password."),
    gettext_noop("Invalid or expired key."),
    gettext_noop("The password reset token was invalid."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("The email address is not assigned to any user account."),
    gettext_noop("Your primary email address must be verified."),
    gettext_noop("The new value must be different from the current one."),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("Use your password"),
    gettext_noop("Use authenticator app or code"),
    gettext_noop("Use a security key"),
    gettext_noop("Email"),
    gettext_noop("Email address"),
    gettext_noop("You must type the same password each time."),
    gettext_noop("Password"),
    gettext_noop("Password (again)"),
    gettext_noop("Current Password"),
    gettext_noop("New Password"),
    gettext_noop("New Password (again)"),
    gettext_noop("You cannot deactivate two-factor authentication."),
    gettext_noop("You cannot generate recovery codes without having two-factor authentication enabled."),
    gettext_noop("You cannot activate two-factor authentication until you have verified your email address."),
    gettext_noop("Master key"),
    gettext_noop("Backup key"),
    gettext_noop("Key nr. {number}"),
    gettext_noop("Authenticator code"),
    gettext_noop("Passwordless"),
    gettext_noop(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes"
        " additional requirements such as biometrics or PIN protection."
    ),
    gettext_noop("This functionality requires JavaScript."),
    gettext_noop("Marked {email} as verified."),
    gettext_noop("Verify Your Email Address"),
)
