"""Submitting a proposal to the city: once, in time, on the decision of the council."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from grants.budget.flows import open_dossier, reserve
from grants.plan.models import Tier
from grants.plan.states import Settlement
from grants.rounds.errors import RoundClosed
from grants.terms import day_of
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from portal.ui.dates import short_date
from wijkraden.people.models import DUTCH, User

from ..addressees import officer_for
from ..available import reserved_by_submission
from ..clocks import keep_due
from ..errors import HasInterest, NoDecision, NotConfirmed, NotWhole
from ..holding import hold, keep
from ..models import Proposal, Snapshot
from ..queries import clock_of, council_decision_on, is_confirmed, tier_for
from ..rules import ACT_FOR_COUNCIL
from ..signals import tell_account
from ..states import Part, Route, SnapshotKind, State
from ..text import text_of
from ..whole import missing
from .telling import tell, tell_applicant, tell_council

SUBMITTED = describe("proposals.submitted", gettext_lazy("submitted a proposal"))


@flow
def submit(proposal: Proposal, *, by: User, at: datetime) -> None:
    """Submit what the council put forward: it gets its dossier with a number, and money is reserved.

    Chair, coordinator, author and applicant get a receipt by mail, the last with the whole text; the officers are told
    what came in and until when to decide. Raises
    NoLongerAllowed, HasInterest (also for who stepped back in the vote), WrongState (also when someone else was
    first), RoundClosed, NoDecision, NotConfirmed on route subsidy, NotWhole, and YearClosed.
    """
    row = hold(proposal, ACT_FOR_COUNCIL, among=[State.PRESENTED], by=by, at=at)
    _refuse_late(row, at=at)
    _refuse_undecided(row, by=by)
    if row.route == Route.SUBSIDY and not is_confirmed(row):
        raise NotConfirmed(_("The applicant has yet to confirm this text, or to sign an authorisation."))
    tier = tier_for(row)
    if (found := missing(row)) or tier is None:
        raise NotWhole({section.value: sentences for section, sentences in found.items()})
    dossier = open_dossier(row.slice, by=by, at=at)
    row.move(
        State.SUBMITTED,
        by=by,
        at=at,
        dossier=dossier,
        received_at=at,
        tier=tier.letter,
        assessment=tier.assessment,
        settlement=_settlement(tier, row),
    )
    row.index_words()
    row.save(update_fields=["search", "sort_key"])
    keep_due(row)
    kept = keep(row, SnapshotKind.SUBMITTED, by=by, at=at)
    if row.round.reserves:
        key = f"reserve:{row.public_id}"
        source = f"proposal:{row.public_id}"
        reserve(dossier, cents=row.asked_cents, by=by, at=at, booked_on=day_of(at), key=key, source=source)
    tell_account(row)
    record(SUBMITTED, row, by=by, at=at, number=dossier.number)
    _send_receipts(row, kept, by=by, at=at)
    reread(proposal)


def _settlement(tier: Tier, row: Proposal) -> str:
    """Return when its final amount is known: what the city buys is never paid before it was invoiced."""
    is_at_once = tier.settlement == Settlement.AT_ONCE
    return Settlement.EX_OFFICIO if is_at_once and row.route == Route.PURCHASE else tier.settlement


def _send_receipts(row: Proposal, kept: Snapshot, *, by: User, at: datetime) -> None:
    context = {"received_at": at, "decide_by": clock_of(row).read(day_of(at)).last_day}
    tell_council("proposals.submitted", row, by=by, at=at, reserved=reserved_by_submission(row), **context)
    for officer in officer_for(row, on=day_of(at)):
        tell("proposals.to_check", row, to=officer, by=by, at=at, **context)
    if row.route == Route.SUBSIDY:
        with override(DUTCH):
            parts = text_of(kept.content)
        tell_applicant("proposals.receipt", row, with_link=True, by=by, at=at, parts=parts, **context)


def _refuse_undecided(row: Proposal, *, by: User) -> None:
    decision = council_decision_on(row)
    if decision is None or not decision.accepted:
        raise NoDecision(
            _("Enter the decision of the council first: only what it puts forward is submitted.")
        )
    if decision.attendances.filter(user=by, part=Part.STEPPED_BACK).exists():
        raise HasInterest


def _refuse_late(proposal: Proposal, *, at: datetime) -> None:
    round_ = proposal.round
    reread(round_.plan, "ends_on")  # the rest of both was announced, so it stays
    if round_.is_open(at):
        return
    if round_.last_day < min(round_.closes_on, max(round_.opens_on, day_of(at))):
        told = _(
            "The last day of the plan is %(day)s, so nothing can be submitted any more. Your text is kept."
        )
        raise RoundClosed(told % {"day": short_date(round_.last_day)})
    if day_of(at) < round_.opens_on:
        told = _("This round opens on %(day)s. Nothing was submitted.") % {"day": short_date(round_.opens_on)}
        raise RoundClosed(told)
    raise RoundClosed(
        _("This round was open up to and including %(day)s, 23:59. Nothing was submitted; your text is kept.")
        % {"day": short_date(round_.closes_on)}
    )
