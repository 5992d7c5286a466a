"""Who hears of a decision by mail: who may take it once it is prepared, and its council what was decided."""

from datetime import timedelta

import pytest

from grants.decisions.flows import decide, prepare_decision, return_decision
from grants.decisions.models import Decision
from grants.decisions.states import Ground
from grants.proposals.models import Handling, Interest, Proposal
from grants.proposals.states import Route
from portal.post.models import Message
from tests import decisions, payments, proposals
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District


@shared
def reviewed(delfshaven: District) -> Proposal:
    """A subsidy of 8,000 euros that was reviewed."""
    return proposals.reviewed(delfshaven, cents=8_000_00)


def mails(kind: str, about: Decision) -> list[Message]:
    return list(Message.objects.filter(kind=kind, about_id=about.public_id).order_by("to__given_name"))


def told(about: Decision) -> str:
    """Return the paragraph of the mail to chris that says what was decided."""
    (mail,) = (one for one in mails("decisions.copy", about) if one.to == cast("chris"))
    return mail.text.replace("\xa0", " ").split("\n\n")[2].split("\n")[0]


def test_who_may_take_it_within_a_mandate_is_told_once(
    reviewed: Proposal, daan: User, dewi: User, olga: User
) -> None:
    """Dewi's mandate goes up to less; both are told of what both may decide."""
    decisions.mandate(reviewed.district.city)
    decisions.mandate(reviewed.district.city, user=dewi, maximum_cents=7_999_99)

    made = prepare_decision(reviewed, what=decisions.a_grant(reviewed), by=olga, at=NOON)

    (mail,) = mails("decisions.to_decide", made)
    assert (mail.to, mail.subject) == (daan, f"Te beslissen: {made.number}, Zomerfeest op het plein")
    text = mail.text.replace("\xa0", " ")
    for words in (
        "Olga Petrova",
        "€ 8.000,00",
        f"/decisions/{made.public_id}/",
        "Besluit uiterlijk op maandag",
    ):
        assert words in text

    return_decision(made, reason="Te veel.", by=daan, at=NOON)
    again = prepare_decision(
        reviewed, what=decisions.a_grant(reviewed, cents=5_000_00), by=olga, at=NOON + timedelta(hours=1)
    )
    assert [one.to for one in mails("decisions.to_decide", again)] == [daan, dewi]
    assert Message.objects.filter(kind="decisions.to_decide").count() == 3


def test_who_may_not_decide_on_it_is_told_nothing(
    reviewed: Proposal, daan: User, dewi: User, olga: User
) -> None:
    """One has an interest, the other handled it."""
    for user in (daan, dewi):
        decisions.mandate(reviewed.district.city, user=user)
    Handling.objects.create(proposal=reviewed, user=dewi, since=NOON)
    Interest.objects.create(
        proposal=reviewed, user=daan, has_interest=True, explanation="Mijn zus.", declared_at=NOON
    )

    made = prepare_decision(reviewed, what=decisions.a_grant(reviewed), by=olga, at=NOON)

    assert mails("decisions.to_decide", made) == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("grant", "Toegekend: € 8.000,00, zoveel als is gevraagd."),
        ("part", "Deels toegekend: € 5.000,00 van de gevraagde € 8.000,00. De rest is afgewezen."),
        ("refusal", "Afgewezen: van de gevraagde € 8.000,00 is niets toegekend."),
    ],
)
def test_its_council_reads_what_was_decided(reviewed: Proposal, anna: User, kind: str, words: str) -> None:
    User.objects.filter(pk=anna.pk).update(language="en")
    what = {
        "grant": decisions.a_grant(reviewed),
        "part": decisions.a_grant(reviewed, cents=5_000_00),
        "refusal": decisions.a_refusal(),
    }[kind]
    decisions.mandate(reviewed.district.city)
    made = decide(decisions.prepared(reviewed, what), by=cast("daan"), at=NOON)

    assert told(made) == words
    in_english = next(one for one in mails("decisions.copy", made) if one.to == anna)
    assert in_english.text.split("\n\n")[2].startswith(("Granted", "Refused"))
    assert "Fatima" not in in_english.text


def test_so_it_does_of_what_came_after(delfshaven: District) -> None:
    made = decisions.granted(delfshaven, advance_percent=80)
    payments.paid(made)
    lower = decisions.a_determination(3_000_00, ground=Ground.COSTS)
    final = decide(decisions.prepared(made, lower), by=cast("daan"), at=NOON)
    recovery = decide(decisions.prepared(made, decisions.a_recovery(840_00)), by=cast("daan"), at=NOON)

    assert told(final) == "Het definitieve bedrag is € 3.000,00."
    assert told(recovery) == "€ 840,00 die te veel is betaald, wordt teruggevraagd."


def test_of_what_nobody_applied_for_it_reads_that_the_city_agrees(delfshaven: District) -> None:
    made = decisions.granted(delfshaven, route=Route.OWN)

    found = told(made.decisions.get())
    assert found == "De gemeente is akkoord: er is € 4.800,00 voor ‘Zomerfeest op het plein’."
