"""Whose turn it is with a proposal, and until when: one line for lists and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.dispatch import Signal
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.terms import day_of
from portal.ui.dates import short_date

from .states import AT_THE_OFFICE, Route, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from .models import Proposal

# What happens next, in the order of NEXT_STEPS.
GROUPS = (
    gettext_lazy("Your council acts next"),
    gettext_lazy("The city acts next"),
    gettext_lazy("Granted and not finished"),
    gettext_lazy("Finished"),
)
_AFTER_THE_GRANT = {
    State.REPORTED: gettext_lazy("the city, with the report"),
    State.DETERMINED: gettext_lazy("the city, to pay what is left and to close it"),
}
_DELIVERED = gettext_lazy("the supplier, with the invoice")


@dataclass(frozen=True)
class Line:
    """One proposal in a list of its council: where it leads, and whose turn it is."""

    proposal: Proposal
    url: str
    turn: str
    group: str


# `proposals`, `at`: who listens returns, by id, the lines of those of which rooms above this one know who acts next.
further = Signal()


def lines_of(found: Iterable[Proposal], *, at: datetime) -> list[Line]:
    """Return these proposals of `list_of` as lines. As many queries for one as for many."""
    proposals = list(found)
    known: dict[int, str] = {}
    for _who, lines in further.send(None, proposals=proposals, at=at):
        known |= cast("dict[int, str]", lines)
    return [
        Line(one, address_of(one), known.get(one.pk) or turn_of(one, at=at), str(GROUPS[one.group]))  # type: ignore[attr-defined]  # annotated
        for one in proposals
    ]


def address_of(proposal: Proposal) -> str:
    """Return where its council goes on with it: a draft is written, the rest is read."""
    name = "edit_what" if proposal.state == State.DRAFT else "proposal"
    return reverse(name, args=[proposal.public_id])


def turn_of(proposal: Proposal, *, at: datetime) -> str:
    """Return in one line who acts next and by when, as members read it; nothing of what the city is about to decide.

    Its round is read with it, `complete_by` by `list_of`: None once everything that was asked is answered. So are
    `asked_at` and `asked_until` of the question that the applicant has yet to answer.
    """
    state = proposal.shown_state
    if state in {State.DRAFT, State.PRESENTED}:
        return _before_submission(proposal, at=at)
    complete_by: date | None = getattr(proposal, "complete_by", None)
    if state == State.COMPLETING and complete_by is not None:
        return told(_("the council, with what the city asked"), complete_by)
    if state in AT_THE_OFFICE:
        return told(_("the city"), proposal.due_on)
    if state in {State.GRANTED, State.UNDER_WAY}:
        return told(doer(proposal.route), None)
    if state in _AFTER_THE_GRANT:
        is_delivered = state == State.REPORTED and proposal.route == Route.PURCHASE
        return told(str(_DELIVERED if is_delivered else _AFTER_THE_GRANT[state]), None)
    return _("Nobody has to do anything more.")


def _before_submission(proposal: Proposal, *, at: datetime) -> str:
    round_ = proposal.round
    if day_of(at) > round_.last_day:
        return _("The round closed on %(day)s. You can copy this proposal to a new round.") % {
            "day": short_date(round_.last_day)
        }
    return told(_writer(proposal, at=at), round_.last_day)


def _writer(proposal: Proposal, *, at: datetime) -> str:
    """Return what its council does next; it may wait for the applicant (`asked_at` and `asked_until` of `list_of`)."""
    if proposal.state == State.DRAFT:
        return _("the council, to write it and present it")
    asked_at: datetime | None = getattr(proposal, "asked_at", None)
    asked_until: datetime | None = getattr(proposal, "asked_until", None)
    if asked_at is not None and asked_until is not None and at < asked_until:
        return _("the council, to submit it once the applicant confirms it (asked on %(day)s)") % {
            "day": short_date(asked_at)
        }
    return _("the council, until it is submitted")


def doer(route: str) -> str:
    """Return who carries out an action: what the city does itself, nobody else does."""
    if route == Route.OWN:
        return _("the city, which carries out the action itself")
    return _("whoever carries out the action")


def reporter(route: str) -> str:
    """Return who reports on an action; on what the city does itself its council does."""
    if route == Route.OWN:
        return _("the council, with the report on what the city did")
    return _("whoever carries out the action, with the report")


def confirmer() -> str:
    """Return who acts once what the city bought should be there: somebody confirms it, and reports on the action."""
    return _("the council, which confirms the delivery, and whoever carries out the action, with the report")


def told(who: str, day: date | None) -> str:
    """Return the line that says who acts next, and by when where there is a last day."""
    if day is None:
        return _("Next: %(who)s.") % {"who": who}
    return _("Next: %(who)s, on %(day)s at the latest.") % {"who": who, "day": short_date(day)}
