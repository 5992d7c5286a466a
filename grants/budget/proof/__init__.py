"""The proof of the ledger: every hash, sum and invariant, computed again from the entries themselves.

Memory stays flat: entries and transfers are read as a stream, slice by slice, from one snapshot; what concerns
several slices is grouped by the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import triggers
from wijkraden.places.models import City

from ..models import Slice, Transfer
from ..states import Kind
from .around import counters, dossiers, moved_alone, pairs, regulations, years
from .changes import changes
from .closings import closings
from .outcome import Proof
from .shares import shares
from .slices import SliceProof
from .whose import budgets, districts, moved_dossiers, named_away, strays

__all__ = ["Proof", "prove"]

_CHECKS = (
    pairs,
    moved_alone,
    counters,
    years,
    shares,
    changes,
    closings,
    budgets,
    districts,
    dossiers,
    moved_dossiers,
    regulations,
    named_away,
    strays,
)
# How a row answers when SQLite holds something in it that is no day, no number or no text.
_UNREADABLE = (ArithmeticError, AttributeError, OperationalError, TypeError, ValueError)


def prove(*, city: City | None = None, tell: Callable[[int, int], None] | None = None) -> Proof:
    """Check the whole ledger, of one city or (None) of every one. Reads one snapshot and changes nothing.

    The faults are sentences in the language of the moment. `tell` hears after each slice how many entries were
    read, and of how many.
    """
    proof = Proof()
    with snapshot():
        proof.faults += [
            _("trigger %(name)s: missing or changed") % {"name": name}
            for name in triggers.wrong(tables="grants_")
        ]
        slices = Slice.objects.filter(year__city=city) if city else Slice.objects.all()
        _prove_slices(proof, slices, tell)
        for check in _CHECKS:
            try:
                proof.faults += check(city)
            except _UNREADABLE:
                proof.faults.append(_("%(rows)s: a row of them cannot be read") % {"rows": check.__name__})
        transfers = Transfer.objects.filter(entry__slice__in=slices) if city else Transfer.objects.all()
        if lost := transfers.count() - proof.transfers:
            proof.faults.append(
                ngettext(
                    "%(count)s transfer belongs to no entry of a slice",
                    "%(count)s transfers belong to no entry of a slice",
                    lost,
                )
                % {"count": lost}
            )
    return proof


def _prove_slices(proof: Proof, slices: QuerySet[Slice], tell: Callable[[int, int], None] | None) -> None:
    total = slices.aggregate(total=Sum("last_number"))["total"] or 0
    clearing: dict[str, int] = {}
    named = slices.select_related("year__city").only("scope", "name", "year__year", "year__city__name")
    for slice_ in named.order_by("id").iterator():
        where = slice_.year.city.name
        try:
            cents = _prove_slice(proof, slice_.pk)
        except _UNREADABLE:
            proof.faults.append(f"{slice_}: " + _("something of it cannot be read"))
            proof.transfers += Transfer.objects.filter(entry__slice=slice_).count()
            continue
        clearing[where] = clearing.get(where, 0) + cents
        if tell is not None:
            tell(proof.entries, total)
    proof.faults += [
        f"{where}: " + _("what stands between slices is %(cents)s cents, not 0") % {"cents": cents}
        for where, cents in clearing.items()
        if cents
    ]


def _prove_slice(proof: Proof, pk: int) -> int:
    """Read one slice; returns what stands there between slices. Of one that cannot be read, only faults stay."""
    one = SliceProof(Slice.objects.select_related("year__city", "successor__year").get(pk=pk), Proof())
    try:
        one.read()
    finally:
        proof.faults += one.proof.faults
    for name in ("slices", "entries", "transfers", "accounts", "names"):
        setattr(proof, name, getattr(proof, name) + getattr(one.proof, name))
    return one.total(Kind.CLEARING)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it stood at one moment, without holding up who writes."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("COMMIT")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
