"""What the pages about Stripe read from a form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from portal.ui.forms import LongTextField
from portal.ui.unchanged import LookedAtForm


class WayOutForm(forms.Form):
    """Why a payment by Stripe does not end by itself."""

    why = LongTextField(
        label=gettext_lazy("Why does it not end by itself, and what did you look up at Stripe?"),
        help_text=gettext_lazy("The other payer and the controller read this."),
        max_length=1000,
        rows=4,
        error_messages={"required": gettext_lazy("Type why it does not end by itself.")},
    )


class ReplaceForm(LookedAtForm):
    """Why a recipient gets another account at Stripe than the one that the page shows."""

    why = LongTextField(
        label=gettext_lazy("Why does the recipient get another account at Stripe?"),
        help_text=gettext_lazy("For example: the one of now was closed, or it is of somebody who left."),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Type why the recipient gets another account at Stripe.")},
    )
