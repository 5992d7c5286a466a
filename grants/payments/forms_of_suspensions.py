"""What the pages about payments that stand still read from a form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from portal.ui.forms import LongTextField


class SuspendForm(forms.Form):
    """Why payments stand still, as the recipient reads it."""

    reason = LongTextField(
        label=gettext_lazy("What do you suspect, and on what ground?"),
        help_text=gettext_lazy(
            "The recipient reads this. Name the facts and what the grant asks; name nobody else."
        ),
        max_length=2000,
        rows=6,
        error_messages={"required": gettext_lazy("Type what you suspect, and on what ground.")},
    )


class LiftForm(forms.Form):
    """Why payments go on."""

    why = LongTextField(
        label=gettext_lazy("Why do the payments go on?"),
        help_text=gettext_lazy("Whoever works for the city reads this; the recipient does not."),
        max_length=2000,
        rows=4,
        error_messages={"required": gettext_lazy("Type why the payments go on.")},
    )
