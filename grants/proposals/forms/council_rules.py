"""The voting rules of a council."""

from django import forms
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from portal.ui.forms import TextField
from portal.ui.unchanged import UnchangedForm


class CouncilRulesForm(UnchangedForm):
    """Quorum, tie, authorisation, and where the council laid this down."""

    quorum_percent = forms.IntegerField(
        label=gettext_lazy("More than which percentage of the members must take part?"),
        min_value=0,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short", "autocomplete": "off"}),
        help_text=gettext_lazy("By law more than 50. Who steps back because of an interest does not count."),
    )
    tie_accepts = forms.TypedChoiceField(
        label=gettext_lazy("As many votes for as against"),
        choices=[
            ("False", gettext_lazy("The proposal is not put forward")),
            ("True", gettext_lazy("The proposal is put forward")),
        ],
        coerce=lambda value: str(value) == "True",  # of what stands there too
    )
    authorised_cents = EuroField(
        label=gettext_lazy("Up to which amount may one person act for the council?"),
        max_cents=100_000_000_00,
        help_text=gettext_lazy("In euros. Type 0 when the council authorises nobody."),
    )
    source = TextField(
        label=gettext_lazy("Where did the council lay this down?"),
        max_length=200,
        help_text=gettext_lazy("For example: rules of order of 21 May 2026, article 12"),
    )
