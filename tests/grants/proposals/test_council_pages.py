"""The page of the vote: looked at first, then entered; and the voting rules."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from grants.proposals import flows
from grants.proposals.models import CouncilRules, Proposal
from grants.proposals.offers import council
from grants.proposals.queries import rules_of
from grants.proposals.states import Part, Route
from tests import proposals
from tests.make import NOON, picture, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]
pytestmark = pytest.mark.usefixtures("at_noon")


def filled(anna: User, chris: User, **other: object) -> dict[str, object]:
    return {
        "kind": "formal",
        "decided_on": "2-11-2026",
        f"member-{anna.public_id}": Part.PRESENT.value,
        f"member-{chris.public_id}": Part.PRESENT.value,
        "others_present": "4",
        "others_stepped_back": "0",
        "seats": "7",
        "votes_for": "5",
        "votes_against": "1",
        "abstained": "0",
        **other,
    }


def seen(answer: object) -> str:
    text: str = answer.content.decode()  # type: ignore[attr-defined]  # of the test client
    return text.partition('name="seen" value="')[2].partition('"')[0]


def path_of(proposal: Proposal, page: str = "council") -> str:
    return f"/proposals/{proposal.public_id}/{page}/"


@shared
def presented(delfshaven: District) -> Proposal:
    """A draft that was put before the council."""
    return proposals.presented(delfshaven)


def test_the_outcome_is_shown_before_it_is_entered(
    presented: Proposal, anna: User, chris: User, signed_in: Browser
) -> None:
    client, path = signed_in(chris), path_of(presented)

    shown = post(client, chris, path, **filled(anna, chris, minutes=picture()))
    assert (shown.status_code, presented.council_decisions.count()) == (200, 0)
    assert "5 voor, 1 tegen" in shown.content.decode()

    kept = shown.content.decode().partition('name="minutes-kept" value="')[2].partition('"')[0]
    fields = filled(anna, chris, seen=seen(shown), store="1", **{"minutes-kept": kept})
    entered = post(client, chris, path, **fields)

    assert entered.url == path_of(presented, "applicant")
    decision = presented.council_decisions.get()
    assert (decision.accepted, decision.minutes is not None) == (True, True)


def test_what_was_changed_after_the_look_is_looked_at_again(
    delfshaven: District, anna: User, chris: User, signed_in: Browser
) -> None:
    made = proposals.presented(delfshaven, route=Route.OWN)
    client, path = signed_in(chris), path_of(made)
    first = post(client, chris, path, **filled(anna, chris))
    turned = {"votes_for": "1", "votes_against": "5"}

    again = post(client, chris, path, **filled(anna, chris, **turned, seen=seen(first), store="1"))

    assert (again.status_code, made.council_decisions.count()) == (200, 0)
    entered = post(client, chris, path, **filled(anna, chris, **turned, seen=seen(again), store="1"))
    assert entered.url == path_of(made, "not-put-forward")
    assert made.council_decisions.get().accepted is False


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("kind", {"kind": "informal"}, "formele vergadering"),
        ("decided_on", {"decided_on": "3-11-2026"}, "moet nog komen"),
        ("votes_for", {"votes_for": "6"}, "stemmen"),
        ("others_present", {"others_present": "1", "votes_for": "2"}, "ten minste"),
        ("seats", {"seats": ""}, "verplicht"),
        ("seats", {"seats": "3"}, "3 zetels"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(
    delfshaven: District, signed_in: Browser, *, field: str, wrong: dict[str, str], told: str
) -> None:
    anna, chris = proposals.cast("anna"), proposals.cast("chris")
    made = proposals.presented(delfshaven)

    answer = post(signed_in(chris), chris, path_of(made), **filled(anna, chris, basis="Artikel 12", **wrong))

    text = answer.content.decode()
    assert (answer.status_code, told in text, "Artikel 12" in text) == (422, True, True)
    assert list(answer.context["form"].errors) == [field]
    assert made.council_decisions.count() == 0


def test_what_the_council_decided_meanwhile_is_told_above_the_form(
    presented: Proposal, anna: User, chris: User, signed_in: Browser
) -> None:
    client, path = signed_in(chris), path_of(presented)
    fields = filled(anna, chris)
    shown = post(client, chris, path, **fields)
    post(signed_in(chris), chris, path, **{**fields, "seen": seen(shown), "store": "1"})

    answer = post(client, chris, path, **{**fields, "seen": seen(shown), "store": "1"})

    assert presented.council_decisions.count() == 1
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["__all__"])


def test_who_has_an_interest_is_shown_as_stepping_back(
    presented: Proposal, anna: User, chris: User, signed_in: Browser
) -> None:
    flows.declare_interest(presented, has_interest=True, explanation="Mijn zus.", by=anna, at=NOON)
    client = signed_in(chris)
    text = client.get(path_of(presented)).content.decode()
    assert (f"member-{anna.public_id}" in text, "doet niet mee" in text) == (False, True)

    fields = filled(anna, chris, votes_for="5", votes_against="0")
    shown = post(client, chris, path_of(presented), **fields)
    post(client, chris, path_of(presented), **{**fields, "seen": seen(shown), "store": "1"})

    parts = {one.user: one.part for one in presented.council_decisions.get().attendances.all()}
    assert parts == {anna: Part.STEPPED_BACK, chris: Part.PRESENT}


def test_an_interest_is_told_while_the_council_has_yet_to_decide(
    presented: Proposal, anna: User, chris: User, signed_in: Browser
) -> None:
    path = path_of(presented, "edit/interests")
    labels = [one.label for one in council.offers(anna, presented, at=NOON)]
    assert labels[-1] == "Vertel of u een persoonlijk belang hebt"

    page = signed_in(anna).get(path).content.decode()
    assert f"/proposals/{presented.public_id}/edit/what/" not in page, "the text stays as it is"
    sent = post(signed_in(anna), anna, path, has_interest="yes", explanation="Mijn zus.")

    assert (sent.status_code, sent.headers["Location"]) == (302, path)
    assert council.offers(anna, Proposal.objects.get(pk=presented.pk), at=NOON) == []
    sent = post(signed_in(chris), chris, path, has_interest="no")
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/proposals/{presented.public_id}/")
    labels = [one.label for one in council.offers(chris, Proposal.objects.get(pk=presented.pk), at=NOON)]
    assert "Vertel of u een persoonlijk belang hebt" not in labels


def test_whoever_has_an_interest_is_led_back(presented: Proposal, chris: User, signed_in: Browser) -> None:
    flows.declare_interest(presented, has_interest=True, explanation="Mijn zus.", by=chris, at=NOON)

    assert signed_in(chris).get(path_of(presented)).status_code == 302
    assert council.offers(chris, presented, at=NOON) == []


def test_an_authorisation_is_looked_at_and_entered(
    delfshaven: District, chris: User, coen: User, beheer: User, signed_in: Browser
) -> None:
    made = proposals.presented(delfshaven, cents=900_00, route=Route.OWN)
    path = path_of(made, "council/authorisation")
    client = signed_in(coen)
    assert "machtigt niemand" in client.get(path).content.decode()
    flows.set_council_rules(
        delfshaven,
        quorum_percent=50,
        tie_accepts=False,
        authorised_cents=1_000_00,
        source="Reglement",
        by=beheer,
        at=NOON,
    )
    fields = {"authorised": chris.public_id, "decided_on": "2-11-2026", "basis": "Besluit 4"}

    shown = post(client, coen, path, **fields)
    entered = post(client, coen, path, **fields, seen=seen(shown), store="1")

    assert entered.url == path_of(made, "submit")
    assert made.council_decisions.get().authorised == chris


def test_the_administrator_enters_voting_rules(
    delfshaven: District, beheer: User, signed_in: Browser
) -> None:
    client, path = signed_in(beheer), f"/council-rules/{delfshaven.slug}/"
    assert client.get(path).status_code == 200
    fields = {
        "quorum_percent": "66",
        "tie_accepts": "True",
        "authorised_cents": "1.000",
        "source": "Reglement",
    }
    assert post(client, beheer, path, **{**fields, "quorum_percent": "100"}).status_code == 422
    assert CouncilRules.objects.count() == 0

    assert post(client, beheer, path, **fields).url == "/council-rules/"

    delfshaven.refresh_from_db()
    rules = rules_of(delfshaven)
    assert (rules.quorum_percent, rules.tie_accepts, rules.authorised_cents) == (66, True, 1_000_00)
    assert "meer dan 66%" in client.get("/council-rules/").content.decode()


def test_once_the_applicant_was_asked_that_is_no_next_step_but_can_be_repeated(
    presented: Proposal, chris: User, anna: User
) -> None:
    proposals.decide(presented)

    def told(at: datetime = NOON) -> list[tuple[str, bool]]:
        found = council.offers(chris, Proposal.objects.get(pk=presented.pk), at=at)
        return [(one.label, one.is_next) for one in found][:2]

    back = ("Terugsturen naar de schrijver", False)
    assert told() == [("Aanvrager vragen om te bevestigen", True), back]
    question, _token = flows.ask_applicant(presented, by=anna, at=NOON)
    again = ("Vraag opnieuw aan de aanvrager sturen (verstuurd op 2 november 2026)", False)
    assert told() == [again, back]
    assert told(NOON + timedelta(days=31))[0] == ("Aanvrager vragen om te bevestigen", True)
    flows.decline(question, reason="Het bedrag klopt niet.", at=NOON)
    assert told() == [
        ("Lees waarom de aanvrager niet bevestigt (gevraagd op 2 november 2026)", False),
        (back[0], True),
    ]


def test_each_sees_what_she_can_do_next(presented: Proposal, anna: User, chris: User, bram: User) -> None:
    def names(user: User) -> list[str]:
        return [one.address.split("/")[-2] for one in council.offers(user, presented, at=NOON)]

    assert names(chris) == ["council", "applicant", "send-back", "interests", "withdraw"]
    assert names(anna) == ["applicant", "interests"]
    proposals.decide(presented)
    question, _token = flows.ask_applicant(presented, by=anna, at=NOON)
    flows.confirm(question, name="Fatima", at=NOON)
    assert names(chris) == ["submit", "send-back", "interests", "withdraw"]
    flows.submit(presented, by=chris, at=NOON)
    assert names(chris) == ["receipt", "withdraw"]
    assert names(bram) == []
    assert [one.by for one in council.story(chris, presented)] == [
        "Chris Yıldız",
        "Anna van der Berg",
        "Fatima",
    ]
