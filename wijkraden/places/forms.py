"""What the settings of a city read from a form."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.files.forms import UploadField, UploadForm
from portal.files.kinds import LOGOS
from portal.trail.words import name_codes, name_facts, name_things
from portal.ui.forms import DateField, TextField, telephone_number
from portal.ui.unchanged import UnchangedForm

from .colours import INK, PAGE, READABLE, contrast, is_readable
from .models import DistrictKind

MIN_LOGO_HEIGHT = 80  # pixels: twice its height on a page, for screens that show two in one
_NO_MAIL = {
    "invalid": gettext_lazy("This is not an e-mail address. Type one, for example naam@voorbeeld.nl.")
}


class ColourInput(forms.TextInput):
    """The browser's own picker; every browser lets one type the digits too."""

    input_type = "color"

    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ARG002  # Django’s signature
        """Say no: a picker always holds a colour, so HTML has no such attribute here."""
        return False


class ColourField(forms.CharField):
    """A colour as six digits behind `#`, chosen with the browser's own picker or typed."""

    widget = ColourInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs.setdefault("class", "input-short")

    def to_python(self, value: Any) -> str:
        """Return the colour in lower case, with its `#`."""
        plain = str(super().to_python(value) or "").lower().strip()
        return plain if plain.startswith("#") or not plain else f"#{plain}"

    def validate(self, value: Any) -> None:
        """Refuse what is not a colour."""
        super().validate(value)
        if value and not (len(value) == 7 and all(sign in "0123456789abcdef" for sign in value[1:])):
            raise forms.ValidationError(
                _("Type a colour as # and six digits or letters a to f, for example #0a5c4a.")
            )


class CityForm(UnchangedForm, UploadForm):
    """The name, contact details and look of the city."""

    product_name = TextField(
        label=gettext_lazy("Name of the site"),
        max_length=60,
        help_text=gettext_lazy("Stands at the top of every page and in every mail."),
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail address for questions"),
        max_length=254,
        required=False,
        error_messages=_NO_MAIL,
    )
    contact_phone = TextField(
        label=gettext_lazy("Telephone number for questions"),
        max_length=30,
        required=False,
        validators=[telephone_number],
    )
    privacy_email = forms.EmailField(
        label=gettext_lazy("E-mail address for privacy"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("People who ask what is known about them write to this address."),
        error_messages=_NO_MAIL,
    )
    brand_colour = ColourField(
        label=gettext_lazy("Main colour"),
        help_text=gettext_lazy(
            "For buttons and links. Dark enough to read on a light page, for example #0a5c4a."
        ),
    )
    accent_colour = ColourField(
        label=gettext_lazy("Second colour"),
        help_text=gettext_lazy(
            "For the line at the top and behind dark text. Light enough to read on, for example #ffc53d."
        ),
    )
    logo = UploadField(
        label=gettext_lazy("Logo"),
        required=False,
        kinds=LOGOS,
        min_height=MIN_LOGO_HEIGHT,
    )
    without_logo = forms.BooleanField(label=gettext_lazy("Show no logo"), required=False)

    def clean_accent_colour(self) -> str:
        """Return the colour; refuse one on which dark text cannot be read, with its contrast."""
        colour: str = self.cleaned_data["accent_colour"]
        if contrast(colour, INK) < READABLE:
            raise forms.ValidationError(
                _(
                    "This colour is too dark: text on it has a contrast of %(ratio)s to 1. "
                    "It must be at least 4.5 to 1. Choose a lighter colour."
                )
                % {"ratio": _ratio(colour, INK)}
            )
        return colour

    def clean_brand_colour(self) -> str:
        """Return the colour; refuse one that cannot be read, with its contrast."""
        colour: str = self.cleaned_data["brand_colour"]
        if not is_readable(colour):
            raise forms.ValidationError(
                _(
                    "This colour is too light to read: its contrast with the page is %(ratio)s to 1. "
                    "It must be at least 4.5 to 1. Choose a darker colour."
                )
                % {"ratio": _ratio(colour, PAGE)}
            )
        return colour


def _ratio(one: str, other: str) -> str:
    return str(number_format(int(contrast(one, other) * 10) / 10, decimal_pos=1))


class DistrictForm(UnchangedForm):
    """The data of a district."""

    name = TextField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy(
            "Without “Wijkraad”. With another name the page gets another address; the old one still works."
        ),
    )
    short_name = TextField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy("What fits in a tile of the map."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of council"), choices=DistrictKind.choices, widget=forms.RadioSelect
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Number of seats"),
        required=False,
        min_value=1,
        max_value=50,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Type a whole number, for example 7.")},
    )
    inhabitants = forms.IntegerField(
        label=gettext_lazy("Number of inhabitants"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Type a whole number without points, for example 12345.")},
    )
    inhabitants_on = DateField(label=gettext_lazy("Counted on"), required=False)
    inhabitants_source = TextField(
        label=gettext_lazy("Source of that number"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example: CBS, Kerncijfers wijken en buurten 2026"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the day and the source of a number of inhabitants."""
        wanted = super().clean() or self.cleaned_data
        day = wanted.get("inhabitants_on")
        if day is not None and day > timezone.localdate():
            self.add_error(
                "inhabitants_on", _("This day is yet to come. Type the day on which they were counted.")
            )
        if wanted.get("inhabitants") is None:
            if (day or wanted.get("inhabitants_source")) and "inhabitants" not in self.errors:
                self.add_error("inhabitants", _("Type the number too, or clear its day and source."))
            return wanted
        if day is None and "inhabitants_on" not in self.errors:
            self.add_error("inhabitants_on", _("Type the day on which the inhabitants were counted."))
        if not wanted.get("inhabitants_source") and "inhabitants_source" not in self.errors:
            self.add_error("inhabitants_source", _("Name the source of the number of inhabitants."))
        return wanted


class AliasForm(forms.Form):
    """Another name of a district."""

    alias = TextField(
        label=gettext_lazy("Another name"),
        max_length=120,
        help_text=gettext_lazy(
            "A name that people use too. Search finds it, and its address leads to this district."
        ),
    )


def _labels(form: type[forms.Form]) -> dict[str, Any]:
    return {name: field.label for name, field in form.base_fields.items()}


# The trail says what changed in the words of the forms.
name_codes({**_labels(CityForm), **_labels(DistrictForm)}, of="changed")
name_facts(
    {
        "changed": gettext_lazy("what changed"),
        "districts": gettext_lazy("districts"),
        "slug": gettext_lazy("name in the address"),
    }
)
name_things({"wijkraden.city": gettext_lazy("city"), "wijkraden.district": gettext_lazy("district")})
