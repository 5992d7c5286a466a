"""What the trail may be filtered by."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from .queries import person_named
from .words import acts

_YEAR = _("Check the year: it should lie between 1950 and 2150.")
_DAY: dict[str, Any] = {
    "input_formats": ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"],
    "help_text": _("For example 3-4-2027"),
    "error_messages": {"invalid": _("This is not a date. Write it like 3-4-2027.")},
    "required": False,
    "validators": [MinValueValidator(date(1950, 1, 1), _YEAR), MaxValueValidator(date(2150, 12, 31), _YEAR)],
}


def _choices() -> list[tuple[str, str]]:
    return [("", str(_("Every act"))), *acts().items()]


class TrailFilter(forms.Form):
    """An act, a person, a subject, a first and a last day; what is empty filters nothing."""

    act = forms.ChoiceField(label=_("Kind of act"), required=False, choices=_choices)
    person = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=254,
        help_text=_("An e-mail address, or the id of a person"),
    )
    subject = forms.CharField(
        label=_("On what"), required=False, max_length=64, help_text=_("The id of a person or a thing")
    )
    first_on = forms.DateField(label=_("First day"), **_DAY)
    last_on = forms.DateField(label=_("Last day"), **_DAY)

    def clean_person(self) -> Any:
        """Return the person, None if nobody was asked for."""
        text = self.cleaned_data["person"].strip()
        if not text:
            return None
        person = person_named(text)
        if person is None:
            raise ValidationError(_("Nobody has this address or id."))
        return person

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("first_on"), found.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day lies before the first."))
        return found
