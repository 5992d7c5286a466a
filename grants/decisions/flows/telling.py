"""Telling a decision: the letter as it is sent, to the applicant with a copy to the council (Awb 3:41)."""

import secrets
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.money import format_euros
from grants.proposals.addressees import applicant_of, of_council, way_to
from grants.proposals.holding import lock
from grants.proposals.models import Party, Proposal
from grants.proposals.states import Route
from grants.rounds.models import Round
from grants.terms import day_of, law
from portal.post.flows import post_mail, send
from portal.post.models import Channel
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.queries import token_hash
from wijkraden.people.rules import hold_right

from ..errors import HeldBack
from ..letter import LANGUAGE, as_text, first_sentence, letter_of
from ..models import Decision, PlaceEnded, ViewAsked
from ..queries import held_back
from ..rules import DECIDE
from ..signals import made_known
from ..states import ENDS_THE_TERM, DecisionKind
from ..weighing import who_may_decide

TOLD = describe("decisions.told", gettext_lazy("sent the letter of a decision ({channel})"))
PUBLISHED = describe(
    "decisions.published", gettext_lazy("made the decisions of a round known (count: {count})")
)


@flow
def publish_decisions(round_: Round, *, by: User, at: datetime) -> int:
    """Make every decision of a round known that waits for its decision day, at one moment; return how many.

    Raises NoLongerAllowed, and HeldBack when none waits, also when someone else was first.
    """
    city = round_.year.city
    hold_right(by, DECIDE, city_id=city.pk, on=day_of(at))
    waiting = list(held_back(city).filter(proposal__round=round_).order_by("proposal_id"))
    told = 0
    for one in waiting:
        proposal = lock(one.proposal)
        row = Decision.objects.get(pk=one.pk)
        if row.sent_on is not None:  # someone else told it since
            continue
        tell(row, by=by, at=at)
        Proposal.objects.filter(pk=proposal.pk).update(is_held_back=False)
        told += 1
    if not told:
        raise HeldBack(_("No decision of this round is waiting to be made known."))
    record(PUBLISHED, round_, by=by, at=at, count=told)
    return told


@flow
def tell(decision: Decision, *, by: User, at: datetime) -> None:
    """Keep the letter as it is sent and put it on its way; the term to object runs from this day.

    On route subsidy it goes to the applicant: by mail with a link, on paper to who has no e-mail address. The council
    gets a copy.
    """
    proposal = decision.proposal
    decision.sent_on = day_of(at)
    if proposal.route == Route.SUBSIDY:
        decision.objection_until = law.OBJECTION.last_day(decision.sent_on).day
    with translation.override(LANGUAGE):
        decision.letter = letter_of(
            decision,
            list(decision.obligations.all()),
            list(decision.instalments.all()),
            is_conditional=decision.condition is not None and decision.condition.is_open,
        )
    token = secrets.token_urlsafe(32)
    decision.token_hash = token_hash(token)
    decision.save(update_fields=["sent_on", "objection_until", "letter", "token_hash"])
    if decision.kind in ENDS_THE_TERM:
        Proposal.objects.filter(pk=proposal.pk, told_on__isnull=True).update(told_on=decision.sent_on)
    applicant = applicant_of(proposal)
    channel = _to_applicant(decision, applicant, token, by=by, at=at) if applicant else Channel.MAIL
    _to_council(decision, by=by, at=at)
    record(TOLD, decision, by=by, at=at, channel=channel.value)
    made_known.send(Decision, decision=decision, by=by, at=at)


@flow
def tell_deciders(decision: Decision, proposal: Proposal, *, by: User, at: datetime) -> None:
    """Mail each who may take a prepared decision within a mandate what waits for them, and until when to decide.

    Once: a decision is prepared once. Whoever prepared it is none of them.
    """
    city = proposal.district.city
    link = city.address + reverse("decision", args=[decision.public_id])
    for user in who_may_decide(decision, proposal, on=day_of(at)):
        send(
            "decisions.to_decide",
            to=user,
            address=user.email,
            language=user.language,
            context={
                "decision": decision,
                "proposal": proposal,
                "city": city,
                "by": by,
                "link": link,
                "name": user.full_name,
                "due_on": proposal.due_on if proposal.told_on is None else None,
            },
            about=decision,
            by=by,
            at=at,
        )


@flow
def tell_confirmed(decision: Decision, *, by: User | None, at: datetime) -> None:
    """Tell the applicant and the council that the grant stands no longer under condition of the budget."""
    _tell_both("decisions.condition_met", decision, {"decision": decision}, by=by, at=at)


@flow
def tell_place_ended(ended: PlaceEnded, *, by: User, at: datetime) -> None:
    """Tell the applicant and the council that a place on the waiting list ended."""
    _tell_both("decisions.place_ended", ended.decision, {"ended": ended}, by=by, at=at)


def _tell_both(kind: str, about: Decision, context: dict[str, Any], *, by: User | None, at: datetime) -> None:
    """Send the applicant (by mail, on paper to who has none) and the council what became of a decision."""
    proposal = about.proposal
    shared = {**context, "proposal": proposal, "city": proposal.district.city}
    applicant = applicant_of(proposal)
    if applicant is not None:
        channel, address = way_to(applicant)
        send(
            kind,
            to=None,
            address=address,
            language=LANGUAGE,
            context={**shared, "name": applicant.contact or applicant.name},
            about=about,
            channel=channel,
            by=by,
            at=at,
        )
    for user in of_council(proposal, on=day_of(at)):
        send(
            kind,
            to=user,
            address=user.email,
            language=user.language,
            context={**shared, "name": user.full_name},
            about=about,
            by=by,
            at=at,
        )


@flow
def send_view(view: ViewAsked, *, by: User, at: datetime) -> None:
    """Send the applicant the question for a view: by mail, on paper to who has no e-mail address."""
    applicant = applicant_of(view.proposal)
    if applicant is None:
        return
    channel, address = way_to(applicant)
    send(
        "decisions.view",
        to=None,
        address=address,
        language=LANGUAGE,
        context={
            "view": view,
            "proposal": view.proposal,
            "city": view.proposal.district.city,
            "name": applicant.contact or applicant.name,
        },
        about=view,
        channel=channel,
        by=by,
        at=at,
    )


def _to_applicant(decision: Decision, applicant: Party, token: str, *, by: User, at: datetime) -> Channel:
    """Send the letter to the applicant, and return how it goes."""
    if not applicant.email:
        told = decision.letter or {}
        post_mail(
            str(told["subject"]),
            as_text(told),
            kind="decisions.letter",
            to=None,
            address="\n".join(told["addressee"]),
            language=LANGUAGE,
            about=decision,
            channel=Channel.PAPER,
            by=by,
            at=at,
        )
        return Channel.PAPER
    city = decision.proposal.district.city
    context = {
        "decision": decision,
        "proposal": decision.proposal,
        "city": city,
        "name": applicant.contact or applicant.name,
        "link": city.address + reverse("letter_by_link", args=[token]),
    }
    send(
        "decisions.letter",
        to=None,
        address=applicant.email,
        language=LANGUAGE,
        context=context,
        about=decision,
        secret=True,
        by=by,
        at=at,
    )
    return Channel.MAIL


def _to_council(decision: Decision, *, by: User, at: datetime) -> None:
    """Tell the council what was decided, with a copy of the letter: to whom `of_council` names."""
    proposal = decision.proposal
    city = proposal.district.city
    link = city.address + reverse("decision", args=[decision.public_id])
    for user in of_council(proposal, on=day_of(at)):
        with translation.override(user.language):
            outcome = _outcome(decision)
        send(
            "decisions.copy",
            to=user,
            address=user.email,
            language=user.language,
            context={
                "decision": decision,
                "proposal": proposal,
                "city": city,
                "link": link,
                "name": user.full_name,
                "outcome": outcome,
            },
            about=decision,
            by=by,
            at=at,
        )


def _outcome(decision: Decision) -> str:
    """Return in one sentence, for its council, what was decided and for how much; it names nobody."""
    if decision.proposal.route != Route.SUBSIDY:
        return first_sentence(decision)
    told = {
        "amount": format_euros(decision.cents),
        "asked": format_euros(decision.proposal.asked_cents),
        "before": format_euros(decision.before_cents),
    }
    if decision.kind == DecisionKind.GRANT:
        if decision.is_in_part:
            return (
                _("Granted in part: %(amount)s of the %(asked)s that was asked. The rest is refused.") % told
            )
        return _("Granted: %(amount)s, as much as was asked.") % told
    words = {
        DecisionKind.REFUSE: _("Refused: of the %(asked)s that was asked nothing is granted."),
        DecisionKind.DISMISS: _(
            "Not taken into consideration: of the %(asked)s that was asked nothing is granted."
        ),
        DecisionKind.DETERMINE: _("The final amount is %(amount)s."),
        DecisionKind.CHANGE: _("The grant changes from %(before)s to %(amount)s."),
        DecisionKind.REVOKE: _("The grant of %(before)s is revoked."),
        DecisionKind.RECOVER: _("%(amount)s that was paid too much is asked back."),
        DecisionKind.REVISE: _("The final amount changes from %(before)s to %(amount)s."),
    }
    return words[DecisionKind(decision.kind)] % told
