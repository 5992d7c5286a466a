"""What the races of the decisions play in: a city with a budget of 1,000 euros and decisions that wait."""

from grants.budget.flows import allot, lower
from grants.budget.models import Slice
from grants.budget.proof import prove
from grants.budget.queries import figures_of, free_of
from grants.decisions.flows import ask_view, enter_view
from grants.decisions.models import BudgetCondition, Decision, Instalment
from grants.decisions.states import DecisionKind, DecisionState, Ground
from grants.rounds.models import Round
from grants.rounds.queries import slice_for
from grants.rounds.states import Distribution, RoundState
from tests import conditions, decisions, proposals
from tests.conftest import load_world
from tests.make import NOON
from wijkraden.places.models import City, District

FREE = 1_000_00
DAY = NOON.date()


def opening() -> None:
    """Load the city with a tender, and leave Delfshaven 1,000 euros of it; daan and dewi have mandates for it."""
    load_world()
    city = City.objects.get(slug="rotterdam")
    round_ = decisions.other_round(city, distribution=Distribution.TENDER)
    one = delfshaven_slice()
    lower(one, cents=free_of([one])[one.pk] - FREE, by=None, at=NOON, booked_on=DAY, key="to 1,000")
    for other in round_.slices.exclude(slice=one).select_related("slice"):
        left = free_of([other.slice])[other.slice_id]
        lower(other.slice, cents=left, by=None, at=NOON, booked_on=DAY, key="room for more")
    for name in ("daan", "dewi"):
        decisions.mandate(city, user=decisions.cast(name), regulation=round_.regulation)


def tender() -> Round:
    """Return the tender of the races."""
    return Round.objects.get(distribution=Distribution.TENDER, state=RoundState.ANNOUNCED)


def delfshaven() -> District:
    """Return the district whose money is raced for."""
    return District.objects.get(slug="delfshaven-schiemond")


def delfshaven_slice() -> Slice:
    """Return its budget in the tender."""
    found = slice_for(tender(), delfshaven())
    assert found is not None
    return found.slice


def two_waiting(number: int) -> tuple[Decision, Decision]:
    """Prepare two grants of 800 euros each in a budget with 1,000 free; before that it gets what was granted back."""
    one = delfshaven_slice()
    if short := FREE - free_of([one])[one.pk]:
        allot(one, cents=short, by=None, at=NOON, booked_on=DAY, key=f"again {number}")
    first, second = (waiting(f"{number}/{place}") for place in (1, 2))
    return first, second


def waiting(title: str) -> Decision:
    """Prepare one grant of 800 euros, which is final at once."""
    made = proposals.reviewed(delfshaven(), title=title, cents=800_00, round_=tender())
    return decisions.prepared(made, decisions.a_grant(made))


def standing() -> tuple[int, int]:
    """Return what is free and what is granted."""
    one = delfshaven_slice()
    return free_of([one])[one.pk], figures_of([one])[one.pk].granted


def faults() -> list[str]:
    """Return the faults of the ledger, which forgets nothing, and if it differs from the decisions."""
    told = Decision.objects.filter(state=DecisionState.DECIDED).values_list("cents", flat=True)
    payable = Instalment.objects.filter(entry__isnull=False).values_list("cents", flat=True)
    found = [str(one) for one in prove().faults]
    if not sum(told) == standing()[1] == sum(payable):
        found.append("decisions and ledger differ")
    return found


def two_under_condition() -> tuple[BudgetCondition, BudgetCondition, Decision]:
    """Grant two under condition of a budget that is adopted then, and prepare that the second is revoked."""
    conditions.round_of_next_year(delfshaven().city)
    made = [conditions.granted(delfshaven(), title=f"Onder voorwaarde {number}") for number in (1, 2)]
    ask = ask_view(
        made[1],
        kind=DecisionKind.REVOKE,
        ground=Ground.NOT_DONE,
        intention="Het gaat niet door.",
        by=decisions.cast("olga"),
        at=NOON,
    )
    enter_view(ask, answer="Dat klopt.", by=decisions.cast("olga"), at=NOON)
    revoking = decisions.prepared(made[1], decisions.a_revocation(Ground.NOT_DONE))
    conditions.adopt(delfshaven().city)
    conditions.allot(delfshaven().city, 25_000_00)
    first, second = (conditions.condition_of(one) for one in made)
    return first, second, revoking


def ended(condition: BudgetCondition) -> tuple[str, str]:
    """Return how a condition ended, and where its proposal stands."""
    found = BudgetCondition.objects.select_related("decision__proposal").get(pk=condition.pk)
    return found.ending, found.decision.proposal.state


def unsound() -> list[str]:
    """Return what is wrong in the ledger."""
    return prove().faults
