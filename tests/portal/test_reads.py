from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from portal.reads import followed, held, put_together_once, reread, row_of, rows_of
from wijkraden.people.models import Seat, User
from wijkraden.places.models import District


def _told(*rows: Model) -> list[dict[str, object]]:
    return [dict(vars(one), _state=None) for one in rows]


def test_rows_are_those_of_a_queryset(anna: User, chris: User) -> None:
    assert _told(*rows_of(Seat, "user_id", anna.pk)) == _told(*Seat.objects.filter(user=anna)) != []
    assert _told(held(User, anna.pk)) == _told(User.objects.get(pk=anna.pk))


def test_what_is_not_there_is_told_as_by_a_queryset(anna: User) -> None:
    assert rows_of(Seat, "user_id", 0) == []
    for read in (held, row_of):
        with pytest.raises(User.DoesNotExist):
            read(User, 0)


def test_what_a_row_points_to_is_read_once(anna: User, django_assert_num_queries: Any) -> None:
    [seat] = rows_of(Seat, "user_id", anna.pk)
    with django_assert_num_queries(1):
        district = followed(seat, "district", District)
    with django_assert_num_queries(0):
        assert followed(seat, "district", District) is seat.district is district
    assert _told(district) == _told(District.objects.get(seats_taken=seat))


def test_a_row_that_is_read_anew_is_as_one_of_a_queryset(anna: User) -> None:
    found = District.objects.select_related("city").prefetch_related("seats_taken")
    read, ours = found.order_by("pk")[0], found.order_by("pk")[0]
    District.objects.filter(pk=read.pk).update(name="Nergens")
    read.refresh_from_db()
    reread(ours)
    assert _told(ours) == _told(read)
    assert ours.name == "Nergens"
    assert ours._state.fields_cache == read._state.fields_cache == {}


def test_only_the_fields_that_are_named_are_read_anew(anna: User) -> None:
    ours = row_of(User, anna.pk)
    User.objects.filter(pk=anna.pk).update(given_name="Annie", family_name="Vries")
    reread(ours, "given_name")
    assert (ours.given_name, ours.family_name) == ("Annie", anna.family_name)


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


def test_what_such_a_statement_takes_beside_the_value_stays(anna: User, chris: User) -> None:
    @put_together_once
    def members(user_id: int) -> QuerySet[Seat]:
        return _seats(user_id).filter(role="member")

    for user in (anna, chris, anna):
        assert _told(*members(user.pk)) == _told(*_seats(user.pk).filter(role="member"))
    assert members(anna.pk) != members(chris.pk)


def test_such_a_statement_takes_each_of_its_values_where_it_belongs(anna: User, chris: User) -> None:
    @put_together_once
    def found(user: User, name: str, not_this: int) -> QuerySet[Seat]:
        return Seat.objects.filter(user__given_name=name, user=user).exclude(user=not_this).order_by("id")

    for user, other in ((anna, chris), (chris, anna), (anna, chris)):
        assert (
            found(user, user.given_name, other.pk)
            == list(Seat.objects.filter(user=user).order_by("id"))
            != []
        )
    assert found(anna, chris.given_name, chris.pk) == found(anna, anna.given_name, anna.pk) == []


def test_a_statement_that_does_not_take_the_value_is_refused(anna: User) -> None:
    @put_together_once
    def seats(user_id: int) -> QuerySet[Seat]:
        return _seats(user_id + 1)

    with pytest.raises(ValueError, match="does not take each value"):
        seats(anna.pk)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_held_within_a_transaction_only() -> None:
    if connection.vendor == "sqlite":  # which holds the whole database
        with pytest.raises(User.DoesNotExist):
            held(User, 0)
        return
    with pytest.raises(transaction.TransactionManagementError):
        held(User, 0)
