"""Reads of the reports: what stands, what is due, what waits for the city. Amounts are euro cents."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from grants.decisions.models import Decision, Obligation
from grants.decisions.states import DecisionKind, DecisionState
from grants.orders.queries import council_ordered, has_order, to_confirm, to_invoice
from grants.plan.states import Settlement
from grants.proposals.models import Interest, Party, Proposal
from grants.proposals.states import PartyKind, Route, State
from grants.terms import law
from portal.reads import put_together_once
from wijkraden.people.queries import token_hash

from .models import Reminder, Report, ReportFile, ReportLine, ReportLink
from .states import BOUGHT, JUDGED_IN, RUNNING, ReportState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wijkraden.people.models import User
    from wijkraden.places.models import City, District

_DAY = timedelta(days=1)
LISTS = ("all", "submitted", "overdue", "due", "running", "at_once")
_TELLS = (PartyKind.PAYEE, PartyKind.APPLICANT, PartyKind.PERFORMER)
FINAL_AT_ONCE = Q(state=State.DETERMINED, settlement=Settlement.AT_ONCE)
_BY_ORDER = Q(
    route=Route.PURCHASE, is_ordered=True
)  # of `in_lists`; not what was bought before there were orders
BOUGHT_SINCE = _BY_ORDER & Q(state__in=sorted(BOUGHT))  # settled by its invoice, whatever is reported
ASKED = Q(state__in=RUNNING) | FINAL_AT_ONCE | BOUGHT_SINCE  # a report can be written
TO_SETTLE = Q(state=State.REPORTED) & ~_BY_ORDER  # its final amount follows from its report
_AROUND = ("round__year__city", "round__regulation", "slice__year", "district__city", "dossier")
_PEOPLE = ("submitted_by", "judged_by", "returned_by")


def reports_of(proposal: Proposal) -> QuerySet[Report]:
    """Return the versions of the report on a proposal, the newest first, with their lines. Two queries."""
    return proposal.reports.select_related(*_PEOPLE).prefetch_related("lines").order_by("-version")


def newest_report(proposal: Proposal) -> Report | None:
    """Return the newest version, None when nobody began. Two queries."""
    return reports_of(proposal).first()


def standing_report(proposal: Proposal) -> Report | None:
    """Return the report that was sent and stands, with its lines. Two queries."""
    return reports_of(proposal).filter(state=ReportState.SUBMITTED).first()


def lines_of(report: Report) -> list[ReportLine]:
    """Return the cost lines. One query, none when these were read with it."""
    return list(report.lines.all())


def files_of(report: Report) -> QuerySet[ReportFile]:
    """Return the files that stand in this version: added in it or before, and not taken out by then. One query."""
    found = ReportFile.objects.filter(
        report__proposal_id=report.proposal_id, report__version__lte=report.version
    )
    stands = Q(removed_in__isnull=True) | Q(removed_in__version__gt=report.version)
    return found.filter(stands).select_related("file", "report")


def file_at(report: Report, public_id: str) -> ReportFile | None:
    """Return a file that stands in this version. One query."""
    return files_of(report).filter(public_id=public_id).first()


def with_last_day() -> QuerySet[Any]:
    """Return the proposals with the days of the grant that stands: `first_day`, `last_day`, `report_due`.

    The first two else of the action itself; `report_due` only where the grant names a day for its report;
    `stands_since` only where it was revoked and stands again after an objection.
    """
    grants = Decision.objects.filter(
        proposal=OuterRef("pk"),
        kind=DecisionKind.GRANT,
        state=DecisionState.DECIDED,
        replaced_at__isnull=True,
    )
    first, last = (grants.values(name)[:1] for name in ("starts_on", "ends_on"))
    fell = Decision.objects.filter(
        proposal=OuterRef("pk"), kind=DecisionKind.REVOKE, replaced_at__isnull=False
    ).order_by("-replaced_at")
    reports = Obligation.objects.filter(
        decision__proposal=OuterRef("pk"),
        decision__kind=DecisionKind.GRANT,
        decision__state=DecisionState.DECIDED,
        decision__replaced_at__isnull=True,
        is_report=True,
    )
    return Proposal.objects.annotate(
        first_day=Coalesce(Subquery(first), F("starts_on")),
        last_day=Coalesce(Subquery(last), F("ends_on")),
        report_due=Subquery(reports.values("due_on")[:1]),
        stands_since=Subquery(fell.values(day=TruncDate("replaced_at"))[:1]),
    )


def days_of(proposal: Proposal) -> tuple[date | None, date | None]:
    """Return the last day of the action, and until when its report is asked; None without one. One query at most."""
    if hasattr(proposal, "last_day"):
        return proposal.last_day, due_of(proposal)
    [found] = _with_last_day_at(proposal.pk)
    return found.last_day, due_of(found)


@put_together_once
def _with_last_day_at(pk: int) -> QuerySet[Any]:
    return with_last_day().filter(pk=pk).order_by()


def due_of(proposal: Any) -> date | None:
    """Return until when its report is asked, of what was read by `with_last_day`: as agreed, else by the rule.

    Where that day went by while the grant was revoked, the rule counts from the day on which it stands again.
    """
    agreed: date | None = proposal.report_due
    if agreed is None and proposal.last_day is not None:
        agreed = due_after(proposal.last_day)
    since: date | None = proposal.stands_since
    return due_after(since) if agreed is not None and since is not None and agreed < since else agreed


def in_lists() -> QuerySet[Any]:
    """Return every proposal whose grant was told, with `last_day` and `is_sent`: whether a report stands.

    So it has `is_ordered`, which `orders.queries.is_ordered` reads.
    """
    sent = Report.objects.filter(proposal=OuterRef("pk"), state=ReportState.SUBMITTED)
    found: QuerySet[Any] = with_last_day().annotate(is_sent=Exists(sent), is_ordered=has_order())
    return found.filter(is_held_back=False)


def awaited() -> QuerySet[Any]:
    """Return those of which a report is asked and not sent."""
    return in_lists().filter(ASKED, is_sent=False)


def to_begin(*, on: date) -> QuerySet[Any]:
    """Return the granted proposals whose first day has come, once the grant was told. One query."""
    found = with_last_day().filter(state=State.GRANTED, is_held_back=False, first_day__lte=on)
    return found.select_related(*_AROUND).order_by("pk")


def to_ask(*, on: date) -> QuerySet[Any]:
    """Return what is over on that day, waits for its report, and did not get the last reminder. Two queries."""
    done = Reminder.objects.filter(proposal=OuterRef("pk"), number=2)
    found = awaited().filter(~Exists(done), last_day__lt=on).select_related(*_AROUND).order_by("pk")
    return found.prefetch_related("reminders")


def reminders_of(proposal: Proposal) -> QuerySet[Reminder]:
    """Return the questions and reminders that were sent. One query."""
    return proposal.reminders.all()


def due_after(last: date) -> date:
    """Return until when a report is asked of an action whose last day that is; never a day without work."""
    return law.REPORT.last_day(last).day


@lru_cache(maxsize=16)  # about a hundred terms are computed, and each list of a page asks for it
def first_not_late(on: date) -> date:
    """Return the earliest last day of an action of which the report is not late on that day."""
    earliest = on
    while due_after(earliest - _DAY) >= on:
        earliest -= _DAY
    return earliest


def shown(show: str, *, on: date) -> Q:
    """Return what stands in one of the lists of reports.

    `all`: what still waits for somebody; `submitted`: reported, to be determined; `overdue`, `due`: no report yet, past
    its last day or not; `running`: the action is not over yet; `at_once`: sent, and without consequence.
    """
    waits = ASKED & Q(is_sent=False)
    is_late = Q(report_due__isnull=False, report_due__lt=on)
    is_late |= Q(report_due__isnull=True, last_day__lt=first_not_late(on))
    old = Q(stands_since__isnull=True) | Q(stands_since__lt=first_not_late(on))  # else asked anew: `due_of`
    is_late &= old | Q(report_due__isnull=False, report_due__gte=F("stands_since"))
    is_over = Q(last_day__lt=on)
    return {
        "all": waits | TO_SETTLE,
        "submitted": TO_SETTLE,
        "overdue": waits & is_late,
        "due": waits & is_over & ~is_late,
        "running": waits & ~is_over,
        "at_once": (FINAL_AT_ONCE | BOUGHT_SINCE) & Q(is_sent=True),
    }[show]


def listed(city: City, show: str, *, on: date) -> QuerySet[Any]:
    """Return one of the lists, what is due first in front, each with its `sent_reports`. Two queries."""
    found = in_lists().filter(shown(show, on=on), district__city=city).select_related(*_AROUND)
    standing = Report.objects.filter(state=ReportState.SUBMITTED)
    return found.prefetch_related(Prefetch("reports", standing, "sent_reports")).order_by("last_day", "pk")


def waiting_for_officer(city: City, *, hers: Q, by: User, on: date) -> QuerySet[Any]:
    """Return what waits for an officer once it was done: to be settled, an invoice to enter, a delivery to confirm.

    Of what the city buys `order_id`, `order_number`, `invoiced_cents` and `left_cents` are those of `to_invoice`, None
    of what is settled by its report; these wait where `is_hers`. `confirm_id` is that of an order (`confirm_number`)
    of which `by` may confirm the delivery, whosever it is: once its last day is over, or at once where the council
    itself decided; else None. One query.
    """
    orders = to_invoice().filter(proposal=OuterRef("pk"))
    confirm = to_confirm(by=by, on=on).filter(proposal=OuterRef("pk"))
    of_council = confirm.filter(council_ordered())
    is_over = Q(last_day__lt=on)
    found: QuerySet[Any] = in_lists().annotate(
        order_id=Subquery(orders.values("public_id")),
        order_number=Subquery(orders.values("number")),
        invoiced_cents=Subquery(orders.values("invoiced_cents")),
        left_cents=Subquery(orders.values("left_cents")),
        is_hers=Case(When(hers, then=Value(value=True)), default=Value(value=False)),
        confirm_id=Case(
            When(is_over, then=Subquery(confirm.values("public_id"))),
            default=Subquery(of_council.values("public_id")),
        ),
        confirm_number=Subquery(confirm.values("number")),
    )
    settles = (TO_SETTLE | Q(order_id__isnull=False)) & Q(is_hers=True)
    found = found.filter(settles | Q(confirm_id__isnull=False), district__city=city)
    return found.select_related(*_AROUND).order_by("last_day", "pk")


def counts_of(city: City, *, on: date) -> dict[str, int]:
    """Return how many stand in each list. One query."""
    counts = {show: Count("pk", filter=shown(show, on=on)) for show in LISTS}
    found: dict[str, int] = in_lists().filter(district__city=city).aggregate(**counts)
    return found


def unjudged() -> QuerySet[Report]:
    """Return the reports that were sent and that their council has yet to judge. One query."""
    return Report.objects.filter(state=ReportState.SUBMITTED, judgement="")


def waits_for_judgement(proposal: Proposal) -> bool:
    """Tell if its council has yet to judge the report that was sent. One query, none where the reports were read."""
    if proposal.state not in JUDGED_IN:
        return False
    return any(one.is_submitted and not one.judgement for one in proposal.reports.all())


def waiting_for_council(districts: Iterable[District], *, user: User, on: date) -> QuerySet[Any]:
    """Return what is over and misses its report, and what misses the judgement of its council (`is_sent`). One query.

    So is what the city bought and nobody confirmed yet to be delivered, where `user` may: `order_id` and `order_number`
    are those of its order, None of the others; `is_waiting` tells if there is a report to write or to judge. What is
    due first stands in front; that in which `user` has an interest is left out.
    """
    orders = to_confirm(by=user, on=on).filter(proposal=OuterRef("pk"))
    mine = Interest.objects.filter(proposal=OuterRef("pk"), user=user, has_interest=True)
    unread = unjudged().filter(proposal=OuterRef("pk"))
    waits = ASKED & Q(is_sent=False, last_day__lt=on)
    to_judge = Q(state__in=sorted(JUDGED_IN), to_judge=True)
    found: QuerySet[Any] = in_lists().annotate(to_judge=Exists(unread)).filter(~Exists(mine))
    found = found.annotate(
        order_id=Subquery(orders.values("public_id")),
        order_number=Subquery(orders.values("number")),
        is_waiting=Case(When(waits | to_judge, then=Value(value=True)), default=Value(value=False)),
    ).filter(Q(is_waiting=True) | Q(order_id__isnull=False))
    return found.filter(district__in=list(districts)).select_related(*_AROUND).order_by("last_day", "pk")


def link_with(city: City, token: str) -> ReportLink | None:
    """Return the link that holds this token, with its proposal, until the dossier is closed or revoked. One query."""
    around: Any = (f"proposal__{one}" for one in _AROUND)
    found = ReportLink.objects.filter(token_hash=token_hash(token), proposal__district__city=city)
    ended = [State.CLOSED, State.REVOKED]
    return found.exclude(proposal__state__in=ended).select_related("proposal", *around).first()


def recipient_of(proposal: Proposal) -> Party | None:
    """Return who received the money, else who applied or carried it out; who can be mailed goes first. One query."""
    parties = {one.kind: one for one in proposal.parties.all()}
    wanted = [parties[kind] for kind in _TELLS if kind in parties]
    return next((one for one in wanted if one.email), wanted[0] if wanted else None)
