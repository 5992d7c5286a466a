"""What a council can do with a proposal that lies before it or was submitted, and what it and the applicant did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.money import format_euros
from portal.ui.dates import short_date

from .. import queries, rules
from ..models import ApplicantLink, Confirmation, CouncilDecision
from ..states import STEPS, Manner, Route, State
from ..told import Moment, Offer

if TYPE_CHECKING:
    from datetime import datetime

    from wijkraden.people.models import User

    from ..models import Proposal


def offers(user: User, proposal: Proposal, *, at: datetime) -> list[Offer]:
    """Return the acts of the council that are possible now for `user`; who has an interest has none."""
    if not rules.is_of_council(user, proposal) or queries.has_interest(user, proposal):
        return []
    found = _before_submission(user, proposal, at=at) if proposal.state == State.PRESENTED else []
    if proposal.is_submitted:
        found.append(Offer(_to("proposal_receipt", proposal), _("See the receipt")))
    if proposal.shown_state in STEPS[State.WITHDRAWN] and rules.may_withdraw(user, proposal):
        found.append(Offer(_to("proposal_withdraw", proposal), _("Withdraw it"), is_binding=True))
    return found


def _before_submission(user: User, proposal: Proposal, *, at: datetime) -> list[Offer]:
    decision = queries.council_decision_on(proposal)
    is_confirmed = proposal.route != Route.SUBSIDY or queries.is_confirmed(proposal)
    may_act = rules.may_act_for_council(user, proposal)
    found: list[Offer] = []
    if may_act and decision is None:
        found.append(
            Offer(_to("council_vote", proposal), _("Enter the decision of the council"), is_next=True)
        )
    question = None if is_confirmed else queries.newest_question(proposal)
    if not is_confirmed and (decision is None or decision.accepted):
        found.append(_ask(proposal, question, is_next=decision is not None, at=at))
    if may_act and decision is not None and decision.accepted and is_confirmed:
        label = _("Submit: ask %(amount)s") % {"amount": format_euros(proposal.asked_cents)}
        is_next = proposal.round.is_open(at)
        found.append(Offer(_to("proposal_submit", proposal), label, is_next=is_next, is_binding=True))
    if may_act and decision is not None and not decision.accepted:
        label = _("Close it: not put forward")
        address = _to("proposal_not_put_forward", proposal)
        found.append(Offer(address, label, is_next=True, is_binding=True))
    if may_act:
        is_wrong = question is not None and question.declined_at is not None
        label = _("Send it back to its author")
        found.append(Offer(_to("proposal_send_back", proposal), label, is_next=is_wrong))
    if queries.interest_told(user, proposal) is None:
        found.append(Offer(_to("edit_interests", proposal), _("Tell whether you have a personal interest")))
    return found


def _ask(proposal: Proposal, question: Confirmation | None, *, is_next: bool, at: datetime) -> Offer:
    """Return that the applicant is asked to confirm: once that was sent it is no step any more, but can be repeated."""
    address = _to("proposal_applicant", proposal)
    if question is None or question.expires_at <= at:
        return Offer(address, _("Ask the applicant to confirm"), is_next=is_next)
    told = {"day": short_date(question.asked_at)}
    if question.declined_at is not None:
        return Offer(address, _("Read why the applicant does not confirm (asked on %(day)s)") % told)
    return Offer(address, _("Send the question to the applicant again (sent on %(day)s)") % told)


def story(user: User, proposal: Proposal) -> list[Moment]:
    """Return what council and applicant did, for who may see the proposal.

    The steps themselves (presented, submitted, withdrawn) are the events of the proposal, told where these are.
    """
    of_council = rules.is_of_council(user, proposal)
    found = [_decided(one) for one in proposal.council_decisions.all()]
    for question in proposal.confirmations.all():
        found += _asked(question, of_council=of_council)
    if proposal.state == State.WITHDRAWN:
        found += [_withdrew(link) for link in proposal.applicant_links.all() if link.withdrew_at]
    return sorted(found, key=lambda one: one.at)


def _decided(one: CouncilDecision) -> Moment:
    if one.manner == Manner.AUTHORISATION and one.authorised is not None:
        words = _("%(name)s put it forward for the council, up to %(amount)s; the next meeting is told") % {
            "name": one.authorised.full_name,
            "amount": format_euros(one.authorised_cents),
        }
    else:
        told = {"for": one.votes_for, "against": one.votes_against, "abstained": one.abstained}
        words = (
            _("The council puts it forward: %(for)d for, %(against)d against, %(abstained)d abstained")
            if one.accepted
            else _(
                "The council does not put it forward: %(for)d for, %(against)d against, %(abstained)d abstained"
            )
        ) % told
    return Moment(one.recorded_at, words, by=one.recorded_by.full_name)


def _asked(question: Confirmation, *, of_council: bool) -> list[Moment]:
    found = []
    if of_council:
        found.append(
            Moment(
                question.asked_at,
                _("The applicant was asked to confirm the text"),
                by=question.asked_by.full_name,
            )
        )
    if question.confirmed_at is not None:
        found.append(
            Moment(question.confirmed_at, _("The applicant confirmed the text"), by=question.confirmed_by)
        )
    if question.declined_at is not None and of_council:
        words = _("The applicant said that the text is not right")
        found.append(Moment(question.declined_at, words, reason=question.declined_reason))
    return found


def _withdrew(link: ApplicantLink) -> Moment:
    assert link.withdrew_at is not None  # noqa: S101  # for the type checker: only such links are asked for
    return Moment(link.withdrew_at, _("The applicant withdrew the application"), by=link.withdrew_by)


def _to(name: str, proposal: Proposal) -> str:
    return reverse(name, args=[proposal.public_id])
