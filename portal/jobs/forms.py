"""What an operator may filter jobs by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import JobState


class JobFilter(forms.Form):
    """A state, and whether what the portal asked for itself is shown when it is done."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *JobState.choices],
    )
    own = forms.BooleanField(label=_("Also finished work that the portal asked for itself"), required=False)
