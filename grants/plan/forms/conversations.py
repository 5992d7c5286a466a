"""Forms of conversations with residents: what is known of one, and what was heard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.forms import DateField, LongTextField, TextField

from ..errors import WrongDay
from ..states import ConversationOf, Degree, InsightOf
from .editions import EditionForm, LinksField, PointForm
from .fields import NumberField, PlaceField, refuse_contacts


class ConversationForm(EditionForm):
    """What is known of a conversation, without names."""

    WHAT = ConversationOf
    REFUSED = {WrongDay: "held_on"}

    title = TextField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("For example: Conversation about work and equal chances"),
    )
    theme = TextField(label=gettext_lazy("Theme"), max_length=120)
    held_on = DateField(label=gettext_lazy("Date"))
    held_until = DateField(
        label=gettext_lazy("Last date"),
        required=False,
        help_text=gettext_lazy("Only for a series of conversations."),
    )
    talks = NumberField(
        label=gettext_lazy("How many conversations were there?"), min_value=1, max_value=1000, initial=1
    )
    districts = LinksField(
        label=gettext_lazy("In which districts?"),
        help_text=gettext_lazy("Tick none: then it was for the whole city."),
    )
    participants = NumberField(
        label=gettext_lazy("How many people took part?"), min_value=0, max_value=1_000_000, required=False
    )
    unique_people = NumberField(
        label=gettext_lazy("How many different people were that, by estimate?"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=gettext_lazy("Who came twice counts once."),
    )
    asked = LongTextField(label=gettext_lazy("What was asked of residents?"), max_length=2000)
    accessible = TextField(
        label=gettext_lazy("Accessible: how could everyone take part?"), max_length=500, required=False
    )
    safe = TextField(
        label=gettext_lazy("Safe: how could everyone speak freely?"), max_length=500, required=False
    )
    transparent = TextField(
        label=gettext_lazy("Transparent: how do people see what was done with it?"),
        max_length=500,
        required=False,
    )
    involved = TextField(
        label=gettext_lazy("Involved: how do people stay involved?"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("All four are needed before it is published."),
    )
    source = TextField(
        label=gettext_lazy("Source"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Where it stands, for example §2 of the letter."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days and numbers that contradict one another, and ways to reach someone in any text."""
        read = super().clean() or self.cleaned_data
        for name in ("title", "theme", "asked", "source", "accessible", "safe", "transparent", "involved"):
            try:
                refuse_contacts(read.get(name) or "")
            except forms.ValidationError as error:
                self.add_error(name, error)
        first, last = read.get("held_on"), read.get("held_until")
        if first and last and last < first:
            self.add_error("held_until", _("The last date comes before the first."))
        people, unique = read.get("participants"), read.get("unique_people")
        if unique is not None and "participants" not in self.errors and (people is None or unique > people):
            self.add_error("unique_people", _("This cannot be more than the number of people who took part."))
        return read


class InsightForm(PointForm):
    """One thing that was heard, and what was done with it."""

    WHAT = InsightOf

    text = TextField(
        label=gettext_lazy("What was heard?"),
        max_length=500,
        validators=[refuse_contacts],
        help_text=gettext_lazy(
            "One thing, in your own words. No names: nobody may be found by what they said."
        ),
    )
    degree = forms.ChoiceField(
        label=gettext_lazy("How far was it taken over?"), choices=Degree.choices, widget=forms.RadioSelect
    )
    answer = LongTextField(
        label=gettext_lazy("What was done with it?"),
        max_length=4000,
        required=False,
        validators=[refuse_contacts],
    )
    elements = LinksField(label=gettext_lazy("Where in the plan?"))
    position = PlaceField(label=gettext_lazy("Place in the list"))
