"""Forms of the plan: a version, what it holds, and its adoption."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import PortalError
from portal.ui.forms import DateField, LongTextField, TextField
from portal.ui.unchanged import UnchangedForm

from ..errors import CodeTaken, VersionStands, WrongDay, WrongYears
from ..models import Plan, code_of_a_part
from ..models.plans import EARLIEST, LATEST
from ..states import ElementOf
from .fields import CapitalsField, NumberField, PlaceField


class VersionForm(UnchangedForm):
    """Title, years and source of a version. What it cleans are the arguments of the flows."""

    title = TextField(label=gettext_lazy("Title of the plan"), max_length=160)
    first_year = NumberField(label=gettext_lazy("First year"), min_value=EARLIEST, max_value=LATEST)
    last_year = NumberField(label=gettext_lazy("Last year"), min_value=EARLIEST, max_value=LATEST)
    source = TextField(
        label=gettext_lazy("Source"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Where the text comes from, for example a letter with its number and day."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse years that are upside down."""
        read = super().clean() or self.cleaned_data
        first, last = read.get("first_year"), read.get("last_year")
        if first and last and last < first:
            self.add_error(
                "last_year", _("The last year comes before the first year. Choose a later last year.")
            )
        return read

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        self.add_error("last_year" if isinstance(error, WrongYears) else None, str(error))


class StartForm(VersionForm):
    """A new version, and the one that it will replace."""

    replaces = forms.ChoiceField(
        label=gettext_lazy("Which version does it replace?"),
        required=False,
        help_text=gettext_lazy("The new version begins with everything that this one holds."),
    )
    field_order = ["replaces"]

    def __init__(self, data: Any = None, *args: Any, versions: Iterable[Plan], **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.versions = {one.public_id: one for one in versions}
        shown = [(key, _named(one)) for key, one in self.versions.items()]
        replaces: Any = self.fields["replaces"]
        replaces.choices = [("", _("None: the new version begins empty")), *shown]

    def clean_replaces(self) -> Plan | None:
        """Return the version that was chosen."""
        return self.versions.get(self.cleaned_data["replaces"])

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        if isinstance(error, VersionStands):
            self.add_error("replaces", str(error))
        else:
            super().show_refusal(error)


class ElementForm(UnchangedForm):
    """A goal, principle, hallmark, terrain or paragraph; `places` is how many there are of its kind."""

    code = CapitalsField(
        label=gettext_lazy("Code"),
        validators=[code_of_a_part],
        help_text=gettext_lazy("Short, for example U1 or 4.3. It stands before the title."),
    )
    title = TextField(label=gettext_lazy("Title"), max_length=200)
    explanation = LongTextField(
        label=gettext_lazy("Explanation"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy(
            "In plain words of our own. Councils read it when they choose what they serve."
        ),
    )
    source = TextField(
        label=gettext_lazy("Source"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Where it stands, for example §2 of the letter."),
    )
    position = PlaceField(label=gettext_lazy("Place in the list"))

    def __init__(self, data: Any = None, *args: Any, places: int, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        position: Any = self.fields["position"]
        position.offer(places)

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what the flows take of a form without errors."""
        read = dict(self.cleaned_data)
        return {"position": read.pop("position"), "what": ElementOf(**read)}

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        self.add_error("code" if isinstance(error, CodeTaken) else None, str(error))


class RemoveForm(UnchangedForm):
    """Nothing to fill in: what goes is shown beside it, and an old page is refused once."""

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow above the form."""
        self.add_error(None, str(error))


class AdoptForm(UnchangedForm):
    """The decision of the city council by which a version became the plan."""

    decision_number = TextField(
        label=gettext_lazy("Number of the decision of the city council"),
        max_length=40,
        help_text=gettext_lazy("For example: 26bb004210"),
    )
    decision_on = DateField(label=gettext_lazy("Date of the decision"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision_number"].widget.attrs.update({"class": "input-short", "autocomplete": "off"})

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        self.add_error("decision_on" if isinstance(error, WrongDay) else None, str(error))


def _named(plan: Plan) -> str:
    told = {
        "number": plan.number,
        "title": plan.title,
        "years": plan.years,
        "state": plan.get_state_display(),
    }
    return _("Version %(number)d: %(title)s, %(years)s (%(state)s)") % told
