"""What still keeps a dossier open once it is at its end, and which ones can be closed. Amounts are euro cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from grants.budget.models import Account
from grants.budget.states import Kind
from grants.decisions.models import Decision, Objection, Obligation
from grants.decisions.models.final import final_decisions
from grants.decisions.queries_of_waiting_list import last_day_of
from grants.decisions.states import (
    ON_THE_CEILING,
    DecisionKind,
    DecisionState,
    Ground,
    ObjectionState,
    Outcome,
)
from grants.money import format_euros
from grants.orders.queries import has_order
from grants.payments.models import Claim, SetOff
from grants.payments.queries_of_claims import LEFT_OF_CLAIM
from grants.payments.states import ClaimState, SetOffState
from grants.proposals.states import STEPS, Route, State
from grants.proposals.turns import reporter
from grants.reports.asking import has_consequence
from grants.reports.models import Reminder, Report
from grants.reports.queries import due_of, with_last_day
from grants.reports.states import AGAIN_WEEKS, ReportState
from grants.terms import day_of, law
from portal.reads import put_together_once
from portal.ui.dates import short_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grants.proposals.models import Proposal

AT_THE_END = STEPS[State.CLOSED]
_UNSETTLED = (Kind.RESERVED, Kind.COMMITTED, Kind.CONDITIONAL, Kind.ADVANCES, Kind.RECEIVABLE)
_MINE = OuterRef("pk")


@dataclass(frozen=True)
class StillOpen:
    """What of a dossier at its end is open, in a sentence each; who acts next ("" for nobody), and by when."""

    sentences: list[str]
    who: str = ""
    by: date | None = None


def still_open(proposal: Proposal, at: datetime) -> StillOpen:
    """Return what is open at that moment of a dossier at its end: why it is not closed, or what a closed one has left.

    A closed one is opened no more, but its final amount can be revised, and then there is money to pay or to come back.
    One query at most, none elsewhere.
    """
    if proposal.state not in AT_THE_END | {State.CLOSED}:
        return StillOpen([])
    [facts] = _facts_at(proposal.pk)
    return open_by(facts, at)


def facts_of(proposals: Iterable[Proposal]) -> QuerySet[Any]:
    """Return these with all that may keep them open, and the days of their grants. One query."""
    return _facts().filter(pk__in=[one.pk for one in proposals])


def open_by(facts: Any, at: datetime) -> StillOpen:
    """Return as `still_open` what is open of a dossier of `facts_of`. No query."""
    if facts.state not in AT_THE_END | {State.CLOSED}:
        return StillOpen([])
    is_closed = facts.state == State.CLOSED
    sentences = (
        [*_objections(facts), *_money(facts, on=day_of(at))] if is_closed else _reasons(facts, on=day_of(at))
    )
    return StillOpen(sentences, *_next(facts, on=day_of(at)))


def what_keeps_open(proposal: Proposal, at: datetime) -> list[str]:
    """Return in a sentence each why a dossier at its end is not closed at that moment; [] when nothing does.

    A dossier that is not at its end, or closed already, has none. One query at most.
    """
    return still_open(proposal, at).sentences if proposal.state in AT_THE_END else []


def to_close(at: datetime) -> list[Proposal]:
    """Return the dossiers at their end, of every city, that nothing keeps open at that moment. One query."""
    found = facts_at_the_end().select_related("district__city").order_by("pk")
    return [one for one in found.iterator() if not _reasons(one, on=day_of(at))]


def facts_at_the_end() -> QuerySet[Any]:
    """Return the dossiers at their end with all that may keep them open. One query."""
    return _facts().filter(state__in=AT_THE_END)


@put_together_once
def _facts_at(pk: int) -> QuerySet[Any]:
    return _facts().filter(pk=pk).order_by()


def _facts() -> QuerySet[Any]:
    """Return the dossiers with all that may keep them open: terms, money, claims, agreements, report.

    A new name of an account, or another fact that must keep a dossier open, has its column here and its sentence below.
    """
    decided = Decision.objects.filter(proposal=_MINE, state=DecisionState.DECIDED).order_by()
    standing = decided.filter(kind=DecisionKind.REFUSE, replaced_at__isnull=True)
    refused = standing.filter(places_ended__isnull=True, ground__in=sorted(ON_THE_CEILING))
    taken_away = decided.filter(kind=DecisionKind.REFUSE, replaced_at__isnull=False)
    runs = Objection.objects.filter(decision__proposal=_MINE, state=ObjectionState.OPEN)
    agreed = Obligation.objects.filter(
        decision__proposal=_MINE, decision__state=DecisionState.DECIDED, decision__replaced_at__isnull=True
    )
    sent = Report.objects.filter(proposal=_MINE, state=ReportState.SUBMITTED)
    second = Reminder.objects.filter(proposal=_MINE, number=2).values("sent_at")
    claims = Claim.objects.filter(proposal=_MINE, state=ClaimState.OPEN).order_by()
    stand = claims.filter(decision__replaced_at__isnull=True)
    claimed = _of(claims, "proposal", Sum(LEFT_OF_CLAIM))
    found: QuerySet[Any] = (
        with_last_day()
        .select_related("slice__year")
        .annotate(
            is_ordered=has_order(),
            objection_until=_of(decided, "proposal", Max("objection_until")),
            **_set_off_terms(),
            is_untold=Exists(decided.filter(sent_on__isnull=True)),
            is_on_waiting_list=Exists(refused),
            has_objection=Exists(runs),
            waits_for_revision=Exists(_not_raised()),
            is_taken_away=Exists(taken_away) & ~Exists(standing),
            unclaimed_cents=-Coalesce(_balance(Kind.RECEIVABLE), 0) - Coalesce(claimed, 0),
            claimed_cents=claimed,
            claimed_until=_of(stand, "proposal", Min("due_on")),
            final_told_on=_of(decided.filter(final_decisions()), "proposal", Min("sent_on")),
            is_asked_soon=Exists(decided.filter(kind=DecisionKind.RECOVER, replaced_at=None, claim=None)),
            payable_cents=_balance(Kind.PAYABLE),
            on_its_way_cents=_balance(Kind.IN_TRANSIT),
            is_unsettled=Exists(_accounts(*_UNSETTLED).exclude(debits=F("credits"))),
            agreed_until=_of(agreed.order_by(), "decision__proposal", Max("due_on")),
            is_reported=Exists(sent),
            reminded_at=Subquery(second[:1]),
        )
    )
    return found


def _set_off_terms() -> dict[str, Subquery]:
    """Return until when an objection to a set-off can be made: of its claims, and of what was to be paid."""
    found = SetOff.objects.filter(state=SetOffState.APPROVED).order_by()
    until = Max("objection_until")
    return {
        "set_off_until": _of(found.filter(claim__proposal=_MINE), "claim__proposal", until),
        "paid_less_until": _of(found.filter(proposal=_MINE), "proposal", until),
    }


def _not_raised() -> QuerySet[Objection]:
    """Return the upheld objections to a final amount that no higher one followed."""
    raised = Decision.objects.filter(
        proposal=OuterRef("decision__proposal"),
        state=DecisionState.DECIDED,
        kind=DecisionKind.REVISE,
        ground=Ground.OBJECTION,
        decided_at__gte=OuterRef("decided_at"),
    )
    found = Objection.objects.filter(
        final_decisions("decision__"), decision__proposal=_MINE, outcome=Outcome.UPHELD
    )
    return found.filter(~Exists(raised))


def _of(rows: QuerySet[Any], of: str, aggregate: Any) -> Subquery:
    """Return one aggregate over these rows of a proposal as a column, None without a row."""
    return Subquery(rows.values(of).annotate(found=aggregate).values("found"))


def _accounts(*kinds: Kind) -> QuerySet[Account]:
    return Account.objects.filter(dossier=OuterRef("dossier"), kind__in=kinds).order_by()


def _balance(kind: Kind) -> Subquery:
    return _of(_accounts(kind), "dossier", Sum(F("credits") - F("debits")))


def _reasons(facts: Any, *, on: date) -> list[str]:
    return [*_terms(facts, on=on), *_money(facts, on=on), *_action(facts, on=on)]


def _terms(facts: Any, *, on: date) -> list[str]:
    """What time and the decision day still keep open."""
    found = []
    if facts.is_held_back or facts.is_untold:
        found.append(_("The decision is made known on the decision day of the round."))
    ends = [facts.objection_until, facts.set_off_until, facts.paid_less_until]
    until = max((day for day in ends if day is not None), default=None)
    if until is not None and on <= until:
        found.append(_("An objection can be made up to and including %(day)s.") % {"day": short_date(until)})
    found += _objections(facts)
    last_of_list = last_day_of(facts.slice)
    if facts.is_on_waiting_list and facts.state == State.REFUSED and on <= last_of_list:
        found.append(
            _("It has a place on the waiting list up to and including %(day)s.")
            % {"day": short_date(last_of_list)}
        )
    return found


def _objections(facts: Any) -> list[str]:
    """What objections still ask."""
    found = []
    if facts.has_objection:
        found.append(_("An objection is still running."))
    is_taken_away = facts.is_taken_away and facts.state == State.REFUSED
    if is_taken_away or facts.waits_for_revision:
        found.append(_("An objection was upheld; a new decision has yet to be taken."))
    return found


def _next(facts: Any, *, on: date) -> tuple[str, date | None]:
    """Return who acts next because of an objection, money or a report, "" for nobody, and by when.

    A claim whose recovery fell on objection asks nobody: it is the city that may decide on a new one.
    """
    if facts.has_objection:
        return _("the city, with the objection"), None
    if facts.payable_cents or facts.on_its_way_cents:
        return _("the city, to pay what is left"), None
    unclaimed, claimed = _owed(facts)
    if unclaimed and _is_lapsed(facts, on=on):
        return _("the city, to write off what can no longer be asked back"), None
    if unclaimed or (claimed and not facts.claimed_until):
        return _("the city, to ask back what was paid too much"), None
    if claimed:
        return _("who received the money, to pay back what is asked"), facts.claimed_until
    return _after_the_money(facts, on=on) if facts.state == State.DETERMINED else ("", None)


def _after_the_money(facts: Any, *, on: date) -> tuple[str, date | None]:
    """Return who acts next of a final amount that is paid, and by when: a report without consequence, or the city."""
    due = due_of(facts)
    if not has_consequence(facts) and not facts.is_reported and _report(facts, due=due, on=on):
        return reporter(facts.route), due
    return _("the city, which closes it once all terms are over"), None


def _owed(facts: Any) -> tuple[int, int]:
    """Return what is owed and was not asked back, and what was: an open claim asks no more than is owed.

    What is written off is not owed any more, and no longer asked by its claim.
    """
    asked = facts.claimed_cents or 0
    return max(facts.unclaimed_cents, 0), asked + min(facts.unclaimed_cents, 0)


def _is_lapsed(facts: Any, *, on: date) -> bool:
    """Tell if what nobody asked back of it cannot be asked any more: five years after its final amount (Awb 4:57)."""
    told_on = facts.final_told_on if facts.route == Route.SUBSIDY and not facts.is_asked_soon else None
    return told_on is not None and on > law.RECOVERY.last_day(told_on).day


def _money(facts: Any, *, on: date) -> list[str]:
    """What has yet to be paid, or to come back."""
    unclaimed, claimed = _owed(facts)
    of_unclaimed = (
        _(
            "%(amount)s was paid too much and can no longer be asked back: five years after the final amount are over "
            "(Awb 4:57). It has yet to be written off."
        )
        if unclaimed and _is_lapsed(facts, on=on)
        else _("%(amount)s was paid too much and has yet to be asked back.")
    )
    sentences = (
        (facts.payable_cents, _("%(amount)s has yet to be paid.")),
        (facts.on_its_way_cents, _("%(amount)s is on its way; the bank has yet to tell that it was paid.")),
        (unclaimed, of_unclaimed),
        (claimed, _("%(amount)s has yet to be paid back.")),
    )
    found = [words % {"amount": format_euros(cents)} for cents, words in sentences if cents]
    if facts.is_unsettled and not found:
        found.append(_("Its money is not settled in the budget yet."))
    return found


def _action(facts: Any, *, on: date) -> list[str]:
    """What of the action itself is not over: its days, what was agreed, and a report that was asked."""
    if facts.state != State.DETERMINED:
        return []
    found, last = [], facts.last_day
    if last and on <= last:
        found.append(_("The action lasts up to and including %(day)s.") % {"day": short_date(last)})
    if facts.agreed_until and on <= facts.agreed_until:
        words = _("Something was agreed with the recipient up to and including %(day)s.")
        if facts.route == Route.OWN:
            words = _("Something was agreed on it up to and including %(day)s.")
        found.append(words % {"day": short_date(facts.agreed_until)})
    if last and not has_consequence(facts) and not facts.is_reported:
        found += _report(facts, due=due_of(facts), on=on)
    return found


def _report(facts: Any, *, due: date | None, on: date) -> list[str]:
    """Why a report without consequence is waited for: until two weeks after the second reminder, then no longer."""
    if facts.reminded_at and on >= day_of(facts.reminded_at) + timedelta(weeks=AGAIN_WEEKS):
        return []
    return [_("A report on the action is asked; it is due on %(day)s.") % {"day": short_date(due)}]
