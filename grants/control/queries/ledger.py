"""Reads for who controls the money. Amounts are euro cents; nothing here is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Substr

from grants.budget.models import (
    Account,
    Change,
    Dossier,
    Entry,
    Slice,
    SliceDistrict,
    Transfer,
    Year,
    fingerprint,
)
from grants.budget.queries import (
    CardLine,
    Figures,
    card_of,
    journal,
    set_off_there,
    told_off,
    with_districts,
)
from grants.budget.states import CREDIT_KINDS, PER_DOSSIER, Event, Kind, Scope
from grants.plan.models import Regulation
from portal import realm
from portal.jobs.models import Job, JobState
from wijkraden.people.models import User
from wijkraden.places.models import Area, City, District

from ..states import FIGURES, IN_SLICE, OTHERS, PAID, kinds_of, on_its_side

_CHANGE = "change:"  # what the source of an entry begins with that a change of the budget booked
PROVE = "grants.control.tasks.prove"
WRITE_JOURNAL = "grants.control.tasks.write_journal"


def city_with(public_id: str) -> City:
    """Return the city with this id. One query."""
    return City.objects.get(public_id=public_id)


# --- the journal ----------------------------------------------------------------------------------
def entries(
    city: City,
    *,
    year: int | None = None,
    area: Area | None = None,
    district: District | None = None,
    regulation: Regulation | None = None,
    slice: Slice | None = None,  # noqa: A002  # the trade's word, as in the address
    event: str = "",
    account: str = "",
    key: str = "",
    dossier: str = "",
    first_on: date | None = None,
    last_on: date | None = None,
) -> QuerySet[Entry]:
    """Return entries, the newest first, with slice, dossier, who booked them and `cents`: what they moved.

    `area` are the slices that lie in that area whole; `account` a kind of account that the entry touched, or
    `paid`, for which the city's own ledger does not count. One query.
    """
    found = journal(
        city,
        year=year,
        district=district,
        event=event,
        key=key,
        dossier=dossier,
        first_on=first_on,
        last_on=last_on,
    )
    if slice is not None:
        found = found.filter(slice=slice)
    if regulation is not None:
        found = found.filter(slice__regulation=regulation)
    if area is not None:
        shares = SliceDistrict.objects.filter(slice=OuterRef("slice"))
        found = found.filter(
            Exists(shares.filter(district__area=area)), ~Exists(shares.exclude(district__area=area))
        )
    if account:
        kinds = kinds_of(account)
        touched = Transfer.objects.filter(entry=OuterRef("pk"))
        found = found.filter(Exists(touched.filter(Q(debit__kind__in=kinds) | Q(credit__kind__in=kinds))))
    return found.exclude(slice__scope=Scope.BOOKS) if account == PAID else found


def listed(found: QuerySet[Entry]) -> QuerySet[Any]:
    """Return the ids of entries, the newest first: what is told of each is read for one page alone. One query."""
    return found.order_by("-id").values_list("pk", flat=True)


def told_of(found: QuerySet[Entry], ids: Iterable[int]) -> list[Entry]:
    """Return those of the entries with these ids, with all that `entries` tells of them. One query."""
    return list(found.filter(pk__in=list(ids)))


def with_transfers(found: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return entries with their transfers at hand, and what an export tells of them. One query more a chunk.

    What a change of the budget booked has the `decision_number` and `decision_on` of that change.
    """
    rows = Transfer.objects.select_related("debit__dossier", "credit__dossier").order_by("position")
    change = Change.objects.filter(public_id=Substr(OuterRef("source"), len(_CHANGE) + 1))
    of_change = When(source__startswith=_CHANGE, then=Subquery(change.values("decision_number")[:1]))
    on_change = When(source__startswith=_CHANGE, then=Subquery(change.values("decision_on")[:1]))
    told = found.annotate(decision_number=Case(of_change), decision_on=Case(on_change))
    return told.select_related("slice__regulation").prefetch_related(Prefetch("transfers", rows))


def newest_entry(city: City) -> int:
    """Return the id of the newest entry of a city, 0 if there is none. One query."""
    newest = Entry.objects.filter(slice__year__city=city).order_by("-id").values_list("id", flat=True)
    return newest.first() or 0


def up_to(found: QuerySet[Entry], newest: int) -> QuerySet[Entry]:
    """Return those of the entries that stood when the entry `newest` was the last one. One query."""
    return found.filter(pk__lte=newest)


@dataclass(frozen=True)
class Sums:
    """What entries did to one account, in euro cents."""

    debits: int
    credits: int
    balance: int


def sums_on(found: QuerySet[Entry], account: str) -> Sums:
    """Return what all these entries together did to an account. One query."""
    moved = Transfer.objects.filter(entry__in=found.order_by().values("pk"))
    debits, credited = _sides(account)
    told = moved.aggregate(debits=debits, credited=credited)
    return _sums(account, told["debits"], told["credited"])


@dataclass(frozen=True)
class PaidOf:
    """What was sent for a dossier and did not come back; what was set off instead of paid, and instead of paid back.

    Euro cents.
    """

    cents: int
    set_off_cents: int
    set_off_back_cents: int


def paid_of(found: QuerySet[Entry]) -> PaidOf:
    """Return what these entries of one dossier paid and set off. One query."""
    debits, credited = _sides(PAID)
    off = Q(entry__event=Event.SET_OFF)
    told = Transfer.objects.filter(entry__in=found.order_by().values("pk")).aggregate(
        debits=debits,
        credited=credited,
        set_off=Coalesce(Sum("cents", filter=off & Q(debit__kind=Kind.PAYABLE)), Value(0)),
        back=Coalesce(Sum("cents", filter=off & Q(credit__kind=Kind.RECEIVABLE)), Value(0)),
    )
    paid = _sums(PAID, told["debits"], told["credited"]).balance
    return PaidOf(paid, told["set_off"], told["back"])


def sums_of(page: Iterable[Entry], account: str) -> dict[int, Sums]:
    """Return what each entry did to an account, by its id. One query."""
    debits, credited = _sides(account)
    moved = Transfer.objects.filter(entry__in=[one.pk for one in page]).values("entry_id").order_by()
    rows = moved.annotate(debits=debits, credited=credited).values_list("entry_id", "debits", "credited")
    return {pk: _sums(account, debit, credit) for pk, debit, credit in rows}


def _sides(account: str) -> tuple[Coalesce, Coalesce]:
    kinds = kinds_of(account)
    sides = (
        Sum(Case(When(Q(**{f"{side}__kind__in": kinds}), then=F("cents")), default=Value(0)))
        for side in ("debit", "credit")
    )
    debit, credit = (Coalesce(side, Value(0)) for side in sides)
    return debit, credit


def _sums(account: str, debits: int, credited: int) -> Sums:
    return Sums(debits, credited, on_its_side(account, debits=debits, credited=credited))


# --- one entry ------------------------------------------------------------------------------------
def is_sealed(entry: Entry, transfers: Iterable[Transfer]) -> bool:
    """Tell if the entry has the hash of its content and follows the one before it. One query."""
    before = Entry.objects.filter(slice=entry.slice_id, number=entry.number - 1)
    previous = before.values_list("hash", flat=True).first() or ""
    told = [(one.debit.label, one.credit.label, one.cents) for one in transfers]
    computed = fingerprint(
        slice_id=entry.slice_id,
        number=entry.number,
        event=entry.event,
        dossier_id=entry.dossier_id,
        source=entry.source,
        by_id=entry.by_id,
        booked_on=entry.booked_on,
        at=entry.at,
        key=entry.key,
        request=entry.request,
        undoes_id=entry.undoes_id,
        pair=entry.pair,
        previous_hash=previous,
        transfers=told,
    )
    return (computed, previous, len(told)) == (entry.hash, entry.previous_hash, entry.size)


# --- slices --------------------------------------------------------------------------------------
def slice_at(city: City, public_id: str) -> Slice | None:
    """Return a slice of the city with its districts and the slices before and after it. Two queries."""
    found = Slice.objects.filter(year__city=city, public_id=public_id)
    related = found.select_related("year", "regulation", "successor__year", "predecessor__year")
    return with_districts(related).first()


def standing_in(year: Year, *, regulation: Regulation | None = None) -> dict[Slice, Figures]:
    """Return the slices of a year, in order of name, with their figures of now and their districts at hand.

    Without a regulation the city's own ledger is among them. Two queries.
    """
    totals = Account.objects.filter(slice__year=year, dossier__isnull=True).annotate(off=set_off_there())
    if regulation is not None:
        totals = totals.filter(slice__regulation=regulation)
    shares = SliceDistrict.objects.select_related("district__area").order_by("district__sort_key")
    rows = totals.select_related("slice__year", "slice__regulation").order_by("slice__sort_key", "slice_id")
    balances: dict[Slice, dict[str, int]] = {}
    for one in rows.prefetch_related(Prefetch("slice__shares", shares)):
        here = balances.setdefault(one.slice, {})
        here |= {one.kind: one.balance, **told_off(one.kind, one.off)}
    return {slice_: Figures(kinds) for slice_, kinds in balances.items()}


def accounts_of(slice_: Slice) -> list[Any]:
    """Return the accounts of a slice, its totals, in the order of the books. One query.

    Adds `off`: what was set off there, on `payable` instead of paid and on `receivable` instead of paid back.
    """
    found = Account.objects.filter(slice=slice_, dossier__isnull=True).annotate(off=set_off_there())
    totals = {one.kind: one for one in found}
    return [totals[kind] for kind in (*FIGURES, *OTHERS) if kind in totals]


def dossiers_in(slice_: Slice) -> QuerySet[Dossier]:
    """Return the dossiers that were opened in a slice or have money of it, by number. One query.

    Each has what stands for it in that slice, by kind of IN_SLICE: `reserved_cents` and so on, None for nothing.
    """
    debit = F("accounts__debits") - F("accounts__credits")
    side = Case(When(accounts__kind__in=CREDIT_KINDS, then=-debit), default=debit)
    here = Q(accounts__slice=slice_)
    balances = {f"{kind}_cents": Sum(side, filter=here & Q(accounts__kind=kind)) for kind in IN_SLICE}
    leaves = Account.objects.filter(slice=slice_, dossier__isnull=False)
    found = Dossier.objects.filter(Q(slice=slice_) | Q(pk__in=leaves.values("dossier")))
    return found.annotate(**balances).order_by("number")


# --- a dossier ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Card:
    """The bookings on one account of a dossier, in one slice."""

    kind: Kind
    slice: Slice
    lines: list[CardLine]

    @property
    def balance(self) -> int:
        """What stands there now."""
        return self.lines[-1].balance


def cards_of(dossier: Dossier) -> list[Card]:
    """Return the account cards of a dossier: slice by slice, accounts in the order of the books. Two queries."""
    lines: dict[int, list[CardLine]] = {}
    for line in card_of(dossier):
        lines.setdefault(line.account.pk, []).append(line)
    cards = [
        Card(Kind(of_one[0].account.kind), of_one[0].transfer.entry.slice, of_one)
        for of_one in lines.values()
    ]
    order = {kind: place for place, kind in enumerate(PER_DOSSIER)}
    return sorted(cards, key=lambda card: (card.slice.year.year, card.slice.pk, order[card.kind]))


def totals_of(cards: Iterable[Card]) -> list[tuple[Kind, int]]:
    """Return what stands on each account over all slices. No query."""
    totals: dict[Kind, int] = {}
    for card in cards:
        totals[card.kind] = totals.get(card.kind, 0) + card.balance
    return [(kind, totals[kind]) for kind in PER_DOSSIER if kind in totals]


def stands_in(dossier: Dossier) -> Slice:
    """Return the slice in which the money of a dossier stands now. One query for each year that was closed."""
    here = dossier.slice
    while here.successor_id is not None:
        here = Slice.objects.select_related("year").get(pk=here.successor_id)
    return here


# --- the proof and exports ------------------------------------------------------------------------
def proofs() -> QuerySet[Job]:
    """Return each time that the ledger of this city was checked, the newest first, with who asked. One query."""
    return Job.objects.filter(task=PROVE, realm=realm.current()).select_related("by")


def exports_of(user: User) -> QuerySet[Job]:
    """Return the files of the journal that `user` asked for in this city, the newest first. One query."""
    return Job.objects.filter(task=WRITE_JOURNAL, realm=realm.current(), by=user)


def ready(found: QuerySet[Job]) -> QuerySet[Job]:
    """Return the work that is done."""
    return found.filter(state=JobState.DONE)
