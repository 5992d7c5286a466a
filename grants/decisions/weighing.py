"""Who may take a decision, for how much, and when: what is asked under the lock of the proposal."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from grants.budget.models import Dossier
from grants.money import format_euros
from grants.plan.states import Assessment
from grants.proposals.models import CompletionRequest, Proposal
from grants.proposals.queries import with_interest
from grants.proposals.states import Route, State
from grants.reviews.queries import Place, ranking_with
from grants.rounds.states import Body, Distribution
from grants.terms import day_of, law
from portal.errors import WrongState
from portal.ui.dates import short_date
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import seated_on

from .errors import (
    HeldBack,
    NotReady,
    NotTheCouncil,
    NoView,
    OutsideMandate,
    OwnDistrict,
    SamePerson,
    TooLate,
    WrongMandate,
)
from .models import Decision, Mandate, ViewAsked
from .queries import left_for
from .queries_of_mandates import mandates_for, mandates_of_deciders
from .queries_of_objections import has_decided_first
from .queries_of_views import newest_view, view_on
from .states import LOWERS_FINAL, NEED_VIEW, ON_THE_CEILING, DecisionKind, Ground


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


def refuse_held_back(proposal: Proposal) -> None:
    """Raise HeldBack while its grant waits for the decision day: what came after it would tell the outcome."""
    if proposal.is_held_back:
        raise HeldBack(
            _("What was decided on it is made known on the decision day. Only after that can this be done.")
        )


def refuse_taken(decision: Decision) -> None:
    """Raise WrongState once it was taken or returned."""
    if not decision.is_prepared:
        raise WrongState(_("Someone decided on this already. Look at how it stands now."))


def refuse_not_of_council(proposal: Proposal) -> None:
    """Raise NotTheCouncil where the round says that a decision-maker decides."""
    if proposal.round.decides != Body.COUNCIL:
        raise NotTheCouncil(_("In this round a decision-maker decides, not the council."))


def refuse_with_room(decision: Decision, proposal: Proposal, *, on: date) -> None:
    """Raise NotReady for refusing it on a ceiling that has room: the order of receipt gives no choice."""
    if decision.ground != Ground.CEILING or not proposal.round.reserves:
        return
    if left_for(proposal, on=on) >= proposal.asked_cents:
        raise NotReady(
            _("There is still enough left for this proposal, so the ceiling is no ground to refuse it.")
        )


def refuse_against_ranking(
    kind: DecisionKind, ground: Ground | None, cents: int, proposal: Proposal, *, on: date
) -> None:
    """Raise NotReady when a tender decides otherwise than its ranking, or before that is whole.

    Granted is what stands above the line, at the line what is left for it; refused on the ceiling is what stands
    below. Nobody sets it aside: what is wrong in it is mended there. What is not scored has no place in it, nor has a
    grant after an objection. Nine queries at most.
    """
    on_the_ceiling = kind == DecisionKind.REFUSE and ground in ON_THE_CEILING
    if proposal.round.distribution != Distribution.TENDER or proposal.assessment != Assessment.FULL:
        return
    if (kind != DecisionKind.GRANT and not on_the_ceiling) or proposal.state == State.REFUSED:
        return
    place = _place_of(proposal, on=on)
    told = {"place": place.place}
    if on_the_ceiling and place.fits:
        raise NotReady(
            _("It stands at place %(place)d in the ranking, above the line, so the ceiling is no ground.")
            % told
        )
    if kind != DecisionKind.GRANT or place.fits:
        return
    if not place.matrix.is_enough:
        raise NotReady(_("Its score in the ranking is not enough, so it is refused and not granted."))
    if not place.is_line or not place.left_cents:
        raise NotReady(
            _("It stands at place %(place)d in the ranking, below the line. It is refused on the ranking.")
            % told
        )
    if cents > place.left_cents:
        raise NotReady(
            _("It stands at the line of the ranking: %(left)s is left for it, so grant at most that.")
            % {"left": format_euros(place.left_cents)}
        )


def _place_of(proposal: Proposal, *, on: date) -> Place:
    """Return its place in the whole ranking of its budget; raises NotReady while something must come first."""
    if on <= proposal.round.closes_on:
        raise NotReady(
            _("Others can submit up to and including %(day)s. The ranking stands after that day.")
            % {"day": short_date(proposal.round.closes_on)}
        )
    ranking = ranking_with(proposal)
    places = {one.proposal.pk: one for one in ranking.places} if ranking else {}
    if ranking is None or ranking.unscored or proposal.pk not in places:
        raise NotReady(_("Not every proposal in the ranking is scored yet. Decide after that."))
    if ranking.to_draw:
        raise NotReady(_("Lots must be drawn in the ranking first, because proposals rank equal."))
    return places[proposal.pk]


def refuse_who_may_not(proposal: Proposal, decision: Decision, *, by: User, at: datetime) -> None:
    """Raise SamePerson for who prepared, handled or scored it, OwnDistrict for who sits in its council."""
    if took_part(proposal, decision, by=by):
        raise SamePerson
    if is_of_its_district(proposal, by=by, at=at):
        raise OwnDistrict


def took_part(proposal: Proposal, decision: Decision, *, by: User) -> bool:
    """Tell if `by` prepared the decision, or handled or scored the proposal. Two queries at most."""
    if decision.prepared_by_id == by.pk or proposal.handlings.filter(user=by).exists():
        return True
    return proposal.assignments.filter(reviewer=by).exists()


def is_of_its_district(proposal: Proposal, *, by: User, at: datetime) -> bool:
    """Tell if `by` sits in the council of its district or coordinates it on that day. One query."""
    day = day_of(at)
    seats = by.seats.filter(district_id=proposal.district_id, starts_on__lte=day)
    return any(seat.is_current(day) for seat in seats)


def reaches(mandate: Mandate, decision: Decision, proposal: Proposal) -> bool:
    """Tell if a mandate of the day covers the decision by regulation, district and amount; its places are read."""
    if mandate.regulation_id != proposal.round.regulation_id:
        return False
    places = {one.district_id for one in mandate.places.all()}
    return (not places or proposal.district_id in places) and mandate.maximum_cents >= weighs(
        decision, proposal
    )


def who_may_decide(decision: Decision, proposal: Proposal, *, on: date) -> list[User]:
    """Return by name who may take a prepared decision on that day, within a mandate. Six queries, and one each.

    Nobody who prepared it, handled or scored the proposal, sits in its council, has an interest in it, or took the
    decision to which an objection was right. None where the council decides itself.
    """
    if proposal.round.decides == Body.COUNCIL:
        return []
    mandates = mandates_of_deciders(proposal.district.city, proposal.round.regulation, on=on)
    able = {one.user_id: one.user for one in mandates if reaches(one, decision, proposal)}
    if not able:
        return []
    out = {decision.prepared_by_id, *with_interest(proposal)}
    out |= set(proposal.handlings.values_list("user_id", flat=True))
    out |= set(proposal.assignments.values_list("reviewer_id", flat=True))
    seats = Seat.objects.filter(seated_on(on), user__in=able, district=proposal.district_id)
    out |= set(seats.values_list("user_id", flat=True))
    found = [user for pk, user in able.items() if pk not in out]
    return [user for user in found if not has_decided_first(decision, user=user)]


def mandate_for(decision: Decision, proposal: Proposal, user: User, *, on: date) -> Mandate | None:
    """Return the narrowest mandate of `user` that covers the decision on that day, if there is one. One query."""
    needed = weighs(decision, proposal)
    found = mandates_for(user, proposal.round.regulation, proposal.district, on=on)
    return next((one for one in found if one.maximum_cents >= needed), None)


def refuse_ended(mandate: Mandate, *, on: date) -> None:
    """Raise WrongMandate for one that ended, or does so on that day anyway."""
    if mandate.ended_at is not None or (mandate.ends_on is not None and mandate.ends_on <= on):
        raise WrongMandate(_("This mandate ends earlier already."))


def mandate_that_covers(decision: Decision, proposal: Proposal, *, by: User, at: datetime) -> Mandate:
    """Return the mandate under which `by` takes the decision; raises OutsideMandate with how far hers go."""
    found = mandate_for(decision, proposal, by, on=day_of(at))
    if found is None:
        here = mandates_for(by, proposal.round.regulation, proposal.district, on=day_of(at))
        raise OutsideMandate(max((one.maximum_cents for one in here), default=0))
    return found


def refuse_unasked(kind: DecisionKind, ground: Ground | None, cents: int, proposal: Proposal) -> None:
    """Raise NoView for preparing a lower final amount before anyone asked for a view. Two queries at most."""
    if kind != DecisionKind.REVISE or ground not in LOWERS_FINAL or proposal.route != Route.SUBSIDY:
        return
    if view_on(proposal, kind, ground, cents=cents) is None:
        then = _("Ask for a view on this one first, then prepare it.")
        raise NoView(f"{_asked_otherwise(proposal)} {then}")


def heard_on(decision: Decision, proposal: Proposal, *, at: datetime) -> ViewAsked | None:
    """Return the question for a view that came before it, None where the law asks for none. Two queries at most.

    Raises NoView when the law asks to hear the applicant on this intention first, and was not heard or may still
    answer. An earlier decision on the same ground had a view of its own; so has an intention that is of another
    kind, or worse for the applicant. What the city buys or does itself nobody applied for.
    """
    if proposal.route != Route.SUBSIDY or not decision.ground or Ground(decision.ground) not in NEED_VIEW:
        return None
    kind, ground = DecisionKind(decision.kind), Ground(decision.ground)
    view = view_on(proposal, kind, ground, cents=decision.cents)
    if view is None:
        then = _("Return it with that reason, so that a view on it is asked.")
        raise NoView(f"{_asked_otherwise(proposal)} {then}")
    if view.is_open(day_of(at)):
        raise NoView(
            _("The applicant still has time to give a view, up to and including %(day)s. Decide after that.")
            % {"day": short_date(view.last_day)}
        )
    return view


def _asked_otherwise(proposal: Proposal) -> str:
    """Return that nobody asked for a view on this intention, and on which one somebody did."""
    other = newest_view(proposal)
    if other is None:
        return _("Nobody asked the applicant for a view on this intention (Awb 4:7, 4:12).")
    return _(
        "The applicant was asked for a view on another intention: “%(intended)s”, on the ground “%(ground)s”. This "
        "one is of another kind, on another ground, or worse for the applicant."
    ) % {"intended": other.intended, "ground": other.get_ground_display()}


def dismissal_days(request: CompletionRequest) -> tuple[date, date]:
    """Return the first and the last day to dismiss what was to be completed: four weeks (Awb 4:5, fourth paragraph).

    They run from the answer, or from the end of a term that passed unused.
    """
    if request.answered_at is not None:
        over = first = day_of(request.answered_at)
    else:
        over, first = request.last_day, request.last_day + timedelta(days=1)
    return first, law.DISMISSAL.last_day(over).day


def refuse_untimely_dismissal(proposal: Proposal, *, on: date) -> None:
    """Raise TooLate unless the question to complete is answered or over, and for at most four weeks (Awb 4:5)."""
    request = proposal.completion_requests.order_by("-asked_at", "-id").first()
    if request is None:
        raise TooLate(_("Nobody asked to complete this proposal, so it cannot be dismissed."))
    first, last = dismissal_days(request)
    if on < first:
        raise TooLate(
            _("The term to complete it runs up to and including %(day)s. Decide after that day.")
            % {"day": short_date(request.last_day)}
        )
    if on > last:
        raise TooLate(
            _("The last day to dismiss it was %(day)s (Awb 4:5). Handle it as it is now.")
            % {"day": short_date(last)}
        )
