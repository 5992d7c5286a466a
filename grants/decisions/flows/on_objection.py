"""Deciding on an objection, telling it, and what an upheld one does with the decision."""

import secrets
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from grants.proposals.flows import take_up_again
from grants.proposals.models import Proposal
from grants.terms import day_of, law
from portal.post.flows import post_mail
from portal.post.models import Channel
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.queries import token_hash

from ..errors import NoObjection
from ..letter import LANGUAGE, as_text
from ..letter_of_objection import letter_of_objection
from ..models import Decision, Objection
from ..objecting import check_outcome, hold_objection, why_not_upheld
from ..signals import open_of
from ..states import REPLACED, DecisionKind, ObjectionState, Outcome
from .objections import write_to
from .reinstating import reinstate_grant

DECIDED = describe("decisions.objection_decided", gettext_lazy("decided on an objection ({outcome})"))


@flow
def decide_objection(
    objection: Objection, *, outcome: Outcome, reasons: str, late_reason: str = "", by: User, at: datetime
) -> Objection:
    """Decide on an objection and tell the objector, with the term to appeal.

    Upheld it takes a refusal away, so that a grant can be prepared, a dismissal, so that the proposal is complete
    again, a revocation, so that it is under way again with its money, or a recovery, whose claim stands on without a
    term; a grant or a change of it stays until officers prepare a change, a final amount until they prepare a higher
    one. Raises NoLongerAllowed, HasInterest, TookPart, WrongState also when someone else was first, NotReady,
    NeedsMoney for a revocation, and NoObjection for what cannot be upheld here; then nothing is written.
    """
    row, proposal = hold_objection(objection, by=by, at=at)
    check_outcome(row, outcome, reasons=reasons, late_reason=late_reason)
    if outcome == Outcome.UPHELD and (why := why_not_upheld(row.decision, proposal)):
        raise NoObjection(why)
    row.state, row.outcome, row.reasons = ObjectionState.DECIDED, outcome, reasons
    row.late_reason = late_reason if row.is_late and outcome != Outcome.INADMISSIBLE else ""
    row.decided_by, row.decided_at, row.decided_on = by, at, day_of(at)
    _tell(row, by=by, at=at)
    if row.is_upheld and row.decision.kind in REPLACED:
        _replace(row, proposal, by=by, at=at)
    record(DECIDED, row, by=by, at=at, outcome=outcome.value)
    reread(objection)
    return objection


def _replace(objection: Objection, proposal: Proposal, *, by: User, at: datetime) -> None:
    """Take the decision away; a dismissed proposal is complete again, and of a recovery stays what is open."""
    fallen: dict[str, Any] = {"replaced_at": at}
    if objection.decision.kind == DecisionKind.RECOVER:
        fallen["open_cents"] = open_of(objection.decision)
    Decision.objects.filter(pk=objection.decision_id, replaced_at__isnull=True).update(**fallen)
    if objection.decision.kind == DecisionKind.DISMISS:
        take_up_again(proposal, source=f"objection:{objection.public_id}", by=by, at=at)
    if objection.decision.kind == DecisionKind.REVOKE:
        source = f"objection:{objection.public_id}"
        reinstate_grant(objection.decision, proposal, source=source, by=by, at=at)


def _tell(objection: Objection, *, by: User, at: datetime) -> None:
    """Keep the letter as it is sent and put it on its way; the term to appeal runs from this day."""
    objection.sent_on = day_of(at)
    objection.appeal_until = law.APPEAL.last_day(objection.sent_on).day
    with translation.override(LANGUAGE):
        letter = letter_of_objection(objection)
    token = secrets.token_urlsafe(32)
    objection.letter, objection.token_hash = letter, token_hash(token)
    objection.save()
    if objection.email:
        city = objection.decision.proposal.district.city
        link = city.address + reverse("objection_letter", args=[token])
        write_to(objection, "decisions.objection_letter", by=by, at=at, link=link)
        return
    post_mail(
        str(letter["subject"]),
        as_text(letter),
        kind="decisions.objection_letter",
        to=None,
        address="\n".join(letter["addressee"]),
        language=LANGUAGE,
        about=objection,
        channel=Channel.PAPER,
        by=by,
        at=at,
    )
