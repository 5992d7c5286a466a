from datetime import timedelta

from grants.demo.flows import load_demo
from grants.plan.models import Condition, Criterion, Element, Frame, Plan
from grants.plan.queries import weight_of
from grants.plan.states import ElementKind
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import City


def counts(version: Plan) -> dict[str, int]:
    return {
        kind.value: version.elements.filter(kind=kind, since__isnull=True).count() for kind in ElementKind
    }


def test_the_concept_has_no_goals_and_the_adopted_plan_has_the_three_of_the_budget(
    city: City, ella: User, evert: User
) -> None:
    concept, adopted = Plan.objects.filter(city=city).order_by("number")
    others = {"principle": 3, "hallmark": 5, "terrain": 18, "paragraph": 6}

    assert (concept.years, concept.is_adopted, counts(concept)) == ("2023–2026", False, {"goal": 0, **others})
    assert (adopted.years, adopted.replaces, counts(adopted)) == ("2024–2027", concept, {"goal": 3, **others})
    assert (adopted.edited_by, adopted.adopted_by) == (ella, evert)
    sources = set(adopted.elements.filter(kind="goal").values_list("source", flat=True))
    assert [one.startswith("Begroting 2023") for one in sources] == [True]


def test_everything_in_the_plan_says_where_it_comes_from(city: City) -> None:
    assert not Element.objects.filter(plan__city=city, source="").exists()
    adopted = Plan.objects.get(city=city, number=2)
    assert "verzonnen" in adopted.decision_number
    assert "verzonnen" in adopted.source
    labels = Element.objects.filter(kind="paragraph").values_list("explanation", flat=True)
    assert all(text.startswith("Eigen aanduiding") for text in labels)


def test_the_frame_has_six_criteria_of_100_together_and_nine_conditions(city: City) -> None:
    frame = Frame.objects.get(city=city)

    assert [(one.code, one.weight) for one in frame.criteria.all()] == [
        ("C1", 30),
        ("C2", 15),
        ("C3", 15),
        ("C4", 20),
        ("C5", 10),
        ("C6", 10),
    ]
    assert [one.code for one in frame.conditions.all()] == [f"D{number}" for number in range(1, 10)]
    assert (weight_of(frame), frame.minimum_total, frame.spread_tenths) == (100, 55, 15)
    assert [one.minimum for one in frame.criteria.all()] == [2, None, None, None, None, None]
    assert frame.is_frozen  # the rounds use it


def test_loading_again_enters_no_plan_and_no_frame(city: City) -> None:
    models = (Plan, Element, Frame, Criterion, Condition)
    before = [model._default_manager.count() for model in models]
    load_demo(by=None, at=NOON + timedelta(days=400))
    assert [model._default_manager.count() for model in models] == before
