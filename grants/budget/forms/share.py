"""The reserved share of a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import MAX_CENTS
from portal.ui.forms import TextField
from portal.ui.unchanged import UnchangedForm

from ..errors import ShareTooSmall
from ..flows.changes import Share
from ..models import Year
from ..states import SHARE, Leftover
from .decision import DecisionForm


class ShareForm(UnchangedForm, DecisionForm):
    """How much of which programme is reserved for the councils, and what happens to what is left."""

    programme = TextField(
        label=gettext_lazy("Programme in the budget of the city"),
        max_length=160,
        help_text=gettext_lazy("The programme that holds the reserved share."),
    )
    programme_cents = EuroField(
        label=gettext_lazy("Amount of the whole programme"), min_cents=1, max_cents=MAX_CENTS
    )
    reserved_cents = EuroField(
        label=gettext_lazy("Reserved for the councils"),
        min_cents=0,
        max_cents=MAX_CENTS,
        help_text=gettext_lazy("All district budgets together never get more than this."),
    )
    leftover = forms.ChoiceField(
        label=gettext_lazy("What happens to what is left at the end of the year?"),
        choices=Leftover.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what happens to what is left.")},
    )
    field_order = [*SHARE, *DecisionForm.DECISION_FIELDS]

    def __init__(self, *args: Any, year: Year, **kwargs: Any) -> None:
        self.year = year
        super().__init__(*args, now={name: getattr(year, name) for name in SHARE}, **kwargs)
        if not year.reserved_cents:  # nothing stands there yet: an empty field asks more clearly than 0,00
            for name in ("programme_cents", "reserved_cents"):
                self.initial[name] = self.initial.get(name) or None

    def clean(self) -> dict[str, Any]:
        """Keep the share within the programme, and above what the slices have."""
        wanted = super().clean() or self.cleaned_data
        programme, reserved = wanted.get("programme_cents"), wanted.get("reserved_cents")
        if reserved is None:
            return wanted
        if programme is not None and reserved > programme:
            self.add_error("reserved_cents", _("This is more than the whole programme."))
        elif reserved < self.year.allotted_cents:
            self.add_error("reserved_cents", str(ShareTooSmall(self.year.allotted_cents)))
        return wanted

    @property
    def share(self) -> Share:
        """Return the share that a form without errors asks for."""
        wanted = self.cleaned_data
        return Share(
            wanted["programme"],
            wanted["programme_cents"],
            wanted["reserved_cents"],
            Leftover(wanted["leftover"]),
        )
