"""Plays the demo: works out its timeline, and lets it happen chunk by chunk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from django.conf import settings

from grants.plan.sheets import draft_consultation
from portal.realm import within
from portal.trail.models import Record
from wijkraden.people.models import User
from wijkraden.places.models import City, District

from .acts import Stage
from .acts.consultation import waits_for_evert
from .dossiers import dossiers_of, together_of
from .flows.playing import BEGUN, PLAYED, begin_play, play, tell_answers
from .script import moment
from .timeline import timeline, told_at

CHUNKS = 40
_SEATS = 8  # of a council of which no source names it, as for its budget
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Played:
    """Which day a play shows, if it is a small one, how many chunks of it were played, and by which code."""

    shown_on: date
    few: bool
    chunks: int
    code: str

    @property
    def can_go_on(self) -> bool:
        """Tell if this code may play on: what follows builds on what was played, by the same script and flows."""
        return self.chunks == CHUNKS or self.code == code_now()


def code_now() -> str:
    """Return a fingerprint of the portal's code."""
    found = hashlib.sha256()
    for floor in ("grants", "portal", "wijkraden"):
        for path in sorted((Path(settings.BASE_DIR) / floor).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def played_so_far() -> Played | None:
    """Return the play that was begun in this database, None when none was. Two queries."""
    begun = Record.objects.filter(act=BEGUN).order_by("number").first()
    if begun is None:
        return None
    last = Record.objects.filter(act=PLAYED).order_by("-number").first()
    return Played(
        date.fromisoformat(begun.facts["shown_on"]),
        begun.facts["few"],
        last.facts["chunk"] if last else 0,
        begun.facts.get("code", ""),
    )


def play_all(
    people: dict[str, User],
    *,
    shown_on: date,
    few: bool = False,
    tell: Tell = lambda _done, _together: None,
    until: int = CHUNKS,
) -> int:
    """Play what was not played yet, up to and including chunk `until`, and return how many dossiers there are.

    A play that was begun goes on with the day and the size that it has. `tell` gets how many steps are done, of how
    many.
    """
    city = City.objects.get(slug="rotterdam")
    with within(city.public_id):
        standing = played_so_far() or Played(shown_on, few, 0, code_now())
        day = standing.shown_on
        at = moment(day, time(0))
        if played_so_far() is None:
            begin_play(city, shown_on=day, few=few, code=standing.code, by=None, at=at)
        seats = {
            one.slug: one.seats or _SEATS for one in District.objects.filter(city=city).order_by("sort_key")
        }
        dossiers = dossiers_of(day, seats=seats, cents=together_of(day), few=standing.few)
        steps = timeline(day, dossiers)
        stage = Stage(city, people, dossiers)
        bounds = [len(steps) * chunk // CHUNKS for chunk in range(CHUNKS + 1)]
        for chunk in range(standing.chunks + 1, until + 1):
            play(stage, steps[bounds[chunk - 1] : bounds[chunk]], chunk=chunk, by=None, at=at)
            tell(bounds[chunk], len(steps))
        moment_told = told_at(day)
        if until == CHUNKS and (one := waits_for_evert(stage, at=moment_told)) is not None:
            draft = draft_consultation(one, at=moment_told)
            tell_answers(stage, one, draft=draft, told_at=moment_told, by=None, at=at)
    return len(dossiers)
