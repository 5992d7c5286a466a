"""What the first page says of the life of a grant: to each role what waits for it, and to nobody else's."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grants.budget.models import Year
from grants.home.queries import proposals_of, waiting_for
from grants.payments.flows import change_payee
from grants.plan.models import Regulation
from grants.proposals import flows
from grants.proposals.flows import Missing
from grants.proposals.models import Proposal
from grants.proposals.states import Route, Section
from grants.reports.flows import judge, submit_report
from grants.reports.states import Done
from grants.rounds.models import Round
from tests import decisions, orders, proposals
from tests.grants.budget.make import Play, city_slice
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import City, District

DAY = timedelta(days=1)
TODAY = NOON.date()
Open = Callable[[User | None], Client]
MOST_QUERIES = 15
FRAMES = ("SAVEPOINT", "RELEASE")


@pytest.fixture(autouse=True)
def _in_english_at_noon(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"), time_machine.travel(NOON, tick=False):
        yield


def titles(user: User, *, on: date = TODAY) -> list[str]:
    """Return what waits in proposals on that day, without what waits for everyone of that role."""
    city = City.objects.get(slug="rotterdam")
    found = waiting_for(User.objects.get(pk=user.pk), city, today=on)
    return [str(one.title) for one in found if ":" in str(one.title)]


def home(client: Client) -> str:
    answer = client.get("/home/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_council_finds_its_proposals_by_what_happens_next(
    delfshaven: District, anna: User, bram: User, signed_in: Open
) -> None:
    proposals.draft(delfshaven, title="Nog een concept")
    proposals.submitted(delfshaven, title="Bij de gemeente")
    decisions.granted(delfshaven, title="Toegekend feest")

    (own,) = proposals_of([delfshaven], at=NOON)

    assert [(group.title, [line.proposal.title for line in group.lines]) for group in own.groups] == [
        ("Your council acts next", ["Nog een concept"]),
        ("The city acts next", ["Bij de gemeente"]),
        ("Granted and not finished", ["Toegekend feest"]),
    ]
    html = home(signed_in(anna))
    assert "is open: submit up to and including" in html
    assert "/proposals/new/" in html
    assert "Nog een concept" not in home(signed_in(bram))


def test_of_each_group_five_are_shown_and_the_others_counted(
    delfshaven: District, lage_land: District
) -> None:
    for number in range(7):
        proposals.draft(delfshaven, title=f"Concept {number}")
    proposals.draft(lage_land, title="Van een ander")

    ours, theirs = proposals_of([delfshaven, lage_land], at=NOON)

    (group,) = ours.groups
    assert ([line.proposal.title for line in group.lines], group.more) == (
        [f"Concept {number}" for number in (6, 5, 4, 3, 2)],
        2,
    )
    assert [line.proposal.title for line in theirs.groups[0].lines] == ["Van een ander"]


def test_a_round_to_come_says_when_it_opens_and_without_one_there_is_no_button(
    delfshaven: District, anna: User, signed_in: Open
) -> None:
    proposals.open_round(delfshaven.city, opens_on=date(2026, 12, 1), closes_on=date(2026, 12, 20))
    html = home(signed_in(anna))
    assert ("opens on Tuesday 1 December 2026" in html, "/proposals/new/" in html) == (True, True)

    with time_machine.travel(NOON + timedelta(days=90), tick=False):
        html = home(signed_in(anna))
    assert ("No round is open now" in html, "/proposals/new/" in html) == (True, False)


def test_each_step_before_submission_waits_for_who_may_take_it(
    delfshaven: District, anna: User, chris: User, coen: User, bram: User
) -> None:
    made = proposals.presented(delfshaven, title="Feest")
    assert titles(chris) == titles(coen) == ["Enter the decision of the council: Feest"]
    assert titles(anna) == ["Ask the applicant to confirm: Feest"]

    proposals.decide(made)
    assert titles(chris) == titles(anna) == ["Ask the applicant to confirm: Feest"]
    question, _token = flows.ask_applicant(made, by=anna, at=NOON)
    assert titles(chris) == titles(anna) == ["The applicant has yet to confirm: Feest"]
    (asked,) = [one for one in waiting_for(anna, delfshaven.city, today=TODAY) if ":" in str(one.title)]
    assert str(asked.text).endswith("asked on 2 November 2026")

    flows.confirm(question, name="Fatima", at=NOON)
    assert (titles(chris), titles(anna), titles(bram)) == (["Ready to submit: Feest"], [], [])

    flows.submit(made, by=chris, at=NOON)
    assert titles(chris) == titles(anna) == []


def test_what_the_council_voted_down_waits_to_be_closed(
    delfshaven: District, anna: User, chris: User
) -> None:
    proposals.voted_down(delfshaven, title="Feest", route=Route.OWN)
    assert titles(chris) == ["Close it, because the council was against: Feest"]
    assert titles(anna) == []


def test_who_has_an_interest_is_asked_for_nothing(delfshaven: District, anna: User, chris: User) -> None:
    made = proposals.presented(delfshaven, title="Feest", by=chris)
    assert titles(anna) != []
    flows.declare_interest(made, has_interest=True, explanation="Mijn zus vraagt dit aan.", by=anna, at=NOON)
    assert titles(anna) == []


def test_an_asked_completion_waits_for_the_council_and_then_for_the_officer(
    delfshaven: District, anna: User, olga: User, signed_in: Open
) -> None:
    made = proposals.submitted(delfshaven, title="Feest")
    proposals.ask(made, items=[Missing(Section.WHAT, "Voor wie is het?")])
    (asked,) = [one for one in waiting_for(anna, delfshaven.city, today=NOON.date()) if ":" in str(one.title)]
    assert (asked.title, "16 November 2026" in str(asked.badge)) == ("Complete: Feest", True)
    assert titles(olga) == []
    assert "with what the city asked" in home(signed_in(anna))

    request = made.completion_requests.get()
    flows.answer_item(request.items.get(), answer="Iedereen.", by=anna, at=NOON)

    assert (titles(anna), titles(olga)) == ([], ["Judge what was completed: Feest"])
    assert "with what the city asked" not in home(signed_in(anna))


def test_an_officer_finds_her_own_work_first_with_the_counts_of_the_list(
    delfshaven: District, olga: User, otto: User, signed_in: Open
) -> None:
    first = proposals.submitted(delfshaven, title="Van niemand", at=NOON - 3 * DAY)
    assert first.handler is None
    hers = proposals.submitted(delfshaven, title="Van olga")
    flows.assign(hers, to=olga, by=olga, at=NOON)
    answer = signed_in(olga).get("/home/")
    ((_desk, content),) = answer.context["desks"]
    assert [one.title for one in content.items] == ["Van olga", "Van niemand"]
    assert {figure.label: figure.amount for figure, _url in content.counts} == {
        "To decide": "2",
        "Past the last day": "0",
        "In my hands": "1",
        "In nobody’s hands": "1",
    }
    for figure, url in content.counts:
        assert signed_in(olga).get(url).context["count"] == int(figure.amount)


def test_what_came_in_waits_for_its_officer_with_its_title_its_amount_and_the_last_day_to_decide(
    delfshaven: District, olga: User, otto: User
) -> None:
    made = proposals.submitted(delfshaven, title="Feest")

    def asked(user: User) -> list[tuple[str, str, str]]:
        found = waiting_for(user, delfshaven.city, today=TODAY)
        return [(str(one.title), str(one.text), str(one.badge)) for one in found]

    told = (
        "Check what came in: Feest",
        "WS-2026-0001 · Delfshaven-Schiemond · €\xa04.800,00",
        "decide on 28 December 2026 at the latest",
    )
    assert asked(olga) == asked(otto) == [told]
    flows.assign(made, to=olga, by=olga, at=NOON)
    assert (asked(olga), asked(otto)) == ([told], [])
    flows.find_complete(made, by=olga, at=NOON)
    assert asked(olga) == []


def test_a_reviewed_proposal_waits_for_its_officer_and_for_no_colleague(
    delfshaven: District, olga: User, otto: User
) -> None:
    made = proposals.reviewed(delfshaven, cents=900_00, title="Feest")
    flows.assign(made, to=olga, was=made.handler_id, by=olga, at=NOON)
    assert (titles(olga), titles(otto)) == (["Prepare the decision: Feest"], [])


def test_a_reviewer_sees_how_far_she_is_and_what_she_does_now(
    delfshaven: District, rik: User, roos: User, ruud: User, signed_in: Open
) -> None:
    proposals.in_review(delfshaven, cents=20_000_00, title="Groot feest", declares=False)
    html = home(signed_in(rik))
    assert ("0 of 1" in html, "Groot feest" in html, "Tell about your interest" in html) == (True, True, True)
    nothing = home(signed_in(ruud))
    assert ("Groot feest" in nothing, "No proposal waits for your review now" in nothing) == (False, True)


def test_a_decision_maker_finds_what_was_prepared(delfshaven: District, daan: User, signed_in: Open) -> None:
    assert "No decision is waiting for you" in home(signed_in(daan))
    made = proposals.reviewed(delfshaven, cents=900_00, title="Feest")
    waits = decisions.prepared(made)
    html = home(signed_in(daan))
    assert (waits.number in html, "Feest" in html, "No decision is waiting" in html) == (True, True, False)


def test_a_budget_holder_is_asked_for_mandates_until_one_stands(city: City, bas: User) -> None:
    asked = "Enter who may decide, and up to which amount"
    assert asked in [str(one.title) for one in waiting_for(bas, city, today=NOON.date())]
    decisions.mandate(city)
    assert asked not in [str(one.title) for one in waiting_for(bas, city, today=NOON.date())]


def test_an_administrator_is_asked_to_announce_a_round_for_a_year_with_a_budget(
    city: City, beheer: User
) -> None:
    asked = "Announce a round for 2027"
    assert asked not in [str(one.title) for one in waiting_for(beheer, city, today=NOON.date())]
    proposals.own_budgets(city, year=2027)
    assert asked in [str(one.title) for one in waiting_for(beheer, city, today=NOON.date())]


def test_a_draft_is_counted_for_nobody_else(
    delfshaven: District, anna: User, olga: User, signed_in: Open
) -> None:
    proposals.draft(delfshaven, title="Zebrapad-geheim")
    assert "Zebrapad-geheim" in home(signed_in(anna))
    for name in ("bram", "rik", "olga", "daan"):
        html = home(signed_in(proposals.cast(name)))
        assert "Zebrapad-geheim" not in html
        assert "1 proposal" not in html
    answer = signed_in(olga).get("/home/")
    ((_desk, content),) = answer.context["desks"]
    assert {figure.amount for figure, _url in content.counts} == {"0"}


@pytest.mark.parametrize("name", ["anna", "coen", "olga", "rik", "daan"])
def test_the_first_page_takes_the_same_queries_with_many_rows(
    name: str, delfshaven: District, signed_in: Open, request: pytest.FixtureRequest
) -> None:
    def taken() -> int:
        client = signed_in(request.getfixturevalue(name))
        client.get("/home/")
        with CaptureQueriesContext(connection) as queries:
            home(client)
        return sum(not one["sql"].startswith(FRAMES) for one in queries.captured_queries)

    def one_of_each(number: int) -> None:
        proposals.presented(delfshaven, title=f"Bij de raad {number}", cents=100_00)
        proposals.ask(proposals.submitted(delfshaven, title=f"Aanvullen {number}", cents=100_00))
        proposals.in_review(delfshaven, title=f"Beoordelen {number}", cents=3_000_00)
        decisions.prepared(proposals.reviewed(delfshaven, title=f"Beslissen {number}", cents=100_00))

    one_of_each(0)
    few = taken()
    for number in range(1, 9):
        one_of_each(number)

    assert few <= MOST_QUERIES
    assert taken() == few
    assert Proposal.objects.count() == 36


def test_the_rounds_of_a_council_are_those_it_may_answer(delfshaven: District) -> None:
    (own,) = proposals_of([delfshaven], at=NOON)
    assert [(round_, is_open) for round_, is_open in own.rounds] == [
        (Round.objects.get(title="Wijkbudget samenleven 2026"), True)
    ]


def test_a_round_for_the_whole_city_stands_on_the_page_of_every_council(
    city: City, delfshaven: District, lage_land: District
) -> None:
    pot = city_slice(Year.objects.get(city=city, year=2026), Regulation.objects.get(city=city, prefix="WS"))
    Play(pot).allot(20_000_00)
    made = proposals.open_round(city, budgets=[pot], title="Heel de stad")

    ours, theirs = proposals_of([delfshaven, lage_land], at=NOON)

    assert [(made, True) in one.rounds for one in (ours, theirs)] == [True, True]


def test_a_report_waits_for_its_council_and_then_for_the_officer(
    delfshaven: District, anna: User, bram: User, olga: User
) -> None:
    made = decisions.under_way(delfshaven, title="Feest")
    last = made.ends_on
    assert last is not None
    assert titles(anna, on=last) == []
    assert titles(anna, on=last + DAY) == ["Write the report: Feest"]
    assert titles(bram, on=last + DAY) == []

    report = decisions.written(made)
    submit_report(report, by=None, at=NOON)
    assert titles(anna, on=last + DAY) == ["Enter the judgement of the council: Feest"]
    assert titles(olga, on=last + DAY) == ["Prepare the final amount: Feest"]

    judge(report, judgement=Done.YES, by=anna, at=NOON)
    assert titles(anna, on=last + DAY) == []


def test_an_account_that_is_missing_waits_for_the_officer(delfshaven: District, olga: User) -> None:
    made = orders.settled(delfshaven, cents=900_00, title="Muziek")
    assert titles(olga) == ["Enter the account to pay to: Muziek"]

    change_payee(made, iban=proposals.IBAN, holder="Muziek & Zo", by=olga, at=NOON)
    assert titles(olga) == []


def test_a_payer_finds_what_is_to_be_paid(delfshaven: District, pim: User, signed_in: Open) -> None:
    nothing = home(signed_in(pim))
    assert ("comes from a decision" in nothing, "1 payment to prepare" in nothing) == (True, False)
    decisions.granted(delfshaven, cents=900_00)
    assert "1 payment to prepare" in home(signed_in(pim))
