"""A new year, and the slices of one: per district, for the whole city, or for some districts together."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.plan.models import Regulation
from portal.ui.forms import TextField
from wijkraden.places.models import District

from ..errors import not_in_force

BACK, AHEAD = 1, 1  # years around this one: further ahead the ledger books nothing yet


def _years_to_open() -> range:
    today = timezone.localdate().year
    return range(today - BACK, today + AHEAD + 1)


class How(StrEnum):
    """Whose money the slices are."""

    EACH = "each"
    CITY = "city"
    POT = "pot"


class SlicesForm(forms.Form):
    """Under which regulation, and for whom the money is set apart.

    Of the `regulations` it offers those that are in force in one of the `years`.
    """

    regulation = forms.ChoiceField(
        label=gettext_lazy("Regulation"),
        error_messages={
            "required": gettext_lazy("Choose a regulation."),
            "invalid_choice": gettext_lazy("Choose a regulation from the list."),
        },
    )
    how = forms.ChoiceField(
        label=gettext_lazy("For whom is the money set apart?"),
        choices=[
            (How.EACH, gettext_lazy("Each district has a budget of its own")),
            (How.CITY, gettext_lazy("The whole city has one budget together")),
            (How.POT, gettext_lazy("Some districts have one budget together")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose for whom the money is set apart.")},
    )
    name = TextField(
        label=gettext_lazy("Name of the budget"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Only for some districts together. For example: South bank"),
    )
    districts = forms.MultipleChoiceField(
        label=gettext_lazy("Which districts?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only for some districts together: choose two or more."),
        error_messages={"invalid_choice": gettext_lazy("Choose districts from the list.")},
    )
    field_order = ["year", "regulation", "how", "name", "districts"]

    def __init__(
        self,
        *args: Any,
        regulations: Sequence[Regulation],
        districts: Sequence[District],
        years: Sequence[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        in_force = [one for one in regulations if any(one.covers(year) for year in years)]
        self._regulations = {one.public_id: one for one in in_force}
        self._districts = {one.slug: one for one in districts}
        choices = [(key, one.title) for key, one in self._regulations.items()]
        if len(choices) != 1:
            choices.insert(0, ("", _("Choose a regulation")))
        self.fields["regulation"].choices = choices  # type: ignore[attr-defined]  # a choice field has them
        named = [(key, one.name) for key, one in self._districts.items()]
        self.fields["districts"].choices = named  # type: ignore[attr-defined]  # a choice field has them

    def clean(self) -> dict[str, Any]:
        """Ask for a name and at least two districts of a budget for some districts together."""
        wanted = super().clean() or self.cleaned_data
        if wanted.get("how") == How.POT:
            if not wanted.get("name") and "name" not in self.errors:
                self.add_error("name", _("Type a name for the budget of these districts together."))
            if len(wanted.get("districts", [])) < 2 and "districts" not in self.errors:
                self.add_error("districts", _("Choose two or more districts."))
        return wanted

    @property
    def has_regulations(self) -> bool:
        """Tell if there is a regulation to choose."""
        return bool(self._regulations)

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what a form without errors asks of the flow: regulation, districts, and the name of a pot."""
        wanted = self.cleaned_data
        slugs = {How.EACH: list(self._districts), How.CITY: [], How.POT: wanted["districts"]}
        return {
            "regulation": self._regulations[wanted["regulation"]],
            "districts": [self._districts[slug] for slug in slugs[How(wanted["how"])]],
            "name": wanted["name"] if wanted["how"] == How.POT else "",
        }


class YearForm(SlicesForm):
    """A new year with its first slices; of those around this one it offers those that are not `taken`."""

    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("Choose a year."),
            "invalid_choice": gettext_lazy(
                "“%(value)s” can't be prepared, or is there already: choose a year from the list."
            ),
        },
    )

    def __init__(self, *args: Any, taken: Collection[int], **kwargs: Any) -> None:
        years = [year for year in _years_to_open() if year not in taken]
        super().__init__(*args, years=years, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]  # a choice field has them
        if str(self.initial.get("year")) not in map(str, years):  # what was kept or sent is text
            self.initial["year"] = max(years, default=None)

    @property
    def has_years(self) -> bool:
        """Tell if there is a year to prepare: neither there already nor too far away."""
        return bool(self.fields["year"].choices)  # type: ignore[attr-defined]  # a choice field has them

    def clean(self) -> dict[str, Any]:
        """Refuse a regulation that is not in force in the year."""
        wanted = super().clean()
        year, chosen = wanted.get("year"), self._regulations.get(wanted.get("regulation", ""))
        if year and chosen and not chosen.covers(year):
            self.add_error("regulation", not_in_force(year))
        return wanted
