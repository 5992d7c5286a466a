"""A form that notices when what it shows was changed by someone else while the page stood open."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ..errors import PortalError, changed_meanwhile

FIELD = "seen"
_SIGNS = 16  # of a fingerprint: enough to tell two values apart


class UnchangedForm(forms.Form):
    """A form on values that stand in the database; `now` are those, by the names of the fields.

    The page carries a fingerprint of each value it was drawn with. When these are no longer the values of
    now, the form is refused once: it keeps what was typed and shows the values of now beside it. The flow
    gets `now` too (`was`), and refuses what changes after this form was checked.

    Where each field stands apart, as the amounts of a table do, the form calls `take_over` once it has its
    fields: then it is refused for what both changed alone.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *args: Any, now: Mapping[str, Any], **kwargs: Any) -> None:
        self.now = dict(now)
        self.both_changed: list[str] | None = None  # None: the fields belong together
        # What was kept of an ended session carries the fingerprints of its own page.
        kwargs["initial"] = {**now, FIELD: _fingerprints(self.now), **kwargs.get("initial", {})}
        super().__init__(data, *args, **kwargs)

    def full_clean(self) -> None:
        """Check the form; refuse it when it was drawn with other values than those of now."""
        super().full_clean()
        if not self.is_bound:
            return
        seen = self.cleaned_data.pop(FIELD, "")
        if self.both_changed or (self.both_changed is None and seen and seen != _fingerprints(self.now)):
            self.show_change()

    def take_over(self) -> None:
        """Give each field that was not edited here the value of now, and remember which ones both changed.

        What was typed is compared with what the page began with and with what stands there now.
        """
        text = self._typed_in(FIELD) or ""
        self.both_changed = []
        if text == _fingerprints(self.now):
            return
        began = _read(text)
        for name, value in self.now.items():
            sign = _fingerprint(name, value)
            if not text or began.get(name) == sign:
                continue
            typed = self._sign_of(name)
            if typed in (None, sign, began.get(name)):  # what a page sends may be no text
                self._put(name, self.fields[name].prepare_value(value))
                began[name] = sign
            else:
                self.both_changed.append(name)
        if text:
            self._put(FIELD, json.dumps(began))

    def _sign_of(self, name: str) -> str | None:
        """Return the fingerprint of what was typed in a field; "" when it cannot be read, None when it is absent."""
        if self.is_bound and self.add_prefix(name) not in self.data:
            return None
        try:
            return _fingerprint(name, self.fields[name].to_python(self._typed_in(name)))
        except forms.ValidationError:
            return ""

    def _typed_in(self, name: str) -> Any:
        """Return what stands in a field. A bound field would remember its first value, so none is made of it."""
        return self[name].data if self.is_bound else self.get_initial_for_field(self.fields[name], name)

    def _put(self, name: str, value: Any) -> None:
        if not self.is_bound:
            self.initial[name] = value
            return
        put_in(self, name, value)

    def show_change(self) -> None:
        """Say that someone changed this, and what stands there now; sent again it is accepted."""
        self._put(FIELD, _fingerprints(self.now))
        self.add_error(None, changed_meanwhile())
        for name in self.now if self.both_changed is None else self.both_changed:
            field, value = self.fields.get(name), self.now[name]
            if field is not None and field.has_changed(value, self[name].data):
                now = _("What stands here now: %(value)s") % {"value": _shown(field, value)}
                told = [*map(str, self.errors.pop(name, [])), now]  # a field has one error, whatever is wrong
                self.add_error(name, " ".join(told))


class LookedAtForm(forms.Form):
    """It is about what the page shows, after so many `edits` of it, and not about what came since."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, edits: int, **kwargs: Any) -> None:
        # What was kept of an ended session carries the number of its own page.
        kwargs["initial"] = {FIELD: edits, **(kwargs.get("initial") or {})}
        super().__init__(data, **kwargs)
        self.edits = edits

    def clean(self) -> dict[str, Any]:
        """Refuse what was changed after the page was drawn; the page that follows shows it."""
        super().clean()
        if self.cleaned_data.pop(FIELD, None) != self.edits and FIELD in self.data:
            put_in(self, FIELD, str(self.edits))
            self.errors.pop(FIELD, None)
            raise forms.ValidationError(_("Someone changed it after you opened the page. Read it once more."))
        return self.cleaned_data

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow above the form."""
        self.add_error(None, str(error))


def put_in(form: forms.Form, name: str, value: Any) -> None:
    """Let a bound form stand as if `value` was sent in the field `name`; what was sent elsewhere stays as it is."""
    data: Any = form.data
    form.data = data.copy()
    form.data[form.add_prefix(name)] = value  # type: ignore[index]  # a copy may change


def _fingerprints(values: Mapping[str, Any]) -> str:
    return json.dumps({name: _fingerprint(name, value) for name, value in values.items()})


def _fingerprint(name: str, value: Any) -> str:
    text = json.dumps([name, value], cls=DjangoJSONEncoder, sort_keys=True)
    return salted_hmac("portal.ui.unchanged", text, algorithm="sha256").hexdigest()[:_SIGNS]


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _shown(field: forms.Field, value: Any) -> str:
    if value in field.empty_values:
        return _("nothing")
    if isinstance(field, forms.ChoiceField):
        choices = cast("Iterable[tuple[Any, Any]]", field.choices)  # none is in groups here
        words = {str(key): told for key, told in choices}
        return str(words.get(str(value), value))
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    return f"“{field.prepare_value(value)}”"
