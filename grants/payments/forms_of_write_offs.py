"""What the pages on which something is given up read from a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import format_euros
from portal.ui.forms import LongTextField

from .states import Ground


class GiveUpForm(forms.Form):
    """How much of a claim is given up, on which ground and why."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Why is it written off?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why it is written off.")},
    )
    reason = LongTextField(
        label=gettext_lazy("Explain it"),
        help_text=gettext_lazy(
            "What was done to get it back, and what came of that. The budget holder and the controller read this."
        ),
        error_messages={"required": gettext_lazy("Explain why it is written off.")},
    )

    def __init__(self, *args: Any, left_cents: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cents"] = EuroField(
            label=gettext_lazy("Amount to write off"),
            initial=left_cents,
            min_cents=1,
            help_text=_("At most %(amount)s. Of less, the rest stays open.")
            % {"amount": format_euros(left_cents)},
        )
        self.order_fields(["cents", "ground", "reason"])


class LeaveForm(forms.Form):
    """Why what was paid too much was not asked back in time."""

    reason = LongTextField(
        label=gettext_lazy("Explain it"),
        help_text=gettext_lazy(
            "Why it was not asked back in time. The budget holder and the controller read this."
        ),
        error_messages={"required": gettext_lazy("Explain why it was not asked back in time.")},
    )
