"""Forms of a person's own account."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import TextField

from ..people.models import Language

_telephone_number = RegexValidator(
    r"^\+?[\d ()/-]{6,}\Z", _("Type a telephone number, for example 06 12345678.")
)


class DetailsForm(forms.Form):
    """The own names, telephone number and language."""

    given_name = TextField(
        label=_("First name"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    particle = TextField(
        label=_("Prefix"),
        help_text=_("For example “van der”"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"autocomplete": "additional-name"}),
    )
    family_name = TextField(
        label=_("Last name"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    phone = TextField(
        label=_("Telephone number"),
        help_text=_("For example 06 12345678"),
        max_length=30,
        required=False,
        validators=[_telephone_number],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("The language of the pages and of the mails that you get."),
        choices=Language,
        widget=forms.RadioSelect,
    )


class CodeForm(forms.Form):
    """A code from a mail."""

    code = TextField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
