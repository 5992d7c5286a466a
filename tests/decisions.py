"""Builders of decisions, through their flows: each returns what the step before it made, one step on."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from grants.decisions.flows import (
    DecisionOf,
    MandateOf,
    ask_view,
    decide,
    enter_mandate,
    enter_view,
    prepare_decision,
)
from grants.decisions.models import Decision, Mandate, ViewAsked
from grants.decisions.queries import to_recover
from grants.decisions.states import (
    LOWERS_FINAL,
    NEED_VIEW,
    DecisionKind,
    Ground,
    InstalmentOf,
    Moment,
    ObligationOf,
)
from grants.plan.models import Regulation
from grants.proposals.flows import PartyOf
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from grants.reports.flows import Spent, begin, judge, save_costs, save_what, start_report, submit_report
from grants.reports.models import Report
from grants.reports.states import Done, ReportState
from grants.rounds.models import Round
from portal.post.models import Message
from tests import proposals
from tests.make import NOON
from tests.proposals import cast, member_of
from wijkraden.people.models import User
from wijkraden.places.models import City, District

__all__ = ["cast", "replace"]
BASIS = "Verzonnen regeling wijkbudget samenleven, artikel 5"
REASONS = "De actie brengt bewoners bij elkaar en past bij de doelen van het plan."


def mandate(
    city: City,
    *,
    user: User | None = None,
    regulation: Regulation | None = None,
    maximum_cents: int = 10_000_00,
    districts: tuple[District, ...] = (),
    starts_on: date = date(2026, 1, 1),
    ends_on: date | None = None,
    at: datetime = NOON,
) -> Mandate:
    """Have bas enter a mandate for daan, unless another is asked for."""
    what = MandateOf(
        regulation=regulation or Regulation.objects.get(city=city, prefix="WS"),
        maximum_cents=maximum_cents,
        starts_on=starts_on,
        ends_on=ends_on,
        decision_number="26bb001100",
        gazette_number="gmb-2025-101",
        gazette_on=date(2025, 12, 1),
        districts=districts,
    )
    return enter_mandate(user or cast("daan"), what=what, by=cast("bas"), at=at)


def a_grant(proposal: Proposal, *, cents: int | None = None, advance_percent: int = 0) -> DecisionOf:
    """Return what a grant says, of what was asked unless told otherwise, with an advance at once."""
    granted = cents or proposal.asked_cents
    advance = granted * advance_percent // 100
    assert proposal.ends_on is not None
    return DecisionOf(
        kind=DecisionKind.GRANT,
        cents=granted,
        ground=Ground.POLICY if granted < proposal.asked_cents else None,
        reasons=REASONS,
        legal_basis=BASIS,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        obligations=(
            ObligationOf("Stuur een kort verslag met een foto.", proposal.ends_on + timedelta(weeks=4)),
        ),
        instalments=(InstalmentOf(advance, Moment.AT_ONCE),) if advance else (),
    )


def a_refusal(ground: Ground = Ground.POLICY) -> DecisionOf:
    """Return what a refusal says."""
    return DecisionOf(
        kind=DecisionKind.REFUSE,
        reasons="De actie past niet genoeg bij de doelen.",
        legal_basis=BASIS,
        ground=ground,
    )


def a_determination(cents: int, *, ground: Ground | None = None) -> DecisionOf:
    """Return what a determination says."""
    return DecisionOf(
        kind=DecisionKind.DETERMINE,
        cents=cents,
        reasons="Uit het verslag blijkt wat de actie kostte.",
        legal_basis=BASIS,
        ground=ground,
    )


def a_recovery(cents: int) -> DecisionOf:
    """Return what a recovery of so many euro cents says."""
    return DecisionOf(
        kind=DecisionKind.RECOVER,
        cents=cents,
        reasons="Er is te veel betaald.",
        legal_basis="Awb 4:57, 4:95",
    )


def recovered(proposal: Proposal, *, by: User | None = None, at: datetime = NOON) -> Decision:
    """Have olga prepare, and daan decide, that what was paid too much is paid back; return the decision.

    After a recovery of his fell on objection, dewi decides.
    """
    made = prepared(proposal, a_recovery(to_recover(proposal)), at=at)
    fell = proposal.decisions.filter(kind=DecisionKind.RECOVER, replaced_at__isnull=False).exists()
    who = by or cast("dewi" if fell else "daan")
    if not who.mandates.exists():
        mandate(proposal.district.city, user=who, maximum_cents=25_000_00)
    return decide(made, by=who, at=at)


def a_change(cents: int) -> DecisionOf:
    """Return what a change of a grant says, as its recipient asked."""
    return DecisionOf(
        kind=DecisionKind.CHANGE,
        cents=cents,
        reasons="De actie verandert; dat meldde de ontvanger.",
        legal_basis=BASIS,
        ground=Ground.REPORTED_CHANGE,
    )


def a_revision(cents: int, *, ground: Ground = Ground.OBJECTION) -> DecisionOf:
    """Return what a revision of a final amount says, after an upheld objection unless another ground is asked for."""
    return DecisionOf(
        kind=DecisionKind.REVISE,
        cents=cents,
        reasons="Bij nader inzien is het bedrag anders.",
        legal_basis=BASIS,
        ground=ground,
    )


def viewed(
    proposal: Proposal,
    ground: Ground,
    *,
    kind: DecisionKind | None = None,
    cents: int = 0,
    at: datetime = NOON,
) -> ViewAsked:
    """Have olga ask the applicant for a view on an intention with that ground, and enter the answer.

    Intended is to leave nothing: to refuse, to revoke, to lower a final amount to nothing, unless told otherwise.
    """
    view = ask_view(
        proposal,
        kind=kind or to_nothing(ground),
        cents=cents,
        ground=ground,
        intention="Het bedrag wordt lager.",
        by=cast("olga"),
        at=at,
    )
    enter_view(view, answer="Dat klopt.", by=cast("olga"), at=at)
    return view


def to_nothing(ground: Ground) -> DecisionKind:
    """Return the decision on that ground that leaves nothing."""
    if ground in LOWERS_FINAL:
        return DecisionKind.REVISE
    return DecisionKind.REFUSE if ground in {Ground.FEAR, Ground.OWN_DATA} else DecisionKind.REVOKE


def lowered(
    proposal: Proposal, cents: int, *, ground: Ground = Ground.LATER_FACTS, at: datetime = NOON
) -> Decision:
    """Have daan lower a final amount to so many euro cents, after a view; return the decision."""
    if ground in NEED_VIEW:
        viewed(proposal, ground, at=at)
    made = prepared(proposal, a_revision(cents, ground=ground), at=at)
    return decide(made, by=cast("daan"), at=at)


def raised(proposal: Proposal, cents: int, *, by: User | None = None, at: datetime = NOON) -> Decision:
    """Have dewi raise a final amount after an upheld objection, under a mandate of hers; return the decision."""
    who = by or cast("dewi")
    if not who.mandates.exists():
        mandate(proposal.district.city, user=who, maximum_cents=25_000_00)
    return decide(prepared(proposal, a_revision(cents), at=at), by=who, at=at)


def a_revocation(ground: Ground = Ground.NOT_DONE) -> DecisionOf:
    """Return what revoking a grant says."""
    return DecisionOf(
        kind=DecisionKind.REVOKE, reasons="De actie gaat niet door.", legal_basis=BASIS, ground=ground
    )


def other_round(city: City, *, at: datetime = NOON, **settings: Any) -> Round:
    """Announce a round beside the usual one, on that day alone; the usual one must not stand yet."""
    return proposals.open_round(city, at=at, opens_on=at.date(), closes_on=at.date(), **settings)


def prepared(
    proposal: Proposal, what: DecisionOf | None = None, *, by: User | None = None, at: datetime = NOON
) -> Decision:
    """Have olga prepare a decision: a grant of what was asked, unless told otherwise."""
    return prepare_decision(proposal, what=what or a_grant(proposal), by=by or cast("olga"), at=at)


def link_to_letter(decision: Decision) -> str:
    """Return the token of the link to its letter, from the mail to the applicant."""
    told = Message.objects.get(kind="decisions.letter", about_id=decision.public_id)
    return told.plain_text.split("/decisions/letter/")[1].split("/", maxsplit=1)[0]


_SHOP = PartyOf(is_person=False, name="Podium & Zo", email="sam@podium.example")


def granted(district: District, *, at: datetime = NOON, advance_percent: int = 0, **asked: Any) -> Proposal:
    """Have daan grant a proposal of that district under a mandate of his; what is bought, from a shop."""
    if asked.get("route") == Route.PURCHASE:
        asked.setdefault("performer", _SHOP)
    made = proposals.reviewed(district, at=at, **asked)
    if not cast("daan").mandates.exists():
        mandate(district.city, maximum_cents=25_000_00, at=at)
    decide(prepared(made, a_grant(made, advance_percent=advance_percent), at=at), by=cast("daan"), at=at)
    made.refresh_from_db()
    return made


def under_way(district: District, *, at: datetime = NOON, **asked: Any) -> Proposal:
    """Return a granted proposal of 8,000 euros whose action began, unless another amount is asked.

    `at` is the moment of the grant; it began on its own first day.
    """
    made = granted(district, at=at, **{"cents": 8_000_00, **asked})
    assert made.starts_on is not None
    begin(made, at=noon_of(made.starts_on))
    made.refresh_from_db()
    return made


def judged(proposal: Proposal, *, by: User | None = None, at: datetime = NOON) -> Proposal:
    """Have its council, by a member unless another is named, judge that what was reported was done."""
    report = proposal.reports.get(state=ReportState.SUBMITTED)
    judge(report, judgement=Done.YES, by=by or member_of(proposal.district), at=at)
    proposal.refresh_from_db()
    return proposal


def noon_of(day: date) -> datetime:
    """Return noon of that day, in UTC."""
    return datetime.combine(day, time(11), tzinfo=UTC)


def written(
    proposal: Proposal, *, spent_cents: int = 6_000_00, by: User | None = None, at: datetime = NOON
) -> Report:
    """Write a whole report, the first line spent so many euro cents and the others nothing; it is not sent."""
    report = start_report(proposal, by=by, at=at)
    what = {"text": "Wij aten samen.", "participants": 60, "volunteers": 8, "done": Done.YES}
    save_what(report, values=what, by=by, at=at)
    lines = [
        Spent(one.description, 0 if place else spent_cents, position=one.position)
        for place, one in enumerate(report.lines.all())
    ]
    save_costs(report, lines=lines, by=by, at=at)
    return report


def reported(
    district: District,
    *,
    spent_cents: int = 6_000_00,
    by: User | None = None,
    report_at: datetime | None = None,
    **asked: Any,
) -> Proposal:
    """Return one whose report was sent: by who received the money, unless someone of the council is named."""
    made = under_way(district, **asked)
    at = report_at or asked.get("at", NOON)
    submit_report(written(made, spent_cents=spent_cents, by=by, at=at), by=by, at=at)
    made.refresh_from_db()
    return made
