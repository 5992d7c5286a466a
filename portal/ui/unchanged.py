"""A form that notices when what it shows was changed by someone else while the page stood open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ..errors import changed_meanwhile

FIELD = "seen"


class UnchangedForm(forms.Form):
    """A form on values that stand in the database; `now` are those, by the names of the fields.

    The page carries a fingerprint of the values it was drawn with. When these are no longer the values of
    now, the form is refused once: it keeps what was typed and shows the values of now beside it. The flow
    gets `now` too (`was`), and refuses what changes after this form was checked.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *args: Any, now: Mapping[str, Any], **kwargs: Any) -> None:
        self.now = dict(now)
        # What was kept of an ended session carries the fingerprint of its own page.
        kwargs["initial"] = {**now, FIELD: _fingerprint(self.now), **kwargs.get("initial", {})}
        super().__init__(data, *args, **kwargs)

    def full_clean(self) -> None:
        """Check the form; refuse it when it was drawn with other values than those of now."""
        super().full_clean()
        if not self.is_bound:
            return
        seen = self.cleaned_data.pop(FIELD, "")
        if seen and seen != _fingerprint(self.now):
            self.show_change()

    def show_change(self) -> None:
        """Say that someone changed this, and what stands there now; sent again it is accepted."""
        data: Any = self.data
        self.data = data.copy()
        self.data[self.add_prefix(FIELD)] = _fingerprint(self.now)  # type: ignore[index]  # a copy may change
        self.add_error(None, changed_meanwhile())
        for name, value in self.now.items():
            field = self.fields.get(name)
            if field is not None and field.has_changed(value, self[name].data):
                self.add_error(name, _("What stands here now: %(value)s") % {"value": _shown(field, value)})


def _fingerprint(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)
    return salted_hmac("portal.ui.unchanged", text, algorithm="sha256").hexdigest()


def _shown(field: forms.Field, value: Any) -> str:
    if value in field.empty_values:
        return _("nothing")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # choices are pairs here
    return f"“{field.prepare_value(value)}”"
