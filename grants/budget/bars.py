"""Money bars of slices: the whole equation for staff, a shorter one for members, the least for the public."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grants.money import format_euros
from portal.ui.parts import Figure, MoneyBar, MoneyBarPart, permilles

from .queries import Figures
from .states import Kind

Part = tuple[str, str, int, str]  # pattern, label, cents, note


def staff_bar(figures: Figures, *, name: str, title: str) -> MoneyBar:
    """Return the whole equation: reserved + committed + realised + free + lapsed = budget; paid stands apart."""
    parts = [(kind.value, str(kind.label), cents, "") for kind, cents in figures.parts]
    total = Figure(str(Kind.AUTHORITY.label), format_euros(figures.authority))
    return _bar(name=name, title=title, parts=parts, figures=figures, total=total, apart=_paid(figures))


def members_bar(figures: Figures, *, name: str, title: str) -> MoneyBar:
    """Return what members read: granted + being handled + still available (+ lapsed) = the district's budget."""
    paid = _("of which paid out %(amount)s") % {"amount": format_euros(figures.paid)}
    parts = [
        ("realised", pgettext("money", "Granted"), figures.granted, paid if figures.granted else ""),
        ("reserved", pgettext("money", "Being handled"), figures[Kind.RESERVED], ""),
        ("free", pgettext("money", "Still available"), figures[Kind.FREE], ""),
    ]
    if figures[Kind.LAPSED]:
        parts.append(("lapsed", str(Kind.LAPSED.label), figures[Kind.LAPSED], ""))
    total = Figure(_("Budget of the district"), format_euros(figures.authority))
    return _bar(name=name, title=title, parts=parts, figures=figures, total=total)


def public_bar(figures: Figures, *, name: str, title: str) -> MoneyBar:
    """Return what the public reads: granted, paid out, budget. Nothing provisional leaves the house."""
    parts = [("realised", pgettext("money", "Granted"), figures.granted, "")]
    total = Figure(pgettext("money", "Budget"), format_euros(figures.authority))
    return _bar(name=name, title=title, parts=parts, figures=figures, total=total, apart=_paid(figures))


def _paid(figures: Figures) -> tuple[Figure, ...]:
    return (Figure(_("Paid out"), format_euros(figures.paid)),)


def _bar(
    *,
    name: str,
    title: str,
    parts: list[Part],
    figures: Figures,
    total: Figure,
    apart: tuple[Figure, ...] = (),
) -> MoneyBar:
    shares = permilles([cents for _kind, _label, cents, _note in parts], figures.authority)
    drawn = tuple(
        MoneyBarPart(kind, label, format_euros(cents), share, note)
        for (kind, label, cents, note), share in zip(parts, shares, strict=True)
    )
    words = ", ".join(f"{part.label} {part.amount}" for part in drawn)
    return MoneyBar(name, title, f"{words}. {total.label} {total.amount}.", drawn, total, apart)
