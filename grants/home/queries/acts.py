"""What waits in the life of a grant: steps of a council before a last day, and of the office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.decisions.conditions import condition_words
from grants.decisions.models import Decision
from grants.decisions.queries import proposals_to_recover
from grants.decisions.queries_of_conditions import open_conditions_in, standings_of
from grants.decisions.queries_of_objections import answer_to, decisions_to_answer
from grants.decisions.queries_of_waiting_list import waiting_lists
from grants.decisions.states import DecisionKind, DecisionState
from grants.decisions.wording import prepare_words
from grants.money import format_euros
from grants.payments.queries_of_accounts import wanted_to_pay
from grants.payments.waiting_of_connect import calls_about_stripe
from grants.proposals.models import Proposal
from grants.proposals.queries_of_editor import waiting_for_council
from grants.proposals.states import State
from grants.proposals.worklist import (
    MINE,
    NOBODY,
    answered_among,
    at_the_office,
    in_hand,
    unanswered_among,
)
from grants.reports.asking import due_day
from grants.reports.queries import waiting_for_council as reports_waiting
from grants.reports.queries import waiting_for_officer
from grants.terms import day_of
from portal.ui.dates import short_date
from portal.ui.parts import Waiting
from wijkraden.people.models import Seat, User
from wijkraden.people.states import Role
from wijkraden.places.models import City

MOST = 8  # of one kind on the first page; the rest stands in its list
SOON_DAYS = 7


def of_council(user: User, seats: Sequence[Seat], *, today: date) -> list[Waiting]:
    """Return the steps that wait for her councils, those of chair and coordinator for them alone. Two queries."""
    districts = [seat.district for seat in seats if seat.district is not None]
    acting = {seat.district_id for seat in seats if seat.role in {Role.CHAIR, Role.COORDINATOR}}
    waiting = waiting_for_council(districts, user=user, on=today)
    found = [
        step for one in waiting if (step := _of_council(one, may_act=one.district_id in acting, today=today))
    ]
    done = list(reports_waiting(districts, user=user, on=today))
    found += [_to_confirm(one) for one in done if one.order_id is not None]
    found += [_of_report(one, today=today) for one in done if one.is_waiting]
    return _first_of(found, rest=reverse("proposals"))


def _to_confirm(proposal: Any) -> Waiting:
    """Return that somebody of the council confirms that it was delivered."""
    return Waiting(
        _("Confirm the delivery: %(title)s") % {"title": proposal.title},
        reverse("order_deliver", args=[proposal.order_id]),
        f"{proposal.order_number} · {proposal.district.name}",
    )


def _confirm_at_the_office(proposal: Any, *, today: date) -> Waiting:
    """Return that an officer confirms that it was delivered, because nobody of the council did, or may."""
    last = proposal.last_day
    is_over = last is not None and last < today
    return Waiting(
        _("Confirm the delivery: %(title)s") % {"title": proposal.title},
        reverse("order_deliver", args=[proposal.confirm_id]),
        f"{proposal.confirm_number} · {proposal.number} · {proposal.district.name}",
        _("it was over on %(day)s") % {"day": short_date(last)} if is_over else "",
        "late" if is_over else "wait",
    )


def _to_settle(proposal: Any) -> Waiting:
    """Return that its final amount is to be prepared, by its report or its invoice, or that invoice to be entered."""
    words, told = (
        prepare_words(DecisionKind.DETERMINE, proposal.route),
        [proposal.number, proposal.district.name],
    )
    address = reverse("report", args=[proposal.public_id])
    if proposal.order_id is not None:
        address = reverse("order", args=[proposal.order_id])
        told = [proposal.order_number, *told, format_euros(proposal.left_cents or proposal.invoiced_cents)]
    if proposal.order_id is not None and proposal.left_cents:
        words = _("Enter the next invoice") if proposal.invoiced_cents else _("Enter the invoice")
        told[-1] = _("%(amount)s still to be invoiced") % {"amount": told[-1]}
    return Waiting(f"{words}: {proposal.title}", address, " · ".join(told))


def _of_report(proposal: Any, *, today: date) -> Waiting:
    """Return that its report is to be written or judged."""
    if proposal.is_sent:
        title, name, due = _("Enter the judgement of the council: %(title)s"), "report_judge", None
    else:
        title, name, due = _("Write the report: %(title)s"), "report", due_day(proposal)
    return Waiting(
        title % {"title": proposal.title},
        reverse(name, args=[proposal.public_id]),
        f"{proposal.number} · {proposal.district.name}",
        _("at the latest on %(day)s") % {"day": short_date(due)} if due else "",
        "late" if due and due < today else "wait",
    )


def _of_council(proposal: Proposal, *, may_act: bool, today: date) -> Waiting | None:
    """Return the next step with it, None where somebody else is to act."""
    has: dict[str, Any] = proposal.__dict__  # what `waiting_for_council` adds
    if proposal.state == State.COMPLETING:
        return _step(_("Complete: %(title)s"), "proposal_completing", proposal, today=today)
    if may_act and not has["decided"]:
        return _step(_("Enter the decision of the council: %(title)s"), "council_vote", proposal, today=today)
    if has["decided"] and not has["accepted"]:
        title = _("Close it, because the council was against: %(title)s")
        return _step(title, "proposal_not_put_forward", proposal, today=today) if may_act else None
    if not has["confirmed"]:
        title = (
            _("The applicant has yet to confirm: %(title)s")
            if has["asked_at"]
            else _("Ask the applicant to confirm: %(title)s")
        )
        return _step(title, "proposal_applicant", proposal, today=today, asked_at=has["asked_at"])
    ready = _("Ready to submit: %(title)s")
    return _step(ready, "proposal_submit", proposal, today=today) if may_act and has["accepted"] else None


def _step(
    title: str, name: str, proposal: Proposal, *, today: date, asked_at: datetime | None = None
) -> Waiting:
    complete_by: date | None = proposal.complete_by  # type: ignore[attr-defined]  # annotated
    last_day = complete_by or proposal.round.last_day
    left = (last_day - today).days
    told = [proposal.district.name, format_euros(proposal.asked_cents)]
    if asked_at is not None:
        told.append(_("asked on %(day)s") % {"day": short_date(asked_at)})
    return Waiting(
        title % {"title": proposal.title},
        reverse(name, args=[proposal.public_id]),
        " · ".join(told),
        _("up to and including %(day)s") % {"day": short_date(last_day)},
        "late" if left < 0 else "warning" if left <= SOON_DAYS else "wait",
    )


def of_officer(user: User, city: City, *, today: date) -> list[Waiting]:
    """Return what her own proposals, and those in nobody's hands, wait for.

    What came in, an answer to judge or that did not come, a decision to prepare, money to ask back. So does every
    account that is missing, or that another officer entered in the place of one, payments that stand still not much
    longer, a grant under condition for which the
    budget has too little, and every waiting list for which money is free. An upheld objection asks for a new decision,
    and for no money back before that. What was bought waits for who may confirm its delivery, whoever has it in hand.
    Fourteen queries at most.
    """
    prepared = Decision.objects.filter(proposal=OuterRef("pk"), state=DecisionState.PREPARED)
    hers = in_hand(city, MINE, user=user, on=today) | in_hand(city, NOBODY, user=user, on=today)
    hers &= Q(~Exists(prepared))
    begun, new = _before_the_decision(city, hers, today=today)
    found = [*_first_of(begun, rest=reverse("work")), *_first_of(new, rest=_all_submitted())]
    found += map(_to_pay, wanted_to_pay(city, user, on=today))
    found += calls_about_stripe(user, city)
    found += _once_it_was_done(user, city, hers, today=today)
    to_answer = decisions_to_answer(city).filter(proposal__in=Proposal.objects.filter(hers))
    anew = {one.proposal_id: one for one in to_answer}
    found += [
        Waiting(
            f"{prepare_words(DecisionKind.RECOVER, one.route)}: {one.title}",
            reverse("decision_prepare", args=[one.public_id, DecisionKind.RECOVER.value]),
            f"{one.number} · {one.district.name} · {format_euros(one.recover_cents)}",
        )
        for one in proposals_to_recover(city, on=today).filter(hers)
        if one.pk not in anew
    ]
    found = [*map(_after_objection, anew.values()), *found]
    return [*_conditions(city, hers, today=today), *found, *_from_lists(city, today=today)]


def _once_it_was_done(user: User, city: City, hers: Q, *, today: date) -> list[Waiting]:
    """Return the deliveries to confirm, the invoices to enter and to settle, and the final amounts. One query."""
    done = list(waiting_for_officer(city, hers=hers, by=user, on=today))
    bought = [_confirm_at_the_office(one, today=today) for one in done if one.confirm_id is not None]
    bought += [_to_settle(one) for one in done if one.is_hers and one.order_id is not None]
    reports = [_to_settle(one) for one in done if one.order_id is None and one.confirm_id is None]
    return [
        *_first_of(bought, rest=reverse("orders"), are_orders=True),
        *_first_of(reports, rest=f"{reverse('reports')}?show=submitted"),
    ]


def _to_pay(proposal: Any) -> Waiting:
    """Return that its account is missing, that she calls back about another one, or decides while nothing is paid."""
    where = f"{proposal.number} · {proposal.district.name}"
    if proposal.still_until is not None:
        return Waiting(
            _("Decide while the payments stand still: %(title)s") % {"title": proposal.title},
            reverse("proposal", args=[proposal.public_id]),
            where,
            _("up to and including %(day)s") % {"day": short_date(proposal.still_until)},
            "warning",
        )
    if proposal.changed_account is None and proposal.doubted_account is not None:
        return Waiting(
            _("Note why the account is right: %(title)s") % {"title": proposal.title},
            reverse("payee_vouch", args=[proposal.doubted_account]),
            where,
            _("payments are frozen"),
            "warning",
        )
    if proposal.changed_account is None:
        return Waiting(
            _("Enter the account to pay to: %(title)s") % {"title": proposal.title},
            reverse("payment_payee", args=[proposal.public_id]),
            where,
            _("cannot be paid yet"),
            "warning",
        )
    entered = _("entered on %(day)s") % {"day": short_date(proposal.changed_at)}
    return Waiting(
        _("Call back about another account: %(title)s") % {"title": proposal.title},
        reverse("payee_confirm", args=[proposal.changed_account]),
        f"{where} · {entered}",
        _("payments are frozen"),
        "warning",
    )


def _after_objection(decision: Any) -> Waiting:
    """Return that a new decision is to be prepared in the place of one to which an objection was upheld."""
    proposal, kind = decision.proposal, answer_to(decision)
    return Waiting(
        _("An objection was upheld, prepare a new decision: %(title)s") % {"title": proposal.title},
        reverse("decision_prepare", args=[proposal.public_id, kind.value]),
        f"{proposal.number} · {proposal.district.name} · {prepare_words(kind, proposal.route)}",
        _("upheld on %(day)s") % {"day": short_date(day_of(decision.upheld_at))},
        "warning",
    )


def _conditions(city: City, hers: Q, *, today: date) -> list[Waiting]:
    """Return the grants under condition for which the adopted budget has too little. Three queries at most."""
    mine = open_conditions_in(city).filter(
        decision__proposal__in=Proposal.objects.filter(hers),
        decision__proposal__slice__year__decision_on__lte=today,
    )
    return [
        Waiting(
            _("Granted under condition, and the budget has too little: %(title)s")
            % {"title": one.condition.decision.proposal.title},
            reverse("conditions"),
            f"{one.condition.decision.number} · {condition_words(one)}",
            ""
            if one.is_lapsed or one.adoption is None
            else _("at the latest on %(day)s") % {"day": short_date(one.adoption.last_on)},
            "wait",
        )
        for one in standings_of(list(mine), on=today)
        if one.needs_someone
    ]


def _from_lists(city: City, *, today: date) -> list[Waiting]:
    """Return the waiting lists on which money is free for somebody."""
    return [
        Waiting(
            _("Money is free for the waiting list: %(budget)s") % {"budget": one.slice.title},
            reverse("waiting_list", args=[one.slice.public_id]),
            _("%(amount)s is free.") % {"amount": format_euros(one.free_cents)},
            _("holds up to and including %(day)s") % {"day": short_date(one.last_day)},
            "wait",
        )
        for one in waiting_lists(city, on=today)
        if one.has_money
    ]


def _before_the_decision(city: City, hers: Q, *, today: date) -> tuple[list[Waiting], list[Waiting]]:
    """Return what is begun and of which it is the turn of the office, and what came in and is to be checked."""
    is_answered = Exists(answered_among(city).filter(proposal=OuterRef("pk")))
    is_next = (
        Q(state__in=[State.SUBMITTED, State.REVIEWED])
        | Q(is_answered)
        | Q(pk__in=unanswered_among(city, on=today).values("proposal"))
    )
    found = list(at_the_office(city).annotate(is_answered=is_answered).filter(hers, is_next))
    return (
        [_to_handle(one, today=today) for one in found if one.state != State.SUBMITTED],
        [_to_handle(one, today=today) for one in found if one.state == State.SUBMITTED],
    )


def _to_handle(one: Any, *, today: date) -> Waiting:
    return Waiting(
        _title(one) % {"title": one.title},
        reverse("proposal_completing" if one.is_answered else "proposal", args=[one.public_id]),
        f"{one.number} · {one.district.name} · {format_euros(one.asked_cents)}",
        _("decide on %(day)s at the latest") % {"day": short_date(one.due_on)} if one.due_on else "",
        "late" if one.due_on and one.due_on < today else "wait",
    )


def _all_submitted() -> str:
    return f"{reverse('work')}?{urlencode({'state': State.SUBMITTED.value})}"


def _title(one: Proposal) -> str:
    if one.state == State.SUBMITTED:
        return _("Check what came in: %(title)s")
    if one.state == State.REVIEWED:
        return _("Prepare the decision: %(title)s")
    if one.is_answered:  # type: ignore[attr-defined]  # annotated
        return _("Judge what was completed: %(title)s")
    return _("Nothing was completed in time: %(title)s")


def _first_of(found: list[Waiting], *, rest: str, are_orders: bool = False) -> list[Waiting]:
    """Return the first ones, with a last line for what is left."""
    left = len(found) - MOST
    if left <= 0:
        return found
    title = ngettext("%(n)d further proposal waits", "%(n)d further proposals wait", left)
    if are_orders:
        title = ngettext("%(n)d further order waits", "%(n)d further orders wait", left)
    return [*found[:MOST], Waiting(title % {"n": left}, rest)]
