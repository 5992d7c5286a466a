"""What the acts of the demo look up: who acts for whom on a day, the rounds, and the proposals as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from grants.proposals.models import Proposal
from grants.rounds.models import Round
from grants.rounds.states import Distribution
from grants.terms import day_of
from portal.reads import row_of
from wijkraden.people.models import Seat, User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

from ..dossiers import SMALL_PREFIX, Dossier, Kind

Found = TypeVar("Found")
_OVERPAID = frozenset(
    {
        *("to_recover", "recovery_prepared", "claim_open", "claim_late", "claim_noticed", "write_off_waits"),
        *("written_off", "claim_paid", "revoked", "set_off"),
    }
)


class Stage:
    """The city with its people while the demo is played; rows are read when they are asked for first."""

    def __init__(self, city: City, people: Mapping[str, User], dossiers: Sequence[Dossier]) -> None:
        self.city, self.people, self.dossiers = city, people, dossiers
        self.districts = {one.slug: one for one in District.objects.filter(city=city).select_related("city")}
        self._seats: defaultdict[tuple[str, str], list[Seat]] = defaultdict(list)
        for seat in Seat.objects.filter(city=city, district__isnull=False).select_related("user", "district"):
            if seat.district is not None:
                self._seats[seat.district.slug, seat.role].append(seat)
        self._ids: dict[int, int] = {}
        self._rounds: dict[tuple[int, Kind], Round] = {}

    def of_council(self, dossier: Dossier, role: Role, at: datetime) -> User:
        """Return who has that seat in the council of the dossier on that day."""
        day = day_of(at)
        return next(one.user for one in self._seats[dossier.district, role] if one.is_current(day))

    def has(self, dossier: Dossier, role: Role, at: datetime) -> bool:
        """Tell if someone has that seat in its council on that day."""
        return any(one.is_current(day_of(at)) for one in self._seats[dossier.district, role])

    def officer(self, dossier: Dossier) -> User:
        """Return who handles the dossier for the city."""
        return self.people["olga" if dossier.number % 2 else "otto"]

    def is_overpaid(self, proposal: Proposal) -> bool:
        """Tell if more is paid on that proposal than will be granted in the end."""
        return self.dossier_of(proposal).line.name in _OVERPAID

    def pays_back(self, proposal: Proposal) -> bool:
        """Tell if whoever was paid too much on that proposal pays it back."""
        return self.dossier_of(proposal).line.name == "claim_paid"

    def dossier_of(self, proposal: Proposal) -> Dossier:
        """Return what the demo knows of that proposal. Raises LookupError for one that is not of the demo."""
        told = (proposal.title, proposal.district.slug)
        found = next((one for one in self.dossiers if (one.title, one.district) == told), None)
        return there(found)

    def round_of(self, year: int, kind: Kind) -> Round:
        """Return the round of that year, in the order of receipt, against each other, or of the small regulation."""
        if (year, kind) not in self._rounds:
            found = Round.objects.select_related("year__city", "regulation", "plan", "frame")
            distribution = Distribution.TENDER if kind == Kind.TENDER else Distribution.RECEIPT
            prefix = SMALL_PREFIX if kind == Kind.SMALL else "WS"
            self._rounds[year, kind] = found.get(
                year__city=self.city, year__year=year, distribution=distribution, regulation__prefix=prefix
            )
        return self._rounds[year, kind]

    def proposal(self, dossier: Dossier) -> Proposal:
        """Return the proposal of the dossier as it is now, with its round and its district. One query."""
        round_, district = self.round_of(dossier.year, dossier.kind), self.districts[dossier.district]
        pk = self._ids.get(dossier.number)
        found = Proposal.objects.filter(round=round_, district=district, title=dossier.title)
        row = row_of(Proposal, pk) if pk else found.get()
        self._ids[dossier.number] = row.pk
        row.round, row.district = round_, district
        return row


def there(found: Found | None) -> Found:
    """Return what an earlier step made; raises LookupError when it did not."""
    if found is None:
        raise LookupError("an earlier step of the demo did not make what this one needs")
    return found


Act = Callable[..., None]
