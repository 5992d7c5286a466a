"""What is reported on an action, by who received the money or by the council, and what the council finds of it."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from grants.proposals.states import Route
from grants.reports import flows
from grants.reports.flows import Spent
from grants.reports.models import Report
from grants.reports.queries import newest_report
from grants.reports.states import Done, FileKind
from wijkraden.people.models import User
from wijkraden.people.states import Role

from ..dossiers import Dossier
from ..pictures import drawing
from .stage import Act, Stage, there

_SENTENCES = (
    "Er kwamen meer buren dan wij dachten, ook mensen die wij nog niet kenden.",
    "Het was eerst even zoeken, maar na het eten kwam het gesprek vanzelf op gang.",
    "Drie bewoners willen volgend jaar zelf iets organiseren.",
)
_BEHIND = "Door het weer kwamen er minder mensen. Een deel van het programma verviel."


def begin(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let the portal begin the action on its first day, if it has to."""
    flows.begin(stage.proposal(dossier), at=at)


def remind(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let the portal ask for the report, or remind of it, if it is due."""
    flows.remind(stage.proposal(dossier), at=at)


def report(
    stage: Stage,
    dossier: Dossier,
    at: datetime,
    *,
    share: int = 100,
    done: str = "yes",
    sends: bool = True,
    photo: bool = True,
) -> None:
    """Write and send a report: of the costs so many percent was spent."""
    proposal = stage.proposal(dossier)
    by = _who(stage, dossier, at)
    made = flows.start_report(proposal, by=by, at=at)
    text = f"{_SENTENCES[dossier.number % 3]} {_SENTENCES[(dossier.number + 1) % 3]}"
    what = {
        "text": text if done == Done.YES else f"{text} {_BEHIND}",
        "participants": 30 + dossier.number * 7 % 120,
        "volunteers": 3 + dossier.number % 12,
        "done": Done(done),
    }
    flows.save_what(made, values=what, by=by, at=at)
    if not sends:
        return
    lines = [
        Spent(one.description, one.budgeted_cents * share // 100, position=one.position)
        for one in made.lines.all()
    ]
    flows.save_costs(made, lines=lines, by=by, at=at)
    if photo:
        _add_photo(made, dossier, by=by, at=at)
    flows.submit_report(made, by=by, at=at)


def _add_photo(made: Report, dossier: Dossier, *, by: User | None, at: datetime) -> None:
    name = f"foto-{dossier.number + 1}.jpg"
    upload = SimpleUploadedFile(name, drawing(dossier.number), content_type="image/jpeg")
    is_public = dossier.number % 3 != 0
    flows.attach(
        made, upload=upload, kind=FileKind.PHOTO, is_public=is_public, has_consent=is_public, by=by, at=at
    )


def _who(stage: Stage, dossier: Dossier, at: datetime) -> User | None:
    """Return who writes: the recipient by the link every other time, else a member of the council."""
    if dossier.route == Route.SUBSIDY and dossier.number % 2:
        return None
    return stage.of_council(dossier, Role.MEMBER, at)


def judge(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Enter what the council finds of the action."""
    made = there(newest_report(stage.proposal(dossier)))
    judgement = Done(made.done)
    words = "" if judgement == Done.YES else "Wat er was, was goed. Het bereik viel tegen."
    flows.judge(made, judgement=judgement, words=words, by=stage.of_council(dossier, Role.CHAIR, at), at=at)


def return_report(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Return it to who wrote it."""
    made = there(newest_report(stage.proposal(dossier)))
    reason = "De bon van de zaal ontbreekt, en er staat niet in hoeveel bewoners er waren."
    flows.return_report(made, reason=reason, by=stage.officer(dossier), at=at)


ACTS: dict[str, Act] = {one.__name__: one for one in (begin, remind, report, judge, return_report)}
