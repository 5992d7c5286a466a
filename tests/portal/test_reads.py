import pytest
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from portal.reads import held, put_together_once, rows_of
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


def _seats(user_id: int) -> QuerySet[Seat]:
    return Seat.objects.filter(user=user_id).select_related("district", "city").annotate(loud=Upper("role"))


def test_a_statement_that_is_put_together_once_tells_of_each_value_what_its_queryset_does(
    anna: User, chris: User, rik: User
) -> None:
    seats = put_together_once(_seats)
    for user in (anna, chris, rik, anna):
        [one], [expected] = seats(user.pk), _seats(user.pk)
        with CaptureQueriesContext(connection) as queries:
            assert _told(one, one.city) == _told(expected, expected.city)
            assert one.district == expected.district
            if one.district and expected.district:
                assert _told(one.district) == _told(expected.district)
        assert len(queries) == 0
    assert seats(0) == []


def test_a_statement_that_takes_more_than_the_value_is_not_put_together_once(anna: User) -> None:
    @put_together_once
    def members(user_id: int) -> QuerySet[Seat]:
        return _seats(user_id).filter(role="member")

    with pytest.raises(ValueError, match="another value"):
        members(anna.pk)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_held_within_a_transaction_only() -> None:
    if connection.vendor == "sqlite":  # which holds the whole database
        with pytest.raises(User.DoesNotExist):
            held(User, 0)
        return
    with pytest.raises(transaction.TransactionManagementError):
        held(User, 0)
