"""Who may take a decision, for how much, and when: what is asked under the lock of the proposal."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from grants.budget.models import Dossier
from grants.proposals.models import Proposal
from grants.terms import day_of, law
from portal.errors import WrongState
from portal.ui.dates import short_date
from wijkraden.people.models import User

from .errors import NotReady, NoView, OutsideMandate, OwnDistrict, SamePerson, TooLate
from .models import Decision, Mandate
from .queries import left_for, mandates_for, view_on
from .states import NEED_VIEW, DecisionKind, Ground


def weighs(decision: Decision, proposal: Proposal) -> int:
    """Return the amount (euro cents) that a mandate must cover: what is asked when nothing is given."""
    if decision.kind in {DecisionKind.REFUSE, DecisionKind.DISMISS}:
        return proposal.asked_cents
    return max(decision.cents, decision.before_cents)


def dossier_of(proposal: Proposal) -> Dossier:
    """Return the dossier of a submitted proposal; raises WrongState for a draft."""
    if proposal.dossier is None:
        raise WrongState(_("This proposal was not submitted yet."))
    return proposal.dossier


def refuse_with_room(decision: Decision, proposal: Proposal) -> None:
    """Raise NotReady for a refusal on a ceiling that has room: the order of receipt leaves no choice."""
    if decision.ground != Ground.CEILING or not proposal.round.reserves:
        return
    if left_for(proposal) >= proposal.asked_cents:
        raise NotReady(
            _("There is still enough left for this proposal, so the ceiling is no ground to refuse it.")
        )


def refuse_who_may_not(proposal: Proposal, decision: Decision, *, by: User, at: datetime) -> None:
    """Raise SamePerson for who prepared, handled or scored it, OwnDistrict for who sits in its council."""
    if decision.prepared_by_id == by.pk or proposal.handlings.filter(user=by).exists():
        raise SamePerson
    if proposal.assignments.filter(reviewer=by).exists():
        raise SamePerson
    day = day_of(at)
    seats = by.seats.filter(district_id=proposal.district_id, starts_on__lte=day)
    if any(seat.is_current(day) for seat in seats):
        raise OwnDistrict


def reaches(mandate: Mandate, decision: Decision, proposal: Proposal) -> bool:
    """Tell if a mandate of the day covers the decision by regulation, district and amount; its places are read."""
    if mandate.regulation_id != proposal.round.regulation_id:
        return False
    places = {one.district_id for one in mandate.places.all()}
    return (not places or proposal.district_id in places) and mandate.maximum_cents >= weighs(
        decision, proposal
    )


def mandate_for(decision: Decision, proposal: Proposal, user: User, *, on: date) -> Mandate | None:
    """Return the narrowest mandate of `user` that covers the decision on that day, if there is one. One query."""
    needed = weighs(decision, proposal)
    found = mandates_for(user, proposal.round.regulation, proposal.district, on=on)
    return next((one for one in found if one.maximum_cents >= needed), None)


def mandate_that_covers(decision: Decision, proposal: Proposal, *, by: User, at: datetime) -> Mandate:
    """Return the mandate under which `by` takes the decision; raises OutsideMandate with how far hers go."""
    found = mandate_for(decision, proposal, by, on=day_of(at))
    if found is None:
        here = mandates_for(by, proposal.round.regulation, proposal.district, on=day_of(at))
        raise OutsideMandate(max((one.maximum_cents for one in here), default=0))
    return found


def refuse_without_view(decision: Decision, proposal: Proposal, *, at: datetime) -> None:
    """Raise NoView when the law asks to hear the applicant first, and was not heard or may still answer. One query."""
    if not decision.ground or Ground(decision.ground) not in NEED_VIEW:
        return
    view = view_on(proposal, Ground(decision.ground))
    if view is None:
        raise NoView(
            _(
                "Ask the applicant for a view on this intention first (Awb 4:7, 4:12). Return it with that reason."
            )
        )
    if view.answered_at is None and view.last_day >= day_of(at):
        raise NoView(_("The applicant still has time to give a view. Decide after that."))


def refuse_untimely_dismissal(proposal: Proposal, *, on: date) -> None:
    """Raise TooLate unless the term to complete is over, and for at most four weeks (Awb 4:5)."""
    request = proposal.completion_requests.order_by("-asked_at", "-id").first()
    if request is None:
        raise TooLate(_("Nobody asked to complete this proposal, so it cannot be dismissed."))
    if on <= request.last_day:
        raise TooLate(
            _("The term to complete it runs up to and including %(day)s. Decide after that day.")
            % {"day": short_date(request.last_day)}
        )
    last = law.DISMISSAL.last_day(request.last_day).day
    if on > last:
        raise TooLate(
            _("The last day to dismiss it was %(day)s (Awb 4:5). Handle it as it is now.")
            % {"day": short_date(last)}
        )
