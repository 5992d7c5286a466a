"""The objections to the decisions on a proposal, for the page of a dossier. Their decisions were read with them."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from grants.proposals.told import Moment, Offer
from portal.ui.dates import short_date

from . import queries, rules
from .states import ANEW, FROM, RENEWS, DecisionKind, Ground, ObjectionState, Outcome

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from wijkraden.people.models import User

    from .models import Decision, Objection


def objection_offers(user: User, proposal: Proposal) -> list[Offer]:
    """Return the way to what runs for who handles objections, and to entering one for who may. Two queries at most."""
    if not rules.may_enter_objection(user, proposal):
        return []
    known = queries.decisions_of(proposal)
    handles = rules.may_handle_objection(user, proposal)
    found = [
        Offer(
            reverse("objection", args=[one.public_id]),
            _("To the objection that runs: %(number)s") % {"number": one.number},
            is_next=handles,
        )
        for decision in known
        for one in decision.running_objections
    ]
    stand = (one for one in known if one.replaced_at is None and one.fell_with_revocation_at is None)
    told = [one for one in stand if one.objection_until is not None]
    if told:
        address = reverse("objection_enter", args=[told[-1].public_id])
        found.append(
            Offer(address, _("Enter an objection to decision %(number)s") % {"number": told[-1].number})
        )
    return found


def refusal_is_gone(proposal: Proposal) -> bool:
    """Tell if the newest refusal was taken away on objection. Two queries at most."""
    decided = (one for one in queries.decisions_of(proposal) if one.is_decided)
    refusals = [one for one in decided if one.kind == DecisionKind.REFUSE]
    return bool(refusals) and refusals[-1].replaced_at is not None


def asked_anew(proposal: Proposal) -> DecisionKind | None:
    """Return which new decision an upheld objection asks for that was not taken yet. Two queries at most."""
    if refusal_is_gone(proposal):
        return DecisionKind.GRANT if proposal.state == ANEW[DecisionKind.GRANT] else None
    return next((kind for kind in RENEWS if is_asked_anew(proposal, kind)), None)


def is_asked_anew(proposal: Proposal, kind: DecisionKind) -> bool:
    """Tell if an upheld objection asks for a change or a revision that was not decided yet. Two queries at most."""
    if proposal.state not in FROM[kind]:
        return False
    decided = [one for one in queries.decisions_of(proposal) if one.is_decided]
    about = [one for one in decided if (one.is_final if kind == DecisionKind.REVISE else _is_of_a_grant(one))]
    upheld = [
        one.decided_at for made in about for one in made.objections.all() if one.is_upheld and one.decided_at
    ]
    answers = [
        one.decided_at
        for one in about
        if one.kind == kind and one.ground == Ground.OBJECTION and one.decided_at
    ]
    return bool(upheld) and not any(at >= max(upheld) for at in answers)


def _is_of_a_grant(decision: Decision) -> bool:
    return decision.kind in {DecisionKind.GRANT, DecisionKind.CHANGE} and not decision.is_final


def objection_story(decision: Decision, *, is_inside: bool) -> list[Moment]:
    """Return what happened with the objections to it: outside that one came and what was decided, without names."""
    found = []
    for one in decision.objections.all():
        address = reverse("objection", args=[one.public_id]) if is_inside else ""
        found.append(Moment(one.entered_at, _came(one), by=one.name if is_inside else "", address=address))
        if one.decided_at is not None:
            who = one.decided_by.full_name if one.decided_by and is_inside else ""
            found.append(
                Moment(one.decided_at, _OUTCOMES[Outcome(one.outcome)]() % _told(one), who, address=address)
            )
        if one.state == ObjectionState.WITHDRAWN and one.withdrawn_on is not None:
            at = max(one.entered_at, make_aware(datetime.combine(one.withdrawn_on, time(12))))
            found.append(Moment(at, _("The objection to decision %(number)s was taken back.") % _told(one)))
    return found


def _came(one: Objection) -> str:
    if one.is_open:
        return _(
            "An objection to decision %(number)s is running; it is decided on %(day)s at the latest."
        ) % _told(one)
    return _("An objection to decision %(number)s came in.") % _told(one)


def _told(one: Objection) -> dict[str, str]:
    return {"number": one.number.rpartition("-B")[0], "day": short_date(one.due_on)}


_OUTCOMES = {
    Outcome.UPHELD: lambda: _("The objection to decision %(number)s was upheld."),
    Outcome.UNFOUNDED: lambda: _("The objection to decision %(number)s was unfounded; the decision stays."),
    Outcome.INADMISSIBLE: lambda: _(
        "The objection to decision %(number)s was inadmissible; the decision stays."
    ),
}
