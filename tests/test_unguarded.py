"""What is done by hand passes the guards, and nothing after it does."""

import pytest
from django.db import IntegrityError, transaction

from portal.trail.models import Record
from tests.unguarded import by_hand, guarded, unguarded
from wijkraden.people.models import User


def _forget() -> None:
    Record.objects.filter(number=1)._raw_delete("default")


def _is_kept() -> bool:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        _forget()
    return Record.objects.filter(number=1).exists()


def test_the_guards_stand_again_after_what_was_done_by_hand(anna: User) -> None:
    assert _is_kept()
    with unguarded():
        with guarded():
            assert _is_kept()
        _forget()
    assert not Record.objects.filter(number=1).exists()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Record.objects.filter(number=2)._raw_delete("default")


def test_what_fails_by_hand_is_undone_and_the_guards_stand(anna: User) -> None:
    def fail() -> None:
        _forget()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        by_hand(fail)

    assert _is_kept()
