"""What counts around an objection: in time or not, until when to decide, by whom, and what it can bring about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.proposals.errors import WrongDay
from grants.proposals.holding import hold, refuse_act
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import Clock, Extension, day_of, law
from portal.errors import WrongState
from portal.search import normalise
from portal.ui.dates import short_date
from wijkraden.people.models import User

from .errors import NoObjection, NotReady, TookPart
from .models import Decision, Objection
from .queries_of_conditions import was_conditional
from .queries_of_revisions import before_of, most_final
from .rules import HANDLE_OBJECTION
from .states import FROM, ONLY_OUTCOME, REPLACED, DecisionKind, NotHeard, Outcome
from .weighing import is_of_its_district, took_part

_STANDS_AT = {
    DecisionKind.REFUSE: State.REFUSED,
    DecisionKind.DISMISS: State.DISMISSED,
    DecisionKind.REVOKE: State.REVOKED,
}


@dataclass(frozen=True)
class ObjectionOf:
    """An objection as it came: who, what, and when it was received; `posted_on` by the stamp of the post."""

    name: str
    text: str
    received_on: date
    email: str = ""
    address: str = ""
    posted_on: date | None = None

    @property
    def name_key(self) -> str:
        """The name as it is compared."""
        return normalise(self.name)[:200]


def is_late(until: date, *, received_on: date, posted_on: date | None) -> bool:
    """Tell if an objection came too late: in time is the last day, and what was posted by then and came in a week.

    Awb 6:7 to 6:9.
    """
    if received_on <= until:
        return False
    in_the_post = posted_on is not None and posted_on <= until
    return not (in_the_post and received_on <= law.POSTED.last_day(until).day)


def clock_of(objection: Objection) -> Clock:
    """Return the term to decide on it: six weeks from the last day to object, of a late one from its receipt."""
    until = objection.decision.objection_until
    start = objection.received_on if until is None or objection.is_late else until
    extended_at = objection.extended_at
    return Clock(
        start,
        law.ON_OBJECTION,
        extension=Extension(day_of(extended_at), law.OBJECTION_EXTENSION) if extended_at else None,
    )


def last_day_of(objection: Objection) -> date:
    """Return the last day to decide on it; it does not depend on the day of asking."""
    clock = clock_of(objection)
    return clock.read(clock.start).last_day


def days_to_object(decision: Decision) -> tuple[date, date]:
    """Return the day on which it was told and the last one to object; raise NoObjection where nobody can.

    Two queries at most.
    """
    until, sent_on = decision.objection_until, decision.sent_on
    if until is None or sent_on is None:
        raise NoObjection(
            _("To this decision no objection can be made: it was not told yet, or nobody applied for it.")
        )
    if decision.replaced_at is not None:
        raise NoObjection(_("Another decision took the place of this one already."))
    if decision.fell_with_revocation_at is not None:
        raise NoObjection(_("This recovery was taken away with the revocation: nothing has to be paid back."))
    return sent_on, until


def check_entry(decision: Decision, what: ObjectionOf, *, at: datetime) -> date:
    """Return the last day to object; raise NoObjection, WrongDay or NotReady for what cannot be. Two queries."""
    sent_on, until = days_to_object(decision)
    if not sent_on <= what.received_on <= day_of(at):
        raise WrongDay(
            _("Choose a day from %(start)s up to and including today.") % {"start": short_date(sent_on)}
        )
    if what.posted_on is not None and what.posted_on > what.received_on:
        raise WrongDay(_("It was posted before it was received. Choose an earlier day."))
    if what.posted_on is not None and what.posted_on < sent_on:
        raise WrongDay(
            _("It was posted before the decision was sent, on %(start)s. Look at what it is against.")
            % {"start": short_date(sent_on)}
        )
    if not what.name_key or not what.text.strip():
        raise NotReady(_("Fill in who objects and what they say."))
    if not (what.email or what.address.strip()):
        raise NotReady(_("Fill in an e-mail address or an address: the objector gets a letter."))
    return until


def refuse_who_took_part(objection: Objection, proposal: Proposal, *, by: User, at: datetime) -> None:
    """Raise TookPart for who took, prepared, handled or scored it, or sits in its council (Awb 10:3)."""
    decision = objection.decision
    if decision.decided_by_id == by.pk or took_part(proposal, decision, by=by):
        raise TookPart
    if is_of_its_district(proposal, by=by, at=at):
        raise TookPart


def check_hearing(objection: Objection, heard_on: date | None, told: str, why: str, *, at: datetime) -> None:
    """Raise NotReady or WrongDay unless it is either a hearing with its report, or a reason not to hear."""
    if (heard_on is None) == (not why):
        raise NotReady(_("Fill in the day of the hearing, or choose why there is none."))
    if heard_on is None:
        return
    if not objection.received_on <= heard_on <= day_of(at):
        raise WrongDay(
            _("Choose a day from %(start)s up to and including today.")
            % {"start": short_date(objection.received_on)}
        )
    if not told.strip():
        raise NotReady(_("Write what was said at the hearing: a report of it is kept (Awb 7:7)."))


def refuse_unheard(objection: Objection) -> None:
    """Raise NotReady before its hearing, or why there is none, is on file."""
    if not objection.is_heard:
        raise NotReady(_("First enter the hearing, or why there is none (Awb 7:2, 7:3)."))


def refuse_extension(objection: Objection, *, at: datetime) -> None:
    """Raise WrongState when its term was extended already, or is over (Awb 7:10, third paragraph)."""
    if objection.extended_at is not None:
        raise WrongState(_("The term was extended already. That can be done once."))
    if not clock_of(objection).may_extend(day_of(at)):
        raise WrongState(_("The term is over, so it can no longer be extended."))


def check_outcome(objection: Objection, outcome: Outcome, *, reasons: str, late_reason: str) -> None:
    """Raise NotReady when something that a decision on it must say is missing or does not fit."""
    refuse_unheard(objection)
    only = ONLY_OUTCOME.get(NotHeard(objection.not_heard)) if objection.not_heard else None
    if only is not None and only != outcome:
        raise NotReady(
            _("The objector was not heard because: %(why)s. Then only that outcome is possible.")
            % {"why": objection.get_not_heard_display()}
        )
    if not reasons.strip():
        raise NotReady(_("Write why: a decision must give its reasons."))
    if objection.is_late and outcome != Outcome.INADMISSIBLE and not late_reason.strip():
        raise NotReady(
            _("It came too late. Write why it is judged nevertheless (Awb 6:11), or choose “inadmissible”.")
        )


def why_not_upheld(decision: Decision, proposal: Proposal) -> str:
    """Return why an objection to this decision cannot be upheld here, "" when it can."""
    kind = DecisionKind(decision.kind)
    if kind in REPLACED:
        return _why_not_taken_away(decision, proposal)
    if decision.is_final:
        return _why_not_raised(proposal)
    if proposal.state not in FROM[DecisionKind.CHANGE]:
        return _("The grant can no longer be changed: its final amount is known or it was revoked.")
    return ""


def _why_not_taken_away(decision: Decision, proposal: Proposal) -> str:
    if decision.replaced_at is not None:
        return _("Another decision took the place of this one already.")
    kind = DecisionKind(decision.kind)
    if proposal.state != _STANDS_AT.get(kind, proposal.state):
        return _("The dossier was closed, so the decision can no longer be taken away here.")
    if kind == DecisionKind.REVOKE and was_conditional(proposal):
        return _(
            "The grant stood under condition of the budget when it was revoked. An objection to that cannot be upheld "
            "here yet: the condition cannot be set anew. Leave it open and ask the administrator."
        )
    return ""


def _why_not_raised(proposal: Proposal) -> str:
    most = most_final(proposal)
    if before_of(proposal, DecisionKind.REVISE) >= most:
        return _("The final amount is all that can be given, %(most)s, so no higher one can follow.") % {
            "most": format_euros(most)
        }
    if proposal.state not in FROM[DecisionKind.REVISE]:
        return _("The final amount can no longer be changed.")
    return ""


def hold_objection(objection: Objection, *, by: User, at: datetime) -> tuple[Objection, Proposal]:
    """Lock who acts, the proposal and the objection.

    Raises NoLongerAllowed, HasInterest, TookPart, and WrongState when it no longer runs.
    """
    proposal = hold(objection.decision.proposal, HANDLE_OBJECTION, by=by, at=at)
    row = Objection.objects.select_for_update(no_key=True, of=("self",)).select_related("decision")
    found = row.get(pk=objection.pk)
    found.decision.proposal = proposal
    _refuse_handling(found, proposal, by=by, at=at)
    return found, proposal


def refuse_to_handle(objection: Objection, *, by: User, at: datetime) -> None:
    """Raise what `hold_objection` would of an objection as it was read. Five queries at most."""
    proposal = objection.decision.proposal
    refuse_act(proposal, by=by)
    _refuse_handling(objection, proposal, by=by, at=at)


def _refuse_handling(objection: Objection, proposal: Proposal, *, by: User, at: datetime) -> None:
    refuse_who_took_part(objection, proposal, by=by, at=at)
    if not objection.is_open:
        raise WrongState(_("This objection was decided or taken back already. Look at how it stands now."))
