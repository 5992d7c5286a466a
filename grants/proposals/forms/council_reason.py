"""Why a proposal goes back, is not put forward or is withdrawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.ui.forms import LongTextField


class ReasonForm(forms.Form):
    """A reason, with a label and a help that say who reads it."""

    reason = LongTextField(
        label=gettext_lazy("Why?"), error_messages={"required": gettext_lazy("Type the reason.")}
    )

    def __init__(self, *args: Any, label: str, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text
