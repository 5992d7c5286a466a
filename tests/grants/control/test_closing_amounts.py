"""A closing books the amounts that were prepared, or nothing."""

import pytest

from grants.budget.flows import (
    award_advance,
    commit,
    open_slice,
    receive_unmatched,
    send,
    undo,
)
from grants.budget.states import ChangeState, Kind
from grants.control.flows import approve_closing
from grants.control.models import Closing
from grants.control.queries import booked_by, closings_to_approve, years_to_close
from portal.errors import ChangedMeanwhile
from tests.grants.budget.make import NEW_YEAR, books_of, everything, pot
from tests.shared import shared

from .closing_scenes import TODAY, TRANSFER, Over, over, prove_again, stamp

pytestmark = pytest.mark.django_db


@shared
def play() -> Over:
    """2026, in which everything is right."""
    return over()


def test_a_closing_keeps_the_amounts_that_were_prepared(play: Over) -> None:
    commit(play.dossier, cents=30_000, **stamp("grant"))
    award_advance(play.dossier, cents=20_000, **stamp("advance"))
    send(play.dossier, cents=5_000, **stamp("send"))
    receive_unmatched(books_of(play.year), cents=90, **stamp("unmatched"))
    prove_again(play.city)

    made = play.prepare()

    assert made.amounts.cents == {
        Kind.FREE: 70_000,
        Kind.COMMITTED: 30_000,
        Kind.ADVANCES: 20_000,
        Kind.RECEIVABLE: 0,
        Kind.PAYABLE: 15_000,
        Kind.IN_TRANSIT: 5_000,
        Kind.SUSPENSE: 90,
    }
    approve_closing(made, by=play.approves, at=NEW_YEAR)
    assert booked_by(made) == {kind: cents for kind, cents in made.amounts.cents.items() if cents}


def test_amounts_that_moved_after_it_was_prepared_are_not_approved_but_prepared_again(play: Over) -> None:
    made = play.prepare(transfer=TRANSFER, explanation="Alles klopt.")
    commit(play.dossier, cents=30_000, **stamp("grant"))
    prove_again(play.city)
    before = everything(play.city)

    with pytest.raises(ChangedMeanwhile):
        approve_closing(made, by=play.approves, at=NEW_YEAR)

    assert (everything(play.city), play.year.closed_at) == (before, None)
    assert Closing.objects.get(pk=made.pk).state == ChangeState.PREPARED
    assert (closings_to_approve(play.city), list(years_to_close(play.city, today=TODAY))) == ([], [play.year])

    again = play.prepare(transfer=TRANSFER)

    assert Closing.objects.get(pk=made.pk).state == ChangeState.WITHDRAWN
    assert closings_to_approve(play.city) == [again]
    approve_closing(again, by=play.approves, at=NEW_YEAR)
    assert booked_by(again) == {Kind.COMMITTED: 30_000, Kind.FREE: 70_000}


def test_the_same_amounts_in_other_budgets_are_not_approved_either(play: Over) -> None:
    other = pot(play.year, cents=100_000, dossiers=1)
    open_slice(play.play.years[1], regulation=other.regulation, by=None, at=NEW_YEAR)
    mine = commit(play.dossier, cents=100, **stamp("mine"))
    prove_again(play.city)
    made = play.prepare(transfer=TRANSFER)
    undo(mine, **stamp("no more"))
    commit(other.dossiers[0], cents=100, **stamp("theirs"))
    prove_again(play.city)

    assert play.checklist().amounts.cents == made.amounts.cents
    with pytest.raises(ChangedMeanwhile):
        approve_closing(made, by=play.approves, at=NEW_YEAR)
