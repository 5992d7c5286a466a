"""A web server that dies between any two statements: each act happened whole or not; asking again gives its answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.grants.budget.make import faults
from tests.grants.budget.processes import Process
from tests.journeys import kills
from tests.journeys.server import Server
from tests.portal.house import House, build

KILLS = 25  # of each of four acts: a hundred
LIVES = 5  # proposals of an act; each is killed that many times before it may live


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A portal of its own, in which the city and its cast live."""
    made = build(tmp_path_factory.mktemp("kills"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def inside(house: House) -> Iterator[Process]:
    """A process that makes the scenes, and sees what the database holds."""
    made = Process(house)
    made.ask(kills.prepare)
    yield made
    made.end()


@pytest.fixture(scope="module")
def server(house: House, inside: Process) -> Iterator[Server]:
    """What answers the browsers."""
    made = Server(house)
    yield made
    made.end()


@pytest.mark.parametrize("act", kills.ACTS)
def test_an_act_happened_whole_or_not_and_asking_again_gives_the_first_answer(
    inside: Process, server: Server, act: str
) -> None:
    moments = _live(inside, server, inside.ask(kills.victim, act, 0), die_before=[])
    step = moments / (KILLS - 1)
    deaths = [max(1, round(step * number)) for number in range(KILLS)]
    for life in range(LIVES):
        _live(inside, server, inside.ask(kills.victim, act, life + 1), die_before=deaths[life::LIVES])

    assert deaths[-1] == moments  # when all was committed and nobody was told
    assert inside.ask(faults) == []


def _live(inside: Process, server: Server, victim: kills.Victim, *, die_before: list[int]) -> int:
    """Send a form, dying of it so many times; then live, and send it once more. Returns when it could have died."""
    form, cookies = server.form(victim.path, session=victim.session, **victim.typed)
    before, seen = inside.ask(kills.everything), []
    for moment in die_before:
        died = server.ask(victim.path, session=victim.session, data=form, cookies=cookies, die_before=moment)
        assert died is None, f"it had less than {moment} moments"
        seen.append(inside.ask(kills.everything))
    first = server.ask(victim.path, session=victim.session, data=form, cookies=cookies)
    whole = inside.ask(kills.everything)
    again = server.ask(victim.path, session=victim.session, data=form, cookies=cookies)

    assert first is not None
    assert (first.status, whole != before) == (302, True), first.text
    assert again is not None
    assert (again.status, again.location) == (first.status, first.location)
    assert inside.ask(kills.everything) == whole
    done = [one == whole for one in seen]
    assert [one in (before, whole) for one in seen] == [True] * len(seen)
    assert done == sorted(done)  # what is whole stays whole
    return first.moments
