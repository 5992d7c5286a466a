"""What the letter of a revised final amount says: what stood, what stands, and what remains to be paid both ways."""

from typing import Any

from grants.decisions.flows import decide
from grants.decisions.letter import as_text, letter_of
from grants.decisions.models import Decision
from grants.decisions.queries_of_revisions import Remaining, remaining_after, set_against, taken_off
from grants.decisions.states import Ground
from grants.money import format_euros
from tests import decisions, payments
from tests.grants.decisions.test_revising import again, claimed, overpaid, upheld
from tests.make import NOON
from tests.objections import DECIDED
from wijkraden.people.models import User
from wijkraden.places.models import District


def to_do(decision: Decision) -> list[str]:
    """Return what its letter says to do: as the books stand now."""
    drafted = letter_of(Decision.objects.get(pk=decision.pk), [], [])["sections"][1]["paragraphs"]
    told: list[str] = drafted
    return told


def sent(decision: Decision) -> list[str]:
    """Return what the letter that was sent says to do."""
    decision.refresh_from_db()
    assert decision.letter is not None
    told: list[str] = decision.letter["sections"][1]["paragraphs"]
    return told


def test_the_letter_of_a_higher_one_says_what_remains_of_what_was_asked(delfshaven: District) -> None:
    """4,000 asked back, 600 of it taken off."""
    made, _claim = claimed(delfshaven)
    decisions.mandate(delfshaven.city, user=decisions.cast("dewi"), maximum_cents=25_000_00)
    waits = decisions.prepared(upheld(made), decisions.a_revision(3_000_00), at=DECIDED)
    drafted = to_do(waits)
    told = sent(decide(waits, by=decisions.cast("dewi"), at=DECIDED))
    assert told == drafted
    assert [format_euros(3_400_00) in one for one in told] == [True]


def test_the_letter_of_a_higher_one_says_what_is_to_be_asked_yet(delfshaven: District) -> None:
    made = upheld(overpaid(delfshaven))
    told = sent(decisions.raised(made, 3_900_00, at=DECIDED))
    assert [format_euros(2_500_00) in one for one in told] == [True]


def test_the_letter_of_a_lower_one_says_what_is_still_paid_and_what_was_asked_before(
    delfshaven: District, daan: User
) -> None:
    made = decisions.reported(delfshaven)
    final = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, final), by=daan, at=NOON)
    decisions.viewed(again(made), Ground.LATER_FACTS)
    waits = decisions.prepared(again(made), decisions.a_revision(5_000_00, ground=Ground.LATER_FACTS))
    drafted = to_do(waits)
    told = sent(decide(waits, by=daan, at=NOON))
    assert told == drafted
    assert [format_euros(5_000_00) in one for one in told] == [False, True]


def test_the_letter_of_a_lower_one_says_what_was_asked_before_too(delfshaven: District, daan: User) -> None:
    """4,000 were asked back, and 400 more come with this one."""
    made, _claim = claimed(delfshaven)
    decisions.viewed(made, Ground.LATER_FACTS)
    waits = decisions.prepared(made, decisions.a_revision(2_000_00, ground=Ground.LATER_FACTS))
    drafted = to_do(waits)
    told = sent(decide(waits, by=daan, at=NOON))
    assert told == drafted
    assert [(format_euros(400_00) in one, format_euros(4_000_00) in one) for one in told] == [
        (True, False),
        (False, True),
    ]


def test_the_letter_says_what_stood_what_stands_and_what_is_owed_less(delfshaven: District) -> None:
    made, _claim = claimed(delfshaven)
    raised = decisions.raised(upheld(made), 3_000_00, at=DECIDED)
    raised.refresh_from_db()
    assert raised.letter is not None
    text = as_text(raised.letter)
    assert format_euros(2_400_00) in text
    assert format_euros(3_000_00) in text
    assert format_euros(600_00) in text
    assert raised.objection_until is not None


def test_the_letter_of_a_higher_one_says_what_was_not_paid_back_and_promises_nothing_of_it(
    delfshaven: District,
) -> None:
    """4,000 were given up; raised by 1,000 nothing is paid, and raised to 6,600 only what is above that."""
    made, claim = claimed(delfshaven)
    payments.written_off(claim)
    decisions.mandate(delfshaven.city, user=decisions.cast("dewi"), maximum_cents=25_000_00)
    waits = decisions.prepared(upheld(made), decisions.a_revision(3_400_00), at=payments.late(claim))
    drafted = letter_of(Decision.objects.get(pk=waits.pk), [], [])
    assert remaining_after(waits) == Remaining(0, 0, 0)

    told = sent(decide(waits, by=decisions.cast("dewi"), at=payments.late(claim)))

    assert told == drafted["sections"][1]["paragraphs"]
    assert len(told) == 1  # nothing to do, and nothing comes
    waits.refresh_from_db()
    assert waits.letter is not None
    for letter in (drafted, waits.letter):
        begins = letter["sections"][0]["paragraphs"]
        assert [format_euros(1_000_00) in one for one in begins] == [False, False, True]
        assert [row[1] for row in _amounts(letter)][-1] == format_euros(1_000_00)
    assert remaining_after(waits) == Remaining(0, 0, 0)


def test_what_is_above_what_was_not_paid_back_is_paid(delfshaven: District) -> None:
    """Of 4,000 that were owed 1,500 were given up: raised to 6,600, 200 is paid."""
    made, claim = claimed(delfshaven)
    payments.written_off(claim, cents=1_500_00)
    decisions.mandate(delfshaven.city, user=decisions.cast("dewi"), maximum_cents=25_000_00)
    waits = decisions.prepared(upheld(made), decisions.a_revision(6_600_00), at=payments.late(claim))
    drafted = to_do(waits)
    assert remaining_after(waits) == Remaining(0, 0, 200_00)

    taken = decide(waits, by=decisions.cast("dewi"), at=payments.late(claim))

    assert sent(taken) == drafted
    assert [format_euros(200_00) in one for one in drafted] == [False, True]
    assert (taken_off(taken), set_against(taken)) == (2_500_00, 1_500_00)


def _amounts(letter: dict[str, Any]) -> list[list[str]]:
    (rows,) = [one["table"]["rows"] for one in letter["sections"] if "table" in one]
    found: list[list[str]] = rows
    return found
