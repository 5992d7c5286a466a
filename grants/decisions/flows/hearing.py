"""Asking the applicant for a view on an intended decision, and keeping what was answered (Awb 4:7, 4:12)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, lock, note_handler
from grants.proposals.models import Interest, Proposal
from grants.terms import Length, SetBy, Term, Unit, day_of
from portal.errors import WrongState
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right

from ..beginning import check_intention, refuse_to_ask
from ..errors import NotReady
from ..models import ViewAsked
from ..rules import DECIDE, PREPARE
from ..states import OF_AN_AMOUNT, VIEWS, DecisionKind, Ground
from .telling import send_view

VIEW_TERM = Term(Length(2, Unit.WEEKS), "Awb 4:7, 4:8", SetBy.CITY, is_kind=True)
ASKED = describe("decisions.view_asked", gettext_lazy("asked the applicant for a view ({ground})"))
ANSWERED = describe("decisions.view_entered", gettext_lazy("entered the view of the applicant"))
STEPPED_BACK = describe(
    "decisions.stepped_back", gettext_lazy("stepped back from a proposal with an own interest")
)


@flow
def ask_view(
    proposal: Proposal,
    *,
    kind: DecisionKind,
    ground: Ground,
    intention: str,
    cents: int = 0,
    by: User,
    at: datetime,
) -> ViewAsked:
    """Ask the applicant for a view on an intention, within two weeks. The term to decide runs on.

    Intended is a decision of that kind on that ground, to `cents` (euro cents) where it says an amount. Raises
    NoLongerAllowed, HasInterest, WrongState, HeldBack before the decision day of its grant, and NotReady for a
    ground that needs none, an amount that is not less than what stands, or without words.
    """
    row = hold(proposal, PREPARE, among=VIEWS, by=by, at=at)
    refuse_to_ask(row)
    note_handler(row, by=by, at=at)
    check_intention(row, kind, ground, cents=cents)
    if not intention.strip():
        raise NotReady(_("Write what the intention is and on which facts it stands."))
    made = ViewAsked.objects.create(
        proposal=row,
        kind=kind,
        cents=cents if kind in OF_AN_AMOUNT else 0,
        ground=ground,
        intention=intention,
        asked_on=day_of(at),
        last_day=VIEW_TERM.last_day(day_of(at)).day,
        asked_by=by,
        asked_at=at,
    )
    send_view(made, by=by, at=at)
    record(ASKED, row, by=by, at=at, ground=ground.value)
    return made


@flow
def enter_view(view: ViewAsked, *, answer: str, by: User, at: datetime) -> None:
    """Keep what the applicant answered, "" for: has no view. Raises NoLongerAllowed, HasInterest and WrongState."""
    row = hold(view.proposal, PREPARE, by=by, at=at)
    note_handler(row, by=by, at=at)
    open_ = ViewAsked.objects.filter(pk=view.pk, answered_at__isnull=True)
    if not open_.update(answer=answer, answered_at=at, entered_by=by):
        raise WrongState(_("This view was entered already."))
    record(ANSWERED, row, by=by, at=at)
    reread(view)


@flow
def step_back(proposal: Proposal, *, explanation: str, by: User, at: datetime) -> None:
    """Keep that a decision-maker has an own interest in a proposal, so that she takes no part in it from now on.

    Raises NoLongerAllowed, and NotReady without an explanation.
    """
    hold_right(by, DECIDE, city_id=proposal.district.city_id, on=day_of(at))
    row = lock(proposal)
    if not explanation.strip():
        raise NotReady(_("Write what the interest is."))
    told = {"has_interest": True, "explanation": explanation, "declared_at": at}
    if not Interest.objects.filter(proposal=row, user=by, has_interest=True).exists():
        Interest.objects.update_or_create(proposal=row, user=by, defaults=told)
        record(STEPPED_BACK, row, by=by, at=at)
