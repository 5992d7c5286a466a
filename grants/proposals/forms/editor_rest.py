"""The smaller forms of the editor: beginning, copying, attachments, interests, comments, and the list's filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import MAX_CENTS
from portal.errors import PortalError
from portal.files.forms import UploadField, UploadForm
from portal.files.kinds import PAPERS_AND_SHEETS
from portal.ui.dates import short_date
from portal.ui.forms import LongTextField, NameField, TextField
from portal.ui.unchanged import UnchangedForm

from ..errors import WrongBankAccount
from ..models import Proposal
from ..states import PUBLIC_LABELS, AttachmentKind, State
from .editor_who import IbanField

if TYPE_CHECKING:
    from grants.rounds.models import Round
    from wijkraden.places.models import District

    Call = tuple[Round, District]

NO, YES = "no", "yes"


class _PlainForm(forms.Form):
    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow above the form."""
        self.add_error(None, str(error))


class CallForm(_PlainForm):
    """For which round and which district; not asked when there is one of both."""

    call = forms.ChoiceField(
        label=gettext_lazy("For which round?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a round.")},
    )

    def __init__(self, *args: Any, calls: Sequence[Call], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls = {f"{round_.public_id}-{district.slug}": (round_, district) for round_, district in calls}
        if len(calls) == 1:
            del self.fields["call"]
            return
        several = len({district.pk for _round, district in calls}) > 1
        call: Any = self.fields["call"]
        call.choices = [(key, _named(one, with_district=several)) for key, one in self.calls.items()]

    @property
    def chosen(self) -> Call:
        """Return the round and the district of a form without errors."""
        key = self.cleaned_data.get("call") or next(iter(self.calls))
        return self.calls[key]


class StartForm(CallForm):
    """A title, and about how much."""

    title = TextField(
        label=gettext_lazy("Title of the action"),
        max_length=160,
        help_text=gettext_lazy(
            "Short and clear, for example: Summer party on the square. You can change it later."
        ),
    )
    asked_cents = EuroField(
        label=gettext_lazy("About how much do you ask?"),
        required=False,
        max_cents=MAX_CENTS,
        help_text=gettext_lazy("You can change it later. For a small amount we ask less."),
    )
    field_order = ["call", "title", "asked_cents"]


class CopyForm(CallForm):
    """Which proposal of an earlier round to begin with."""

    original = forms.ChoiceField(
        label=gettext_lazy("Which proposal do you copy?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a proposal.")},
    )

    def __init__(
        self, *args: Any, originals: Iterable[Proposal], calls: Sequence[Call], **kwargs: Any
    ) -> None:
        super().__init__(*args, calls=calls, **kwargs)
        self.originals = {one.public_id: one for one in originals}
        original: Any = self.fields["original"]
        original.choices = [
            (key, f"{one.title} ({one.round.title}, {one.public_label})")
            for key, one in self.originals.items()
        ]
        self.order_fields(["original", "call"])

    def clean(self) -> dict[str, Any]:
        """Keep a copy with the council that wrote the original."""
        read = super().clean() or self.cleaned_data
        if self.errors:
            return read
        original = self.originals[read["original"]]
        _round, district = self.chosen
        if original.district_id != district.pk:
            self.add_error(
                "call" if "call" in self.fields else "original",
                _("This proposal is of %(name)s. Choose a round of that district.")
                % {"name": original.district.name},
            )
        return read

    @property
    def copied(self) -> Proposal:
        """Return the proposal that was chosen."""
        return self.originals[self.cleaned_data["original"]]


class ListFilter(forms.Form):
    """Words of the title, the place or the number, and a state as members call it."""

    q = TextField(label=gettext_lazy("Search"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Status"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_label: dict[str, list[State]] = {}
        for state, label in PUBLIC_LABELS.items():
            self.by_label.setdefault(str(label), []).append(state)
        state_field: Any = self.fields["state"]
        state_field.choices = [
            ("", _("All")),
            *((states[0].value, label) for label, states in self.by_label.items()),
        ]

    @property
    def states(self) -> list[State]:
        """Return the states that are asked for, none for all; what cannot be read asks for all."""
        asked = self.cleaned_data.get("state") if self.is_valid() else ""
        return next((states for states in self.by_label.values() if states[0].value == asked), [])

    @property
    def words(self) -> str:
        """Return the words to search for."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class AttachForm(UploadForm, _PlainForm):
    """A file, and what it is for."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=[("", gettext_lazy("Choose")), *AttachmentKind.choices]
    )
    file = UploadField(label=gettext_lazy("File"), kinds=PAPERS_AND_SHEETS)


class InterestForm(_PlainForm):
    """Whether one has a personal interest, and which."""

    has_interest = forms.ChoiceField(
        label=gettext_lazy("Do you have a personal interest in this proposal?"),
        widget=forms.RadioSelect,
        choices=[
            (NO, gettext_lazy("No, I have no personal interest")),
            (YES, gettext_lazy("Yes, I have a personal interest")),
        ],
        help_text=gettext_lazy(
            "For example: you, your family or an organisation that you work for or govern gets money or work by it."
        ),
    )
    explanation = LongTextField(
        label=gettext_lazy("Which interest is that?"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=gettext_lazy("Only if you have one. Your council and the city read this."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask which interest it is."""
        read = super().clean() or self.cleaned_data
        if (
            read.get("has_interest") == YES
            and not read.get("explanation")
            and "explanation" not in self.errors
        ):
            self.add_error("explanation", _("Tell which interest you have."))
        return read

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what the flow takes of a form without errors."""
        has_interest = self.cleaned_data["has_interest"] == YES
        return {
            "has_interest": has_interest,
            "explanation": self.cleaned_data["explanation"] if has_interest else "",
        }


class CommentForm(_PlainForm):
    """What one says to the others of the council."""

    text = LongTextField(label=gettext_lazy("Your comment"), rows=4)


class AccountForm(UnchangedForm):
    """Another account in the place of the one that stands there."""

    iban = IbanField(
        label=gettext_lazy("New account number (IBAN)"),
        help_text=gettext_lazy("For example NL91 ABNA 0417 1643 00."),
    )
    holder = NameField(
        label=gettext_lazy("On whose name is the account?"),
        max_length=160,
        help_text=gettext_lazy("As it stands on the bank statement."),
    )

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        self.add_error("iban" if isinstance(error, WrongBankAccount) else None, str(error))


def _named(call: Call, *, with_district: bool) -> str:
    round_, district = call
    told = {"title": round_.title, "day": short_date(round_.last_day), "district": district.name}
    if with_district:
        return _("%(title)s, %(district)s (up to and including %(day)s)") % told
    return _("%(title)s (up to and including %(day)s)") % told
