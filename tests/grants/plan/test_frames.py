"""Assessment frames: criteria with weights and conditions, frozen by a round, copied to change."""

from datetime import date
from typing import Any

import pytest

from grants.plan.errors import CodeTaken, FrameStands, PartGone, WrongWeights
from grants.plan.flows import add_part, change_frame, change_part, copy_frame, freeze_frame, remove_part
from grants.plan.models import Condition, Criterion, Frame
from grants.plan.queries import values_of_frame, values_of_part, weight_of
from grants.plan.states import ConditionOf, CriterionOf
from portal.errors import ChangedMeanwhile, NoLongerAllowed
from portal.trail.models import Record
from portal.trail.words import sentence
from tests import plan
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City


@shared
def frame(city: City, ella: User) -> Frame:
    """A frame of two criteria, 60 and 40, and one condition."""
    return plan.frame(city, by=ella, at=NOON)


def made_of(frame: Frame) -> list[dict[str, Any]]:
    """Return all that a frame holds, in order."""
    parts: list[Criterion | Condition] = [*frame.criteria.all(), *frame.conditions.all()]
    return [values_of_part(one) for one in parts]


def test_a_frame_starts_with_its_thresholds_and_an_own_number(frame: Frame, ella: User) -> None:
    assert (frame.number, frame.minimum_total, frame.spread_tenths) == (2, 55, 15)
    assert (frame.edited_by, frame.is_frozen, weight_of(frame)) == (ella, False, 100)


def test_thresholds_change_and_a_stale_change_is_refused(frame: Frame, ella: User) -> None:
    was = values_of_frame(frame)
    change_frame(frame, title="Nieuw", minimum_total=60, spread_tenths=20, was=was, by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        change_frame(frame, title="Oud", minimum_total=50, spread_tenths=10, was=was, by=ella, at=NOON)
    frame.refresh_from_db()
    assert values_of_frame(frame) == {"title": "Nieuw", "minimum_total": 60, "spread_tenths": 20}


@pytest.mark.parametrize("to", [1, 2, None])
def test_a_criterion_takes_its_place_and_moves(frame: Frame, ella: User, to: int | None) -> None:
    what = CriterionOf("C9", "Nieuw", "Hoe?", "", 10, 2)
    added = add_part(frame, what=what, position=to, by=ella, at=NOON)

    order = ["C1", "C2"]
    order.insert(2 if to is None else to - 1, "C9")
    assert [one.code for one in frame.criteria.all()] == order
    assert [one.position for one in frame.criteria.all()] == [1, 2, 3]
    change_part(added, what=what, position=3, by=ella, at=NOON)
    assert [one.code for one in frame.criteria.all()] == ["C1", "C2", "C9"]
    remove_part(plan.criterion(frame), by=ella, at=NOON)
    assert [(one.code, one.position) for one in frame.criteria.all()] == [("C2", 1), ("C9", 2)]


def test_a_condition_changes_and_goes(frame: Frame, ella: User) -> None:
    one = frame.conditions.get()
    change_part(one, what=ConditionOf("D2", "Anders?", "Uitleg"), position=1, by=ella, at=NOON)
    assert (one.code, one.question, one.explanation) == ("D2", "Anders?", "Uitleg")
    remove_part(one, by=ella, at=NOON)
    with pytest.raises(PartGone):
        remove_part(one, by=ella, at=NOON)
    assert frame.conditions.count() == 0


def test_a_code_is_used_once_in_its_list(frame: Frame, ella: User) -> None:
    with pytest.raises(CodeTaken):
        add_part(frame, what=CriterionOf("C1", "Nog een", "Hoe?", "", 1), by=ella, at=NOON)
    with pytest.raises(CodeTaken):
        change_part(
            plan.criterion(frame), what=CriterionOf("C2", "X", "Hoe?", "", 1), position=1, by=ella, at=NOON
        )
    add_part(frame, what=ConditionOf("C1", "Mag wel?"), by=ella, at=NOON)
    assert [one.code for one in frame.criteria.all()] == ["C1", "C2"]


def test_a_stale_change_of_a_criterion_is_refused(frame: Frame, ella: User) -> None:
    one = plan.criterion(frame)
    was = values_of_part(one)
    change_part(one, what=CriterionOf("C1", "Eerst", "Hoe?", "", 60), position=1, by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        change_part(
            one, what=CriterionOf("C1", "Te laat", "Hoe?", "", 60), position=1, was=was, by=ella, at=NOON
        )
    assert plan.criterion(frame).title == "Eerst"


@pytest.mark.parametrize("weights", [(), (99,), (60, 41), (60, 39, 2)])
def test_a_frame_whose_weights_are_not_100_is_not_frozen(
    city: City, ella: User, weights: tuple[int, ...]
) -> None:
    made = plan.frame(city, by=ella, at=NOON, weights=weights)
    with pytest.raises(WrongWeights):
        freeze_frame(made, by=None, at=NOON)
    assert not Frame.objects.get(pk=made.pk).is_frozen


def test_a_frozen_frame_stays_as_it_is(frame: Frame, ella: User) -> None:
    freeze_frame(frame, by=ella, at=NOON)
    one, held = plan.criterion(frame), made_of(frame)
    for act in (
        lambda: change_frame(frame, title="X", minimum_total=1, spread_tenths=1, by=ella, at=NOON),
        lambda: add_part(frame, what=ConditionOf("D9", "Nog een?"), by=ella, at=NOON),
        lambda: change_part(one, what=CriterionOf("C1", "X", "?", "", 1), position=1, by=ella, at=NOON),
        lambda: remove_part(one, by=ella, at=NOON),
    ):
        with pytest.raises(FrameStands):
            act()

    assert (frame.frozen_at, made_of(frame), frame.title) == (NOON, held, "Kader")


def test_a_second_round_freezes_it_without_a_trace(frame: Frame, ella: User) -> None:
    freeze_frame(frame, by=ella, at=NOON)
    freeze_frame(frame, by=ella, at=NOON.replace(hour=15))

    assert frame.frozen_at == NOON
    record = Record.objects.get(act="plan.frame_frozen", subject_id=frame.public_id)
    assert sentence(record.act, record.facts) == "legde een beoordelingskader vast (2)"


def test_a_copy_holds_the_same_and_can_change(frame: Frame, ella: User) -> None:
    freeze_frame(frame, by=ella, at=NOON)
    copy = copy_frame(frame, by=ella, at=NOON)

    assert (copy.number, copy.is_frozen, made_of(copy)) == (3, False, made_of(frame))
    assert values_of_frame(copy) == values_of_frame(frame)
    remove_part(plan.criterion(copy), by=ella, at=NOON)
    assert (weight_of(copy), weight_of(frame)) == (40, 100)


def test_who_has_the_role_no_longer_changes_no_frame(frame: Frame, ella: User) -> None:
    ella.seats.update(ends_on=date(2026, 11, 1))
    before = (Frame.objects.count(), Criterion.objects.count(), Condition.objects.count())
    with pytest.raises(NoLongerAllowed):
        copy_frame(frame, by=ella, at=NOON)
    with pytest.raises(NoLongerAllowed):
        remove_part(plan.criterion(frame), by=ella, at=NOON)
    assert (Frame.objects.count(), Criterion.objects.count(), Condition.objects.count()) == before
