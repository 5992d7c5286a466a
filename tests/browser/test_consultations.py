"""A consultation on a concept of the plan as everyone meets it: react, confirm, answer, publish, read."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from grants.plan.flows import tell_who_reacted
from tests import consultations, plan
from tests.browser.conftest import Site
from tests.browser.walking import Open, Story

RESIDENT = "buur@demo.example"
SAID, ANSWERED = "Zet er meer groen in.", "In elke wijk komt een park bij."


@pytest.fixture
def story(site: Site, browser_page: Open, tmp_path: Path) -> Iterator[Story]:
    """A walk on a Tuesday in November."""
    told = Story(site, browser_page, tmp_path)
    told.on(date(2026, 11, 3))
    yield told
    told.end()


def test_a_resident_reacts_and_everyone_reads_the_answer_three_clicks_from_home(story: Story) -> None:
    world = story.site.world
    now = timezone.now()
    concept = plan.concept(world.city, by=world.known("ella"), at=now)
    consultations.opened(concept, by=world.known("evert"), at=now)

    resident = story.passer_by().follows("Het plan", "Lees het concept", "Reageer op het plan als geheel")
    resident.fills(text=SAID, email=RESIDENT).presses("Verstuur de reactie").misses(SAID)
    story.by_link("plan.reaction_confirm", RESIDENT).reads(SAID).presses("Bevestig mijn reactie")

    evert = story.as_("evert").follows("Versies van het plan", concept.title, "Reacties op deze versie")
    evert.reads(SAID, "Nog geen antwoord").follows("Sluiten").presses("Sluit de inspraak")
    ella = story.as_("ella").follows("Beantwoord 1 reactie op het plan", "Beantwoord de volgende reactie")
    ella.reads(SAID).fills(degree="partly", answer=ANSWERED).presses("Opslaan").reads(ANSWERED)
    evert = story.as_("evert").follows(
        "De antwoorden op reacties op het plan", "De antwoorden openbaar maken"
    )
    evert.reads(SAID, ANSWERED).presses("De antwoorden openbaar maken").reads(
        "Iedereen kan de antwoorden lezen"
    )

    anyone = story.passer_by().follows("Het plan", "Wat bewoners en wijkraden van het concept", concept.title)
    anyone.reads(SAID, "Plan deels aangepast", ANSWERED)
    file = anyone.downloads("Reactienota", story.folder / "reactienota.pdf")
    assert file.read_bytes().startswith(b"%PDF")
    tell_who_reacted(concept.consultations.get(), at=world.at)
    story.by_link("plan.consultation_told", RESIDENT).reads(SAID, ANSWERED)
