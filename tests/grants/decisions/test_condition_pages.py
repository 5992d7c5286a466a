"""What people see of a grant under condition of the budget."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.decisions.conditions import condition_words
from grants.decisions.flows import confirm_condition, decide_objection
from grants.decisions.letter import as_text
from grants.decisions.queries_of_objections import decisions_to_answer
from grants.decisions.states import Outcome
from grants.dossier.told import turn_for
from grants.home.queries import waiting_for
from grants.proposals.models import Proposal
from grants.register.queries import actions_in
from tests import conditions, decisions, objections
from tests.conditions import ADOPTED, LAST_ON
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
BADGE = "decisions/condition_badge.html"
pytestmark = pytest.mark.usefixtures("db", "at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A proposal of 8,000 euros that was granted under condition."""
    return conditions.granted(delfshaven, cents=8_000_00)


def templates(page: Any) -> set[str]:
    return {one.name for one in page.templates if one.name}


def test_until_then_the_city_council_acts_next(proposal: Proposal, olga: User) -> None:
    assert turn_for(olga, proposal, at=NOON) == "Nu aan de beurt: de gemeenteraad, met de begroting."

    conditions.adopt(proposal.district.city)
    conditions.allot(proposal.district.city, 10_000_00)
    confirm_condition(conditions.condition_of(proposal), by=None, at=ADOPTED)

    assert "gemeenteraad" not in turn_for(olga, Proposal.objects.get(pk=proposal.pk), at=ADOPTED)


def test_the_list_names_it_with_what_happens_next(proposal: Proposal, olga: User, signed_in: Browser) -> None:
    page = signed_in(olga).get("/decisions/conditions/")

    (row,) = page.context["table"].rows
    assert row[0].url == f"/proposals/{proposal.public_id}/"
    assert row[1].text.replace("\xa0", " ") == "€ 8.000,00"
    assert row[4].text == ""


def test_an_upheld_objection_waits_for_the_condition_and_says_so(
    proposal: Proposal, joris: User, olga: User, signed_in: Browser
) -> None:
    User.objects.update(language="en")
    says = "The change is prepared once that condition is gone."
    heard = objections.heard(proposal, at=NOON)
    assert says in signed_in(joris).get(reverse("objection_decide", args=[heard.public_id])).content.decode()
    decide_objection(heard, outcome=Outcome.UPHELD, reasons="Het bedrag is te laag.", by=joris, at=NOON)
    heard.refresh_from_db()
    assert heard.letter is not None
    assert "voorbehoud van de begroting" in as_text(heard.letter)

    change = reverse("decision_prepare", args=[proposal.public_id, "change"])
    shown = signed_in(olga).get(reverse("objection", args=[heard.public_id])).content.decode()
    assert says in shown
    assert change not in shown
    assert list(decisions_to_answer(proposal.district.city)) == []

    conditions.adopt(proposal.district.city)
    conditions.allot(proposal.district.city, 8_000_00)
    confirm_condition(conditions.condition_of(proposal), by=None, at=ADOPTED)
    shown = signed_in(olga).get(reverse("objection", args=[heard.public_id])).content.decode()
    assert says not in shown
    assert change in shown
    assert len(decisions_to_answer(proposal.district.city)) == 1


def test_without_any_the_list_says_so(olga: User, signed_in: Browser) -> None:
    page = signed_in(olga).get("/decisions/conditions/")

    assert page.context["page"].paginator.count == 0
    assert "components/empty.html" in templates(page)


def test_the_council_and_the_staff_see_it_beside_the_state(
    proposal: Proposal, anna: User, olga: User, signed_in: Browser
) -> None:
    path = f"/proposals/{proposal.public_id}/"
    for user, next_ in ((anna, False), (olga, True)):
        page = signed_in(user).get(path)
        assert BADGE in templates(page)
        assert bool(page.context["condition_next"]) is next_


def test_it_goes_when_the_condition_is_gone(
    proposal: Proposal, city: City, olga: User, signed_in: Browser
) -> None:
    conditions.adopt(city)
    conditions.allot(city, 25_000_00)
    confirm_condition(conditions.condition_of(proposal), by=None, at=ADOPTED)

    page = signed_in(olga).get(f"/proposals/{proposal.public_id}/")

    assert BADGE not in templates(page)
    assert page.context["condition"] is None
    assert signed_in(olga).get("/decisions/conditions/").context["page"].paginator.count == 0


def test_meanwhile_only_revoking_it_is_offered(proposal: Proposal, olga: User, signed_in: Browser) -> None:
    offers = {
        one.address for one in signed_in(olga).get(f"/proposals/{proposal.public_id}/").context["offers"]
    }

    prepare = {one.split("/")[-2] for one in offers if "/decisions/prepare/" in one}
    assert prepare == {"revoke"}


def test_the_ground_is_offered_only_while_it_stands(
    proposal: Proposal, delfshaven: District, olga: User, signed_in: Browser
) -> None:
    def grounds(of: Proposal) -> set[str]:
        page = signed_in(olga).get(f"/decisions/prepare/{of.public_id}/revoke/")
        return {value for value, _label in page.context["form"].fields["ground"].choices}

    decisions.mandate(delfshaven.city)
    always = decisions.granted(delfshaven, title="Van dit jaar")
    assert grounds(proposal) - grounds(always) == {"budget"}


def test_whoever_decides_reads_that_it_is_under_condition(
    delfshaven: District, daan: User, signed_in: Browser
) -> None:
    waits = decisions.prepared(conditions.reviewed(delfshaven))
    conditions.mandate(waits.proposal)

    page = signed_in(daan).get(f"/decisions/{waits.public_id}/take/")
    assert page.context["is_under_condition"] is True
    assert "4:34" in page.content.decode()
    (row,) = signed_in(daan).get("/decisions/").context["table"].rows
    assert row[1].note != ""
    assert [row[place].text.replace("\xa0", " ") for place in (2, 3)] == ["€ 25.000,00", "€ 20.200,00"]


def test_the_public_reads_it_of_what_was_told(proposal: Proposal, city: City, signed_in: Browser) -> None:
    assert actions_in(city).get().is_conditional is True

    client = signed_in(None)
    for path in ("/register/", f"/register/{proposal.public_id}/"):
        assert BADGE in templates(client.get(path))
    (grant,) = client.get("/api/v1/grants").json()["grants"]
    assert (grant["state"], grant["is_conditional"], grant["paid_cents"]) == ("granted", True, 0)


def test_the_officer_is_told_when_the_budget_has_too_little(
    proposal: Proposal, city: City, olga: User
) -> None:
    def waiting(on: Any) -> list[Any]:
        return [one for one in waiting_for(olga, city, today=on) if one.url == "/decisions/conditions/"]

    assert waiting(ADOPTED.date()) == []
    conditions.adopt(city)
    (before,) = waiting(ADOPTED.date())
    assert proposal.title in str(before.title)
    assert "10 dec" in str(before.badge)
    (after,) = waiting(LAST_ON + timedelta(days=1))
    assert after.badge == ""
    conditions.allot(city, 25_000_00)
    assert waiting(ADOPTED.date()) == []


def test_what_comes_of_it_is_told_in_each_case(proposal: Proposal, city: City) -> None:
    from grants.decisions.queries_of_conditions import standings_of

    def words(on: Any) -> str:
        found = conditions.condition_of(proposal)
        return condition_words(*standings_of([found], on=on))

    told = [words(ADOPTED.date())]
    conditions.adopt(city)
    told += [words(ADOPTED.date()), words(LAST_ON + timedelta(days=1))]
    conditions.allot(city, 25_000_00)
    told += [words(ADOPTED.date())]
    assert len(set(told)) == 4
    assert ["8.000,00" in one for one in told] == [False, True, True, False]
