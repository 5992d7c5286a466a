"""What a proof asks of a year's reserved share: that it is what was decided of it, and says by which decision.

Each returns sentences about one city, or (None) about all of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wijkraden.places.models import City

from ..models import Change, Transfer, Year
from ..states import SHARE, ChangeKind, ChangeState, Event, Kind, Leftover

_TRANSFER = "transfer:"
_SAYS = (*SHARE, "decision_number", "decision_on")  # what a year says of its share


@dataclass(frozen=True)
class _Brought:
    """Cents that the transfer of a year change brought along, and the entry's source, which names its decision."""

    cents: int
    source: str


@dataclass
class _Share:
    """What decisions made of the share of a year, one after another."""

    programme_cents: int = 0
    reserved_cents: int = 0
    programme: str = ""
    leftover: str = Leftover.LAPSES.value
    number: str = ""
    on: date | None = None

    def change(self, change: Change) -> None:
        """Take over what an approved change decided; what it added is counted, so in any order the sums hold."""
        self.programme_cents += (change.programme_cents or 0) - (change.programme_cents_before or 0)
        self.reserved_cents += (change.reserved_cents or 0) - (change.reserved_cents_before or 0)
        self.programme, self.leftover = change.programme, change.leftover
        self.number, self.on = change.decision_number, change.decision_on

    def bring(self, brought: _Brought) -> None:
        """Let the share grow by a transfer, which is its decision when there was no share yet."""
        if not self.reserved_cents:
            self.number, self.on = _decision_in(brought.source)
        self.programme_cents += brought.cents
        self.reserved_cents += brought.cents


def shares(city: City | None) -> list[str]:
    """Name years whose share, or what they say of it, is not what changes and transfers of a year change made.

    Changes count in the order of their approval. One says what the share was before it, which tells the
    transfers that came before it.
    """
    changes: dict[int, list[Change]] = {}
    for change in approved(city).filter(kind=ChangeKind.SHARE).order_by("decided_at", "pk").iterator():
        changes.setdefault(change.year_id, []).append(change)
    brought = _brought(city)
    found = Year.objects.filter(city=city) if city else Year.objects.all()
    faults = []
    for year in found.select_related("city").only("city__name", "year", *_SAYS).order_by("pk"):
        decided = _decided(changes.get(year.pk, ()), brought.get(year.pk, ()))
        faults += [f"{year.city.name} {year.year}: {text}" for text in _differences(year, decided)]
    return faults


def approved(city: City | None) -> QuerySet[Change]:
    """Return the approved changes of the budget."""
    found = Change.objects.filter(state=ChangeState.APPROVED)
    return found.filter(year__city=city) if city else found


def _brought(city: City | None) -> dict[int, list[_Brought]]:
    """Return per year what transfers brought along, in the order in which that was booked."""
    along = Transfer.objects.filter(entry__event=Event.CARRY, credit__kind=Kind.AUTHORITY).order_by("entry")
    if city:
        along = along.filter(entry__slice__year__city=city)
    brought: dict[int, list[_Brought]] = {}
    columns = ("entry__slice__year", "cents", "entry__source")
    for year, cents, source in along.values_list(*columns).iterator():
        brought.setdefault(year, []).append(_Brought(cents, source))
    return brought


def _decided(changes: Iterable[Change], brought: Iterable[_Brought]) -> _Share:
    share, waiting = _Share(), deque(brought)
    for change in changes:
        while waiting and share.reserved_cents < (change.reserved_cents_before or 0):
            share.bring(waiting.popleft())
        share.change(change)
    for one in waiting:
        share.bring(one)
    return share


def _decision_in(source: str) -> tuple[str, date | None]:
    """Return number and day of the decision that the source of an entry names; nothing for another source."""
    number, _slash, day = source.removeprefix(_TRANSFER).rpartition("/")
    return (number, date.fromisoformat(day)) if source.startswith(_TRANSFER) else ("", None)


def _differences(year: Year, decided: _Share) -> list[str]:
    amounts = (year.programme_cents, year.reserved_cents)
    are_whole = [type(one) is int for one in amounts]  # a half or a text is named elsewhere
    wrong = {
        _("its programme is not what was decided of it"): are_whole[0]
        and amounts[0] != decided.programme_cents,
        _("its reserved share is not what was decided of it"): are_whole[1]
        and amounts[1] != decided.reserved_cents,
        _("the name of its programme is not what was decided"): year.programme != decided.programme,
        _("where its leftover goes is not what was decided"): year.leftover != decided.leftover,
        _("its share does not name the decision behind it"): (year.decision_number, year.decision_on)
        != (decided.number, decided.on),
    }
    return [text for text, is_so in wrong.items() if is_so]
