"""What the budget holder fills in about a mandate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import MAX_CENTS
from grants.plan.models import Regulation
from portal.ui.forms import DateField, TextField
from wijkraden.people.models import User
from wijkraden.places.models import District

from ..flows import MandateOf


class MandateForm(forms.Form):
    """A mandate; no district ticked: for all of them."""

    person = forms.ChoiceField(label=gettext_lazy("Who may decide"))
    regulation = forms.ChoiceField(label=gettext_lazy("Under which regulation"))
    maximum = EuroField(
        label=gettext_lazy("Largest amount"),
        min_cents=1,
        max_cents=MAX_CENTS,
        error_messages={"required": gettext_lazy("Type the amount.")},
    )
    starts_on = DateField(label=gettext_lazy("First day"))
    ends_on = DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave this empty if there is no last day yet."),
    )
    decision_number = TextField(label=gettext_lazy("Number of the decision that gives it"), max_length=40)
    gazette_number = TextField(
        label=gettext_lazy("Number in the official gazette"),
        max_length=40,
        help_text=gettext_lazy("For example gmb-2026-123456."),
    )
    gazette_on = DateField(label=gettext_lazy("Published on"))
    substitute = TextField(
        label=gettext_lazy("Who replaces this person"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As the decision says it. A substitute has a mandate of the own here too."),
    )
    districts = forms.MultipleChoiceField(
        label=gettext_lazy("Only for these districts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick none: then it is for all districts."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[User],
        regulations: Sequence[Regulation],
        districts: Sequence[District],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self._people = {one.public_id: one for one in people}
        self._regulations = {one.public_id: one for one in regulations}
        self._districts = {one.slug: one for one in districts}
        choose = ("", _("Choose"))
        offered = {
            "person": [choose, *((key, one.full_name) for key, one in self._people.items())],
            "regulation": [choose, *((key, one.title) for key, one in self._regulations.items())],
            "districts": [(key, one.name) for key, one in self._districts.items()],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    @property
    def chosen(self) -> User:
        """Return who was chosen."""
        return self._people[self.cleaned_data["person"]]

    @property
    def what(self) -> MandateOf:
        """Return what was filled in."""
        read = dict(self.cleaned_data)
        read.pop("person")
        return MandateOf(
            regulation=self._regulations[read.pop("regulation")],
            districts=[self._districts[slug] for slug in read.pop("districts")],
            maximum_cents=read.pop("maximum"),
            **read,
        )

    def clean(self) -> dict[str, Any]:
        """Put days the wrong way round at their field."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = read.get("starts_on"), read.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first day. Choose a later last day."))
        return read


class EndForm(forms.Form):
    """The last day of a mandate."""

    ends_on = DateField(label=gettext_lazy("Last day of the mandate"))
