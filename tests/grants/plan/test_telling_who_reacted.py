"""Who reacted on a concept is told what was done with it: by regular work, in portions, each once."""

from datetime import timedelta
from typing import Any

from grants.plan.flows import close_consultation, hide_reaction, publish_consultation, tell_who_reacted
from grants.plan.models import Consultation
from grants.plan.sheets import draft_consultation
from grants.plan.states import HiddenWhy
from grants.plan.tasks import tell_due
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.post.models import Message
from tests import consultations, plan
from tests.grants.budget.raw import refusal
from tests.grants.plan.test_guards import change
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

LATER = NOON + timedelta(days=1)


@shared
def opened(city: City, ella: User, evert: User) -> Consultation:
    """A consultation on a concept of ella's."""
    return consultations.opened(plan.concept(city, by=ella, at=NOON), by=evert, at=NOON)


def test_whose_reaction_is_not_shown_reads_why_in_one_mail(
    opened: Consultation, ella: User, evert: User
) -> None:
    both = [consultations.of_resident(opened, at=NOON) for _ in range(2)]
    only = consultations.of_resident(opened, email="ander@test.example", at=NOON)
    for one in (both[0], only):
        hide_reaction(one, why=HiddenWhy.OTHER, by=ella, at=NOON)
    consultations.answered(both[1], by=ella, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    consultations.published(opened, by=evert, at=NOON)
    hidden, answered = Message.objects.filter(kind="plan.consultation_told").order_by("address")
    assert (hidden.address, answered.address) == ("ander@test.example", "buur@test.example")
    assert hidden.subject.startswith("Uw reactie wordt niet getoond")
    assert answered.subject.startswith("Uw reactie is beantwoord")
    for mail in (hidden, answered):
        assert "Deze reactie gaat niet over het plan" in mail.text
        assert mail.about_kind == "grants.consultation"


def test_who_reacted_is_told_in_portions_and_once(
    opened: Consultation, ella: User, evert: User, time_machine: Any
) -> None:
    for number in range(3):
        one = consultations.of_resident(opened, email=f"buur{number}@test.example", at=NOON)
        consultations.answered(one, by=ella, at=NOON)
    assert not tell_who_reacted(opened, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    opened.refresh_from_db()
    draft = draft_consultation(opened, at=NOON)
    publish_consultation(opened, draft=draft, edits=opened.edits, by=evert, at=NOON)
    mails = Message.objects.filter(kind="plan.consultation_told")
    for number, is_more in ((2, True), (3, False), (3, False)):
        assert tell_who_reacted(opened, most=2, at=NOON) == is_more
        assert mails.count() == number
    time_machine.move_to(LATER)
    tell_due(Progress(Job()))
    assert mails.count() == 3
    told_once = "who reacted is told once, after the answers were published"
    assert refusal(change, one, told_at=None) == told_once


def test_regular_work_tells_who_reacted(opened: Consultation, ella: User, evert: User) -> None:
    consultations.answered(consultations.of_resident(opened, at=NOON), by=ella, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    opened.refresh_from_db()
    draft = draft_consultation(opened, at=NOON)
    publish_consultation(opened, draft=draft, edits=opened.edits, by=evert, at=NOON)
    tell_due(Progress(Job()))
    assert Message.objects.filter(kind="plan.consultation_told").count() == 1
