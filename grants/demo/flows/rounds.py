"""The rounds of the demo: one for last year and one for this year, announced, and a tender that is a concept.

Days, maximum and numbers in the gazette are made up; where the number stands it says so.
"""

from datetime import UTC, date, datetime

from django.utils import timezone

from grants.budget.models import Year
from grants.plan.models import Frame, Plan, Regulation
from grants.plan.states import PlanState
from grants.rounds.flows import announce, start_round
from grants.rounds.models import Round
from grants.rounds.queries import slices_of
from grants.rounds.states import Distribution, Preference
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.models import City

_MAXIMUM_CENTS = 2_500_000  # of one proposal: the highest tier
_TENDER_CENTS = 1_000_000


@flow
def load_rounds(city: City, people: dict[str, User], *, by: User | None = None, at: datetime) -> None:
    """Make the rounds of last year and this year through beheer, as far as the plan goes; `by` asked for it.

    The first two were announced in December of the year before and are open the whole year, in the order of receipt.
    What is there already is left alone.
    """
    plan = Plan.objects.filter(city=city, state=PlanState.ADOPTED).first()
    frame = Frame.objects.filter(city=city).order_by("number").first()
    if plan is None or frame is None:
        return
    this = timezone.localdate(at).year
    years = Year.objects.filter(city=city, year__in=(this - 1, this), closed_at__isnull=True)
    for year in years.order_by("year"):
        if plan.first_year <= year.year <= plan.last_year:
            _enter_receipt(year, plan, frame, by=people["beheer"])
            if year.year == this:
                _enter_tender(year, plan, frame, by=people["beheer"], at=at)


def _enter_receipt(year: Year, plan: Plan, frame: Frame, *, by: User) -> None:
    title = f"Wijkbudget samenleven {year.year}"
    if Round.objects.filter(year__city=year.city_id, title=title).exists():
        return
    before = datetime(year.year - 1, 12, 1, 11, 0, tzinfo=UTC)
    regulation = Regulation.objects.get(city=year.city_id, prefix="WS")
    made = start_round(
        year,
        regulation=regulation,
        plan=plan,
        frame=frame,
        title=title,
        opens_on=date(year.year, 1, 1),
        closes_on=date(year.year, 12, 31),
        maximum_cents=_MAXIMUM_CENTS,
        slices=list(slices_of(year, regulation)),
        gazette_number=f"gmb-{year.year - 1}-verzonnen",
        gazette_on=date(year.year - 1, 11, 24),
        by=by,
        at=before,
    )
    announce(made, by=by, at=before)


def _enter_tender(year: Year, plan: Plan, frame: Frame, *, by: User, at: datetime) -> None:
    title = f"Najaarsronde {year.year}"
    if Round.objects.filter(year__city=year.city_id, title=title).exists():
        return
    regulation = Regulation.objects.get(city=year.city_id, prefix="WS")
    start_round(
        year,
        regulation=regulation,
        plan=plan,
        frame=frame,
        title=title,
        opens_on=date(year.year, 12, 1),
        closes_on=date(year.year, 12, 31),
        maximum_cents=_TENDER_CENTS,
        slices=list(slices_of(year, regulation)),
        distribution=Distribution.TENDER,
        preference=Preference.BREAKS_TIES,
        by=by,
        at=at,
    )
