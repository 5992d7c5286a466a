"""What the letter of a revised final amount says: what stood, what stands, and what remains to be paid both ways."""

from grants.decisions.flows import decide
from grants.decisions.letter import as_text, letter_of
from grants.decisions.models import Decision
from grants.decisions.states import Ground
from grants.money import format_euros
from tests import decisions
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
