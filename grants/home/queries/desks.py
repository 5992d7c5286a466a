"""What stands on a desk: the first of what is to be done, how much there is in all, and where the rest stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.decisions.models import Decision, Objection
from grants.decisions.queries import rounds_held_back, waiting_decisions
from grants.decisions.queries_of_objections import running_objections
from grants.decisions.states import ON_THE_REQUEST
from grants.money import format_euros
from grants.payments.waiting import waiting_in
from grants.proposals.states import State
from grants.proposals.worklist import (
    MINE,
    NOBODY,
    Work,
    at_the_office,
    counts_of,
    rows_of,
    with_officer,
)
from grants.reviews.models import Assignment
from grants.reviews.queries import progress_of, queue_of
from portal.ui.dates import short_date
from portal.ui.parts import Figure, Waiting

if TYPE_CHECKING:
    from wijkraden.people.models import User
    from wijkraden.places.models import City

MOST = 5


@dataclass(frozen=True)
class Content:
    """The first items of a desk in their order, its counts with their addresses, and where all of them stand."""

    items: list[Waiting]
    url: str
    label: str
    counts: Sequence[tuple[Figure, str]] = ()


def content_of(kind: str, user: User, city: City, *, today: date) -> Content | None:
    """Return what stands on a desk of that kind, None for a desk of links. Six queries at most."""
    of_kind = {
        "work": _work,
        "reviews": _reviews,
        "decisions": _decisions,
        "payments": _payments,
        "objections": _objections,
    }.get(kind)
    return of_kind(user, city, today=today) if of_kind else None


def _work(user: User, city: City, *, today: date) -> Content:
    is_hers = ExpressionWrapper(Q(handler=user), output_field=BooleanField())
    found = with_officer(at_the_office(city), city, on=today).annotate(is_hers=is_hers)
    found = found.order_by(
        F("is_hers").desc(nulls_last=True), F("due_on").asc(nulls_last=True), "received_at", "id"
    )
    counts, work = counts_of(city, user=user, on=today), reverse("work")
    shown = [
        (_("To decide"), "all", {}),
        (_("Past the last day"), "overdue", {"overdue": "on"}),
        (_("In my hands"), "mine", {"handler": MINE}),
        (_("In nobody’s hands"), "nobody", {"handler": NOBODY}),
    ]
    return Content(
        [_line(row) for row in rows_of(found[:MOST], on=today)] if counts["all"] else [],
        work,
        _("To the work list"),
        [
            (Figure(label, str(counts[name])), f"{work}?{urlencode(query)}".rstrip("?"))
            for label, name, query in shown
        ],
    )


def _line(row: Work) -> Waiting:
    one, reading = row.proposal, row.reading
    if row.is_paused:
        badge, kind = _("the term stands still"), "wait"
    elif reading.is_over:
        badge, kind = _("too late: %(day)s") % {"day": short_date(reading.last_day)}, "late"
    else:
        badge, kind = _("at the latest on %(day)s") % {"day": short_date(reading.last_day)}, "neutral"
    turn = row.turn
    if row.until is not None:
        turn += ", " + _("on %(day)s at the latest") % {"day": short_date(row.until)}
    told = [one.number, one.district.name, format_euros(one.asked_cents), turn]
    return Waiting(one.title, reverse("proposal", args=[one.public_id]), " · ".join(told), badge, kind)


def _reviews(user: User, city: City, *, today: date) -> Content:
    done, whole = progress_of(user, city)
    waiting = list(queue_of(user, city))
    counts = [
        (
            Figure(_("Submitted"), _("%(done)d of %(whole)d") % {"done": done, "whole": whole}),
            reverse("reviews"),
        )
    ]
    items = [_review(one, today=today) for one in waiting[:MOST]]
    return Content(items, reverse("reviews"), _("To my reviews"), counts if whole else [])


def _review(one: Assignment, *, today: date) -> Waiting:
    if one.is_submitted:
        act = _("Talk about the differences")
    elif one.declared_at:
        act = _("Score it")
    else:
        act = _("Tell about your interest")
    proposal = one.proposal
    return Waiting(
        proposal.title,
        reverse("review", args=[one.public_id]),
        f"{proposal.number} · {proposal.district.name} · {format_euros(proposal.asked_cents)} · {act}",
        _("up to and including %(day)s") % {"day": short_date(one.last_day)},
        "late" if one.last_day < today else "wait",
    )


def _decisions(user: User, city: City, *, today: date) -> Content:  # noqa: ARG001  # asked like every desk
    waiting, inbox = waiting_decisions(city), reverse("decisions")
    held = [
        Waiting(
            _("Make the decisions of “%(title)s” known") % {"title": round_.title},
            inbox,
            _(
                "They were taken and are not known outside yet. On the decision day all letters leave at once."
            ),
            _("decision day"),
            "warning",
        )
        for round_ in rounds_held_back(city)
    ]
    number = waiting.count()
    return Content(
        [*held, *([_decision(one, today=today) for one in waiting[:MOST]] if number else [])],
        inbox,
        _("To all decisions that wait"),
        [(Figure(_("To decide"), str(number)), inbox)] if number else [],
    )


def _payments(user: User, city: City, *, today: date) -> Content:
    found, room = waiting_in(city, user=user, today=today), reverse("payments")
    left = len(found) - MOST
    words = ngettext("%(n)d further thing waits", "%(n)d further things wait", left) % {"n": left}
    rest = [Waiting(words, room)] if left > 0 else []
    return Content([*found[:MOST], *rest], room, _("To the payments"))


def _objections(user: User, city: City, *, today: date) -> Content:  # noqa: ARG001  # asked like every desk
    running, listed = running_objections(city), reverse("objections")
    number = running.count()
    shown = list(running[:MOST]) if number else []
    counts = [(Figure(_("To decide"), str(number)), listed)] if number else []
    return Content([_objection(one, today=today) for one in shown], listed, _("To all objections"), counts)


def _objection(one: Objection, *, today: date) -> Waiting:
    decision = one.decision
    told = [one.number, decision.proposal.title, decision.proposal.district.name, decision.kind_words]
    return Waiting(
        one.name,
        reverse("objection", args=[one.public_id]),
        " · ".join(told),
        _("at the latest on %(day)s") % {"day": short_date(one.due_on)},
        "late" if one.due_on < today else "wait",
    )


def _decision(one: Decision, *, today: date) -> Waiting:
    proposal = one.proposal
    told = [one.number, proposal.district.name, one.kind_words, format_euros(one.cents)]
    is_first = one.kind in ON_THE_REQUEST and proposal.state == State.PREPARED
    due_on = proposal.due_on if is_first else None  # the term ended with the first decision
    return Waiting(
        proposal.title,
        reverse("decision", args=[one.public_id]),
        " · ".join(told),
        _("at the latest on %(day)s") % {"day": short_date(due_on)} if due_on else "",
        "late" if due_on and due_on < today else "wait",
    )
