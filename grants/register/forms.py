"""What the public may ask."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DistrictSearch(forms.Form):
    """A search for a district by its name, area or neighbourhood."""

    q = forms.CharField(label=_("Your district or neighbourhood"), max_length=100, required=False)


class YearChoice(forms.Form):
    """Which year's figures to show."""

    year = forms.IntegerField(required=False)
