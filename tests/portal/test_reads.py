import pytest
from django.db import connection, transaction
from django.db.models import Model

from portal.reads import held, rows_of
from wijkraden.people.models import Seat, User


def _told(*rows: Model) -> list[dict[str, object]]:
    return [dict(vars(one), _state=None) for one in rows]


def test_rows_are_those_of_a_queryset(anna: User, chris: User) -> None:
    assert _told(*rows_of(Seat, "user_id", anna.pk)) == _told(*Seat.objects.filter(user=anna)) != []
    assert _told(held(User, anna.pk)) == _told(User.objects.get(pk=anna.pk))


def test_what_is_not_there_is_told_as_by_a_queryset(anna: User) -> None:
    assert rows_of(Seat, "user_id", 0) == []
    with pytest.raises(User.DoesNotExist):
        held(User, 0)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_held_within_a_transaction_only() -> None:
    if connection.vendor == "sqlite":  # which holds the whole database
        with pytest.raises(User.DoesNotExist):
            held(User, 0)
        return
    with pytest.raises(transaction.TransactionManagementError):
        held(User, 0)
