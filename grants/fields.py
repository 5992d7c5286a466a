"""Form fields of this floor."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .money import format_euros, parse_euros, plain_euros


class EuroField(forms.Field):
    """An amount typed as text, “1.250,50”, as euro cents: the same in Dutch and in English (MON-1)."""

    widget = forms.TextInput

    def __init__(self, *, min_cents: int = 0, max_cents: int | None = None, **kwargs: Any) -> None:
        self.min_cents, self.max_cents = min_cents, max_cents
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "input-money")
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> int | None:
        """Return the cents, None if nothing was typed."""
        if isinstance(value, int) or value in self.empty_values or not str(value).strip():
            return value if isinstance(value, int) else None
        try:
            return parse_euros(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None

    def validate(self, value: int | None) -> None:
        """Refuse an amount below the least or above the most."""
        super().validate(value)
        if value is None:
            return
        if value < 0 <= self.min_cents:
            raise ValidationError(_("The amount cannot be below zero."), code="negative")
        if value < self.min_cents:
            told = {"least": format_euros(self.min_cents)}
            raise ValidationError(_("The amount must be at least %(least)s."), code="least", params=told)
        if self.max_cents is not None and value > self.max_cents:
            told = {"most": format_euros(self.max_cents)}
            raise ValidationError(_("The amount can be at most %(most)s."), code="most", params=told)

    def prepare_value(self, value: Any) -> Any:
        """Return cents as they are typed: 1250,50. What could not be read stays as it was typed."""
        return plain_euros(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell if another amount was typed, however it is written."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
