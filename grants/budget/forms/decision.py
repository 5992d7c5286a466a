"""The decision of the city council that stands behind a change, and the reason why a change goes back."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.forms import DateField, LongTextField, TextField

from ..models import Change
from ..posting import Decision


class DecisionForm(forms.Form):
    """Number and day of the decision, and an explanation; they stand below the other fields."""

    decision_number = TextField(
        label=gettext_lazy("Number of the decision of the city council"),
        max_length=40,
        help_text=gettext_lazy("For example: 26bb004210"),
        error_messages={
            "required": gettext_lazy("Type the number of the decision. Without it nothing changes.")
        },
    )
    decision_on = DateField(
        label=gettext_lazy("Date of the decision"),
        error_messages={"required": gettext_lazy("Type the date of the decision.")},
    )
    explanation = LongTextField(
        label=gettext_lazy("Explanation"),
        required=False,
        rows=4,
        help_text=gettext_lazy("What should the budget holder know? It stays beside the change."),
    )
    DECISION_FIELDS = ("decision_number", "decision_on", "explanation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("decision_number", "explanation"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["decision_number"].widget.attrs["class"] = "input-short"

    def clean_decision_on(self) -> date:
        """Return the day; refuse one that has yet to come."""
        day: date = self.cleaned_data["decision_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("This day has yet to come. Prepare the change once the city council has decided."),
                code="future",
            )
        return day

    @property
    def decision(self) -> Decision:
        """Return the decision of a form without errors."""
        return Decision(self.cleaned_data["decision_number"], self.cleaned_data["decision_on"])

    @property
    def explanation_text(self) -> str:
        """Return the explanation of a form without errors."""
        return str(self.cleaned_data["explanation"])


def decision_of(change: Change | None) -> dict[str, Any]:
    """Return the decision of a change that is prepared again, as initial values."""
    if change is None:
        return {}
    return {name: getattr(change, name) for name in DecisionForm.DECISION_FIELDS}


class ReturnForm(forms.Form):
    """Why a change goes back to whoever prepared it."""

    reason = LongTextField(
        label=gettext_lazy("Why do you return it?"),
        help_text=gettext_lazy("Say what should be different. Whoever prepared it reads this."),
        error_messages={"required": gettext_lazy("Type why you return it.")},
    )
