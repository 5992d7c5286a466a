"""What whoever decides fills in, what an officer enters of a council, and questions for a view."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import format_euros
from grants.proposals.states import Route
from portal.ui.forms import DateField, LongTextField, TextField

from ..states import GROUNDS, OF_AN_AMOUNT, DecisionKind, Ground, Votes
from ..wording import ground_words, kind_words


class PartForm(forms.Form):
    """Amount and ground when less is granted than was prepared; typed in the address, so the button can name it."""

    def __init__(self, data: Any = None, *, most: int, route: str, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["cents"] = EuroField(
            label=gettext_lazy("Grant less: amount"),
            min_cents=1,
            max_cents=most,
            error_messages={"required": gettext_lazy("Type the amount.")},
        )
        self.fields["ground"] = forms.ChoiceField(
            label=gettext_lazy("Ground on which the rest is not granted"),
            choices=[
                ("", gettext_lazy("Choose a ground")),
                *((one.value, ground_words(one, route)) for one in GROUNDS[DecisionKind.GRANT]),
            ],
            error_messages={
                "required": gettext_lazy("Choose on which ground the rest is refused: the letter says it.")
            },
        )

    @property
    def chosen(self) -> tuple[int | None, Ground | None]:
        """Return the amount and the ground, None and None while nothing that fits was typed."""
        if not self.is_valid():
            return None, None
        return self.cleaned_data["cents"], Ground(self.cleaned_data["ground"])


class ReturnForm(forms.Form):
    """Why a decision goes back to whoever prepared it."""

    reason = LongTextField(
        label=gettext_lazy("Why do you return it?"),
        help_text=gettext_lazy("Say what should be different. The officers read this."),
        error_messages={"required": gettext_lazy("Type why you return it.")},
    )


class CouncilForm(forms.Form):
    """What a council decided that decides itself."""

    held_on = DateField(label=gettext_lazy("Day of the meeting"))
    votes_for = forms.IntegerField(label=gettext_lazy("Votes for"), min_value=0, max_value=99)
    votes_against = forms.IntegerField(label=gettext_lazy("Votes against"), min_value=0, max_value=99)
    abstained = forms.IntegerField(label=gettext_lazy("Abstained"), min_value=0, max_value=99, initial=0)
    basis = TextField(
        label=gettext_lazy("By which rule the council decides itself"),
        max_length=200,
        error_messages={"required": gettext_lazy("Fill in by which rule the council decides itself.")},
    )

    def clean_held_on(self) -> Any:
        """Refuse a meeting that has yet to come."""
        if self.cleaned_data["held_on"] > localdate():
            raise ValidationError(_("This day has yet to come. Choose today or an earlier day."))
        return self.cleaned_data["held_on"]

    @property
    def votes(self) -> Votes:
        """Return what was filled in."""
        return Votes(**self.cleaned_data)


class AskViewForm(forms.Form):
    """The intention on which the applicant is asked for a view."""

    intention = LongTextField(
        label=gettext_lazy("What we intend, and on which facts"),
        max_length=4000,
        help_text=gettext_lazy("The applicant reads this and has two weeks to answer."),
        error_messages={"required": gettext_lazy("Write what we intend and on which facts.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        intended: Mapping[DecisionKind, Collection[Ground]],
        before: int,
        initial: Any = None,
    ) -> None:
        """Ask for one of the kinds that may be intended, on which grounds, and to less than what stands `before`."""
        super().__init__(data, initial=initial)
        self.intended = intended
        grounds = {ground for found in intended.values() for ground in found}
        kinds = [(kind.value, kind_words(kind, Route.SUBSIDY)) for kind in intended]
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("What do we intend?"),
            choices=[("", gettext_lazy("Choose what we intend")), *kinds],
        )
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0][0]
            self.fields["kind"].widget = forms.HiddenInput()
        self.fields["ground"] = forms.ChoiceField(
            label=gettext_lazy("Ground of the intention"),
            choices=[("", gettext_lazy("Choose a ground"))]
            + [(one.value, one.label) for one in Ground if one in grounds],
        )
        if OF_AN_AMOUNT & intended.keys():
            stands = _("Less than the %(before)s that stands now.") % {"before": format_euros(before)}
            of_none = _("Leave it empty for a decision without an amount.") if len(kinds) > 1 else ""
            self.fields["cents"] = EuroField(
                label=gettext_lazy("To which amount?"),
                required=len(kinds) == 1,
                help_text=f"{stands} {of_none}".strip(),
            )
        self.order_fields(["kind", "ground", "cents", "intention"])

    def clean_kind(self) -> DecisionKind:
        """Return what is intended."""
        return DecisionKind(self.cleaned_data["kind"])

    def clean_ground(self) -> Ground:
        """Return the ground."""
        return Ground(self.cleaned_data["ground"])

    def clean(self) -> dict[str, Any]:
        """Ask for the amount where the intention has one, and for a ground that goes with it."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        kind, ground = read.get("kind"), read.get("ground")
        if kind and ground and ground not in self.intended[kind]:
            self.add_error("ground", _("This ground does not go with what we intend. Choose another one."))
        if kind in OF_AN_AMOUNT and read.get("cents") is None and "cents" not in self.errors:
            self.add_error("cents", _("Fill in to which amount."))
        read["cents"] = read.get("cents") or 0
        return read


class ViewForm(forms.Form):
    """What the applicant answered."""

    answer = LongTextField(
        label=gettext_lazy("What the applicant answered"),
        max_length=6000,
        required=False,
        help_text=gettext_lazy("Leave it empty when the applicant said to have no view."),
    )


class EndPlaceForm(forms.Form):
    """Why a place on the waiting list ends early."""

    reason = LongTextField(
        label=gettext_lazy("Why does the place end?"),
        max_length=2000,
        help_text=gettext_lazy(
            "For example: the applicant told that the action does not go on. They read this."
        ),
        error_messages={"required": gettext_lazy("Write why the place ends.")},
    )


class InterestForm(forms.Form):
    """The own interest with which someone steps back."""

    explanation = LongTextField(
        label=gettext_lazy("What is your interest?"),
        max_length=1000,
        help_text=gettext_lazy("It stays on file. From then on you take no part in this proposal."),
        error_messages={"required": gettext_lazy("Write what your interest is.")},
    )
