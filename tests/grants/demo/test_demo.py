from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from grants.demo.cast import CAST, PASSWORD
from grants.demo.director import CHUNKS, code_now, played_so_far
from grants.demo.flows import load_demo
from grants.demo.flows.playing import begin_play
from grants.management.commands.demo import url_of
from portal.trail.models import Head
from tests.conftest import NOON
from wijkraden.people.models import Seat, SideFunction, User
from wijkraden.people.states import Role
from wijkraden.places.models import City


def test_the_cast_holds_every_role(city: City) -> None:
    assert {player.role for player in CAST} == set(Role)
    assert User.objects.filter(is_demo=True).count() == len(CAST) == Seat.objects.count()


def test_everyone_of_the_cast_can_sign_in_with_the_demo_password(city: City) -> None:
    assert all(user.check_password(PASSWORD) for user in User.objects.all())


def test_loading_again_changes_nothing(city: City) -> None:
    before = (
        User.objects.count(),
        Seat.objects.count(),
        SideFunction.objects.count(),
        Head.objects.get().number,
    )

    load_demo(by=None, at=timezone.now())

    after = (
        User.objects.count(),
        Seat.objects.count(),
        SideFunction.objects.count(),
        Head.objects.get().number,
    )
    assert after == before


def test_who_changed_something_in_the_demo_keeps_it(anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(phone="010 765 43 21")
    people = load_demo(by=None, at=timezone.now())
    assert people["anna"].phone == "010 765 43 21"


@pytest.mark.parametrize(
    ("bind", "url"),
    [
        ("127.0.0.1:8156", "http://127.0.0.1:8156"),
        ("0.0.0.0:8001", "http://127.0.0.1:8001"),
        ("demo.example:80", "http://demo.example:80"),
        ("unix:/run/portal", ""),
    ],
)
def test_links_in_mails_lead_to_where_the_demo_is_served(bind: str, url: str) -> None:
    assert url_of(bind) == url


@pytest.mark.django_db
def test_without_the_demo_setting_the_command_refuses(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="PORTAL_DEMO=1"):
        call_command("demo", "--no-serve")


def test_a_play_that_other_code_began_and_did_not_end_is_begun_anew(city: City) -> None:
    begin_play(city, shown_on=NOON.date(), few=True, code="0123456789abcdef", by=None, at=NOON)

    with pytest.raises(CommandError, match=r"the code changed since.* empty PORTAL_DATA_DIR"):
        call_command("demo", "--no-serve")

    standing = played_so_far()
    assert standing is not None
    assert replace(standing, chunks=CHUNKS).can_go_on is True
    assert [replace(standing, code=code).can_go_on for code in ("", code_now())] == [False, True]
