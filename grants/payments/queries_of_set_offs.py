"""Reads of set-offs, and of what a claim may be set off against (Awb 4:57). Amounts are euro cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, Trim
from django.utils.translation import gettext as _

from grants.decisions.models import Decision
from grants.decisions.models.final import final_decisions
from grants.decisions.states import DecisionState
from grants.proposals.models import BankAccount, Proposal
from grants.proposals.queries import standing_accounts
from grants.proposals.states import Route
from grants.terms import law
from portal.reads import put_together_once
from portal.ui.dates import full_date
from wijkraden.places.models import City

from .models import Claim, SetOff
from .payable import Payable
from .queries import lines_in_the_way, to_pay
from .queries_of_claims import due_of, has_lapsed, paid_to
from .queries_of_instalments import without_order
from .rules import PAID_ON
from .states import SetOffState, WriteOffState


@dataclass(frozen=True)
class Candidate:
    """A dossier of the same recipient in another year, of which `cents` are to be paid and not prepared.

    `fault` says why nothing can be set off against it now, "" when something can.
    """

    proposal: Proposal
    cents: int
    fault: str = ""
    recipient: str = ""  # its name


def set_offs_in(city: City) -> QuerySet[SetOff]:
    """Return the set-offs of a city with both dossiers, the newest first. One query.

    Adds `owes_name` and `gets_name`: the recipient of the dossier of the claim, and of the other.
    """
    found = SetOff.objects.filter(claim__proposal__district__city=city).annotate(
        owes_name=Coalesce(Subquery(paid_to("claim__proposal").values("name")[:1]), Value("")),
        gets_name=Coalesce(Subquery(paid_to("proposal").values("name")[:1]), Value("")),
    )
    return found.select_related(
        "claim__proposal__dossier",
        "claim__proposal__district__city",
        "claim__decision",
        "proposal__dossier",
        "proposal__district__city",
        "prepared_by",
        "decided_by",
    )


@put_together_once
def set_offs_at(city: City, public_id: str) -> QuerySet[SetOff]:
    """Return one set-off of a city, in a list that is empty without it. One query."""
    return set_offs_in(city).filter(public_id=public_id)


def set_offs_of(claim: Claim) -> list[SetOff]:
    """Return what was set off of a claim, or waits for it, with the other dossier, in order. One query."""
    return list(
        claim.set_offs.select_related("proposal__dossier", "prepared_by", "decided_by").order_by("id")
    )


def set_offs_to_decide(city: City) -> QuerySet[SetOff]:
    """Return the set-offs that wait for a payer, the oldest first. One query."""
    return set_offs_in(city).filter(state=SetOffState.PREPARED).order_by("prepared_at", "id")


def set_offs_beside(claims: Iterable[Claim], city: City) -> tuple[dict[int, list[SetOff]], list[SetOff]]:
    """Return by claim, by its key, what of it was set off or waits to be; and all that waits. One query."""
    waits = Q(state=SetOffState.PREPARED)
    shown = Q(claim__in=list(claims), state=SetOffState.APPROVED)
    rows = set_offs_in(city).filter(waits | shown).order_by("prepared_at", "id")
    found: dict[int, list[SetOff]] = defaultdict(list)
    for one in rows:
        found[one.claim_id].append(one)
    return dict(found), [one for one in rows if one.is_waiting]


def with_numbers(found: Iterable[SetOff]) -> list[SetOff]:
    """Return these with the numbers of both dossiers, the oldest first. One query, none for none."""
    ids = [one.pk for one in found]
    rows = SetOff.objects.filter(pk__in=ids).select_related("claim__proposal__dossier", "proposal__dossier")
    return list(rows.order_by("id")) if ids else []


def determined_on(claim: Claim) -> date | None:
    """Return the first day on which a final amount of the dossier of a claim was told, None for never. One query."""
    told = Decision.objects.filter(
        final_decisions(), proposal=claim.proposal_id, state=DecisionState.DECIDED, sent_on__isnull=False
    )
    day: date | None = told.aggregate(day=Min("sent_on"))["day"]
    return day


def last_day_to_set_off(claim: Claim) -> date | None:
    """Return the last day on which the Act lets what a claim asks be recovered, None without a final amount.

    Five years after the final amount was made known (Awb 4:57). One query.
    """
    day = determined_on(claim)
    return law.RECOVERY.last_day(day).day if day is not None else None


def why_not_set_off(claim: Any, *, on: date) -> str:
    """Return why nothing of a claim can be set off on that day, "" when something can. Three queries at most.

    `claim` is as the list of claims tells it.
    """
    why = ""
    if claim.proposal.route != Route.SUBSIDY:
        why = _("Only what was granted as a subsidy is set off by this article (Awb 4:57).")
    elif not claim.is_open or due_of(claim) <= 0:
        why = _("Nothing is left of this claim, so there is nothing to set off.")
    elif not claim.has_term:
        why = _("The recovery fell on objection, so nothing can be set off because of it.")
    elif claim.due_on >= on:
        why = _("The recipient still has time to pay. It can be set off once the last day is over.")
    elif has_lapsed(claim, on=on):
        why = _("As far as we know this claim has lapsed (Awb 4:104), so it is not set off.")
    elif claim.write_offs.filter(state=WriteOffState.PREPARED).exists():
        why = _("A write-off of this claim waits for a budget holder.")
    elif (last := last_day_to_set_off(claim)) is not None and last < on:
        words = _("It could be set off up to and including %(day)s: five years after the final amount.")
        why = words % {"day": full_date(last)}
    return why


def candidates_for(claim: Any, *, on: date | None = None) -> list[Candidate]:
    """Return the dossiers with something to pay that a claim may be set off against, by number.

    Of the same recipient, as `_of_recipient` tells them; a subsidy of another year in the same city. Eight queries, ten
    by Stripe; two when there is none. A page says on which day it looks (`to_pay`).
    """
    mine = with_recipient().get(pk=claim.proposal_id)
    found = {one.pk: one for one in _of_recipient(mine)}
    if not found:
        return []
    city = claim.proposal.district.city
    due: dict[int, list[Payable]] = defaultdict(list)
    for one in to_pay(city, proposals=found, on=on):
        due[one.proposal.pk].append(one)
    told = {
        one.proposal_id for one in lines_in_the_way(x.instalment.pk for rows in due.values() for x in rows)
    }
    waits = SetOff.objects.filter(proposal__in=due, state=SetOffState.PREPARED)
    taken = set(waits.exclude(claim=claim.pk).values_list("proposal_id", flat=True))
    made = [
        Candidate(
            found[pk],
            sum(one.cents for one in rows),
            _fault(rows[0], mine, told=told, taken=taken),
            found[pk].recipient_name,
        )
        for pk, rows in due.items()
    ]
    return sorted(made, key=lambda one: one.proposal.number)


def _fault(what: Payable, mine: Any, *, told: set[int], taken: set[int]) -> str:
    if what.suspended is not None:
        return _("The payments of this dossier stand still, up to and including %(day)s (Awb 4:56).") % {
            "day": full_date(what.suspended.last_on)
        }
    payout = what.payout
    is_frozen = what.account is not None and what.account.is_unconfirmed
    if is_frozen or mine.is_frozen or (payout is not None and payout.waits_for_call(what.account)):
        return _("Another account waits for a call back, here or on the dossier of the claim.")
    if what.proposal.pk in told:
        return _("A line of a statement tells of a payment on this dossier, and nobody matched it yet.")
    if what.proposal.pk in taken:
        return _("Another set-off against this dossier waits to be decided on.")
    return ""


def _of_recipient(mine: Any) -> QuerySet[Any]:
    """Return the granted subsidies of the same recipient in other years of which an instalment may be to be paid.

    The same recipient has the same number at the chamber of commerce when both have one. Else the account, the name and
    whether it is a person must all be the same, and a person is never known by a number on one side alone.
    """
    found = with_recipient().filter(
        district__city=mine.district.city_id,
        route=Route.SUBSIDY,
        state__in=PAID_ON,
        pk__in=without_order(mine.district.city).order_by().values("decision__proposal"),
    )
    found = found.exclude(pk=mine.pk).exclude(dossier__year__year=mine.dossier.year.year)
    same = Q(iban_hash=mine.iban_hash, recipient_key=mine.recipient_key, is_person=mine.is_person)
    by_account = same if mine.iban_hash and mine.recipient_key else Q(pk__in=[])
    if not mine.registration:
        return found.filter(by_account & (Q(registration="") | Q(is_person=False)))
    by_number = Q(registration=mine.registration)
    return found.filter(by_number if mine.is_person else by_number | Q(registration="") & by_account)


def with_recipient() -> QuerySet[Any]:
    """Return proposals with who is paid: `registration` at the chamber of commerce and `iban_hash`, "" for none.

    Adds `ending` (how that account ends), `recipient_name`, `recipient_key` (its name to compare), `is_person` (None
    without one), and `is_frozen`: another account waits for a call back. One query.
    """
    who = paid_to("pk")
    now = standing_accounts().filter(proposal=OuterRef("pk"))
    newer = standing_accounts().filter(proposal=OuterRef("proposal"), pk__gt=OuterRef("pk")).order_by()
    waits = BankAccount.objects.filter(
        ~Exists(newer), proposal=OuterRef("pk"), replaces__isnull=False, verdict=""
    )
    return Proposal.objects.annotate(
        registration=Coalesce(Subquery(who.values("registration")[:1]), Value("")),
        recipient_name=Coalesce(Subquery(who.values("name")[:1]), Value("")),
        recipient_key=Coalesce(Subquery(who.values(key=Lower(Trim("name")))[:1]), Value("")),
        is_person=Subquery(who.values("is_person")[:1]),
        iban_hash=Coalesce(Subquery(now.values("iban_hash")[:1]), Value("")),
        ending=Coalesce(Subquery(now.values("ending")[:1]), Value("")),
        is_frozen=Exists(waits),
    ).select_related("dossier__year", "district__city")


def why_same_recipient(found: SetOff) -> str:
    """Return in words why both dossiers of a set-off are of one recipient now, "" when they are not. One query.

    By the rule of `_of_recipient`.
    """
    rows = {
        one.pk: one for one in with_recipient().filter(pk__in=[found.claim.proposal_id, found.proposal_id])
    }
    owes, gets = rows[found.claim.proposal_id], rows[found.proposal_id]
    if owes.registration and owes.registration == gets.registration:
        return _("Both have the same number at the chamber of commerce: %(number)s.") % {
            "number": owes.registration
        }
    if _has_one_account(owes, gets):
        words = (
            _("Both are paid to the same account (%(account)s), in the same name, and both are a person.")
            if owes.is_person
            else _(
                "Both are paid to the same account (%(account)s), in the same name, and neither is a person."
            )
        )
        return words % {"account": f"**** {owes.ending}"}
    return ""


def _has_one_account(owes: Any, gets: Any) -> bool:
    """Tell if account, name and kind of recipient are the same, and no number on either side says otherwise."""
    told = ("iban_hash", "recipient_key", "is_person")
    is_same = all(getattr(owes, name) == getattr(gets, name) for name in told)
    has_two_numbers = bool(owes.registration and gets.registration)
    is_apart = owes.registration != gets.registration and (owes.is_person or has_two_numbers)
    return bool(owes.iban_hash and owes.recipient_key) and is_same and not is_apart


def may_set_off(claim: Any, *, on: date) -> bool:
    """Tell if a claim is late, and the same recipient is to be paid something for another year. Two queries at most.

    Whether it can be set off against that, the page where it is prepared tells.
    """
    is_late = claim.is_open and claim.has_term and claim.due_on < on and due_of(claim) > 0
    if not is_late or claim.proposal.route != Route.SUBSIDY:
        return False
    return _of_recipient(with_recipient().get(pk=claim.proposal_id)).exists()
