"""Forms of the actions of the city: what is planned, how far it was in each year, and how it is measured."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.forms import LongTextField, TextField

from ..errors import OutsideYears, YearTaken
from ..models import EARLIEST, LATEST
from ..states import ActionOf, ActionState, IndicatorOf, YearOf
from .editions import EditionForm, LinksField, PointForm
from .fields import NumberField, PlaceField


class ActionForm(EditionForm):
    """What is known of an action of the city."""

    WHAT = ActionOf

    title = TextField(label=gettext_lazy("Title"), max_length=200)
    department = TextField(
        label=gettext_lazy("Which department is responsible?"),
        max_length=160,
        help_text=gettext_lazy("The department, not a person."),
    )
    planned = LongTextField(label=gettext_lazy("What will be done?"), max_length=4000)
    first_year = NumberField(label=gettext_lazy("First year"), min_value=EARLIEST, max_value=LATEST)
    last_year = NumberField(label=gettext_lazy("Last year"), min_value=EARLIEST, max_value=LATEST)
    elements = LinksField(
        label=gettext_lazy("Where in the plan?"),
        help_text=gettext_lazy(
            "At least one, before it is published: councils with the same goal stand beside it."
        ),
    )
    insights = LinksField(label=gettext_lazy("Does it come from a conversation with residents?"))
    districts = LinksField(
        label=gettext_lazy("In which districts?"),
        help_text=gettext_lazy("Tick none: then it is for the whole city."),
    )
    source = TextField(
        label=gettext_lazy("Source"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Where it stands, for example §2 of the letter."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a last year before the first."""
        read = super().clean() or self.cleaned_data
        first, last = read.get("first_year"), read.get("last_year")
        if first and last and last < first:
            self.add_error(
                "last_year", _("The last year comes before the first year. Choose a later last year.")
            )
        return read


class YearForm(PointForm):
    """How far an action was at the end of a year."""

    WHAT = YearOf
    REFUSED = {YearTaken: "year", OutsideYears: "year"}

    year = NumberField(label=gettext_lazy("Year"), min_value=EARLIEST, max_value=LATEST)
    state = forms.ChoiceField(
        label=gettext_lazy("How far was it at the end of that year?"),
        choices=ActionState.choices,
        widget=forms.RadioSelect,
    )
    words = LongTextField(
        label=gettext_lazy("What was done, and what not?"),
        max_length=4000,
        help_text=gettext_lazy("In plain words. Everyone reads it on the page of the action."),
    )
    position = PlaceField(label=gettext_lazy("Place in the list"))


class IndicatorForm(PointForm):
    """A figure that tells of an action."""

    WHAT = IndicatorOf

    name = TextField(label=gettext_lazy("What is measured?"), max_length=200)
    definition = LongTextField(label=gettext_lazy("What does the figure mean?"), max_length=2000)
    source = TextField(label=gettext_lazy("Where does it come from?"), max_length=500)
    silent_on = LongTextField(
        label=gettext_lazy("What does it not say?"),
        max_length=2000,
        help_text=gettext_lazy("So that nobody reads more in it than it holds."),
    )
    measured = LongTextField(
        label=gettext_lazy("The figures so far"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("A line for each year, for example: 2025: 41%."),
    )
    position = PlaceField(label=gettext_lazy("Place in the list"))
