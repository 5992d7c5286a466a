"""What the city says of its plan, for tests: one of each kind of subject, open or published."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from grants.plan.flows import add_point, enter, publish_edition
from grants.plan.models import (
    ActionYear,
    Advice,
    AdvicePoint,
    AmendedPart,
    Amendment,
    Conversation,
    Edition,
    Indicator,
    Insight,
    Paper,
    PaperRequest,
    PlanAction,
    Point,
    Subject,
)
from grants.plan.states import (
    ActionOf,
    ActionState,
    AdviceOf,
    AdvicePointOf,
    AmendedPartOf,
    AmendmentGround,
    AmendmentOf,
    Amends,
    ConversationOf,
    Degree,
    ElementKind,
    IndicatorOf,
    InsightOf,
    YearOf,
)
from tests import papers, plan
from wijkraden.people.models import User
from wijkraden.places.models import City

TALK = ConversationOf(
    "Gesprek over bankjes",
    "Buitenruimte",
    date(2026, 9, 3),
    "Waar wilt u zitten?",
    participants=20,
    unique_people=18,
    accessible="Overdag en ’s avonds.",
    safe="Zonder namen.",
    transparent="Het verslag staat hier.",
    involved="Volgend jaar weer.",
)
HEARD = InsightOf("Er zijn te weinig bankjes", Degree.PARTLY, "In de helft van de wijken komt er een.")
ACTION = ActionOf("Bankjes plaatsen", "Stadsbeheer", "Op elk plein een bankje.", 2026, 2140)
YEAR = YearOf(2026, ActionState.UNDER_WAY, "Er staan er tien.")
FIGURE = IndicatorOf("Bankjes", "Hoeveel er staan.", "Stadsbeheer", "Of iemand er zit.")
ADVICE = AdviceOf("", "Raad voor Bankjes", "Zijn dit genoeg bankjes?", date(2026, 8, 3), date(2026, 9, 30))
ANSWERED = replace(ADVICE, received_on=date(2026, 9, 1), text="Er mogen er meer bij.")
POINT = AdvicePointOf("Zet er ook een in het park", Degree.TAKEN, "Dat doen we.")


AMENDED = AmendmentOf(
    "",
    "Het plan noemt ook bankjes",
    AmendmentGround.MOTION,
    "De raad vroeg erom.",
    "26bb005001",
    date(2026, 10, 15),
    source="Motie 26bb005000",
)
NEW_PART = AmendedPartOf(Amends.ADD, kind=ElementKind.TERRAIN, code="T100", title="Bankjes")


@dataclass(frozen=True)
class Sample:
    """One kind of subject: what it says in a city, its rows, and the name of its page."""

    name: str
    subject: type[Subject]
    what: Callable[[City, User, datetime], Any]
    rows: tuple[tuple[str, type[Point], Any], ...]  # the name of its page, the row, what it says


def _action(city: City, by: User, at: datetime) -> ActionOf:
    element = plan.published_in(city, by=by, at=at).elements.all()[0]
    return replace(ACTION, elements=(element.public_id,))


def _advice(city: City, by: User, at: datetime) -> AdviceOf:
    return replace(ADVICE, plan=plan.open_in(city, by=by, at=at).public_id)


def _amendment(city: City, by: User, at: datetime) -> AmendmentOf:
    return replace(AMENDED, plan=plan.published_in(city, by=by, at=at).public_id)


def fresh(row: Any) -> Any:
    """Return what a row says; a new part of the plan gets a code that none has."""
    if not isinstance(row, AmendedPartOf):
        return row
    return replace(row, code=f"T{100 + AmendedPart.objects.count()}")


PAPER = Sample(
    "paper",
    Paper,
    lambda _city, _by, _at: papers.WHAT,
    (("paper_request", PaperRequest, papers.ASKED),),
)
CONVERSATION = Sample(
    "conversation",
    Conversation,
    lambda _city, _by, _at: TALK,
    (("conversation_insight", Insight, HEARD),),
)
CITY_ACTION = Sample(
    "city_action",
    PlanAction,
    _action,
    (("city_action_year", ActionYear, YEAR), ("city_action_indicator", Indicator, FIGURE)),
)
ADVICE_ASKED = Sample("advice", Advice, _advice, (("advice_point", AdvicePoint, POINT),))
AMENDMENT = Sample("amendment", Amendment, _amendment, (("amendment_part", AmendedPart, NEW_PART),))
SAMPLES = {one.name: one for one in (PAPER, CONVERSATION, CITY_ACTION, ADVICE_ASKED, AMENDMENT)}


def entered(of: Sample, city: City, *, by: User, at: datetime, what: Any = None) -> Subject:
    """Enter one with a row of each kind; its first edition is open."""
    made = enter(of.subject, city, what=what or of.what(city, by, at), by=by, at=at)
    for _name, model, row in of.rows:
        add_point(made, model, what=fresh(row), by=by, at=at)
    return made


def published(
    of: Sample, city: City, *, by: User, publisher: User, at: datetime, what: Any = None
) -> Subject:
    """Enter one and publish it."""
    made = entered(of, city, by=by, at=at, what=what)
    publish_edition(made, by=publisher, at=at)
    return made


def newest(subject: Subject) -> Any:
    """Return its newest edition."""
    found: Edition = subject.editions.filter(dropped_at__isnull=True)[0]
    return found


def rows_of(model: type[Point]) -> str:
    """Return how an edition calls its rows of that kind."""
    field: Any = next(one for one in model._meta.get_fields() if one.name == "edition")
    name: str = field.remote_field.related_name
    return name


def row_of(subject: Subject, model: type[Point]) -> Any:
    """Return the first row of that kind in its newest edition."""
    return newest(subject).points(rows_of(model))[0]
