"""Forms of the papers of the city council: what is known of one, and what it asks."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.forms import DateField, LongTextField, TextField

from ..errors import NumberTaken, StaysSettled, WrongDay
from ..models import number_of_a_paper
from ..states import Degree, PaperKind, PaperOf, PaperState, RequestOf
from .editions import EditionForm, LinksField, PointForm
from .fields import PaperNumberField, PlaceField

_USUAL_NUMBER = re.compile(r"[0-9]{2}(bb|bo|gr)[0-9]{3,6}", re.IGNORECASE)
_DECIDED = {"": None, "yes": True, "no": False}


def is_usual(number: str) -> bool:
    """Tell if a number looks as those of the city council do now; older ones look otherwise and are right too."""
    return _USUAL_NUMBER.fullmatch(number) is not None


class PaperForm(EditionForm):
    """What is known of a paper, and how it is settled."""

    WHAT = PaperOf
    REFUSED = {NumberTaken: "number", WrongDay: "decision_on", StaysSettled: "decided"}

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=PaperKind.choices, widget=forms.RadioSelect
    )
    number = PaperNumberField(
        label=gettext_lazy("Number"),
        max_length=20,
        validators=[number_of_a_paper],
        help_text=gettext_lazy("For example: 22bb004361"),
    )
    title = TextField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("As the city council calls it, without names of members."),
    )
    made_on = DateField(label=gettext_lazy("Date of the meeting"), required=False)
    portfolio = TextField(
        label=gettext_lazy("Whose work is it?"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("The portfolio, for example: Living together"),
    )
    referred_to = TextField(
        label=gettext_lazy("Referred to"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Another portfolio or report in which the answer comes, and when."),
    )
    referred_in = TextField(
        label=gettext_lazy("Number of the letter that says so"), max_length=40, required=False
    )
    proposal = LongTextField(
        label=gettext_lazy("How would the college settle it?"), max_length=4000, required=False
    )
    proposed_in = TextField(
        label=gettext_lazy("On the list for settlement in"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The letter to the city council. Empty: it is not on a list."),
    )
    decided = forms.ChoiceField(
        label=gettext_lazy("What did the city council decide?"),
        choices=[
            ("", gettext_lazy("Nothing yet")),
            ("yes", gettext_lazy("It is settled")),
            ("no", gettext_lazy("It stays open")),
        ],
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Is it on a list once more after it stayed open? Choose “Nothing yet”: the earlier edition keeps that."
        ),
    )
    decision_number = TextField(
        label=gettext_lazy("Number of the decision of the city council"), max_length=40, required=False
    )
    decision_on = DateField(label=gettext_lazy("Date of the decision"), required=False)
    source = TextField(
        label=gettext_lazy("Source"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Where it stands, for example §2 of the letter."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "referred_in", "decision_number"):
            self.fields[name].widget.attrs.update({"class": "input-short", "autocomplete": "off"})

    def clean(self) -> dict[str, Any]:
        """Ask for the number and day of a decision, and refuse them without one."""
        read = super().clean() or self.cleaned_data
        for name in ("decision_number", "decision_on"):
            if read.get("decided") and not read.get(name) and name not in self.errors:
                self.add_error(name, _("Fill this in too: only a decision of the city council counts."))
            if read.get("decided") == "" and read.get(name):
                self.add_error(
                    "decided", _("Choose what the city council decided, or empty its number and date.")
                )
                break
        return read

    def values(self) -> dict[str, Any]:
        """Return what was filled in, by the columns of an edition."""
        read = dict(self.cleaned_data)
        return {**read, "is_settled": _DECIDED[read.pop("decided")]}

    @classmethod
    def shown(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return the columns of an edition as the form shows them."""
        shown = dict(values)
        decided = shown.pop("is_settled")
        return {**shown, "decided": next(name for name, value in _DECIDED.items() if value is decided)}

    def warnings(self) -> list[str]:
        """Say that a number is unusual."""
        number = self.cleaned_data["number"]
        told = _("“%(number)s” is an unusual number. Look once more; if it is right, leave it so.")
        return [] if is_usual(number) else [told % {"number": number}]


class RequestForm(PointForm):
    """One thing that a paper asks."""

    WHAT = RequestOf

    text = TextField(
        label=gettext_lazy("What does it ask?"),
        max_length=500,
        help_text=gettext_lazy("One thing; others stand apart."),
    )
    degree = forms.ChoiceField(
        label=gettext_lazy("How far was it taken over?"), choices=Degree.choices, widget=forms.RadioSelect
    )
    answer = LongTextField(
        label=gettext_lazy("Answer"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("What the plan does with it, in plain words of our own."),
    )
    elements = LinksField(label=gettext_lazy("Where in the plan?"))
    position = PlaceField(label=gettext_lazy("Place in the list"))


class PapersFilter(forms.Form):
    """Which papers to show."""

    state = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[("", gettext_lazy("All papers")), *PaperState.choices],
        required=False,
    )
