"""The proof of the closings: what was approved, what was booked for it, and what the trail says of both."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from grants.budget.models import Entry, Slice, Year
from grants.budget.states import ChangeState, Event
from portal.trail.models import Record
from wijkraden.places.models import City

from ..models import Closing
from ..states import APPROVED, PREPARED
from .closings import booked_by

_SOURCE = "closing:"


def faults_of_closings(city: City | None = None) -> list[str]:
    """Return a sentence for each closing that is not what was approved and booked, in a city or (None) in all.

    A year that was closed without a closing has none, and nothing is said of it. A few queries a closing.
    """
    return [f"{where}: {fault}" for name in _names(city) for where, fault in _faults(name)]


def _names(city: City | None) -> list[str]:
    """Return the public ids of the closings that were approved: by themselves, by the trail or by what was booked."""
    rows = Closing.objects.filter(state=ChangeState.APPROVED)
    booked = Entry.objects.filter(event=Event.CLOSE, source__startswith=_SOURCE)
    told = Record.objects.filter(act=APPROVED, subject_kind=Closing._meta.label_lower)
    if city is not None:
        rows, booked = rows.filter(year__city=city), booked.filter(slice__year__city=city)
        told = told.filter(facts__city=city.public_id)
    sources = booked.order_by().values_list("source", flat=True).distinct()
    return sorted(
        {
            *rows.values_list("public_id", flat=True),
            *(source.removeprefix(_SOURCE) for source in sources),
            *told.values_list("subject_id", flat=True),
        }
    )


def _faults(name: str) -> Iterator[tuple[str, str]]:
    closing = Closing.objects.filter(public_id=name).select_related("year__city").first()
    if closing is None:
        yield name, _("the closing is gone, though the trail or the ledger knows that it was approved")
        return
    where = _("closing of %(year)s") % {"year": str(closing.year.year)}
    if closing.state != ChangeState.APPROVED or closing.year.closed_at is None:
        yield where, _("it was approved, but it does not stand as approved in a year that is closed")
        return
    for is_right, fault in (
        (closing.decided_by_id != closing.prepared_by_id, _("who prepared it approved it")),
        (_is_told(closing), _("the trail does not say that it was prepared and approved by these people")),
        (_is_booked(closing), _("its day, who approved it or its decision is not that of what was booked")),
        (_moved(closing) == closing.amounts.cents, _("its amounts are not those that were booked")),
    ):
        if not is_right:
            yield where, fault


def _is_told(closing: Closing) -> bool:
    told = Record.objects.filter(subject_kind=Closing._meta.label_lower, subject_id=closing.public_id)
    expected = [
        (PREPARED, closing.prepared_by_id, closing.prepared_at),
        (APPROVED, closing.decided_by_id, closing.decided_at),
    ]
    return list(told.order_by("number").values_list("act", "by_id", "at")) == expected


def _is_booked(closing: Closing) -> bool:
    """Tell if every slice was closed, and every entry booked, on its day, by who approved it, with its decision."""
    source, transfer = f"{_SOURCE}{closing.public_id}", closing.transfer
    out = Entry.objects.filter(slice__year=closing.year, source=source)
    pairs = out.exclude(pair="").values("pair")
    over = Entry.objects.filter(pair__in=pairs).exclude(slice__year=closing.year)
    comes = f"transfer:{transfer.number}/{transfer.on.isoformat()}" if transfer is not None else source
    is_its_own: dict[str, Any] = {"booked_on": closing.booked_on, "by": closing.decided_by_id}
    slices = Slice.objects.filter(year=closing.year)
    return not (
        out.exclude(**is_its_own).exists()
        or over.exclude(**is_its_own, source=comes).exists()
        or slices.exclude(closed_on=closing.booked_on).exists()
        or Year.objects.filter(pk=closing.year_id).exclude(closed_at=closing.decided_at).exists()
        or slices.exclude(pk__in=out.values("slice")).exists()
    )


def _moved(closing: Closing) -> dict[Any, int]:
    booked = booked_by(closing)
    return {kind: booked.get(kind, 0) for kind in closing.amounts.cents}
