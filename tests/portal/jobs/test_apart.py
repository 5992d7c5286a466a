"""Regular work on many things: what fails holds up nothing, and is seen."""

import pytest

from portal.errors import WrongState
from portal.jobs.apart import SomeFailed, one_by_one
from wijkraden.places.models import City, District


def test_one_that_fails_holds_up_no_other_and_is_told_at_the_end(city: City) -> None:
    first, second, *_rest = District.objects.filter(city=city).order_by("id")
    done = []

    def act(one: District) -> None:
        if one == first:
            raise ZeroDivisionError
        done.append(one)

    with pytest.raises(SomeFailed) as told:
        one_by_one([first, second], act)

    assert done == [second]
    assert str(told.value).startswith("1 hiervan")


def test_who_was_first_is_no_failure(city: City) -> None:
    def act(_one: District) -> None:
        raise WrongState("someone was first")

    one_by_one(District.objects.filter(city=city), act, passes=(WrongState,))


def test_a_refusal_that_was_not_expected_is_a_failure(city: City) -> None:
    def act(_one: District) -> None:
        raise WrongState("this should not be")

    with pytest.raises(SomeFailed):
        one_by_one(District.objects.filter(city=city)[:2], act)
