"""The register: what an action says in it, how it is searched, filtered, ordered and summed, and the page of one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from grants.decisions.flows import decide
from grants.decisions.states import Ground
from grants.money import format_euros
from grants.payments.flows import start_claim
from grants.proposals.models import Party, Proposal
from grants.proposals.states import PartyKind, Route
from grants.register import flows
from grants.register.queries import (
    Action,
    Asked,
    action_at,
    actions,
    choices_of,
    newest_of,
    outcome_of,
    sums_of,
    told,
)
from grants.register.states import Order
from tests import decisions, payments
from tests.grants.decisions.test_revising import claimed
from tests.grants.register import ends, scenes
from tests.grants.register.ends import LONG_AFTER
from tests.make import NOON, another_city
from tests.shared import shared
from tests.unguarded import unguarded
from wijkraden.people.models import User
from wijkraden.places.flows import change_district
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]


def read(city: City, **asked: Any) -> list[Action]:
    return told(actions(city, Asked(**asked)))


def titles(city: City, **asked: Any) -> list[str]:
    return [one.title for one in read(city, **asked)]


def one(made: Proposal) -> Action:
    found = action_at(made.district.city, made.public_id)
    assert found is not None
    return found


@shared
def public(delfshaven: District) -> Proposal:
    """A grant that everyone may read."""
    return decisions.granted(delfshaven, title=scenes.TITLE, cents=900_00)


@shared
def action(delfshaven: District) -> scenes.Public:
    """An action that was reported on, determined and paid."""
    return scenes.public_action(delfshaven)


def test_an_action_says_what_was_asked_granted_determined_and_paid(action: scenes.Public) -> None:
    payments.paid(action.proposal)
    found = one(action.proposal)

    assert (found.asked_cents, found.granted_cents, found.changed_cents) == (8_000_00, 8_000_00, None)
    assert (found.stands_cents, found.determined_cents, found.paid_cents) == (8_000_00, 6_000_00, 6_000_00)
    assert (found.granted_on, found.determined_on, found.revoked_on) == (NOON.date(), NOON.date(), None)
    assert (found.recipient, found.district_name, found.area_name) == (
        "Stichting Samen aan de Schie",
        "Delfshaven-Schiemond",
        "Delfshaven",
    )
    assert [str(aim) for aim in found.aims] == ["1 Discriminatie voorkomen"]
    assert (found.state, found.number, found.year) == ("determined", "WS-2026-0001", 2026)


@pytest.mark.parametrize(
    ("parties", "recipient"),
    [
        ({}, ("unknown", "Nog niet bekend")),
        ({PartyKind.PAYEE: "Bakkerij Delfs"}, ("organisation", "Bakkerij Delfs")),
        ({PartyKind.PAYEE: "Jan"}, ("person", "Natuurlijke persoon")),
        ({PartyKind.PERFORMER: "Stichting Spel", PartyKind.PAYEE: "Jan"}, ("organisation", "Stichting Spel")),
        ({PartyKind.PERFORMER: "Jan", PartyKind.PAYEE: "Bakkerij Delfs"}, ("person", "Natuurlijke persoon")),
    ],
)
def test_of_a_purchase_the_register_names_who_does_it_or_else_who_is_paid(
    delfshaven: District, parties: dict[PartyKind, str], recipient: tuple[str, str]
) -> None:
    made = decisions.granted(delfshaven, route=Route.PURCHASE, cents=900_00)
    with unguarded():  # after the submission nobody enters who does it
        made.parties.all().delete()
        for kind, name in parties.items():
            Party.objects.create(proposal=made, kind=kind, is_person=name == "Jan", name=name)

    found = one(made)

    assert (found.recipient_kind, found.recipient) == recipient


def test_a_change_and_a_revocation_are_told(delfshaven: District, daan: User) -> None:
    changed = decisions.granted(delfshaven, cents=8_000_00, title="Gewijzigd")
    decide(decisions.prepared(changed, decisions.a_change(5_000_00)), by=daan, at=NOON)
    revoked = ends.revoked(delfshaven, title="Ingetrokken")

    found = one(changed)
    assert (found.granted_cents, found.changed_cents, found.stands_cents) == (8_000_00, 5_000_00, 5_000_00)
    found = one(revoked)
    assert (found.granted_cents, found.stands_cents, found.revoked_on) == (8_000_00, 0, NOON.date())
    flows.close(revoked, at=LONG_AFTER)
    assert (one(revoked).state, one(revoked).is_revoked) == ("revoked", True)


def test_what_came_back_was_not_paid(delfshaven: District, pim: User) -> None:
    made = decisions.under_way(delfshaven, advance_percent=80)
    (order,) = payments.sent(made)
    assert one(made).paid_cents == 6_400_00
    payments.read(delfshaven.city, [payments.out(order)])
    lower = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, lower), by=decisions.cast("daan"), at=NOON)
    claim = start_claim(decisions.recovered(made), by=pim, at=NOON)
    back = payments.Booked(400_00, is_receipt=True, text=claim.reference, reference="A")
    payments.read(delfshaven.city, [back], number="STMT-2")

    assert one(made).paid_cents == 6_000_00


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cafe", True),
        ("CAFÉ", True),
        ("cafe avond", True),
        ("delfs", True),
        ("schie samen", True),  # the organisation
        ("ws-2026-0001", True),
        ("plein", True),  # its place
        ("nergens", False),
        ("%", False),
        ("🎉", False),
    ],
)
@pytest.mark.usefixtures("public")
def test_accents_case_and_order_do_not_count(city: City, query: str, found: bool) -> None:
    assert titles(city, q=query) == ([scenes.TITLE] if found else [])
    assert sums_of(city, Asked(q=query)).count == found


@pytest.mark.usefixtures("public")
def test_the_page_marks_what_was_searched(signed_in: Browser, at_noon: None) -> None:
    page = signed_in(None).get("/register/?q=CAFE").content.decode()
    assert "<mark>Café</mark>-avond" in page
    assert page.count("<mark>") == 1


def test_each_filter_leaves_out_what_does_not_fit(
    delfshaven: District, lage_land: District, city: City
) -> None:
    decisions.granted(delfshaven, cents=900_00, title="Hier")
    decisions.granted(lage_land, cents=8_000_00, title="Daar")
    decisions.granted(delfshaven, cents=700_00, title="Zelf", route=Route.OWN)

    assert titles(city, district=lage_land) == ["Daar"]
    assert titles(city, route=Route.OWN) == ["Zelf"]
    assert titles(city, state="granted") == ["Daar"]
    assert (len(titles(city, year=2026)), titles(city, year=2025)) == (3, [])
    assert (len(titles(city, goal="1")), titles(city, goal="2")) == (3, [])
    assert (len(titles(city, regulation="WS")), titles(city, regulation="XX")) == (3, [])
    assert titles(city, order=Order.TITLE) == ["Daar", "Hier", "Zelf"]
    assert titles(city, order=Order.AMOUNT) == ["Daar", "Hier", "Zelf"]
    assert titles(city, order=Order.OLDEST) == ["Hier", "Daar", "Zelf"]
    assert titles(city) == ["Zelf", "Daar", "Hier"]
    found = choices_of(city)
    assert (found.years, found.regulations) == (
        [2026],
        [("WS", "Wijkbudget samenleven (verzonnen regeling)")],
    )
    assert [code for code, _title in found.goals] == ["1", "2", "3"]


def test_the_sums_are_of_what_is_asked_for(delfshaven: District, lage_land: District, city: City) -> None:
    decisions.granted(delfshaven, cents=900_00, title="Hier")
    decisions.granted(lage_land, cents=8_000_00, title="Daar")
    ends.refused(delfshaven, title="Nee")

    whole = sums_of(city, Asked())
    assert (whole.count, whole.granted, whole.determined, whole.refused) == (2, 8_900_00, 900_00, 1)
    assert sums_of(city, Asked(district=delfshaven, year=2026)).refused == 1
    assert sums_of(city, Asked(district=lage_land)).refused == 0
    assert sums_of(city, Asked(q="nee")).refused == 0  # a word could tell which one it was


def test_another_city_has_its_own_register(delfshaven: District, city: City) -> None:
    made, elders = decisions.granted(delfshaven, cents=900_00), another_city()
    assert titles(city) == [made.title]
    assert (titles(elders), action_at(elders, made.public_id)) == ([], None)


def test_the_page_keeps_its_filters_when_paging_and_in_the_file(
    delfshaven: District, signed_in: Browser, at_noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grants.register.views.actions.PER_PAGE", 3)
    for number in range(4):
        decisions.granted(delfshaven, cents=1_00, title=f"Actie {number}")

    browser = signed_in(None)
    page = browser.get("/register/?district=delfshaven-schiemond&page=2")
    assert [found.title for found in page.context["actions"]] == ["Actie 0"]
    text = page.content.decode()
    assert "?district=delfshaven-schiemond&amp;page=1" in text
    assert "/register.csv?district=delfshaven-schiemond" in text
    lines = b"".join(browser.get("/register.csv?district=delfshaven-schiemond")).decode().splitlines()
    assert len(lines) == 5


@pytest.mark.parametrize("place", ["/register/", "/register.csv", "/api/v1/grants"])
def test_a_link_to_a_district_works_after_it_got_another_name(
    public: Proposal, delfshaven: District, beheer: User, place: str
) -> None:
    read = Client()
    assert read.get(place, {"district": "delfshaven-schiemond"}).status_code == 200
    same = {name: getattr(delfshaven, name) for name in ("short_name", "kind", "seats", "inhabitants")}
    same |= {"inhabitants_on": delfshaven.inhabitants_on, "inhabitants_source": delfshaven.inhabitants_source}
    change_district(delfshaven, name="Aan de Maas", **same, by=beheer, at=NOON)
    assert District.objects.get(pk=delfshaven.pk).slug == "aan-de-maas"

    answer = read.get(place, {"district": "delfshaven-schiemond"})

    assert answer.status_code == 200
    assert public.title.removeprefix("Café") in answer.getvalue().decode()
    assert read.get(place, {"district": "nergens"}).status_code == 422


@pytest.mark.parametrize(
    "query", ["year=abc", "year=1999", "district=nergens", "state=draft", "order=random"]
)
def test_a_filter_that_is_none_is_told_and_the_others_count(
    city: City, signed_in: Browser, query: str
) -> None:
    for path in ("/register/", "/register.csv"):
        answer = signed_in(None).get(f"{path}?{query}")
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()


def test_the_empty_register_says_what_will_stand_there(city: City, signed_in: Browser) -> None:
    page = signed_in(None).get("/register/")
    assert page.status_code == 200
    assert page.context["actions"] == []
    assert not page.context["is_filtered"]


def test_the_page_of_an_action_tells_what_came_of_it(
    action: scenes.Public, signed_in: Browser, at_noon: None
) -> None:
    page = signed_in(None).get(f"/register/{action.proposal.public_id}/").content.decode()
    outcome = outcome_of(one(action.proposal))
    assert outcome is not None
    assert (outcome.text, outcome.participants, outcome.volunteers) == ("Wij aten samen.", 60, 8)
    for words in (
        "Wij aten samen.",
        format_euros(6_000_00),
        "Buren eten samen op het plein.",
        "Alle bewoners",
        scenes.JUDGED,
    ):
        assert words in page


def test_what_came_of_it_waits_for_the_final_amount(delfshaven: District) -> None:
    made = decisions.reported(delfshaven)

    assert one(made).state == "reported"
    assert outcome_of(one(made)) is None
    assert (one(made).done, one(made).judgement, one(made).judgement_words) == ("", "", "")


def test_words_and_photos_stay_inside_where_something_is_not_public(delfshaven: District) -> None:
    says = {"safety_reason": "Bedreiging", "place_is_hidden": True}
    public = scenes.public_action(delfshaven, says=says)

    outcome = outcome_of(one(public.proposal))
    assert outcome is not None
    assert (outcome.text, outcome.photos, outcome.participants) == ("", [], 60)
    assert (one(public.proposal).judgement, one(public.proposal).judgement_words) == ("yes", "")


def test_the_story_tells_each_change_and_the_revision_of_a_final_amount(
    delfshaven: District, signed_in: Browser, at_noon: None
) -> None:
    made = decisions.reported(delfshaven)
    final = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, final), by=decisions.cast("daan"), at=NOON)
    decisions.lowered(made, 5_500_00)

    page = signed_in(None).get(f"/register/{made.public_id}/")

    told = [(found.on, found.title.replace("\xa0", " ")) for found in page.context["story"]]
    assert told[-2:] == [
        ("2 november 2026", "Definitief bedrag bekend: € 6.000,00."),
        ("2 november 2026", "Definitief bedrag gewijzigd van € 6.000,00 in € 5.500,00."),
    ]


def test_what_came_back_twice_leaves_nothing_paid_and_no_less(delfshaven: District, city: City) -> None:
    made = decisions.under_way(delfshaven, advance_percent=80)
    (order,) = payments.paid(made)
    lower = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, lower), by=decisions.cast("daan"), at=NOON)
    payments.asked_back(made, came_in=400_00)
    assert (one(made).paid_cents, one(made).returned_cents) == (6_000_00, 400_00)

    payments.read(city, [payments.back(order)], number="STMT-3")

    assert (one(made).paid_cents, one(made).returned_cents) == (0, 400_00)
    assert (sums_of(city, Asked()).paid, sums_of(city, Asked()).returned) == (0, 400_00)


def test_what_was_given_up_is_not_said_to_come_back(
    delfshaven: District, signed_in: Browser, at_noon: None
) -> None:
    made, claim = claimed(delfshaven)

    def says() -> list[str]:
        shown = signed_in(None).get(f"/register/{made.public_id}/").content.decode()
        words = ("Een deel hiervan komt terug", "niet alles is teruggekomen")
        return [one for one in words if one in shown]

    assert says() == ["Een deel hiervan komt terug"]
    payments.written_off(claim, cents=1_000_00)
    assert says() == ["Een deel hiervan komt terug"]

    payments.written_off(claim)

    assert says() == ["niet alles is teruggekomen"]


def test_a_district_lists_its_newest_actions_with_the_way_to_all(
    delfshaven: District, lage_land: District, city: City, signed_in: Browser, at_noon: None
) -> None:
    for number in range(11):
        decisions.granted(delfshaven, cents=1_00, title=f"Actie {number}")
    decisions.granted(lage_land, cents=1_00, title="Elders")

    assert [found.title for found in newest_of(city, delfshaven, most=2)] == ["Actie 10", "Actie 9"]
    page = signed_in(None).get("/districts/delfshaven-schiemond/")
    assert len(page.context["actions"]) == 10
    text = page.content.decode()
    assert "/register/?district=delfshaven-schiemond" in text
    assert ("Elders" in text, "Actie 1<" in text) == (False, True)


def test_many_actions_take_as_many_queries_as_one(
    delfshaven: District, city: City, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for count in (1, 12):
        while len(read(city)) < count:
            decisions.granted(delfshaven, cents=1_00, title="Nog een")
        for asked, queries in ((Asked(), 2), (Asked(q="nog"), 3)):
            with django_assert_num_queries(queries):
                assert len(told(actions(city, asked))) == count
        with django_assert_num_queries(2):
            sums_of(city, Asked())
        with django_assert_num_queries(3):
            choices_of(city)
