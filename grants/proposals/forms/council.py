"""The decision of a council as it is entered: who was there, how they voted, or who acted for it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import PortalError
from portal.files.forms import UploadField, UploadForm
from portal.files.kinds import PAPERS, Refused
from portal.ui.forms import DateField, TextField
from portal.ui.unchanged import put_in

from ..errors import MoreThanSeats, NoQuorum, NotAuthorised, WrongDay, WrongVotes
from ..states import Part
from ..votes import Votes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from wijkraden.people.models import User

_MOST_SEATS = 50
_FIELDS: dict[type[PortalError], str] = {
    WrongDay: "decided_on",
    MoreThanSeats: "seats",
    WrongVotes: "votes_for",
    NoQuorum: "others_present",
    NotAuthorised: "authorised",
    Refused: "minutes",
}


def show_refusal(form: forms.Form, error: PortalError) -> None:
    """Put the sentence of a refused flow at the field it is about, else above the form."""
    name = _FIELDS.get(type(error))
    form.add_error(name if name in form.fields else None, str(error))


def _count(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=_MOST_SEATS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short", "autocomplete": "off"}),
        **more,
    )


class _DecisionForm(UploadForm):
    """What every decision of a council has: its day, the rule behind it, and perhaps the minutes."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    decided_on = DateField(label=gettext_lazy("Day of the decision"))
    basis = TextField(
        label=gettext_lazy("By which rule of the council"),
        required=False,
        help_text=gettext_lazy("For example: rules of order of the council, article 12"),
    )
    minutes = UploadField(label=gettext_lazy("Minutes or list of decisions"), required=False, kinds=PAPERS)

    @property
    def fingerprint(self) -> str:
        """Return what a form without errors says, as a short code: what is entered is what was looked at."""
        told = {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if name not in {"seen", "minutes", "basis"}
        }
        text = json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def show(self, fingerprint: str) -> None:
        """Let the page that is drawn now carry that code."""
        put_in(self, "seen", fingerprint)

    @property
    def was_seen(self) -> bool:
        """Tell if the outcome of just this was looked at before it was sent."""
        return bool(self.cleaned_data["seen"]) and self.cleaned_data["seen"] == self.fingerprint


class MeetingForm(_DecisionForm):
    """The vote of a formal meeting: each member with an account, the others in numbers, and the votes."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of meeting"),
        choices=[
            ("", gettext_lazy("Choose")),
            ("formal", gettext_lazy("Formal meeting")),
            ("informal", gettext_lazy("Informal meeting")),
            ("consultation", gettext_lazy("Consultation")),
        ],
        help_text=gettext_lazy("A council decides in a formal meeting only."),
    )
    others_present = _count(
        gettext_lazy("How many other members took part?"),
        initial=0,
        help_text=gettext_lazy("Members who have no account here."),
    )
    others_stepped_back = _count(
        gettext_lazy("How many other members stepped back because of an interest?"), initial=0
    )
    seats = _count(
        gettext_lazy("How many seats does the council have?"),
        help_text=gettext_lazy("All members in office, those who were not there too."),
    )
    votes_for = _count(gettext_lazy("Votes for"))
    votes_against = _count(gettext_lazy("Votes against"))
    abstained = _count(gettext_lazy("Abstained"), initial=0)

    def __init__(
        self,
        *args: Any,
        voters: Sequence[User],
        interested: Collection[int],
        seats: int | None,
        **kwargs: Any,
    ) -> None:
        """`voters` are the members of that day with an account, of whom these ids declared an interest."""
        kwargs["initial"] = {"seats": seats, "kind": "formal", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.voters, self.interested = list(voters), interested
        for user in self.voters:
            if user.pk not in interested:
                self.fields[self.name_of(user)] = forms.ChoiceField(
                    label=user.full_name,
                    choices=Part.choices,
                    widget=forms.RadioSelect,
                    error_messages={"required": _("Choose what %(name)s did.") % {"name": user.full_name}},
                )
        self.order_fields(
            [
                *("seen", "kind", "decided_on"),
                *(self.name_of(user) for user in self.voters),
                *(
                    "others_present",
                    "others_stepped_back",
                    "seats",
                    "votes_for",
                    "votes_against",
                    "abstained",
                ),
            ]
        )

    @staticmethod
    def name_of(user: User) -> str:
        """Return the name of the field about one member."""
        return f"member-{user.public_id}"

    def clean_kind(self) -> str:
        """Refuse what is no formal meeting."""
        kind: str = self.cleaned_data["kind"]
        if kind != "formal":
            raise forms.ValidationError(
                _("Only a formal meeting decides. Put the proposal on the agenda of one."), code="informal"
            )
        return kind

    @property
    def who_step_back(self) -> list[User]:
        """Return the members who declared an interest, of whom nothing is asked."""
        return [user for user in self.voters if user.pk in self.interested]

    @property
    def attendance(self) -> Mapping[User, Part]:
        """Return what each member with an account did, of a form without errors."""
        return {
            user: Part.STEPPED_BACK
            if user.pk in self.interested
            else Part(self.cleaned_data[self.name_of(user)])
            for user in self.voters
        }

    @property
    def meeting(self) -> dict[str, Any]:
        """Return the vote of a form without errors, as the flow takes it, but for the basis and the minutes."""
        told = self.cleaned_data
        return {
            "decided_on": told["decided_on"],
            "attendance": self.attendance,
            "others_present": told["others_present"],
            "others_stepped_back": told["others_stepped_back"],
            "seats": told["seats"],
            "votes": Votes(told["votes_for"], told["votes_against"], told["abstained"]),
        }


class AuthorisationForm(_DecisionForm):
    """Who put a proposal forward for the council, without a meeting."""

    authorised = forms.ChoiceField(label=gettext_lazy("Who acted for the council?"))
    field_order = ("seen", "authorised", "decided_on", "basis", "minutes")

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {user.public_id: user for user in people}
        field = self.fields["authorised"]
        field.choices = [("", _("Choose")), *((one.public_id, one.full_name) for one in people)]  # type: ignore[attr-defined]  # a choice field
        self.fields["basis"].required = True
        self.fields["basis"].label = _("By which decision of the council may this person act?")

    def clean_authorised(self) -> User:
        """Return the person."""
        return self.people[self.cleaned_data["authorised"]]
