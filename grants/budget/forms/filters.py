"""The filters of a year's slices, as they stand in the address."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.plan.models import Regulation
from portal.ui.forms import DateField
from wijkraden.places.models import Area


class SlicesFilter(forms.Form):
    """By area and regulation, and how it stood at the end of a past day."""

    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    regulation = forms.ChoiceField(label=gettext_lazy("Regulation"), required=False)
    on = DateField(
        label=gettext_lazy("As it stood at the end of"),
        required=False,
        help_text=gettext_lazy("Leave empty for now"),
    )

    def __init__(
        self, *args: Any, areas: Sequence[Area], regulations: Sequence[Regulation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {one.slug: one for one in areas}
        self.regulations = {one.public_id: one for one in regulations}
        self.fields["area"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            ("", _("All areas")),
            *((one.slug, one.name) for one in areas),
        ]
        self.fields["regulation"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            ("", _("All regulations")),
            *((one.public_id, one.title) for one in regulations),
        ]

    def clean_on(self) -> date | None:
        """Return the past day; today is now, and a day to come cannot be looked at."""
        day: date | None = self.cleaned_data["on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come. Choose today or an earlier day."))
        return day

    @property
    def chosen_area(self) -> Area | None:
        """Return the chosen area; None for all."""
        return self.areas.get(self._chosen("area") or "")

    @property
    def chosen_regulation(self) -> Regulation | None:
        """Return the chosen regulation; None for all."""
        return self.regulations.get(self._chosen("regulation") or "")

    @property
    def day(self) -> date | None:
        """Return the past day; None for now, or when it cannot be read."""
        chosen: date | None = self._chosen("on")
        return chosen

    def _chosen(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)
