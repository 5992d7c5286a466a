"""Who asks, who does it, who receives the money, and by which route."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import PortalError
from portal.ui.forms import NameField, TextField, telephone_number

from ..errors import WrongBankAccount
from ..flows import PartyOf
from ..iban import compact_iban
from ..models import Proposal
from ..states import PartyKind, Route, Section
from .editor import DraftForm, needed, values_of

ORGANISATION, PERSON = "organisation", "person"
_POSTCODE = RegexValidator(
    r"^[1-9][0-9]{3} ?[A-Za-z]{2}\Z", gettext_lazy("Type a postcode, for example 3024 AB.")
)
_REGISTRATION = RegexValidator(
    r"^[0-9]{8}\Z", gettext_lazy("The number of the chamber of commerce has eight digits.")
)
ROUTES = (
    (Route.SUBSIDY.value, gettext_lazy("Someone applies for a subsidy and carries out the action")),
    (
        Route.PURCHASE.value,
        gettext_lazy("The city buys it: it orders the action from someone and pays the bill"),
    ),
    (Route.OWN.value, gettext_lazy("The city does it itself")),
)
_OF_ORGANISATIONS = frozenset({"contact", "registration"})


class IbanField(TextField):
    """An account number, in its one form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=50, **kwargs)
        self.widget.attrs.update({"autocomplete": "off", "spellcheck": "false", "class": "input-iban"})

    def to_python(self, value: Any) -> str:
        """Return the number without spaces; raises ValidationError for what is no IBAN."""
        text = super().to_python(value)
        try:
            return compact_iban(text) if text else ""
        except WrongBankAccount as error:
            raise ValidationError(str(error), code="iban") from None


class PhoneField(TextField):
    """A telephone number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, validators=[telephone_number], **kwargs)
        self.widget.input_type = "tel"


class PostcodeField(TextField):
    """A Dutch postcode, as 3024 AB."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=7, validators=[_POSTCODE], **kwargs)
        self.widget.attrs.update({"class": "input-short"})

    def clean(self, value: Any) -> str:
        """Return it in its one form."""
        text: str = super().clean(value)
        return f"{text[:4]} {text[-2:].upper()}" if text else ""


def _party_fields() -> dict[str, forms.Field]:
    return {
        "kind": needed(
            forms.ChoiceField(
                label=_("Is this an organisation or a person?"),
                choices=[(ORGANISATION, _("An organisation")), (PERSON, _("A person"))],
                widget=forms.RadioSelect,
                required=False,
            )
        ),
        "name": needed(TextField(label=_("Name"), max_length=160, required=False)),
        "registration": TextField(
            label=_("Number of the chamber of commerce (KvK)"),
            max_length=8,
            validators=[_REGISTRATION],
            required=False,
            help_text=_("Eight digits. An association or foundation has one."),
        ),
        "contact": TextField(label=_("Who speaks for the organisation?"), max_length=160, required=False),
        "email": forms.EmailField(label=_("E-mail address"), max_length=254, required=False),
        "phone": PhoneField(label=_("Telephone number"), required=False),
        "street": TextField(label=_("Street and number"), max_length=160, required=False),
        "postcode": PostcodeField(label=_("Postcode"), required=False),
        "town": TextField(label=_("Town"), max_length=80, required=False),
    }


class WhoForm(DraftForm):
    """The route, and who has to do with it. `with_account`: no account stands yet, so it is asked here."""

    route = forms.ChoiceField(
        label=gettext_lazy("Who does it and how do we pay?"), choices=ROUTES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, kinds: Mapping[PartyKind, str], with_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        for kind, same in kinds.items():
            if same:
                self.fields[f"{kind.value}_same"] = forms.BooleanField(label=same, required=False)
            for name, field in _party_fields().items():
                self.fields[f"{kind.value}_{name}"] = field
        self.with_account = with_account
        if with_account:
            self.fields["iban"] = needed(
                IbanField(
                    label=_("Account number (IBAN)"),
                    required=False,
                    help_text=_("On this account the money is paid. For example NL91 ABNA 0417 1643 00."),
                )
            )
            self.fields["holder"] = needed(
                NameField(
                    label=_("On whose name is the account?"),
                    max_length=160,
                    required=False,
                    help_text=_("As it stands on the bank statement."),
                )
            )
        self.take_over()

    def clean(self) -> dict[str, Any]:
        """Ask for a name with other data, and for both the account and its holder."""
        read = super().clean() or self.cleaned_data
        for kind in self.kinds:
            self._check_name(kind, read)
        iban, holder = read.get("iban"), read.get("holder")
        if (iban or "iban" in self.errors) and not holder and "holder" not in self.errors:
            self.add_error("holder", _("Tell on whose name the account is."))
        if holder and not iban and "iban" not in self.errors:
            self.add_error("iban", _("Type the account number too."))
        if not self.with_account and self.data.get("iban"):
            self.add_error(
                None,
                _(
                    "Someone entered an account number meanwhile, so yours is not saved. Look whether it is right."
                ),
            )
        return read

    def _check_name(self, kind: PartyKind, read: Mapping[str, Any]) -> None:
        name = f"{kind.value}_name"
        others = [one for one in _DATA if one != "name"]
        begun = any(read.get(f"{kind.value}_{one}") for one in others)
        if begun and not read.get(name) and not read.get(f"{kind.value}_same") and name not in self.errors:
            self.add_error(name, _("Type the name too."))

    @property
    def readable(self) -> dict[str, Any] | None:
        """A party belongs together: with an error in one of its fields nothing is saved unasked."""
        return None if self.errors else super().readable

    @property
    def waits_for_the_button(self) -> str:
        """An account that was entered stays on file, so half a number is never taken for one."""
        return str(self["iban"].label) if self.account else ""

    @property
    def parties(self) -> dict[PartyKind, PartyOf | None]:
        """Return who was named, None for who was not; who is the same as the applicant gets those data.

        Nobody applies on the other routes, so there whoever carries it out is who was typed.
        """
        applicant = self._party(PartyKind.APPLICANT)
        found = {kind: self._party(kind) for kind in self.kinds}
        found[PartyKind.PAYEE] = applicant if self._is_same(PartyKind.PAYEE) else found[PartyKind.PAYEE]
        applies = self.cleaned_data.get("route") == Route.SUBSIDY
        if applies and self._is_same(PartyKind.PERFORMER):
            found[PartyKind.PERFORMER] = None
        return found

    def _is_same(self, kind: PartyKind) -> bool:
        return bool(self.cleaned_data.get(f"{kind.value}_same"))

    def _party(self, kind: PartyKind) -> PartyOf | None:
        read = {name: self.cleaned_data.get(f"{kind.value}_{name}", "") for name in _DATA}
        if not read["name"]:
            return None
        is_person = self.cleaned_data.get(f"{kind.value}_kind") == PERSON
        if is_person:
            read |= dict.fromkeys(_OF_ORGANISATIONS, "")
        return PartyOf(is_person=is_person, **read)

    @property
    def account(self) -> tuple[str, str] | None:
        """Return the account number and its holder, None where none was typed."""
        iban, holder = self.cleaned_data.get("iban"), self.cleaned_data.get("holder")
        return (iban, holder) if iban and holder else None

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        is_account = isinstance(error, WrongBankAccount) and self.with_account
        self.add_error("iban" if is_account else None, str(error))

    def fields_of(self, kind: PartyKind) -> dict[str, BoundField]:
        """Return the fields of one party, by their short names."""
        names = [*_DATA, "kind", *(["same"] if self.kinds[kind] else [])]
        return {name: self[f"{kind.value}_{name}"] for name in names}

    @property
    def applicant(self) -> dict[str, BoundField]:
        """The fields of who asks."""
        return self.fields_of(PartyKind.APPLICANT)

    @property
    def performer(self) -> dict[str, BoundField]:
        """The fields of who does it; of a subsidy for a small amount the page does not ask that."""
        return self.fields_of(PartyKind.PERFORMER)

    @property
    def payee(self) -> dict[str, BoundField]:
        """The fields of who receives the money."""
        return self.fields_of(PartyKind.PAYEE)


_DATA = ("name", "registration", "contact", "email", "phone", "street", "postcode", "town")


def who_values(
    proposal: Proposal,
    parties: Mapping[PartyKind, PartyOf | None],
    *,
    kinds: Mapping[PartyKind, str],
    with_account: bool,
) -> dict[str, Any]:
    """Return what the form shows of a proposal; whoever has the data of the applicant is the same as the applicant."""
    found: dict[str, Any] = values_of(proposal, Section.WHO)
    applicant = parties[PartyKind.APPLICANT]
    for kind, same in kinds.items():
        one = parties[kind]
        is_same = bool(same) and (one is None or one == applicant)
        if same:
            found[f"{kind.value}_same"] = is_same
        shown = None if is_same else one
        found[f"{kind.value}_kind"] = PERSON if shown and shown.is_person else ORGANISATION
        found |= {f"{kind.value}_{name}": getattr(shown, name) if shown else "" for name in _DATA}
    return found | ({"iban": "", "holder": ""} if with_account else {})
