"""Money that goes from one slice to another."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import MAX_CENTS, format_euros

from ..bars import called
from ..flows.changes import Gift
from ..models import Slice
from .decision import DecisionForm

FEWEST, MOST, MORE = 3, 40, 3
_COUNT = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True)
class Row:
    """The three fields of one gift."""

    number: int
    giver: BoundField
    taker: BoundField
    cents: BoundField


class RedistributionForm(DecisionForm):
    """Rows of who gives to whom how much; rows that are empty do not count."""

    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, slices: Sequence[Slice], free: Mapping[int, int], more: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.slices, self.free = {one.public_id: one for one in slices}, free
        asked = str((self.data if self.is_bound else self.initial).get("rows", ""))
        count = int(asked) if _COUNT.fullmatch(asked) else FEWEST
        self.numbers = range(1, max(FEWEST, min(MOST, count + (MORE if more else 0))) + 1)
        self.initial["rows"] = len(self.numbers)
        for number in self.numbers:
            self._add_row(number)
        if more:  # the first of the new rows takes the focus
            first = max(1, len(self.numbers) - MORE + 1)
            self.fields[f"giver_{first}"].widget.attrs["autofocus"] = True

    def _add_row(self, number: int) -> None:
        choices = [
            (
                one.public_id,
                _("%(name)s (free: %(amount)s)")
                % {"name": self._called(one), "amount": format_euros(self.free[one.pk])},
            )
            for one in self.slices.values()
        ]
        choose = [("", _("Choose a budget")), *choices]
        wrong = {"invalid_choice": gettext_lazy("Choose a budget from the list.")}
        told = {"n": number}
        self.fields[f"giver_{number}"] = forms.ChoiceField(
            label=_("From (row %(n)s)") % told, choices=choose, required=False, error_messages=wrong
        )
        self.fields[f"taker_{number}"] = forms.ChoiceField(
            label=_("To (row %(n)s)") % told, choices=choose, required=False, error_messages=wrong
        )
        self.fields[f"cents_{number}"] = EuroField(
            label=_("Amount (row %(n)s)") % told, min_cents=1, max_cents=MAX_CENTS, required=False
        )

    def _called(self, one: Slice) -> str:
        return called(one, with_regulation=len({other.regulation_id for other in self.slices.values()}) > 1)

    @property
    def gift_rows(self) -> Iterator[Row]:
        """Yield the fields of each row."""
        for number in self.numbers:
            yield Row(number, *(self[f"{name}_{number}"] for name in ("giver", "taker", "cents")))

    @property
    def decision_rows(self) -> list[BoundField]:
        """Return the fields of the decision, which stand under the rows."""
        return [self[name] for name in DecisionForm.DECISION_FIELDS]

    @property
    def may_grow(self) -> bool:
        """Tell if another row fits."""
        return len(self.numbers) < MOST

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of each row that was begun, and for at least one."""
        wanted = super().clean() or self.cleaned_data
        given: dict[Slice, int] = {}
        begun = [number for number in self.numbers if self._is_begun(number)]
        for number in begun:
            self._check(number, given)
        if not begun:
            self.add_error("giver_1", _("Choose who gives, who gets it and how much, in at least one row."))
        return wanted

    def _is_begun(self, number: int) -> bool:
        names = [f"{name}_{number}" for name in ("giver", "taker", "cents")]
        return any(name in self.errors or self.cleaned_data.get(name) not in {None, ""} for name in names)

    def _check(self, number: int, given: dict[Slice, int]) -> None:
        missing = {
            "giver": _("Choose which budget gives."),
            "taker": _("Choose which budget gets it."),
            "cents": _("Type how much."),
        }
        for name, sentence in missing.items():
            field = f"{name}_{number}"
            if field not in self.errors and self.cleaned_data.get(field) in {None, ""}:
                self.add_error(field, sentence)
        if any(f"{name}_{number}" in self.errors for name in missing):
            return
        gift = self._gift(number)
        if gift.giver == gift.taker:
            self.add_error(f"taker_{number}", _("Choose another budget than the one that gives."))
            return
        given[gift.giver] = given.get(gift.giver, 0) + gift.cents
        left = self.free[gift.giver.pk]
        if given[gift.giver] > left:
            told = {"name": self._called(gift.giver), "left": format_euros(left)}
            self.add_error(
                f"cents_{number}", _("%(name)s has %(left)s free: this is more, all rows together.") % told
            )

    def _gift(self, number: int) -> Gift:
        wanted = self.cleaned_data
        giver, taker = (self.slices[wanted[f"{name}_{number}"]] for name in ("giver", "taker"))
        return Gift(giver, taker, wanted[f"cents_{number}"])

    @property
    def gifts(self) -> list[Gift]:
        """Return the gifts of a form without errors."""
        return [self._gift(number) for number in self.numbers if self._is_begun(number)]
