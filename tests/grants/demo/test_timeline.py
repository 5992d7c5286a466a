"""What is planned for a day that the demo shows, and that the same day gives the same business."""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from grants.budget.models import Entry, Transfer
from grants.demo.acts import ACTS
from grants.demo.director import play_all
from grants.demo.dossiers import Dossier, dossiers_of, together_of
from grants.demo.flows import load_demo
from grants.demo.flows.desks import open_desks
from grants.demo.lines import LINES
from grants.demo.timeline import timeline
from grants.management.commands.demo import Bar
from grants.proposals.models import Event, Proposal
from tests.make import NOON
from wijkraden.places.models import City

TODAY = NOON.date()


def planned(shown_on: date, *, few: bool = False) -> list[Dossier]:
    seats = {f"wijk-{number}": 7 + number % 3 for number in range(37)}
    seats |= {"delfshaven-schiemond": 8, "lage-land-prinsenland-s-gravenland": 8}
    return dossiers_of(shown_on, seats=seats, cents=together_of(shown_on), few=few)


@pytest.mark.parametrize(
    "shown_on", [date(2026, 5, 20), TODAY, date(2026, 12, 31), date(2027, 3, 1), date(2027, 8, 9)]
)
def test_300_dossiers_are_planned_for_each_day(shown_on: date) -> None:
    found = planned(shown_on)

    coming = {shown_on.year + 1} if shown_on.month >= 10 else set()
    lines = [one for one in LINES if coming or not one.next_year]
    assert len(found) == sum(one.count for one in lines) >= 300
    assert {one.year for one in found} == {shown_on.year - 1, shown_on.year, *coming}
    assert len({(one.title, one.district) for one in found}) == len(found)
    assert all(one.starts_on.year == one.year for one in found)
    assert all(one.received.year == one.year - one.line.next_year for one in found)
    assert all(one.starts_on <= one.ends_on for one in found)
    assert len({one.district for one in found}) == 39
    steps = timeline(shown_on, found)
    assert max(one.at.date() for one in steps) < shown_on
    assert [one.at for one in steps] == sorted(one.at for one in steps)
    assert found == planned(shown_on)


def test_in_the_first_weeks_of_a_year_nothing_of_it_was_granted_to_set_off_against() -> None:
    early, later = ({one.line.name for one in planned(day)} for day in (date(2027, 1, 5), date(2027, 3, 2)))
    assert later - early == {"set_off", "set_off_against"}


def test_two_losers_of_the_tender_come_in_at_one_moment_so_that_lots_are_drawn() -> None:
    lost = [one for one in planned(TODAY) if one.line.name == "tender_lost"]
    moments = [one.at for one in timeline(TODAY, lost) if one.act == "submit"]
    assert sorted(Counter(moments).values()) == [2, 2]


def test_every_act_of_the_timeline_is_known_and_used() -> None:
    assert {one.act for one in timeline(TODAY, planned(TODAY))} == set(ACTS)


def digest_of(*rows: Any) -> str:
    text = json.dumps([list(one) for one in rows], cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def business() -> str:
    """Return a digest of what the proposals say, their lives and their money; ids and links may differ."""
    mine = (
        "title",
        "district__slug",
        "state",
        "route",
        "asked_cents",
        "starts_on",
        "ends_on",
        "received_at",
        "due_on",
    )
    return digest_of(
        Proposal.objects.order_by("created_at", "title", "district__slug").values_list(*mine),
        Event.objects.order_by("at", "proposal__title", "number").values_list(
            "proposal__title", "state", "by__email", "at"
        ),
        Entry.objects.order_by("slice__year__year", "slice__sort_key", "number").values_list(
            "event", "booked_on", "at"
        ),
        Transfer.objects.order_by("id").values_list("cents", "debit__kind", "credit__kind"),
    )


@pytest.mark.django_db
def test_the_same_day_gives_the_same_business(city: City) -> None:
    found = []
    for _time in range(2):
        with transaction.atomic():
            people = load_demo(by=None, at=NOON)
            open_desks(people, by=None, at=NOON)
            play_all(people, shown_on=TODAY, few=True, until=6)
            assert Entry.objects.filter(dossier__isnull=False).exists()
            found.append(business())
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_elsewhere_than_on_a_terminal_the_bar_is_a_line_per_ten_percent() -> None:
    out = io.StringIO()
    bar = Bar(out)
    for done in range(0, 201, 15):
        bar.tell(done, 200)
    bar.tell(200, 200)
    lines = out.getvalue().splitlines()
    assert lines[0] == "Loading the demo: 10%"
    assert lines[-1] == "Loading the demo: 100%"
    assert len(lines) == len(set(lines)) <= 10
