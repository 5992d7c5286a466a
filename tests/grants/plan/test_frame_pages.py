"""The pages of the assessment frames, as the plan editor works with them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from grants.plan.flows import change_part
from grants.plan.models import Criterion, Frame
from grants.plan.queries import values_of_part
from grants.plan.states import CriterionOf
from tests import plan
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

Browser = Callable[[User | None], Client]
FRAME = {"title": "Kader zomer", "minimum_total": "60", "spread_tenths": "1,5"}
CRITERION = {
    "code": "c3",
    "title": "Nut",
    "question": "Wat merkt men ervan?",
    "anchor": "K4",
    "weight": "20",
    "minimum": "",
    "position": "1",
}
CONDITION = {"code": "d2", "question": "Is het in de wijk?", "explanation": "", "position": "2"}
LONG = "x" * 10_000


@shared
def frame(city: City, ella: User) -> Frame:
    """A frame of two criteria, 60 and 40, and one condition."""
    return plan.frame(city, by=ella, at=NOON)


def errors(page: Any) -> dict[str, list[str]]:
    """Return what the form says, by field."""
    assert page.status_code == 422
    return {name: list(found) for name, found in page.context["form"].errors.items()}


def test_the_editor_starts_a_frame(city: City, ella: User, signed_in: Browser) -> None:
    page = post(signed_in(ella), ella, "/frames/add/", **FRAME)

    made = Frame.objects.get(city=city, number=2)
    assert (page.status_code, page.headers["Location"]) == (302, f"/frames/{made.public_id}/")
    assert (made.title, made.minimum_total, made.spread_tenths) == ("Kader zomer", 60, 15)


@pytest.mark.parametrize(("typed", "tenths"), [("1,5", 15), ("1.5", 15), ("2", 20), ("0,0", 0), ("4,0", 40)])
def test_a_difference_is_typed_with_a_comma_or_a_point(
    frame: Frame, ella: User, signed_in: Browser, typed: str, tenths: int
) -> None:
    path = f"/frames/{frame.public_id}/change/"
    assert post(signed_in(ella), ella, path, **{**FRAME, "spread_tenths": typed}).status_code == 302
    frame.refresh_from_db()
    assert frame.spread_tenths == tenths


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": LONG}, "title"),
        ({"minimum_total": "101"}, "minimum_total"),
        ({"minimum_total": "-1"}, "minimum_total"),
        ({"minimum_total": ""}, "minimum_total"),
        ({"spread_tenths": "1,55"}, "spread_tenths"),
        ({"spread_tenths": "4,1"}, "spread_tenths"),
        ({"spread_tenths": "-1"}, "spread_tenths"),
        ({"spread_tenths": "een"}, "spread_tenths"),
        ({"spread_tenths": "1.5.5"}, "spread_tenths"),
        ({"spread_tenths": "²"}, "spread_tenths"),
        ({"spread_tenths": "9" * 10_000}, "spread_tenths"),
    ],
)
def test_bad_input_of_a_frame_is_told_at_its_field(
    city: City, ella: User, signed_in: Browser, wrong: dict[str, str], where: str
) -> None:
    page = post(signed_in(ella), ella, "/frames/add/", **{**FRAME, **wrong})
    told = errors(page)
    assert (list(told), len(told[where])) == ([where], 1)
    assert page.context["form"][where].value() == wrong[where]
    assert Frame.objects.count() == 1


def test_the_editor_adds_changes_and_removes_parts(frame: Frame, ella: User, signed_in: Browser) -> None:
    browser, path = signed_in(ella), f"/frames/{frame.public_id}/"
    page = post(browser, ella, f"{path}criterion/add/", **CRITERION)
    assert (page.status_code, page.headers["Location"]) == (302, f"{path}#criterion")
    assert post(browser, ella, f"{path}condition/add/", **CONDITION).status_code == 302
    made = frame.criteria.get(code="C3")
    assert values_of_part(made) == {
        **CRITERION,
        "code": "C3",
        "weight": 20,
        "minimum": None,
        "position": 1,
    }
    assert [one.code for one in frame.conditions.all()] == ["D1", "D2"]

    at = f"{path}criterion/{made.public_id}/"
    changed = {**CRITERION, "minimum": "2", "position": "3"}
    assert post(browser, ella, at, **changed).status_code == 302
    assert [(one.code, one.minimum) for one in frame.criteria.all()] == [
        ("C1", None),
        ("C2", None),
        ("C3", 2),
    ]
    assert post(browser, ella, f"{at}remove/").status_code == 302
    assert [one.code for one in frame.criteria.all()] == ["C1", "C2"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": LONG}, "title"),
        ({"question": LONG}, "question"),
        ({"question": ""}, "question"),
        ({"code": "C1"}, "code"),
        ({"weight": "0"}, "weight"),
        ({"weight": "101"}, "weight"),
        ({"weight": "33,3"}, "weight"),
        ({"minimum": "5"}, "minimum"),
        ({"position": "9"}, "position"),
    ],
)
def test_bad_input_of_a_criterion_is_told_at_its_field(
    frame: Frame, ella: User, signed_in: Browser, wrong: dict[str, str], where: str
) -> None:
    path = f"/frames/{frame.public_id}/criterion/add/"
    told = errors(post(signed_in(ella), ella, path, **{**CRITERION, **wrong}))
    assert (list(told), len(told[where])) == ([where], 1)
    assert Criterion.objects.filter(frame=frame).count() == 2


def test_the_page_says_that_the_weights_are_not_100(
    city: City, frame: Frame, ella: User, signed_in: Browser
) -> None:
    light = plan.frame(city, by=ella, at=NOON, weights=(60, 39))
    browser = signed_in(ella)

    assert "Klaar voor een ronde" in browser.get(f"/frames/{frame.public_id}/").content.decode()
    page = browser.get(f"/frames/{light.public_id}/").content.decode()
    assert "De gewichten zijn samen 99. Ze moeten 100 zijn" in page


def test_a_frozen_frame_offers_a_copy_alone(city: City, ella: User, signed_in: Browser) -> None:
    frozen = plan.frozen(city, by=ella, at=NOON)
    browser, path = signed_in(ella), f"/frames/{frozen.public_id}/"
    page = browser.get(path).content.decode()
    assert (f"{path}copy/" in page, f"{path}change/" in page, "criterion/" in page) == (True, False, False)
    one = plan.criterion(frozen)
    for at in ("change/", "criterion/add/", f"criterion/{one.public_id}/remove/"):
        answer = post(browser, ella, path + at, **FRAME)
        assert (answer.status_code, answer.headers["Location"]) == (302, path)

    answer = post(browser, ella, f"{path}copy/")
    copy = Frame.objects.get(city=city, number=3)
    assert answer.headers["Location"] == f"/frames/{copy.public_id}/"
    assert (copy.is_frozen, copy.criteria.count(), frozen.criteria.count()) == (False, 2, 2)


def test_a_stale_page_of_a_criterion_is_shown_what_stands_there_now(
    frame: Frame, ella: User, signed_in: Browser
) -> None:
    browser, one = signed_in(ella), plan.criterion(frame)
    path = f"/frames/{frame.public_id}/criterion/{one.public_id}/"
    seen = browser.get(path).context["form"]["seen"].value()
    what = CriterionOf("C1", "Iemand was eerder", "Hoe goed?", "K1", 55)
    change_part(one, what=what, position=1, by=ella, at=NOON)

    told = errors(post(browser, ella, path, **CRITERION, seen=seen))
    assert told["weight"] == ["Wat hier nu staat: “55”"]
    assert plan.criterion(frame).title == "Iemand was eerder"


def test_a_part_is_found_under_its_own_frame_and_kind_only(
    city: City, frame: Frame, ella: User, signed_in: Browser
) -> None:
    other, one = plan.frame(city, by=ella, at=NOON), plan.criterion(frame)
    browser = signed_in(ella)
    found = [
        browser.get(f"/frames/{where.public_id}/{kind}/{one.public_id}/").status_code
        for where, kind in ((frame, "criterion"), (other, "criterion"), (frame, "condition"), (frame, "x"))
    ]
    assert found == [200, 404, 404, 404]
