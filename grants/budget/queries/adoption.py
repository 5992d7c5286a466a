"""Whether the city council adopted the budget of a year, and what was granted before it did. Amounts are euro cents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Min, QuerySet, Sum

from ..models import Account, Change, Dossier, Slice, Year
from ..states import ChangeKind, ChangeState, Kind


def adoptions_of(found: Iterable[Year]) -> dict[int, date]:
    """Return the day on which the city council adopted the budget of each year, by its id; without it none.

    It is the day of the first decision on the reserved share that was approved: a later change of the share starts
    no term anew (Awb 4:34, third paragraph). One query.
    """
    of = {one.pk: one.decision_on for one in found if one.decision_on is not None}
    shares = Change.objects.filter(year__in=of, kind=ChangeKind.SHARE, state=ChangeState.APPROVED)
    first = shares.order_by().values("year").annotate(day=Min("decision_on"))
    return of | dict(first.values_list("year", "day"))


def conditional_of(slice_: Slice, *, untold: QuerySet[Dossier] | None = None) -> int:
    """Return what is granted under condition in a slice; without what is granted in dossiers `untold`. One query."""
    leaves = Account.objects.filter(slice=slice_, kind=Kind.CONDITIONAL, dossier__isnull=False)
    if untold is not None:
        leaves = leaves.exclude(dossier__in=untold)
    return leaves.aggregate(cents=Sum(F("debits") - F("credits")))["cents"] or 0


def reserved_in(slice_: Slice) -> list[Dossier]:
    """Return the dossiers of a slice for which something is reserved, the newest first. One query."""
    held = Account.objects.filter(slice=slice_, kind=Kind.RESERVED, debits__gt=F("credits"))
    return list(Dossier.objects.filter(pk__in=held.values("dossier")).order_by("-sequence"))
