"""What an action costs and where the money comes from: lines that grow, with their sums."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import MAX_CENTS, format_euros
from grants.vat import Rate
from portal.errors import changed_meanwhile
from portal.ui.forms import TextField

from ..available import Available
from ..flows import Cost, Cover
from ..states import CoverKind
from .editor import DraftForm, needed

COSTS, COVERS = "costs", "covers"
MOST = 60  # lines of each
_FEWEST = {COSTS: 3, COVERS: 1}
_MORE = {COSTS: 3, COVERS: 1}
_FIRST_FIELD = {COSTS: "cost_text", COVERS: "cover_kind"}
_COUNT = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class Row:
    """The fields of one line; `kind` of the cover alone."""

    number: int
    text: BoundField
    cents: BoundField
    kind: BoundField | None = None
    vat: BoundField | None = None  # of the costs of what the city buys


@dataclass(frozen=True)
class Sums:
    """The sums of what was typed, in euro cents; an amount that cannot be read counts nothing."""

    costs: int
    covers: int
    available: Available  # with what is asked

    @property
    def asked(self) -> int:
        """What is asked of the city."""
        return self.available.asked

    @property
    def cover(self) -> int:
        """What covers the costs: what is asked, and what comes from elsewhere."""
        return self.asked + self.covers

    @property
    def difference(self) -> int:
        """What is not covered yet (below zero: what is covered twice)."""
        return self.costs - self.cover

    @property
    def words(self) -> str:
        """Tell the difference to the cent."""
        if not self.costs and not self.cover:
            return _("Fill in what it costs and how much you ask.")
        if not self.difference:
            return _("Costs and cover are equal.")
        told = {"amount": format_euros(abs(self.difference))}
        if self.difference > 0:
            return _("%(amount)s of the costs is not covered yet.") % told
        return _("The cover is %(amount)s more than the costs.") % told


class MoneyForm(DraftForm):
    """What is asked, lines of costs and lines of cover; a line that is empty does not count."""

    asked_cents = needed(
        EuroField(label=gettext_lazy("How much do you ask of the city?"), max_cents=MAX_CENTS, required=False)
    )
    cost_rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    cover_rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        asked: int,
        costs: Sequence[Cost],
        covers: Sequence[Cover],
        available: Available,
        most: int,
        more: str = "",
        asks_vat: bool = False,
        **kwargs: Any,
    ) -> None:
        standing = {"lines": [asked, [_cost(c) for c in costs], [_cover(c) for c in covers]]}
        self.asks_vat = asks_vat
        initial = {**_typed(asked, costs, covers), **kwargs.pop("initial", {})}
        super().__init__(*args, now=standing, initial=initial, **kwargs)
        self.available, self.most, self.standing = available, most, (asked, costs, covers)
        self.fields["asked_cents"].help_text = _("In this round you can ask at most %(most)s.") % {
            "most": format_euros(most)
        }
        self.numbers = {COSTS: self._numbers(COSTS, more), COVERS: self._numbers(COVERS, more)}
        for number in self.numbers[COSTS]:
            self._add_line("cost", number)
        for number in self.numbers[COVERS]:
            self.fields[f"cover_kind_{number}"] = forms.ChoiceField(
                label=_("From whom (line %(n)s of the cover)") % {"n": number},
                choices=[("", _("Choose")), *CoverKind.choices],
                required=False,
            )
            self._add_line("cover", number)
        if more in _MORE:  # the first of the new lines takes the focus
            first = max(1, len(self.numbers[more]) - _MORE[more] + 1)
            self.fields[f"{_FIRST_FIELD[more]}_{first}"].widget.attrs["autofocus"] = True

    def _numbers(self, name: str, more: str) -> range:
        key = f"{name[:-1]}_rows"
        asked = str((self.data if self.is_bound else self.initial).get(key, ""))
        count = int(asked) if _COUNT.fullmatch(asked) else 0
        count = max(_FEWEST[name], min(MOST, count + (_MORE[name] if more == name else 0)))
        self.initial[key] = count
        return range(1, count + 1)

    def _add_line(self, name: str, number: int) -> None:
        told = {"n": number}
        costs = name == "cost"
        self.fields[f"{name}_text_{number}"] = TextField(
            label=_("What (line %(n)s of the costs)") % told
            if costs
            else _("What (line %(n)s of the cover)") % told,
            max_length=160,
            required=False,
        )
        self.fields[f"{name}_cents_{number}"] = EuroField(
            label=_("Amount (line %(n)s of the costs)") % told
            if costs
            else _("Amount (line %(n)s of the cover)") % told,
            min_cents=1,
            max_cents=MAX_CENTS,
            required=False,
        )
        if costs and self.asks_vat:
            self.fields[f"cost_vat_{number}"] = forms.ChoiceField(
                label=_("VAT in it (line %(n)s of the costs)") % told,
                choices=[("", _("Not known yet")), *Rate.choices],
                required=False,
            )

    @property
    def cost_lines(self) -> Iterator[Row]:
        """Yield the lines of the costs."""
        for number in self.numbers[COSTS]:
            vat = self[f"cost_vat_{number}"] if self.asks_vat else None
            yield Row(number, self[f"cost_text_{number}"], self[f"cost_cents_{number}"], vat=vat)

    @property
    def cover_lines(self) -> Iterator[Row]:
        """Yield the lines of the cover."""
        for number in self.numbers[COVERS]:
            kind = self[f"cover_kind_{number}"]
            yield Row(number, self[f"cover_text_{number}"], self[f"cover_cents_{number}"], kind)

    @property
    def grows(self) -> dict[str, bool]:
        """Tell of which lines there may be more."""
        return {name: len(numbers) < MOST for name, numbers in self.numbers.items()}

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of each line that was begun, and keep what is asked within the round."""
        read = super().clean() or self.cleaned_data
        asked = read.get("asked_cents")
        if asked is not None and asked > self.most:
            told = {"most": format_euros(self.most)}
            self.add_error("asked_cents", _("In this round you can ask at most %(most)s.") % told)
        for name, sentences in self._wanted().items():
            for number in self.numbers[f"{name}s"]:
                fields = {f"{name}_{part}_{number}": told for part, told in sentences.items()}
                if any(one in self.errors or read.get(one) not in {None, ""} for one in fields):
                    for one, sentence in fields.items():
                        if one not in self.errors and read.get(one) in {None, ""}:
                            self.add_error(one, sentence)
        return read

    @staticmethod
    def _wanted() -> dict[str, dict[str, str]]:
        text, cents = _("Tell what it is."), _("Type how much.")
        return {
            "cost": {"text": text, "cents": cents},
            "cover": {"kind": _("Choose where it comes from."), "text": text, "cents": cents},
        }

    @property
    def readable(self) -> dict[str, Any] | None:
        """Lines belong together: with an error in one of them nothing is saved unasked."""
        return None if self.errors else super().readable

    @property
    def is_outdated(self) -> bool:
        """Tell if someone else changed the lines since the page was opened."""
        return self.is_bound and changed_meanwhile() in self.non_field_errors()

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what the flow takes of a form without errors."""
        read = self.cleaned_data
        costs = [
            Cost(read[f"cost_text_{n}"], read[f"cost_cents_{n}"], read.get(f"cost_vat_{n}") or "")
            for n in self.numbers[COSTS]
            if read[f"cost_cents_{n}"]
        ]
        covers = [
            Cover(CoverKind(read[f"cover_kind_{n}"]), read[f"cover_text_{n}"], read[f"cover_cents_{n}"])
            for n in self.numbers[COVERS]
            if read[f"cover_cents_{n}"]
        ]
        return {"asked_cents": read["asked_cents"] or 0, "costs": costs, "covers": covers}

    @property
    def sums(self) -> Sums:
        """Return the sums of what stands in the fields."""
        costs = sum(self._cents(f"cost_cents_{number}") for number in self.numbers[COSTS])
        covers = sum(self._cents(f"cover_cents_{number}") for number in self.numbers[COVERS])
        return Sums(costs, covers, replace(self.available, asked=self._cents("asked_cents")))

    def _cents(self, name: str) -> int:
        try:
            cents = self.fields[name].to_python(self[name].value())
        except ValidationError:
            return 0
        return max(cents or 0, 0)


def _cost(line: Cost) -> tuple[str | int, ...]:
    told = (line.description, line.cents)
    return (*told, line.vat_rate) if line.vat_rate else told


def _cover(line: Cover) -> tuple[str, str, int]:
    return line.kind.value, line.description, line.cents


def _typed(asked: int, costs: Sequence[Cost], covers: Sequence[Cover]) -> dict[str, Any]:
    values: dict[str, Any] = {"cost_rows": len(costs), "cover_rows": len(covers)}
    if asked:
        values["asked_cents"] = asked
    for number, cost in enumerate(costs, start=1):
        values |= {
            f"cost_text_{number}": cost.description,
            f"cost_cents_{number}": cost.cents,
            f"cost_vat_{number}": cost.vat_rate,
        }
    for number, cover in enumerate(covers, start=1):
        values |= {
            f"cover_kind_{number}": cover.kind.value,
            f"cover_text_{number}": cover.description,
            f"cover_cents_{number}": cover.cents,
        }
    return values
