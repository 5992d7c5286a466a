"""How a form is drawn, and form fields that read text and dates the same way everywhere."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.forms import widgets
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from .dates import read_date
from .typed import clean_text, sign_name, unseen_in

MOST_COUNTED = 20_000  # characters: a limit beyond it says nothing to who types
_SPACES = re.compile(r"[ \t\n]+")
_EARLIEST, _LATEST = (
    1970,
    2090,
)  # years: what lies outside is a slip of the finger, and holidays are known around

telephone_number = RegexValidator(
    r"^(?=(?:\D*[0-9]){5})\+?[0-9 ()/+-]{6,30}\Z", _("Type a telephone number, for example 06 12345678.")
)

# What Django itself may say at a field, also of allauth's forms: named here, so that our translations say it in
# our words and not in Django's. A field of ours that can say more gives its own `error_messages`.
SAID_BY_DJANGO = (
    gettext_noop("This field is required."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Enter a list of values."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Null characters are not allowed."),
    gettext_noop("No file was submitted."),
    gettext_noop("No file was submitted. Check the encoding type on the form."),
    gettext_noop("The submitted file is empty."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)

# What is said at a field without an answer, where “fill it in” does not fit.
_NOTHING = {
    "choices": _("Choose one of the possibilities."),
    "checkbox": _("Tick this box if you want to go on."),
    "file": _("Choose a file."),
}

_CLASSES: dict[type[widgets.Widget], str] = {
    widgets.Textarea: "utrecht-textarea utrecht-textarea--html-textarea",
    widgets.Select: "utrecht-select utrecht-select--html-select",
    widgets.CheckboxInput: "utrecht-checkbox utrecht-checkbox--html-input",
    widgets.FileInput: "file-input",
    widgets.Input: "utrecht-textbox utrecht-textbox--html-input",
}


class PortalBoundField(BoundField):
    """A field on its form, with the classes of the design system and a description for a screen reader."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if field.label is None:  # as some of allauth's
            self.label = _(pretty_name(name))
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            said = field.error_messages["required"]
            field.error_messages["required"] = _NOTHING.get(self.shape_of_answer, said)

    @property
    def shape_of_answer(self) -> str:
        """Return how the field is answered: by a choice, a tick, a file or text."""
        return "choices" if isinstance(self.field.widget, widgets.Select) else self.shape

    @property
    def shape(self) -> str:
        """Return how the field is laid out: choices, checkbox, file or text."""
        widget = self.field.widget
        if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
            return "choices"
        if isinstance(widget, widgets.CheckboxInput):
            return "checkbox"
        return "file" if isinstance(widget, widgets.FileInput) else "text"

    @property
    def counter(self) -> int | None:
        """Return the number of characters a long text may have, if its limit is shown: one that somebody may reach."""
        if isinstance(self.field.widget, widgets.Textarea):
            most: int | None = getattr(self.field, "max_length", None)
            return most if most is not None and most <= MOST_COUNTED else None
        return None

    @property
    def anchor(self) -> str:
        """Return the id of the control that a link to this field leads to."""
        if self.use_fieldset and self.auto_id:
            return f"{self.auto_id}_0"
        return self.id_for_label or ""

    @property
    def aria_describedby(self) -> str | None:
        """Return the ids of help, error and counter."""
        described = super().aria_describedby
        if described is not None and self.counter and self.auto_id:
            described = f"{described} {self.auto_id}_counter".strip()
        return described

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: widgets.Widget | None = None
    ) -> dict[str, Any]:
        """Return the attributes of the control.

        `maxlength` goes: browsers count in other units than we do, so they would stop too soon. `placeholder`
        goes: the label says it, and it vanishes while one types.
        """
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        own = widget.attrs.get("class", "")
        ours = next((names for kind, names in _CLASSES.items() if isinstance(widget, kind)), "")
        if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
            ours = "choices__input"
        if self.errors and ours.startswith("utrecht-"):
            ours = f"{ours} {ours.split()[0]}--invalid"
        attrs["class"] = f"{ours} {own}".strip()
        attrs.update({"maxlength": False, "placeholder": False})
        return attrs


class PortalRenderer(TemplatesSetting):
    """Draw every form, also allauth's, with the templates of templates/django/forms/."""

    bound_field_class = PortalBoundField


class LongTextField(forms.CharField):
    """Text of several lines. Counts code points and a line break as one, as the counter in the page does."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 2000, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.max_length = max_length
        self.validators.append(MaxLengthValidator(max_length))
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        return clean_text(super().to_python(value) or "")


class TextField(forms.CharField):
    """Text of one line: line breaks and tabs become spaces, so it fits a title, a name or a mail subject."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.max_length = max_length
        self.validators.append(MaxLengthValidator(max_length))

    def to_python(self, value: Any) -> str:
        """Return the cleaned text on one line."""
        return _SPACES.sub(" ", clean_text(super().to_python(value) or ""))

    def run_validators(self, value: Any) -> None:
        """Say the first thing that is wrong: a field has one error."""
        try:
            super().run_validators(value)
        except ValidationError as error:
            raise error.error_list[0] from None


class NameField(TextField):
    """A name that is compared sign by sign, as that of an account: a sign that draws nothing is refused."""

    def to_python(self, value: Any) -> str:
        """Return the cleaned name; raises ValidationError that names the sign."""
        text = super().to_python(value)
        if (sign := unseen_in(text)) is not None:
            raise ValidationError(
                _("A sign stands in it that cannot be seen: %(sign)s. Type the name again."),
                code="unseen",
                params={"sign": sign_name(sign)},
            )
        return text


class DateField(forms.Field):
    """A date typed as text, day first in both languages.

    Not the browser's own date control: that one follows the browser's language and not the page's, so the
    same form would be day first for one person and month first for another, and it is hard to use by voice.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _(
            "This is not a date we can read. Type day, month and year, for example 3-4-2027 or 3 April 2027."
        ),
        "year": _("Check the year: it should lie between 1970 and 2090."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Day, month and year, for example 3-4-2027"))
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "input-date")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> date | None:
        """Return the day, None if nothing was typed."""
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        try:
            day = read_date(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not _EARLIEST <= day.year <= _LATEST:
            raise ValidationError(self.error_messages["year"], code="year")
        return day

    def prepare_value(self, value: Any) -> Any:
        """Return a date as it is typed: 03-04-2027."""
        return value.strftime("%d-%m-%Y") if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell if another day was typed, however it is written."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class HourField(TextField):
    """A time of the day typed as text, as 14:30 or 14.30; cleans to it."""

    default_error_messages = {
        "hour": _("This is not a time we can read. Type hours and minutes, for example 14:30.")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 14:30"))
        super().__init__(max_length=5, **kwargs)

    def clean(self, value: Any) -> time:
        """Return the time."""
        text = super().clean(value)
        try:
            return datetime.strptime(text.replace(".", ":"), "%H:%M").time()  # noqa: DTZ007  # a time of the day alone
        except ValueError:
            raise ValidationError(self.error_messages["hour"], code="hour") from None
