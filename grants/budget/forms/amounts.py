"""One amount per slice, with the sum against the reserved share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import MAX_CENTS, format_euros
from portal.ui.unchanged import UnchangedForm

from ..models import Slice, Year
from ..queries import Figures
from ..states import Kind
from .decision import DecisionForm

PREFIX = "amount_"


@dataclass(frozen=True)
class Row:
    """A slice in the form: what it has, what was typed (None: unreadable), and in which row of a file it stood."""

    slice: Slice
    field: BoundField
    now_cents: int
    after_cents: int | None
    line: int | None

    @property
    def difference(self) -> int | None:
        """What the slice gets more (below zero: less), in euro cents."""
        return None if self.after_cents is None else self.after_cents - self.now_cents


@dataclass(frozen=True)
class Sums:
    """What the slices have and will have together, in euro cents; an unreadable amount counts as it stands.

    `closed` is what closed slices keep of the reserved share; they are not among the others.
    """

    now: int
    after: int
    reserved: int
    closed: int

    @property
    def difference(self) -> int:
        """What they get more together (below zero: less)."""
        return self.after - self.now

    @property
    def left(self) -> int:
        """What is left of the reserved share; below zero when they pass it."""
        return self.available - self.after

    @property
    def available(self) -> int:
        """What of the reserved share these slices may have together."""
        return self.reserved - self.closed

    @property
    def over(self) -> int:
        """By how much they pass what they may have."""
        return max(-self.left, 0)


class AmountsForm(UnchangedForm, DecisionForm):
    """New amounts of the slices of a year; each begins as it is now, and stays so unless it is edited here."""

    def __init__(
        self,
        *args: Any,
        year: Year,
        slices: Sequence[Slice],
        figures: Mapping[int, Figures],
        closed_cents: int = 0,
        lines: Mapping[str, int] | None = None,
        **kwargs: Any,
    ) -> None:
        self.year, self.slices, self.figures, self.closed_cents = year, slices, figures, closed_cents
        self.lines = lines or {}
        super().__init__(*args, now={field_of(one): self._now(one) for one in slices}, **kwargs)
        for one in slices:
            self.fields[field_of(one)] = EuroField(
                label=one.title,
                min_cents=0,
                max_cents=MAX_CENTS,
                error_messages={"required": gettext_lazy("Type an amount, or 0.")},
            )
        self.order_fields([*map(field_of, slices), *DecisionForm.DECISION_FIELDS])
        self.take_over()

    def _now(self, one: Slice) -> int:
        return self.figures[one.pk].authority

    def clean(self) -> dict[str, Any]:
        """Keep each slice above what it used, and all together within the reserved share."""
        wanted = super().clean() or self.cleaned_data
        self._check(wanted)
        return wanted

    def check_filled(self) -> None:
        """Check amounts that a file filled in, before the decision is asked."""
        self.full_clean()
        self.cleaned_data = {field_of(row.slice): row.after_cents for row in self.rows}
        self._check(self.cleaned_data)

    def _check(self, wanted: Mapping[str, Any]) -> None:
        for one in self.slices:
            used = self._now(one) - self.figures[one.pk][Kind.FREE]
            cents = wanted.get(field_of(one))
            if cents is not None and cents < used:
                told = {"amount": format_euros(used)}
                self.add_error(
                    field_of(one),
                    _("The amount can be at least %(amount)s: that is used already.") % told,
                )
        if self.sums.over:
            told = {name: format_euros(getattr(self.sums, name)) for name in ("after", "available", "over")}
            self.add_error(
                None,
                _(
                    "Together this is %(after)s. The reserved share has %(available)s for it: "
                    "%(over)s too much. Lower amounts, or have the reserved share raised first."
                )
                % told,
            )

    @property
    def rows(self) -> Iterator[Row]:
        """Yield a row for each slice, in order."""
        for one in self.slices:
            bound = self[field_of(one)]
            yield Row(one, bound, self._now(one), self._typed(bound), self.lines.get(one.public_id))

    @property
    def decision_rows(self) -> list[BoundField]:
        """Return the fields of the decision, which stand under the amounts."""
        return [self[name] for name in DecisionForm.DECISION_FIELDS]

    def _typed(self, bound: BoundField) -> int | None:
        try:
            cents: int | None = bound.field.to_python(bound.value())
        except ValidationError:
            return None
        return cents

    @property
    def sums(self) -> Sums:
        """Return the sums of what was typed."""
        rows = list(self.rows)
        now = sum(row.now_cents for row in rows)
        after = sum(row.now_cents if row.after_cents is None else row.after_cents for row in rows)
        return Sums(now, after, self.year.reserved_cents, self.closed_cents)

    @property
    def changing(self) -> list[Row]:
        """Return the rows of the slices that get another amount."""
        return [row for row in self.rows if row.difference]

    @property
    def changed(self) -> dict[Slice, int]:
        """Return the new amounts of a form without errors: only of the slices that get another one."""
        wanted = {one: self.cleaned_data[field_of(one)] for one in self.slices}
        return {one: cents for one, cents in wanted.items() if cents != self._now(one)}


def field_of(one: Slice) -> str:
    """Return the name of a slice's field."""
    return f"{PREFIX}{one.public_id}"
