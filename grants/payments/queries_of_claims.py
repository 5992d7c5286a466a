"""Reads of what was asked back, and what became of it. Amounts are euro cents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from grants.budget.models import Account, Entry
from grants.budget.states import Kind
from grants.proposals.models import Party
from grants.proposals.queries import standing_accounts
from grants.proposals.states import AccountVerdict, PartyKind
from portal.reads import put_together_once

from .models import Claim, Notice, SetOff, StatementLine, WriteOff
from .states import ClaimState, LineKind, SetOffState, WriteOffState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from grants.budget.models import Slice
    from grants.decisions.models import Decision
    from wijkraden.places.models import City

LEFT_OF_CLAIM = (
    F("cents") - F("eased_cents") - F("written_off_cents") - F("set_off_cents") - F("paid_cents")
)  # what is open of it
_PAID_TO = (PartyKind.PAYEE, PartyKind.APPLICANT)  # the first of these that there is
_PATIENCE = timedelta(weeks=1)  # from the reminder to a formal notice
_NOTICES = Notice.objects.filter(claim=OuterRef("pk")).order_by("-told_on")
_PAID = StatementLine.objects.filter(claim=OuterRef("pk"), kind=LineKind.CLAIM).order_by("-booked_on")
_SET_OFF = SetOff.objects.filter(claim=OuterRef("pk"), told_on__isnull=False).order_by("-told_on")
_LINES = StatementLine.objects.filter(claim=OuterRef("pk"))


def paid_to(proposal: str) -> QuerySet[Party]:
    """Return, for a query with the key of a proposal by that name, who is paid: the payee first, then who applied."""
    return Party.objects.filter(proposal=OuterRef(proposal), kind__in=_PAID_TO).order_by("-kind")


def claims_in(city: City) -> QuerySet[Any]:
    """Return the claims of a city, by the last day to pay back. One query.

    Adds `over_cents`: what came in above what was asked and was not sent back, 0 or less for nothing; `recipient`: the
    name of who must pay back; `ending`: how the account of now of its dossier ends, None without one.
    """
    sent_back = When(kind=LineKind.REFUND, then=-F("cents"))
    signed = Case(sent_back, default=F("cents"), output_field=BigIntegerField())
    moved = _LINES.order_by().values("claim").values(moved_cents=Sum(signed))
    received = Coalesce(Subquery(moved), Value(0), output_field=BigIntegerField())
    accounts = standing_accounts().filter(proposal=OuterRef("proposal")).order_by("-id")
    found = Claim.objects.filter(proposal__district__city=city).annotate(
        recipient=Coalesce(Subquery(paid_to("proposal").values("name")[:1]), Value("")),
        ending=Subquery(accounts.values("ending")[:1]),
        over_cents=received - F("cents") + F("eased_cents") + F("written_off_cents") + F("set_off_cents"),
    )
    return found.select_related("proposal__dossier", "proposal__district__city", "decision", "started_by")


def open_claims(city: City) -> QuerySet[Any]:
    """Return the claims of which something has yet to come back. One query."""
    return claims_in(city).filter(state=ClaimState.OPEN)


def claims_listed(city: City) -> QuerySet[Any]:
    """Return the claims of a city: what is open by its last day, then what is settled, the newest first. One query.

    Adds `held_cents`: what came back of a payment and is not paid out again while the claim is open; `owed_cents`:
    what of its dossier must come back; `notice_told_on` and `notice_due_on`: of its last formal notice;
    `interrupted_on`: the day from which the five years run after which it lapses.
    """
    owed = Account.objects.filter(dossier=OuterRef("proposal__dossier"), kind=Kind.RECEIVABLE).order_by()
    due = Account.objects.filter(dossier=OuterRef("proposal__dossier"), kind=Kind.PAYABLE).order_by()
    left = Subquery(owed.values("dossier").values(cents=Sum(F("debits") - F("credits"))))
    found: QuerySet[Any] = claims_in(city).annotate(
        owed_cents=Coalesce(left, Value(0), output_field=BigIntegerField()),
        held_cents=Coalesce(
            Subquery(due.values("dossier").values(cents=Sum(F("credits") - F("debits")))),
            Value(0),
            output_field=BigIntegerField(),
        ),
        notice_told_on=Subquery(_NOTICES.values("told_on")[:1]),
        notice_due_on=Subquery(_NOTICES.values("due_on")[:1]),
        interrupted_on=Greatest(
            F("due_on"),
            Coalesce(Subquery(_NOTICES.values("told_on")[:1]), F("due_on")),
            Coalesce(Subquery(_PAID.values("booked_on")[:1]), F("due_on")),
            Coalesce(Subquery(_SET_OFF.values("told_on")[:1]), F("due_on")),
        ),
        waits_until=Case(When(state=ClaimState.OPEN, then=F("due_on"))),
    )
    return found.order_by(F("waits_until").asc(nulls_last=True), "-started_at", "-id")


@put_together_once
def claims_at(city: City, public_id: str) -> QuerySet[Any]:
    """Return one claim of a city as the list tells it, in a list that is empty without it. One query."""
    return claims_listed(city).filter(public_id=public_id)


def late_claims(city: City, *, on: date) -> QuerySet[Any]:
    """Return the claims of which the last day to pay back is over on that day, and something is owed. One query."""
    stands = Q(decision__replaced_at__isnull=True)
    return claims_listed(city).filter(stands, state=ClaimState.OPEN, owed_cents__gt=0, due_on__lt=on)


def claims_to_give_up(city: City, *, on: date) -> QuerySet[Any]:
    """Return the late claims that lapsed or whose last formal notice is over, of which nothing waits. One query.

    Neither a write-off nor a set-off.
    """
    waits = WriteOff.objects.filter(claim=OuterRef("pk"), state=WriteOffState.PREPARED)
    lapsed = Q(interrupted_on__lt=_five_years_before(on))
    off = SetOff.objects.filter(claim=OuterRef("pk"), state=SetOffState.PREPARED)
    return late_claims(city, on=on).filter(~Exists(waits), ~Exists(off), Q(notice_due_on__lt=on) | lapsed)


def _five_years_before(day: date) -> date:
    return day.replace(year=day.year - 5, day=min(day.day, 28) if day.month == 2 else day.day)


def has_lapsed(claim: Any, *, on: date) -> bool:
    """Tell if the city can no longer claim it at law on that day, as far as the portal knows (Awb 4:104)."""
    return bool(claim.has_term and claim.lapses_on(claim.interrupted_on) < on)


def due_of(claim: Any) -> int:
    """Return what has yet to come back of a claim, of what is owed of its dossier at all."""
    left: int = min(claim.left_cents, claim.owed_cents)
    return max(0, left)


@dataclass(frozen=True)
class Eased:
    """What a claim no longer asks (euro cents): what a newer one took over, and what nobody asks any more."""

    taken_cents: int
    rest_cents: int
    by: Claim | None = None


def eased_of(claims: Iterable[Claim]) -> dict[int, Eased]:
    """Return by claim that asks less than it did, by its key, what became of that. They name their decision. No query.

    `claims` are all of their proposals. Of one whose recovery fell, the first one prepared since takes over what
    was open then; what a higher final amount takes off, nobody takes over.
    """
    rows = sorted(claims, key=lambda one: one.pk)
    found = {}
    for one in rows:
        newer = (other for other in rows if other.proposal_id == one.proposal_id and _is_since(other, one))
        by = next(newer, None)
        taken = min(one.eased_cents, one.decision.open_cents or 0, by.cents) if by else 0
        if one.eased_cents:
            found[one.pk] = Eased(taken, one.eased_cents - taken, by)
    return found


def _is_since(newer: Claim, fallen: Claim) -> bool:
    fell_at = fallen.decision.replaced_at
    return fell_at is not None and newer.decision.prepared_at >= fell_at


def claims_beside(claims: Iterable[Claim]) -> QuerySet[Claim]:
    """Return these claims and every other one of their proposals, with the decisions. One query."""
    return Claim.objects.filter(proposal__in={one.proposal_id for one in claims}).select_related("decision")


def overpaid_claims(city: City) -> QuerySet[Any]:
    """Return the claims on which more came in than was asked, and was not sent back. One query.

    Adds `payer` and `came_on`: who paid last, and when.
    """
    last = _LINES.filter(kind=LineKind.CLAIM).order_by("-booked_on", "-id")
    found: QuerySet[Any] = claims_in(city).annotate(
        payer=Subquery(last.values("counterparty")[:1]), came_on=Subquery(last.values("booked_on")[:1])
    )
    return found.filter(over_cents__gt=0)


@dataclass
class Waits:
    """What came in above a claim and waits in one budget (euro cents), and the last day it was booked there."""

    slice: Slice
    cents: int
    since: date


def waits_on(claim: Claim, standing: Callable[[Slice], Slice]) -> list[Waits]:
    """Return what came in above a claim and was not sent back, by the budget in which it waits, the first first.

    `standing` tells into which budget one that was closed went on. Two queries.
    """
    lines = list(claim.lines.all())
    beside = [f"{one.source}/{what}" for one in lines for what in ("match", "refund")]
    entries = Entry.objects.filter(Q(pk__in=[one.entry_id for one in lines]) | Q(key__in=beside))
    comes, goes = Q(transfers__credit__kind=Kind.SUSPENSE), Q(transfers__debit__kind=Kind.SUSPENSE)
    moved = Sum(Case(When(comes, then=F("transfers__cents")), When(goes, then=-F("transfers__cents"))))
    found: dict[int, Waits] = {}
    for one in entries.annotate(cents=moved).exclude(cents=None).select_related("slice").order_by("id"):
        here = standing(one.slice)
        row = found.setdefault(here.pk, Waits(here, 0, one.booked_on))
        row.cents, row.since = row.cents + one.cents, max(row.since, one.booked_on)
    return [one for one in found.values() if one.cents > 0]


def paid_back_of(recovery: Decision) -> int:
    """Return what of a recovery came back, paid or set off, 0 when it was not asked. One query."""
    claim = Claim.objects.filter(decision=recovery).first()
    return claim.came_back_cents if claim is not None else 0


def may_be_reminded(claim: Any, *, on: date) -> bool:
    """Tell if its recipient may be reminded on that day: too late, still owed, by a decision that stands, and once.

    `claim` is as the list of claims tells it, here and below.
    """
    return _may_be_urged(claim, on=on) and claim.reminded_on is None


def may_give_notice(claim: Any, *, on: date) -> bool:
    """Tell if formal notice may be given on that day: a week after the reminder, and no notice is running."""
    is_over = claim.notice_due_on is None or claim.notice_due_on < on
    is_reminded = claim.reminded_on is not None and claim.reminded_on + _PATIENCE <= on
    return _may_be_urged(claim, on=on) and is_reminded and is_over


def _may_be_urged(claim: Any, *, on: date) -> bool:
    is_late = claim.is_open and claim.has_term and claim.due_on < on
    return bool(is_late and due_of(claim) > 0 and not has_lapsed(claim, on=on))


def may_write_off(claim: Any, *, on: date) -> bool:
    """Tell if what is open of a claim can be given up on that day: its last day is over, or it has none any more."""
    return bool(claim.is_open and due_of(claim) > 0 and not (claim.has_term and claim.due_on >= on))


def claims_for(line: StatementLine) -> QuerySet[Any]:
    """Return the claims that a line may be about, for money that went out what is over. One query.

    Money that came in pays an open one or what was given up, or once more one that was paid, of whom it came from.
    """
    if line.tells_of_a_payment:
        return overpaid_claims(line.city).none()
    if not line.is_receipt:
        return overpaid_claims(line.city).filter(over_cents__gte=line.cents)
    known = standing_accounts().filter(Q(replaces__isnull=True) | Q(verdict=AccountVerdict.CONFIRMED))
    payers = known.filter(iban_hash=line.iban_hash).exclude(iban_hash="")
    again = Q(state__in=[ClaimState.PAID, ClaimState.SET_OFF], proposal__in=payers.values("proposal"))
    others = Claim.objects.filter(proposal=OuterRef("proposal"), state=ClaimState.OPEN)
    asks = Q(state=ClaimState.OPEN) | Q(~Exists(others), written_off_cents__gt=0)
    return claims_in(line.city).filter(asks | again).order_by("state", "due_on", "pk")


def write_offs_beside(
    claims: Iterable[Claim], city: City
) -> tuple[dict[int, list[WriteOff]], list[WriteOff]]:
    """Return by claim, by its key, what of it was given up or waits to be; and all that waits. One query."""
    waits = Q(state=WriteOffState.PREPARED)
    shown = Q(claim__in=list(claims), state=WriteOffState.APPROVED)
    rows = write_offs_in(city).filter(waits | shown).order_by("prepared_at", "id")
    found: dict[int, list[WriteOff]] = defaultdict(list)
    for one in rows:
        if one.claim_id is not None:
            found[one.claim_id].append(one)
    return dict(found), [one for one in rows if one.is_waiting]


def write_offs_to_decide(city: City) -> QuerySet[WriteOff]:
    """Return the write-offs that wait for a budget holder, the oldest first. One query."""
    found = write_offs_in(city).filter(state=WriteOffState.PREPARED)
    return found.order_by("prepared_at", "id")


@put_together_once
def write_offs_at(city: City, public_id: str) -> QuerySet[WriteOff]:
    """Return one write-off of a city, in a list that is empty without it. One query."""
    return write_offs_in(city).filter(public_id=public_id)


def write_offs_in(city: City) -> QuerySet[WriteOff]:
    """Return the write-offs of a city with their claims, the newest first. One query."""
    of_city = Q(claim__proposal__district__city=city) | Q(proposal__district__city=city)
    found = WriteOff.objects.filter(of_city)
    return found.select_related(
        "claim__proposal__dossier",
        "claim__proposal__district__city",
        "claim__decision",
        "proposal__dossier",
        "proposal__district__city",
        "prepared_by",
        "decided_by",
    )


def story_of(claim: Claim) -> tuple[list[Notice], list[StatementLine], list[WriteOff]]:
    """Return the notices, the money that came in or was sent back, and the write-offs of a claim. Three queries."""
    return (
        list(claim.notices.select_related("told_by")),
        list(claim.lines.select_related("statement").order_by("booked_on", "id")),
        list(claim.write_offs.select_related("prepared_by", "decided_by").order_by("prepared_at", "id")),
    )
