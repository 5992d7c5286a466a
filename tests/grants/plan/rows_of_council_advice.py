"""The pages of unasked advice in the tables of every page."""

from collections.abc import Callable, Mapping
from datetime import date

from grants.plan.flows import answer_advice, give_advice, publish_answer
from grants.plan.models import CouncilAdvice
from grants.plan.states import CouncilAdviceOf, Degree
from tests import plan
from tests.checks.permissions import ANYONE, CAST_OF_DISTRICTS, Table
from tests.grants.plan.rows import ELLA, EVERT, NOT_EDIT, NOT_PUBLISH
from tests.make import World, person
from wijkraden.people.models import User
from wijkraden.people.states import Role

Parameters = Mapping[str, object]
NOT_LISTS = ("council_advice", "council_answer", "council_answer_publish")


def _give(world: World, title: str) -> CouncilAdvice:
    district = world.city.districts.get(slug="delfshaven-schiemond")
    what = CouncilAdviceOf(title, "Zet er een in elke straat.", date(2026, 10, 28))
    return give_advice(district, what=what, by=world.known("anna"), at=world.at)


def _answered(world: World) -> CouncilAdvice:
    found = CouncilAdvice.objects.filter(title="Beantwoord").first()
    if found is not None:
        return found
    made = _give(world, "Beantwoord")
    answer_advice(made, degree=Degree.TAKEN, text="Die komen er.", by=world.known("ella"), at=world.at)
    return made


def an_advice(world: World) -> Parameters:
    """Return the parameters of one whose answer is written and not published."""
    return {"public_id": _answered(world).public_id}


def more_looks(world: World) -> list[Parameters]:
    """Return those of one without an answer, and of one with an answer that everyone reads; made once."""
    found = {one.title: one for one in CouncilAdvice.objects.all()}
    waits = found.get("Wacht") or _give(world, "Wacht")
    told = found.get("Verteld")
    if told is None:
        told = _give(world, "Verteld")
        answer_advice(told, degree=Degree.NOT, text="Dat kan niet.", by=world.known("ella"), at=world.at)
        publish_answer(told, edits=1, by=world.known("evert"), at=world.at)
    return [{"public_id": one.public_id} for one in (waits, told)]


def seen(world: World) -> Parameters:
    """Return what its page says of how often the answer was edited."""
    return {"seen": 1}


def elsewhere(world: World) -> Parameters:
    """Return the parameters of an advice in the other city."""
    district = world.elders.districts.first()
    assert district is not None
    editor = User.objects.filter(email="edo@test.example").first()
    editor = editor or person("edo", role=Role.PLAN_EDITOR, city=world.elders)
    plan.published_in(world.elders, by=editor, at=world.at)
    member = User.objects.filter(email="mo@test.example").first()
    member = member or person("mo", role=Role.MEMBER, city=world.elders, district=district)
    what = CouncilAdviceOf("Daar", "Iets.", date(2026, 10, 28))
    return {"public_id": give_advice(district, what=what, by=member, at=world.at).public_id}


def more_advice(world: World, number: int) -> None:
    """Give further advice."""
    for one in range(number):
        _give(world, f"Advies {one}")


LISTS: dict[str, Callable[[World, int], None]] = {
    "council_advices": more_advice,
    "council_advice_give": more_advice,
}


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of unasked advice."""
    see, do = table.see, table.do
    see("council_advices", ANYONE)
    see("council_advice", ANYONE, things=an_advice, elsewhere=elsewhere, more=more_looks)
    see("council_advice_give", CAST_OF_DISTRICTS)
    do("council_advice_give", CAST_OF_DISTRICTS, answer=422)
    see("council_answer", ELLA, but=NOT_EDIT, things=an_advice, elsewhere=elsewhere)
    do("council_answer", ELLA, answer=422, but=NOT_EDIT, things=an_advice, elsewhere=elsewhere)
    see("council_answer_publish", EVERT, but=NOT_PUBLISH, things=an_advice, elsewhere=elsewhere)
    do(
        "council_answer_publish",
        EVERT,
        answer=302,
        but=NOT_PUBLISH,
        things=an_advice,
        elsewhere=elsewhere,
        data=seen,
    )
