"""Form fields that several pages of the plan share."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from portal.errors import PortalError
from portal.ui.forms import TextField

_REACHES_SOMEONE = re.compile(
    r"[^\s@]\s{0,3}(?:@|[(\[]\s{0,3}at\s{0,3}[)\]])\s{0,3}[^\s@.]{1,64}\.[^\s@]"  # an e-mail address
    r"|(?:\+|\b00)?31[\s().\-/]*(?:0[\s().\-/]*)?(?:[0-9][\s().\-/]*){8}[0-9]\b"  # a telephone number from abroad
    r"|(?<![0-9])0[\s().\-/]*(?:[0-9][\s().\-/]*){8}[0-9]\b"  # or from here
    r"|(?<![0-9.,])6[\s\-/]*(?:[0-9][\s\-/]*){7}[0-9]\b",  # of a mobile telephone, without its first digit
    re.IGNORECASE,
)


def refuse_contacts(value: str) -> None:
    """Raise ValidationError for an e-mail address or a telephone number: nobody is to be found by what they said."""
    if _REACHES_SOMEONE.search(unicodedata.normalize("NFKC", value)):  # digits of every width
        raise ValidationError(
            _("Leave out e-mail addresses and telephone numbers: nobody may be found by what they said.")
        )


class RefusedForm(forms.Form):
    """A form that shows why a flow refused it."""

    REFUSED: ClassVar[Mapping[type[PortalError], str]] = {}  # at which field the sentence of a refusal stands

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        self.add_error(self.REFUSED.get(type(error)), str(error))


class CapitalsField(TextField):
    """Letters that are read as capitals, however they were typed."""

    def __init__(self, *, validators: list[RegexValidator], **kwargs: Any) -> None:
        super().__init__(max_length=40, validators=validators, **kwargs)
        self.widget.attrs["class"] = "input-short"
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        """Return the text in capitals."""
        return super().to_python(value).upper()


class PaperNumberField(TextField):
    """The number of a paper of the city council, without the spaces that make it easier to read."""

    def to_python(self, value: Any) -> str:
        """Return the number."""
        return "".join(super().to_python(value).split())


class NumberField(forms.IntegerField):
    """A whole number typed as text: the browser's own control changes it when the page is scrolled."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"class": "input-short", "inputmode": "numeric", "autocomplete": "off"})


class PlaceField(forms.TypedChoiceField):
    """A place in a list, from 1 on; the form says how many there are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def offer(self, places: int) -> None:
        """Offer so many places."""
        self.choices = [(place, str(place)) for place in range(1, places + 1)]


class TenthsField(forms.Field):
    """A number with at most one decimal, “1,5” or “1.5”, as tenths."""

    widget = forms.TextInput

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most  # in whole points
        super().__init__(**kwargs)
        self.widget.attrs.update({"class": "input-short", "inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        """Return the tenths, None if nothing was typed."""
        if isinstance(value, int) or value in self.empty_values or not str(value).strip():
            return value if isinstance(value, int) else None
        whole, _comma, tenth = str(value).strip().replace(".", ",").partition(",")
        text = whole + (tenth or "0")
        if not (text.isascii() and text.isdigit() and whole and len(tenth) <= 1 and len(whole) <= 2):
            raise ValidationError(
                _("Type a number with at most one decimal, for example 1,5."), code="invalid"
            )
        tenths = int(text)
        if tenths > 10 * self.most:
            raise ValidationError(
                _("Type a number of at most %(most)d."), code="most", params={"most": self.most}
            )
        return tenths

    def prepare_value(self, value: Any) -> Any:
        """Return tenths as they are typed: 1,5."""
        return f"{value // 10},{value % 10}" if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell if another number was typed, however it is written."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
