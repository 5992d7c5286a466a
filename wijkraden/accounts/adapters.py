"""How allauth fits in: no open sign-up, mail through the outbox, second factors sealed at rest."""

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as current
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal import realm
from portal.network import client_ip, network_of
from portal.post.flows import post_mail
from portal.seals import seal, unseal
from portal.security.recent import signed_in_recently

from ..people.models import User
from ..people.queries import addresses_of, realm_of
from ..people.rules import Person, needs_second_factor
from ..places.queries import contact_in
from .backends import may_enter
from .queries import factors_of, other_factors, person_at

# Mails that open nothing: they tell what was done. Any other holds a code or a link, or may do so one day.
_HARMLESS = frozenset(
    {
        "account_already_exists",
        "account_blocked",
        "email_changed",
        "email_confirm",
        "email_deleted",
        "password_changed",
        "password_reset",
        "password_set",
        "recovery_codes_generated",
        "totp_activated",
        "totp_deactivated",
        "unknown_account",
        "webauthn_added",
        "webauthn_removed",
    }
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts come from invitations alone."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # Shown as it stands where a code was wrong three times; a limit has the words of validation_error.
        "too_many_login_attempts": _("The code was wrong too often. Ask for a new one."),
        "too_often": _(
            "There were too many tries. Try it later, after an hour at most, or sign in another way."
        ),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return a refusal; that of a limit says how long it lasts at most: an hour, whatever was tried."""
        is_limit = code == "too_many_login_attempts"
        refusal: ValidationError = super().validation_error("too_often" if is_limit else code, *args)
        return refusal

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try with a password, per account and network and per account; refuse one too many."""
        super().pre_authenticate(request, **credentials)
        account = str(credentials.get("email", "")).lower()
        self._anywhere = ratelimit.consume(
            request, app="allauth.account", action="login_failed_anywhere", key=account
        )
        if not self._anywhere:
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{network_of(request)}"

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        self._anywhere.rollback()

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where a request comes from, as all of the portal sees it."""
        return client_ip(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth’s signature
        """Answer no: an invitation makes the account."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail in the outbox of the city whose person it is to, in her language.

        Where nobody is known by the address it stands in no list: what is there, and what is not, would tell
        a city who has an account in another one.
        """
        owner = person_at(email)
        if owner is not None and template_prefix.endswith("/unknown_account"):
            template_prefix = "account/email/account_blocked"  # allauth knows only who may sign in
        hers = context.get("user")  # of an address she has yet to confirm, or had before
        if template_prefix.endswith("/email_confirmation") and owner not in {None, hers}:
            template_prefix = "account/email/account_already_exists"  # the code would open nothing
        to = owner or (hers if isinstance(hers, User) else None)
        language = to.language if to else translation.get_language()
        name = template_prefix.rpartition("/")[2]
        is_known = to is not None and (owner is not None or email.lower() in addresses_of(to))
        place = realm_of(to) if to is not None and is_known else realm.UNLISTED
        told = {"email": email, "portal_url": settings.PORTAL_URL, "to": to, "contact": contact_in(place)}
        with translation.override(language):
            mail = self.render_mail(template_prefix, email, {**told, **context})
        asks = current.request.user if current.request else None
        is_told = asks == to or place == realm.current()  # who asks stands on no trail but that of her city
        with realm.within(place):
            post_mail(
                mail.subject,
                str(mail.body) + "\n",
                kind=f"accounts.{name}",
                to=to,
                address=email,
                language=language,
                secret=name not in _HARMLESS,
                by=asks if isinstance(asks, User) and is_told else None,
                at=timezone.now(),
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell whose account it is about: the address may be one that she had before."""
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Stop whose account opens nothing, whichever way she came: password, code or passkey."""
        if not may_enter(user):
            clear_login(request)
            refusal: HttpResponse = self.respond_user_inactive(request, user)
            return refusal
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Count a sign-in as a confirmation of who she is, so nobody is asked twice in a row."""
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY)
        if records:
            last = {**records[-1], "reauthenticated": True}
            request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*records[:-1], last]
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        """Return the ways to confirm who she is; by a code in her mail if she has no other."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not user.is_authenticated:
            return methods  # she signs in
        by_code = {"id": "code", "description": _("Use a code in your mail")}
        return methods or [{**by_code, "url": reverse("confirm_by_code")}]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask those too who have neither a password nor a second factor; allauth lets them pass."""
        request = current.request
        has_other_ways = super().get_reauthentication_methods(request.user)
        if not has_other_ways and not signed_in_recently(request):
            raise ReauthenticationRequired
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  # allauth’s signature
        """Lead back to “my account”."""
        return reverse("my_account")


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Second factors: sealed in the database, and never the last one away from a role that needs one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your role needs a second step. Add another one first; then you can remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return unseal(encrypted_text)

    def is_mfa_enabled(self, user: Person, types: Iterable[str] | None = None) -> bool:
        """Tell if she has a factor (of one of these kinds); while a page is only read, asked once for all."""
        if not isinstance(user, User):
            return False
        is_read = current.request is not None and current.request.method in {"GET", "HEAD"}
        kinds = {factor.type for factor in factors_of(user, anew=not is_read)}
        return bool(kinds if types is None else kinds.intersection(types))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Tell if she may remove it: yes, unless her role needs a second factor and this is her last."""
        user: User = authenticator.user
        return not needs_second_factor(user) or other_factors(authenticator).exists()

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)
