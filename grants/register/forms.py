"""What the public may ask."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.proposals.states import Route
from portal.ui.forms import LongTextField, TextField
from portal.ui.unchanged import UnchangedForm
from wijkraden.places.models import City, District
from wijkraden.places.queries import district_at

from .queries import Asked, choices_of
from .states import STATE_LABELS, Order

_LESS_USED = ("goal", "regulation", "state", "route", "order")


class DistrictSearch(forms.Form):
    """A search for a district by its name, area or neighbourhood."""

    q = forms.CharField(label=_("Your district or neighbourhood"), max_length=100, required=False)


class YearChoice(forms.Form):
    """Which year's figures to show."""

    year = forms.IntegerField(required=False)


class RegisterFilter(forms.Form):
    """What the register may be filtered by, on its page, in its file and by the API alike. Three queries."""

    q = TextField(
        label=_("Search"),
        required=False,
        max_length=100,
        help_text=_("Title, place, organisation or number"),
    )
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    district = forms.ChoiceField(label=_("District"), required=False)
    goal = forms.ChoiceField(label=_("Goal of the plan"), required=False)
    regulation = forms.ChoiceField(label=_("Regulation"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    route = forms.ChoiceField(label=_("Who does it?"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=Order.choices)

    def __init__(self, data: Any, *, city: City) -> None:
        found = choices_of(city)
        self.districts: dict[str, District] = {one.slug: one for one in found.districts}
        super().__init__(self._with_the_district_of_now(data, city))
        self._offer("year", _("All years"), [(str(year), str(year)) for year in found.years])
        self._offer("district", _("All districts"), [(key, one.name) for key, one in self.districts.items()])
        self._offer("goal", _("All goals"), [(code, f"{code} {title}") for code, title in found.goals])
        self._offer("regulation", _("All regulations"), found.regulations)
        self._offer("state", _("All states"), [(one.value, label) for one, label in STATE_LABELS.items()])
        self._offer("route", _("All ways"), Route.choices)

    def _offer(self, name: str, every: Any, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", every), *choices]

    def _with_the_district_of_now(self, data: Any, city: City) -> Any:
        """Return the data with the address of now for a district that has another one since; two queries then."""
        asked = data.get("district") if data else None
        moved = district_at(city, asked) if asked and asked not in self.districts else None
        return {**{name: data.get(name) for name in data}, "district": moved.slug} if moved else data

    @property
    def shows_more(self) -> bool:
        """Tell if one of the filters that are used less is used, or is wrong."""
        return any(self.data.get(name) or name in self.errors for name in _LESS_USED)

    def clean_district(self) -> District | None:
        """Return the district."""
        return self.districts.get(self.cleaned_data["district"])

    def clean_order(self) -> str:
        """Return the order, the newest first where none was asked."""
        return str(self.cleaned_data["order"] or Order.NEWEST)

    @property
    def asked(self) -> Asked:
        """Return what was asked; a filter that cannot be read does not count."""
        return Asked(**{name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data})


class PublicityForm(UnchangedForm):
    """What of an action is not public for safety, and why."""

    place_is_hidden = forms.BooleanField(label=_("Do not show the place"), required=False)
    days_are_hidden = forms.BooleanField(label=_("Do not show the days"), required=False)
    name_is_hidden = forms.BooleanField(label=_("Do not show the name of the organisation"), required=False)
    safety_reason = LongTextField(
        label=_("Why is that safer?"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Only the council and the city read this."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask why something is hidden."""
        read = super().clean() or self.cleaned_data
        hides = any(value for name, value in read.items() if name != "safety_reason")
        if hides and not read.get("safety_reason") and "safety_reason" not in self.errors:
            self.add_error("safety_reason", gettext("Tell why this must not be public."))
        return read
