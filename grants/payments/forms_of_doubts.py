"""What the page about an account in doubt reads from a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from portal.ui.forms import LongTextField
from portal.ui.unchanged import LookedAtForm

from .states import DoubtKind

if TYPE_CHECKING:
    from collections.abc import Mapping


_BITS = 64  # of the id of a row


class VouchForm(LookedAtForm):
    """Why an account is right, in spite of the doubts that the page shows; `saw` are those, with their rows."""

    why = LongTextField(
        label=gettext_lazy("Why is this account right?"),
        help_text=gettext_lazy(
            "What did you find out, how, and from whom? For example: the foundation showed its bank card. Payers and "
            "controllers read this."
        ),
        max_length=1000,
        rows=4,
        error_messages={"required": gettext_lazy("Type why this account is right.")},
    )

    def __init__(self, *args: Any, saw: Mapping[DoubtKind, int], **kwargs: Any) -> None:
        edits = sum(saw.get(one, 0) << (_BITS * place) for place, one in enumerate(DoubtKind))
        super().__init__(*args, edits=edits, **kwargs)
