"""The reminder before a round closes: once for each proposal, within 24 hours that really pass (TIM-2)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from grants.plan.flows import enter, publish_edition
from grants.plan.models import Amendment
from grants.proposals import flows
from grants.proposals.models import ClosingReminder, Proposal
from grants.proposals.states import Route
from grants.proposals.tasks import remind_due
from grants.terms import closing_moment
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.post.models import Message
from portal.trail.models import Record
from tests import proposals, said
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

LAST = date(2027, 10, 31)  # the clocks go back, so this day has 25 hours
CLOSES = datetime(2027, 10, 31, 22, 59, tzinfo=UTC)
SET_ON = datetime(2027, 10, 1, 10, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
FULL_DAY = timedelta(hours=24)


@shared
def autumn(delfshaven: District) -> dict[str, Proposal]:
    """What a council has in a round until 31 October 2027, by how far it is."""
    round_ = proposals.open_round(
        delfshaven.city,
        budgets=proposals.own_budgets(delfshaven.city, year=2027),
        opens_on=date(2027, 10, 1),
        closes_on=LAST,
        at=SET_ON,
    )
    asked: dict[str, Any] = {"round_": round_, "at": SET_ON, "cents": 100_00}
    found = {
        "draft": proposals.draft(delfshaven, title="Concept", **asked),
        "presented": proposals.presented(delfshaven, title="Voorgelegd", **asked),
        "decided": proposals.presented(delfshaven, title="Besloten", **asked),
        "ready": proposals.put_forward(delfshaven, title="Klaar", **asked),
        "voted_down": proposals.voted_down(delfshaven, title="Afgewezen", route=Route.OWN, **asked),
        "withdrawn": proposals.draft(delfshaven, title="Ingetrokken", **asked),
        "submitted": proposals.put_forward(delfshaven, title="Ingediend", **asked),
    }
    proposals.decide(found["decided"], at=SET_ON)
    flows.ask_applicant(found["decided"], by=proposals.cast("chris"), at=CLOSES - 2 * FULL_DAY)
    flows.withdraw(found["withdrawn"], reason="Toch niet.", by=proposals.cast("chris"), at=SET_ON)
    flows.submit(found["submitted"], by=proposals.cast("chris"), at=SET_ON)
    return found


def remind(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        remind_due(Progress(Job()))


def told(proposal: Proposal) -> dict[str, str]:
    """Return the texts by first name."""
    mails = Message.objects.filter(kind="proposals.closing", about_id=proposal.public_id).select_related("to")
    return {one.to.given_name.lower(): one.text for one in mails if one.to}


def test_on_a_day_of_25_hours_the_reminder_leaves_once_24_hours_before(
    autumn: dict[str, Proposal], anna: User, chris: User
) -> None:
    """TIM-2: the first hour at which less than 24 hours are left is 01:00 of the day itself, not 23:59 before it."""
    User.objects.filter(pk=anna.pk).update(language="en")
    assert autumn["draft"].round.closes_at == CLOSES
    for hours in range(27, -2, -1):  # from well before until it is closed
        remind(CLOSES - timedelta(minutes=59) - hours * HOUR)
    for one in ("draft", "presented", "decided", "ready"):
        (row,) = autumn[one].closing_reminders.all()
        assert (row.closes_on, row.sent_at) == (LAST, datetime(2027, 10, 30, 23, 0, tzinfo=UTC))
        assert set(told(autumn[one])) == {"anna", "chris", "coen"}
    assert ClosingReminder.objects.count() == 4
    assert Message.objects.filter(kind="proposals.closing").count() == 12
    assert Record.objects.filter(act="proposals.reminded_of_closing").count() == 4


def test_the_mail_tells_how_far_it_is_and_what_is_still_to_be_done(
    autumn: dict[str, Proposal], anna: User, chris: User
) -> None:
    User.objects.filter(pk=anna.pk).update(language="en")
    Proposal.objects.filter(pk=autumn["draft"].pk).update(place="")

    remind(CLOSES - HOUR)

    draft, english = told(autumn["draft"])["chris"], told(autumn["draft"])["anna"]
    assert "tot en met zondag 31 oktober 2027, 23:59" in draft
    assert f"/proposals/{autumn['draft'].public_id}/" in draft
    assert "Hoe ver het is: Concept" in draft
    assert left(draft) == [
        "Vertel waar het is.",
        "Leg het voor aan de wijkraad.",
        "Laat de wijkraad erover beslissen, en vul het besluit in.",
        "Vraag de aanvrager om de tekst te bevestigen.",
        "Dien het in bij de gemeente; dat doet de voorzitter of de coördinator.",
    ]
    assert left(english)[:2] == ["Tell where it is.", "Present it to the council."]
    assert left(told(autumn["presented"])["chris"]) == left(draft)[2:]
    waits = "De aanvrager moet de tekst nog bevestigen (gevraagd op 30 oktober 2027)."
    assert left(told(autumn["decided"])["chris"]) == [waits, left(draft)[-1]]
    assert left(told(autumn["ready"])["chris"]) == left(draft)[-1:]


def left(mail: str) -> list[str]:
    return [line[2:] for line in mail.splitlines() if line.startswith("- ")]


def test_a_last_day_that_moves_is_told_anew_and_nothing_is_after_it(
    autumn: dict[str, Proposal], ella: User, evert: User
) -> None:
    """The plan ends before the round does: who was told of the day that was announced is told of that one."""
    draft = autumn["draft"]
    ClosingReminder.objects.create(proposal=draft, closes_on=LAST, sent_at=SET_ON)
    earlier = date(2027, 10, 20)
    what = replace(said.AMENDED, plan=draft.round.plan.public_id, decision_on=SET_ON.date(), ends_on=earlier)
    ended = enter(Amendment, draft.district.city, what=what, by=ella, at=SET_ON)
    publish_edition(ended, by=evert, at=SET_ON)

    remind(closing_moment(earlier) - FULL_DAY - SECOND)
    remind(closing_moment(earlier) + HOUR)
    remind(CLOSES - HOUR)
    assert told(draft) == {}

    remind(closing_moment(earlier) - FULL_DAY)
    remind(closing_moment(earlier))
    assert set(told(draft)) == {"anna", "chris", "coen"}
    assert [one.closes_on for one in draft.closing_reminders.all()] == [earlier, LAST]


def test_what_was_not_written_down_is_not_mailed(
    autumn: dict[str, Proposal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that dies between the two leaves neither; the next round of regular work does it whole."""

    def dies(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("grants.proposals.flows.closing.record", dies)
        flows.remind_of_closing(autumn["ready"], at=CLOSES - HOUR)
    assert (ClosingReminder.objects.count(), told(autumn["ready"])) == (0, {})

    assert flows.remind_of_closing(autumn["ready"], at=CLOSES - HOUR) == 3
    assert flows.remind_of_closing(autumn["ready"], at=CLOSES - HOUR) == 0


def test_the_database_keeps_it_once_and_only_for_what_was_not_submitted(autumn: dict[str, Proposal]) -> None:
    keep = ClosingReminder.objects.create
    made = keep(proposal=autumn["draft"], closes_on=LAST, sent_at=SET_ON)
    for one in ("draft", "submitted", "withdrawn"):
        with pytest.raises(IntegrityError), transaction.atomic():
            keep(proposal=autumn[one], closes_on=LAST, sent_at=SET_ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingReminder.objects.filter(pk=made.pk).update(closes_on=date(2027, 11, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        made.delete()


def test_nobody_with_an_interest_is_reminded(autumn: dict[str, Proposal], chris: User) -> None:
    draft = autumn["draft"]
    flows.declare_interest(draft, has_interest=True, explanation="Mijn zus doet mee.", by=chris, at=SET_ON)

    remind(CLOSES - HOUR)

    assert set(told(draft)) == {"anna", "coen"}
