"""Asking back what was paid too much."""

import secrets
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.queries import given_up_of
from grants.decisions.letter import LANGUAGE
from grants.decisions.models import Decision
from grants.decisions.queries import owed_by
from grants.decisions.states import DecisionKind
from grants.decisions.weighing import dossier_of
from grants.proposals.addressees import way_to
from grants.proposals.models import Proposal
from grants.proposals.states import PartyKind
from grants.terms import day_of, law
from portal.post.flows import send
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right

from ..errors import NothingDue
from ..holding import held_claim, hold_proposals, hold_till
from ..models import Claim, Notice, PayingAccount
from ..queries import to_ask
from ..queries_of_claims import may_be_reminded, may_give_notice
from ..rules import PREPARE
from ..states import ClaimState
from .overtaken import end_overtaken

ASKED = describe("payments.claimed", gettext_lazy("asked back what was paid too much (cents: {cents})"))
REMINDED = describe(
    "payments.claim_reminded", gettext_lazy("reminded of what must be paid back (cents: {cents})")
)
NOTICED = describe(
    "payments.claim_noticed", gettext_lazy("gave formal notice of what must be paid back (cents: {cents})")
)
EASED = describe("payments.eased", gettext_lazy("took off what must be paid back (cents: {cents})"))
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no look-alikes: it is typed over from a letter


@flow
def start_claim(decision: Decision, *, by: User, at: datetime) -> Claim:
    """Ask the recipient to pay what a recovery says, within six weeks (Awb 4:87); by mail, or on paper.

    The six weeks begin today, which is never worse for the recipient than the day on which the recovery was told. Asked
    is no more than is still owed of it: a final amount that became higher meanwhile takes off of it. The claim of a
    recovery that was taken away before this one was prepared ends, as this one asks what was open of it.

    Raises NoLongerAllowed, NoAccount, and NothingDue when there is nothing to ask, or it was asked.
    """
    city = decision.proposal.district.city
    hold_right(by, PREPARE, city_id=city.pk, on=day_of(at))
    accounts = hold_till(city)
    held = hold_proposals([decision.proposal_id])
    row = Decision.objects.get(pk=decision.pk)
    is_told = row.kind == DecisionKind.RECOVER and row.sent_on is not None and row.replaced_at is None
    if not is_told or Claim.objects.filter(decision=row).exists():
        raise NothingDue(_("Nothing has to be asked back by this decision, or someone asked already."))
    proposal = held[row.proposal_id]
    row.proposal = proposal
    cents = to_ask(row)
    if cents <= 0:
        raise NothingDue(_("Nothing has to be paid back any more."))
    for fallen in Claim.objects.filter(
        proposal=proposal, state=ClaimState.OPEN, decision__replaced_at__lte=row.prepared_at
    ):
        _ease(fallen, fallen.left_cents, by=by, at=at)
    told_on = day_of(at)
    made = Claim.objects.create(
        proposal=proposal,
        decision=row,
        reference=f"{proposal.number}-{''.join(secrets.choice(_SIGNS) for _sign in range(5))}",
        cents=cents,
        told_on=told_on,
        due_on=law.PAYMENT.last_day(told_on).day,
        started_by=by,
        started_at=at,
    )
    _tell(made, accounts[0], by=by, at=at)
    record(ASKED, made, by=by, at=at, cents=made.cents)
    return made


@flow
def remind_of_claim(claim: Claim, *, by: User, at: datetime) -> None:
    """Remind the recipient of a claim whose last day is over, once; by mail, or on paper.

    Raises NoLongerAllowed, NoAccount, and NothingDue for one that is not too late, or was reminded of.
    """
    city = claim.proposal.district.city
    hold_right(by, PREPARE, city_id=city.pk, on=day_of(at))
    accounts = hold_till(city)
    row = held_claim(claim)
    if not may_be_reminded(row, on=day_of(at)):
        raise NothingDue(_("This claim is not too late any more, or the recipient was reminded already."))
    row.reminded_on, row.reminded_by = day_of(at), by
    row.save(update_fields=["reminded_on", "reminded_by"])
    _tell(row, accounts[0], kind="payments.claim_late", by=by, at=at)
    record(REMINDED, row, by=by, at=at, cents=row.left_cents)
    reread(claim)


@flow
def give_notice(claim: Claim, *, by: User, at: datetime) -> Notice:
    """Give its recipient formal notice to pay within two weeks (Awb 4:112); by mail, or on paper.

    The five years after which the claim lapses begin anew. Raises NoLongerAllowed, NoAccount, and NothingDue for one
    that is not too late, was not reminded of a week ago, whose last notice is not over, or that lapsed.
    """
    city = claim.proposal.district.city
    hold_right(by, PREPARE, city_id=city.pk, on=day_of(at))
    accounts = hold_till(city)
    row = held_claim(claim)
    today = day_of(at)
    if not may_give_notice(row, on=today):
        raise NothingDue(_("This claim is not too late any more, or the recipient got notice already."))
    made = Notice.objects.create(
        claim=row,
        cents=row.left_cents,
        told_on=today,
        due_on=law.NOTICE.last_day(today).day,
        told_by=by,
        told_at=at,
    )
    _tell(row, accounts[0], kind="payments.claim_notice", notice=made, by=by, at=at)
    record(NOTICED, row, by=by, at=at, cents=made.cents)
    return made


@flow
def ease_claims(proposal: Proposal, *, by: User, at: datetime) -> None:
    """Let what is open of its claims be no more than what is owed now. The proposal is held.

    Those without a term give way first, then the newest. What was written off and is owed no more, as the final amount
    became higher, is no longer asked either.
    """
    found = Claim.objects.filter(proposal=proposal).select_related("decision")
    claims = sorted(found, key=lambda one: (one.has_term, -one.pk))
    if not claims:
        return
    still_open = [one for one in claims if one.is_open]
    over = sum(one.left_cents for one in still_open) - owed_by(proposal)
    for one in still_open:
        if (off := min(over, one.left_cents)) > 0:
            _ease(one, off, by=by, at=at)
            over -= off
    given_up = [one for one in claims if one.written_off_cents]
    if given_up:
        _ease_given_up(given_up, given_up_of(dossier_of(proposal)), by=by, at=at)


def _ease_given_up(claims: list[Claim], left: int, *, by: User, at: datetime) -> None:
    gone = sum(one.written_off_cents for one in claims) - left
    for one in claims:
        if (off := min(gone, one.written_off_cents)) > 0:
            one.written_off_cents -= off
            _ease(one, off, by=by, at=at)
            gone -= off


def _ease(claim: Claim, cents: int, *, by: User, at: datetime) -> None:
    claim.eased_cents += cents
    claim.state = claim.ends_as()
    claim.save(update_fields=["eased_cents", "written_off_cents", "state"])
    record(EASED, claim, by=by, at=at, cents=cents)
    end_overtaken(claim, by=by, at=at)


def _tell(
    claim: Claim,
    account: PayingAccount,
    *,
    kind: str = "payments.claim",
    notice: Notice | None = None,
    by: User,
    at: datetime,
) -> None:
    """Send the request to the payee, else to the applicant: by mail, on paper to who has no address for it."""
    parties = {one.kind: one for one in claim.proposal.parties.all()}
    party = parties.get(PartyKind.PAYEE) or parties.get(PartyKind.APPLICANT)
    if party is None:
        return
    context = {
        "name": party.contact or party.name,
        "claim": claim,
        "notice": notice,
        "proposal": claim.proposal,
        "city": claim.proposal.district.city,
        "account": account,
        "iban": _in_fours(str(account.iban)),
    }
    channel, address = way_to(party)
    send(
        kind,
        to=None,
        address=address,
        language=LANGUAGE,
        context=context,
        about=claim,
        channel=channel,
        by=by,
        at=at,
    )


def _in_fours(iban: str) -> str:
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
