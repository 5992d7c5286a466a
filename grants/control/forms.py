"""What the balances and the journal may be filtered by (what is empty filters nothing), and the closing of a year."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.budget.errors import closed_before
from grants.budget.models import Slice, Year
from grants.budget.posting import Decision
from grants.budget.queries import years_of
from grants.budget.states import Event, Kind
from grants.plan.models import Regulation
from grants.plan.queries import regulations_of
from portal.ui.dates import full_date
from portal.ui.forms import DateField, LongTextField, TextField
from wijkraden.places.models import Area, City, District
from wijkraden.places.queries import districts_of

from . import queries
from .states import PAID

Choices = list[tuple[str, Any]]


class _LedgerForm(forms.Form):
    """Knows the years, districts and areas of the city; they are read when they are needed."""

    def __init__(self, data: Any = None, *, city: City) -> None:
        super().__init__(data)
        self.city = city

    @cached_property
    def years(self) -> list[Year]:
        """The years of the city, the newest first. One query."""
        return list(years_of(self.city))

    @cached_property
    def districts(self) -> list[District]:
        """The districts of the city with their area, by name. One query."""
        return list(districts_of(self.city))

    @property
    def areas(self) -> list[Area]:
        """The areas of the city, by name."""
        return sorted({district.area for district in self.districts}, key=lambda area: area.name)

    def clean_area(self) -> Area | None:
        """Return the area."""
        asked = self.cleaned_data["area"]
        return next((one for one in self.areas if one.slug == asked), None) if asked else None

    def _offer(self, name: str, choices: Callable[[], Choices]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def _year_choices(self) -> Choices:
        return [(str(one.year), str(one.year)) for one in self.years]


class BalancesFilter(_LedgerForm):
    """A year, a past day, an area and a regulation."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    day = DateField(
        label=_("As it stood at the end of"),
        required=False,
        help_text=_("Empty: as it stands now. For example 3-4-2027"),
    )
    area = forms.ChoiceField(label=_("Area"), required=False)
    regulation = forms.ChoiceField(label=_("Regulation"), required=False)

    def __init__(self, data: Any = None, *, city: City) -> None:
        super().__init__(data, city=city)
        self._offer("year", self._year_choices)
        self._offer("area", self._area_choices)
        self._offer("regulation", self._regulation_choices)
        if self.is_bound and not self.data.get("year") and self.usual_year:
            self.data = dict(self.data.items()) | {
                "year": str(self.usual_year.year)
            }  # the year that is shown

    @cached_property
    def regulations(self) -> list[Regulation]:
        """The regulations of the city, by title. One query."""
        return list(regulations_of(self.city))

    def _area_choices(self) -> Choices:
        return [("", _("All areas")), *((one.slug, one.name) for one in self.areas)]

    def _regulation_choices(self) -> Choices:
        titles = ((one.public_id, one.title) for one in self.regulations)
        return [("", _("All regulations")), *titles]

    def clean_year(self) -> Year | None:
        """Return the year; None while there is none."""
        asked = self.cleaned_data["year"]
        return next((one for one in self.years if str(one.year) == asked), None)

    @property
    def usual_year(self) -> Year | None:
        """The newest year that has begun, else the newest."""
        begun = (one for one in self.years if one.year <= localdate().year)
        return next(begun, next(iter(self.years), None))

    def clean_day(self) -> date | None:
        """Return the past day; a day to come cannot be looked at."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and day > localdate():
            raise ValidationError(_("This day has yet to come. Choose today or an earlier day."))
        return day

    def clean_regulation(self) -> Regulation | None:
        """Return the regulation."""
        asked = self.cleaned_data["regulation"]
        return next((one for one in self.regulations if one.public_id == asked), None) if asked else None


def _hidden(label: Any) -> Any:
    return forms.CharField(label=label, required=False, max_length=100, widget=forms.HiddenInput)


class JournalFilter(_LedgerForm):
    """What entries are asked for. Slice, area and regulation stand in the address of a figure's door alone."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    account = forms.ChoiceField(label=_("Account"), required=False)
    event = forms.ChoiceField(label=_("What was booked"), required=False)
    dossier = TextField(
        label=_("Number of the dossier"),
        required=False,
        max_length=24,
        help_text=_("For example WS-2027-0123"),
    )
    key = TextField(label=_("Key or source"), required=False, max_length=120, help_text=_("The whole key"))
    first_on = DateField(label=_("First day of booking"), required=False, help_text=_("For example 3-4-2027"))
    last_on = DateField(
        label=_("Booked up to and including"), required=False, help_text=_("For example 3-4-2027")
    )
    slice = _hidden(_("District budget"))
    area = _hidden(_("Area"))
    regulation = _hidden(_("Regulation"))

    def __init__(self, data: Any = None, *, city: City) -> None:
        super().__init__(data, city=city)
        self._offer("year", lambda: [("", _("All years")), *self._year_choices()])
        self._offer("district", self._district_choices)
        self._offer("account", lambda: [("", _("All accounts")), *Kind.choices, (PAID, _("Paid out"))])
        self._offer("event", lambda: [("", _("Everything")), *Event.choices])

    def _district_choices(self) -> Choices:
        return [("", _("All districts")), *((one.slug, one.name) for one in self.districts)]

    def clean_year(self) -> int | None:
        """Return the year as a number."""
        return int(self.cleaned_data["year"]) if self.cleaned_data["year"] else None

    def clean_district(self) -> District | None:
        """Return the district."""
        asked = self.cleaned_data["district"]
        return next((one for one in self.districts if one.slug == asked), None) if asked else None

    def clean_dossier(self) -> str:
        """Return the number as it is written: in capitals."""
        return str(self.cleaned_data["dossier"]).upper()

    def clean_area(self) -> Area | None:
        """Return the area; one that is not there is refused."""
        area = super().clean_area()
        if area is None and self.cleaned_data["area"]:
            raise ValidationError(_("This area is not there."))
        return area

    def clean_regulation(self) -> Regulation | None:
        """Return the regulation; one that is not there is refused. One query when it was asked for."""
        asked = self.cleaned_data["regulation"]
        found = (
            next((one for one in regulations_of(self.city) if one.public_id == asked), None)
            if asked
            else None
        )
        if asked and found is None:
            raise ValidationError(_("This regulation is not there."))
        return found

    def clean_slice(self) -> Slice | None:
        """Return the slice; one that is not there is refused. Two queries when it was asked for."""
        asked = self.cleaned_data["slice"]
        found = queries.slice_at(self.city, asked) if asked else None
        if asked and found is None:
            raise ValidationError(_("This district budget is not there."))
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("first_on"), found.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day lies before the first."))
        return found


class ProofForm(forms.Form):
    """Which check was the newest when the page was opened, so that two who ask at once ask once."""

    after = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)


class ClosingForm(forms.Form):
    """The day on which a year is closed, and the decision of the city council on what goes along, if there is one."""

    booked_on = DateField(
        label=_("Day on which the year is closed"),
        help_text=_(
            "Usually 31 December. After the closing nothing can be booked on this day or an earlier one, also not for "
            "what goes on in the next year."
        ),
        error_messages={"required": _("Type the day on which the year is closed.")},
    )
    transfer_number = TextField(
        label=_("Number of the decision to transfer budget"),
        required=False,
        max_length=40,
        help_text=_(
            "Did the city council decide that the budget of what was granted goes along to the next year? "
            "Then type its number, for example 26bb004210. Otherwise what was granted takes from what is free there."
        ),
    )
    transfer_on = DateField(label=_("Date of that decision"), required=False)
    explanation = LongTextField(
        label=_("Explanation"),
        required=False,
        rows=4,
        help_text=_("What should the budget holder know? It stays beside the closing."),
    )

    def __init__(self, data: Any = None, *, year: Year, earliest: date, initial: dict[str, Any]) -> None:
        super().__init__(data, initial={"booked_on": earliest, **initial})
        self.year, self.earliest = year, earliest
        for name in ("transfer_number", "explanation"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["transfer_number"].widget.attrs["class"] = "input-short"

    def clean_booked_on(self) -> date:
        """Return the day: in or after the year's end, not before the last booking, not to come."""
        day: date = self.cleaned_data["booked_on"]
        end = date(self.year.year, 12, 31)
        if day < end:
            raise ValidationError(
                gettext("The year runs up to and including %(day)s. Choose that day or a later one.")
                % {"day": full_date(end)},
                code="too_early",
            )
        if day < self.earliest:
            raise ValidationError(closed_before(self.earliest), code="booked_after")
        return _not_to_come(day)

    def clean_transfer_on(self) -> date | None:
        """Return the day of the decision; refuse one that has yet to come."""
        day: date | None = self.cleaned_data["transfer_on"]
        return _not_to_come(day) if day is not None else None

    def clean(self) -> dict[str, Any]:
        """Take number and day of the decision together, or none of both."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if "transfer_number" in found and "transfer_on" in found:
            if found["transfer_number"] and found["transfer_on"] is None:
                self.add_error("transfer_on", gettext("Type the date of the decision too."))
            elif found["transfer_on"] is not None and not found["transfer_number"]:
                self.add_error("transfer_number", gettext("Type the number of the decision too."))
        return found

    @property
    def transfer(self) -> Decision | None:
        """Return the decision that was typed, whole and without errors, of a form that was looked at."""
        typed = getattr(self, "cleaned_data", {})
        number, day = typed.get("transfer_number"), typed.get("transfer_on")
        return Decision(number, day) if number and day else None


class ClosingReturnForm(forms.Form):
    """Why a closing goes back to whoever prepared it."""

    reason = LongTextField(
        label=_("Why do you return the closing?"),
        help_text=_("Say what should be different. Whoever prepared the closing reads this."),
        error_messages={"required": _("Type why you return the closing.")},
    )


def _not_to_come(day: date) -> date:
    if day > localdate():
        raise ValidationError(_("This day has yet to come. Choose today or an earlier day."), code="future")
    return day
