"""Money bars of slices: the whole equation for staff, a shorter one for members, the least for the public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from grants.money import format_euros
from portal.ui.parts import Figure, MoneyBar, MoneyBarPart, permilles

from .models import Slice
from .queries import Budget, Figures
from .states import PARTS, Kind, Scope

Part = tuple[str, str, int, str]  # pattern, label, cents, note


@dataclass(frozen=True)
class Equation:
    """All amounts of a budget in words: its parts, their sum, and what was paid, which stands apart."""

    title: str
    parts: tuple[Figure, ...]
    total: Figure
    paid: Figure


def staff_bar(figures: Figures, *, name: str, title: str) -> MoneyBar:
    """Return the whole equation: reserved + committed + realised + free + lapsed = budget; paid stands apart."""
    parts = [(kind.value, str(kind.label), cents, "") for kind, cents in figures.parts]
    total = Figure(str(Kind.AUTHORITY.label), format_euros(figures.authority))
    return _bar(name=name, title=title, parts=parts, figures=figures, total=total, apart=_paid(figures))


def members_bar(figures: Figures, *, name: str, title: str, scope: str = Scope.DISTRICT) -> MoneyBar:
    """Return what members read: granted + being handled + still available (+ lapsed) = the budget of that scope."""
    paid = _("of which paid out %(amount)s") % {"amount": format_euros(max(0, figures.paid))}
    parts = [
        ("realised", pgettext("money", "Granted"), figures.granted, paid if figures.granted else ""),
        ("reserved", pgettext("money", "Being handled"), figures[Kind.RESERVED], ""),
        ("free", pgettext("money", "Still available"), figures[Kind.FREE], ""),
    ]
    if figures[Kind.LAPSED]:
        parts.append(("lapsed", str(Kind.LAPSED.label), figures[Kind.LAPSED], ""))
    total = Figure(str(_BUDGETS[Scope(scope)]), format_euros(figures.authority))
    return _bar(name=name, title=title, parts=parts, figures=figures, total=total)


_BUDGETS = {
    Scope.DISTRICT: gettext_lazy("Budget of the district"),
    Scope.POT: gettext_lazy("Budget of these districts together"),
    Scope.CITY: gettext_lazy("Budget of the whole city"),
}


def own_first(found: Iterable[Budget]) -> list[Budget]:
    """Return the budgets of one district: its own, those it shares with some, and then those of the whole city."""
    places = list(_BUDGETS)
    return sorted(found, key=lambda one: places.index(Scope(one.slice.scope)))


def captions(found: Sequence[Budget]) -> list[str]:
    """Return what each budget of one year is called above its bar; two of one name also by their regulation."""
    titles = [one.slice.title for one in found]
    made = []
    for one in found:
        name = called(one.slice, with_regulation=titles.count(one.slice.title) > 1)
        text = _("Budget of %(name)s in %(year)s")
        if one.slice.scope == Scope.CITY:
            name = str(one.slice.regulation) if titles.count(one.slice.title) > 1 else ""
            text = (
                _("Budget of the whole city in %(year)s (%(name)s)")
                if name
                else _("Budget of the whole city in %(year)s")
            )
        made.append(text % {"name": name, "year": str(one.slice.year)})
    return made


def public_bar(figures: Figures, *, name: str, title: str) -> MoneyBar:
    """Return what the public reads: granted, paid out, budget. Nothing provisional leaves the house."""
    parts = [("realised", pgettext("money", "Granted"), figures.granted, "")]
    total = Figure(pgettext("money", "Budget"), format_euros(figures.authority))
    comes_back = figures.paid > figures.granted and figures[Kind.RECEIVABLE] > 0
    note = _("A part of this comes back: more was paid than the final amount.") if comes_back else ""
    apart = _paid(figures, note=note)
    return _bar(name=name, title=title, parts=parts, figures=figures, total=total, apart=apart)


def _paid(figures: Figures, *, note: str = "") -> tuple[Figure, ...]:
    if figures.paid < 0:
        note = _("%(amount)s more came back than was paid from it: of what was paid in an earlier year.") % {
            "amount": format_euros(-figures.paid)
        }
    return (Figure(_("Paid out"), format_euros(max(0, figures.paid)), note),)


def _bar(
    *,
    name: str,
    title: str,
    parts: list[Part],
    figures: Figures,
    total: Figure,
    apart: tuple[Figure, ...] = (),
) -> MoneyBar:
    amounts = [cents for _kind, _label, cents, _note in parts]
    fits = (
        min(amounts) >= 0 and sum(amounts) <= figures.authority
    )  # a past day may show what was booked for it later
    shares = permilles(amounts, figures.authority) if fits else [0] * len(parts)
    drawn = tuple(
        MoneyBarPart(kind, label, format_euros(cents), share, note)
        for (kind, label, cents, note), share in zip(parts, shares, strict=True)
    )
    words = ", ".join(f"{part.label} {part.amount}" for part in drawn)
    return MoneyBar(name, title, f"{words}. {total.label} {total.amount}.", drawn, total, apart)


MEANINGS = {
    Kind.RESERVED: gettext_lazy("Asked in a proposal on which the city has not decided yet."),
    Kind.COMMITTED: gettext_lazy("Granted; the final amount is not known yet."),
    Kind.REALISED: gettext_lazy("Granted, with the final amount known."),
    Kind.FREE: gettext_lazy("Not asked and not granted: this can still be used."),
    Kind.LAPSED: gettext_lazy("Not used, and no longer to be used this year."),
    Kind.AUTHORITY: gettext_lazy("What the district may use in this year: the sum of the amounts above."),
}


def equation(figures: Figures, *, title: str) -> Equation:
    """Return every amount of a budget with what it means, in the order of the staff's bar."""
    parts = tuple(Figure(str(kind.label), format_euros(figures[kind]), str(MEANINGS[kind])) for kind in PARTS)
    budget = Kind.AUTHORITY
    total = Figure(str(budget.label), format_euros(figures.authority), str(MEANINGS[budget]))
    paid = Figure(
        _("Paid out"),
        format_euros(max(0, figures.paid)),
        _("Of what was granted: what the payees have been sent."),
    )
    return Equation(title, parts, total, paid)


def called(slice_: Slice, *, with_regulation: bool) -> str:
    """Return the name of a budget, with its regulation where a year has several: “Feijenoord (regulation)”."""
    return f"{slice_.title} ({slice_.regulation})" if with_regulation else slice_.title


def went_on(slice_: Slice) -> list[str]:
    """Return in words what of the grants went on in the next year, and what came from the year before.

    The slice has `went_on_cents` and `came_cents`, as `with_what_went_on` reads them.
    """
    went, came = slice_.went_on_cents, slice_.came_cents  # type: ignore[attr-defined]  # annotated
    told = []
    if went and slice_.successor is not None:
        text = _(
            "%(year)s is closed. %(amount)s of what was granted was not finished then: it stands in %(next)s. What was "
            "paid before stays here."
        )
        names = {"year": slice_.year.year, "next": slice_.successor.year.year}
        told.append(text % {"amount": format_euros(went), **_plain(names)})
    if came:
        text = _(
            "%(amount)s was granted in an earlier year and went on in %(year)s; what was paid then stands there."
        )
        told.append(text % {"amount": format_euros(came), **_plain({"year": slice_.year.year})})
    return told


def _plain(numbers: dict[str, int]) -> dict[str, str]:
    return {name: str(number) for name, number in numbers.items()}


def whose(slice_: Slice) -> str:
    """Return in words that a budget is shared, by whom; nothing for the budget of one district."""
    if slice_.scope == Scope.CITY:
        return _("A budget of the whole city together.")
    if slice_.scope == Scope.POT:
        return _("A budget of several districts together: %(name)s.") % {"name": slice_.name}
    return ""
