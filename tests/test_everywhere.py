"""What must hold everywhere at once: nobody reads what is not for them, English is English, a leap day is a day."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import polib
import pytest
import time_machine
from django.conf import settings
from django.test import Client

from grants.budget.proof import prove
from grants.proposals.flows import add_note
from grants.proposals.models import Proposal
from grants.reports.queries import to_begin
from portal.jobs.flows import ask_regular_work
from portal.jobs.models import Job, JobState
from portal.jobs.tasks import run_job
from tests import proposals
from tests.checks.dutch import texts_of
from tests.checks.messages import DUTCH
from tests.make import World, sign_in
from tests.test_permissions import ROWS
from wijkraden.places.models import District

DRAFT, NOTE = "Zebrapad-geheim", "Alleen voor het kantoor bedoeld"
ACCOUNT = re.compile(r"\s*".join(proposals.IBAN[8:]))  # with spaces or without
EXAMPLE = re.compile("ijvoorbeeld NL91 ABNA 0417 1643 00")  # what the forms name as an account number
MASKED = f"•••• {proposals.IBAN[-4:]}"
LEAP_DAY = datetime(2028, 2, 29, 10, tzinfo=UTC)
TEXTS = ("text/", "application/json")
READS = {row.name: row for row in ROWS if row.method == "GET"}
SEARCHES = ("front", "districts", "proposals", "work", "people", "messages")


@pytest.fixture
def secretive(full_world: World) -> World:
    """One of everything; beside it a draft, and a submitted proposal with an internal note and an account number."""
    district = District.objects.get(city=full_world.city, slug="delfshaven-schiemond")
    proposals.draft(district, title=DRAFT, cents=300_00, at=full_world.at)
    made = proposals.submitted(district, title="Met een notitie", cents=300_00, at=full_world.at)
    add_note(made, text=NOTE, by=full_world.known("olga"), at=full_world.at)
    return full_world


def read_by(client: Client, world: World, person: str) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of every page that `person` gets, and of her searches for what is secret."""
    for name, row in READS.items():
        if row.expected()[person] != 200:
            continue
        paths = [row.path(world)]
        if name in SEARCHES:
            paths += [f"{paths[0]}?q={secret.split()[0]}" for secret in (DRAFT, NOTE)]
        for path in paths:
            answer = client.get(path)
            if answer.headers.get("Content-Type", "").startswith(TEXTS):
                yield path, b"".join(answer).decode("utf-8-sig")


def texts(world: World, person: str) -> Iterator[tuple[str, str]]:
    return read_by(sign_in(Client(), world.person(person)), world, person)


@pytest.mark.parametrize("person", ["stranger", "bram", "rik", "olga"])
def test_a_draft_is_nowhere_for_who_is_not_of_its_council(secretive: World, person: str) -> None:
    """PER-1: no page, list, search or count tells it; only the question that was typed is said back."""
    asked = re.compile(rf'value="{DRAFT}"|[?&]q={DRAFT}|“{DRAFT}”')
    found = [path for path, text in texts(secretive, person) if DRAFT in asked.sub("", text)]

    assert found == []


@pytest.mark.parametrize("person", ["stranger", "anna", "bram"])
def test_an_internal_note_and_a_whole_account_number_are_nowhere_outside_the_city(
    secretive: World, person: str
) -> None:
    """PER-3 and design 7: what the office wrote for itself stays there; an account number is masked."""
    read = [(path, EXAMPLE.sub("", text)) for path, text in texts(secretive, person)]

    assert [path for path, text in read if NOTE in text or ACCOUNT.search(text)] == []
    assert any(MASKED in text for _path, text in read) == (person == "anna")


def dutch_only() -> set[str]:
    """Return the Dutch sentences that are no English at the same time."""
    entries = polib.pofile(str(DUTCH))
    english = {entry.msgid for entry in entries} | {entry.msgid_plural for entry in entries}
    said = {text for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values())}
    return {text for text in said - english if " " in text and "%(" not in text}


@pytest.mark.parametrize("person", ["stranger", "anna", "olga", "beheer"])
def test_a_page_in_english_says_nothing_of_ours_in_dutch(full_world: World, person: str) -> None:
    """I18-3: what people wrote, and the name of work as it was asked for, stay in their language; our words don't."""
    client = sign_in(Client(), full_world.person(person))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if user := full_world.person(person):
        user.language = "en"
        user.save(update_fields=["language"])
    written = {
        *Proposal.objects.values_list("title", flat=True),
        *Job.objects.values_list("label", flat=True),
    }
    dutch, found = dutch_only() - written, {}
    for path, html in read_by(client, full_world, person):
        if path.endswith(".csv"):  # the file of the register is Dutch for everyone
            continue
        if said := dutch.intersection(texts_of(html, language="en")):
            found[path] = sorted(said)
    assert found == {}


def test_all_regular_work_is_done_on_29_february_and_first_pages_open(full_world: World) -> None:
    """TIM-3: with one of everything there, and something to begin; the check fails, as the world is not sound."""
    to_do, faults = list(to_begin(on=LEAP_DAY.date())), prove().faults
    Job.objects.all().delete()
    with time_machine.travel(LEAP_DAY, tick=False):
        ask_regular_work(at=LEAP_DAY)
        for job in Job.objects.all():
            run_job(job.public_id)
        homes = {name: client.get("/home/").status_code for name, client in _browsers(full_world)}

    regular = {task for task, _minutes in settings.PORTAL_REGULAR}
    done = Job.objects.filter(task__in=regular, state=JobState.DONE)
    assert regular - set(done.values_list("task", flat=True)) == {"grants.control.tasks.check_everything"}
    assert (to_do != [], list(to_begin(on=LEAP_DAY.date()))) == (True, [])
    assert homes == dict.fromkeys(READS["home"].may, 200)
    assert prove().faults == faults


def _browsers(world: World) -> Iterator[tuple[str, Client]]:
    for name in READS["home"].may:
        yield name, sign_in(Client(), world.person(name))
