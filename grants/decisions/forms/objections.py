"""What is filled in about an objection: as it came, more time, the hearing, taken back, the decision on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.forms import DateField, LongTextField, TextField
from portal.ui.unchanged import UnchangedForm

from ..objecting import ObjectionOf
from ..states import NotHeard, Outcome


class ObjectionForm(forms.Form):
    """An objection as it came."""

    name = TextField(
        label=gettext_lazy("Who objects"),
        max_length=200,
        help_text=gettext_lazy("As it stands under the letter."),
        error_messages={"required": gettext_lazy("Type who objects.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Empty: everything goes by post."),
    )
    address = LongTextField(
        label=gettext_lazy("Address"),
        max_length=500,
        rows=3,
        required=False,
        help_text=gettext_lazy("As on an envelope: street and number, postcode and town."),
    )
    received_on = DateField(label=gettext_lazy("Received on"))
    posted_on = DateField(
        label=gettext_lazy("Posted on"),
        required=False,
        help_text=gettext_lazy(
            "By the stamp of the post. What was posted in time and came within a week is in time (Awb 6:9)."
        ),
    )
    text = LongTextField(
        label=gettext_lazy("What the objector says"),
        max_length=6000,
        rows=8,
        error_messages={"required": gettext_lazy("Type what the objector says, or the gist of it.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a way to write to the objector."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        if not (read.get("email") or read.get("address") or "email" in self.errors):
            self.add_error(
                "address", _("Fill in an e-mail address or an address: the objector gets a letter.")
            )
        return read

    @property
    def what(self) -> ObjectionOf:
        """Return what was filled in."""
        return ObjectionOf(**self.cleaned_data)


class ExtendObjectionForm(forms.Form):
    """Why more time is needed."""

    reason = LongTextField(
        label=gettext_lazy("Why is more time needed?"),
        help_text=gettext_lazy("The objector reads this."),
        error_messages={"required": gettext_lazy("Write why more time is needed: the objector reads it.")},
    )


class HearingForm(UnchangedForm):
    """The day and the report of a hearing, or why there is none."""

    heard_on = DateField(label=gettext_lazy("Heard on"), required=False)
    hearing = LongTextField(
        label=gettext_lazy("Report of the hearing"),
        max_length=6000,
        rows=8,
        required=False,
        help_text=gettext_lazy("Who were there and what was said (Awb 7:7)."),
    )
    not_heard = forms.ChoiceField(
        label=gettext_lazy("Or: why there is no hearing"),
        required=False,
        choices=[("", gettext_lazy("There was a hearing")), *NotHeard.choices],
    )

    def clean(self) -> dict[str, Any]:
        """Put what is missing or double at its field."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        heard_on, why = read.get("heard_on"), read.get("not_heard")
        if not heard_on and not why and "heard_on" not in self.errors:
            self.add_error("heard_on", _("Fill in the day of the hearing, or choose why there is none."))
        if heard_on and why:
            self.add_error("not_heard", _("Fill in a hearing or why there is none, not both."))
        if heard_on and not read.get("hearing"):
            self.add_error(
                "hearing", _("Write what was said at the hearing: a report of it is kept (Awb 7:7).")
            )
        read["not_heard"] = NotHeard(why) if why else None
        return read


class WithdrawObjectionForm(forms.Form):
    """The day on which an objector took it back."""

    on = DateField(label=gettext_lazy("Taken back on"))


class DecideObjectionForm(forms.Form):
    """The decision on an objection; `late_reason` only for one that came too late."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    late_reason = LongTextField(
        label=gettext_lazy("Why it is judged though it came too late"),
        rows=3,
        required=False,
        help_text=gettext_lazy(
            "Only if you don't choose “inadmissible” (Awb 6:11). It stands in the letter."
        ),
    )
    reasons = LongTextField(
        label=gettext_lazy("Why"),
        max_length=6000,
        rows=10,
        help_text=gettext_lazy(
            "This stands in the letter. Answer each point of the objection, and say what follows if it is right."
        ),
        error_messages={"required": gettext_lazy("Write why: a decision must give its reasons.")},
    )

    def __init__(self, data: Any = None, *, is_late: bool, not_upheld: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.is_late, self.not_upheld = is_late, not_upheld
        if not is_late:
            del self.fields["late_reason"]

    def clean(self) -> dict[str, Any]:
        """Put what does not fit at its field."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        if outcome := read.get("outcome"):
            read["outcome"] = Outcome(outcome)
            if self.not_upheld and outcome == Outcome.UPHELD:
                self.add_error("outcome", self.not_upheld)
            if self.is_late and outcome != Outcome.INADMISSIBLE and not read.get("late_reason"):
                self.add_error(
                    "late_reason",
                    _(
                        "It came too late. Write why it is judged nevertheless (Awb 6:11), or choose “inadmissible”."
                    ),
                )
        return read
