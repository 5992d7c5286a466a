"""An objection beside a dossier: in time or not, until when, by whom, and what comes of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from grants.decisions.errors import NoObjection, NotReady, TookPart
from grants.decisions.flows import (
    decide,
    decide_objection,
    enter_objection,
    extend_objection,
    record_hearing,
    withdraw_objection,
)
from grants.decisions.models import Decision, Objection
from grants.decisions.objecting import is_late, last_day_of
from grants.decisions.states import NotHeard, Outcome
from grants.proposals.errors import HasInterest, WrongDay
from grants.proposals.holding import note_handler
from grants.proposals.models import Interest, Proposal
from grants.proposals.states import Route, State
from grants.rounds.states import Distribution
from portal.errors import NoLongerAllowed, WrongState
from portal.post.models import Channel, Message
from portal.trail.models import Record
from tests import decisions, objections, proposals
from tests.grants.register import ends
from tests.make import NOON
from tests.objections import DECIDED, LATER, REASONS
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import District

DAY = timedelta(days=1)
LAST_DAY = date(2026, 12, 14)  # to object to a decision that was sent at NOON, 2 November


@shared
def refused(delfshaven: District) -> Proposal:
    """A proposal of 4,800 euros that daan refused."""
    return ends.refused(delfshaven)


def of_day(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00+01:00")


def state_of(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


# --- terms --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "posted", "late"),
    [
        ("2026-12-14", None, False),
        ("2026-12-15", None, True),
        ("2026-12-21", "2026-12-14", False),
        ("2026-12-22", "2026-12-14", True),
        ("2026-12-15", "2026-12-15", True),
    ],
)
def test_in_time_is_the_last_day_and_what_was_posted_by_then_and_came_within_a_week(
    received: str, posted: str | None, late: bool
) -> None:
    posted_on = date.fromisoformat(posted) if posted else None
    assert is_late(LAST_DAY, received_on=date.fromisoformat(received), posted_on=posted_on) is late


@pytest.mark.parametrize(
    ("until", "last"),
    [
        (date(2026, 12, 14), date(2027, 1, 25)),
        (date(2027, 2, 15), date(2027, 3, 30)),  # Easter Monday moves it
        (date(2026, 11, 14), date(2026, 12, 28)),  # a Saturday at Christmas
    ],
)
def test_the_term_to_decide_is_six_weeks_from_the_last_day_to_object(until: date, last: date) -> None:
    made = Objection(decision=Decision(objection_until=until), received_on=until, is_late=False)
    assert last_day_of(made) == last


def test_a_late_one_is_counted_from_its_receipt() -> None:
    made = Objection(decision=Decision(objection_until=LAST_DAY), received_on=date(2027, 2, 1), is_late=True)
    assert last_day_of(made) == date(2027, 3, 15)


def test_it_is_extended_once_by_six_weeks_and_not_after_the_last_day(refused: Proposal, joris: User) -> None:
    made = objections.entered(refused)
    assert made.due_on == date(2027, 1, 25)

    extend_objection(made, reason="Wij wachten op stukken.", by=joris, at=of_day("2027-01-25"))
    assert made.due_on == date(2027, 3, 8)
    told = Message.objects.get(kind="decisions.objection_extended")
    assert "8 maart 2027" in told.text
    assert "Wij wachten op stukken." in told.text
    with pytest.raises(WrongState, match=r"once|één keer"):
        extend_objection(made, reason="Nog eens.", by=joris, at=of_day("2027-01-25"))

    other = objections.entered(refused, name="Een buur")
    with pytest.raises(WrongState):
        extend_objection(other, reason="Te laat.", by=joris, at=of_day("2027-01-26"))


def test_it_can_be_decided_after_its_last_day(refused: Proposal) -> None:
    made = objections.decided(refused, Outcome.UNFOUNDED, at=of_day("2027-06-01"))
    assert made.decided_on == date(2027, 6, 1)


# --- entering -----------------------------------------------------------------------------------


def test_an_objection_gets_a_number_and_its_objector_a_receipt(refused: Proposal) -> None:
    made = objections.entered(refused)

    assert (made.number, made.is_late, made.state) == (f"{refused.number}-1-B1", False, "open")
    told = Message.objects.get(kind="decisions.objection_receipt")
    assert (told.address, told.channel) == ("bezwaar@demo.example", Channel.MAIL)
    assert "25 januari 2027" in told.text
    assert state_of(refused) == State.REFUSED
    assert Record.objects.filter(act="decisions.objection_entered", subject_id=made.public_id).count() == 1


def test_who_has_no_mail_gets_paper_and_who_is_late_is_asked_why(refused: Proposal) -> None:
    made = objections.entered(refused, at=of_day("2026-12-15"), email="")

    assert made.is_late
    told = Message.objects.get(kind="decisions.objection_receipt")
    assert told.channel == Channel.PAPER
    assert told.address == "Stichting Buurtkracht\nHavenstraat 12\n3024 SH Rotterdam"
    assert "14 december 2026" in told.text


def test_someone_has_one_running_objection_to_a_decision_at_a_time(refused: Proposal, joris: User) -> None:
    first = objections.entered(refused)
    with pytest.raises(NoObjection, match=r"running already|[Ll]oopt al"):
        objections.entered(refused, name="stichting  BUURTKRACHT")
    other = objections.entered(refused, name="Een buur")
    withdraw_objection(first, on=LATER.date(), by=joris, at=LATER)

    third = objections.entered(refused)
    assert [one.number[-2:] for one in (first, other, third)] == ["B1", "B2", "B3"]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"received_on": date(2026, 11, 1)}, WrongDay),
        ({"received_on": date(2026, 11, 10)}, WrongDay),
        ({"posted_on": date(2026, 11, 10)}, WrongDay),
        ({"posted_on": date(2026, 11, 1)}, WrongDay),  # before the decision was sent
        ({"name": " "}, NotReady),
        ({"text": " "}, NotReady),
        ({"email": "", "address": ""}, NotReady),
    ],
)
def test_what_cannot_be_is_refused(refused: Proposal, more: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        objections.entered(refused, **more)
    assert not Objection.objects.exists()


def test_no_objection_where_nobody_applied_or_nothing_was_told(delfshaven: District, otto: User) -> None:
    bought = ends.refused(delfshaven, route=Route.PURCHASE)
    with pytest.raises(NoObjection):
        objections.entered(bought)

    waits = decisions.prepared(proposals.reviewed(delfshaven, title="Nog niet besloten"))
    with pytest.raises(NoObjection):
        enter_objection(waits, what=objections.an_objection(), by=otto, at=LATER)


def test_a_decision_that_waits_for_its_decision_day_has_no_objection(delfshaven: District) -> None:
    round_ = decisions.other_round(delfshaven.city, distribution=Distribution.TENDER)
    made = proposals.reviewed(delfshaven, round_=round_)
    decisions.mandate(delfshaven.city, regulation=round_.regulation)
    decide(decisions.prepared(made, decisions.a_refusal()), by=decisions.cast("daan"), at=NOON)

    with pytest.raises(NoObjection):
        objections.entered(made)


# --- who ----------------------------------------------------------------------------------------


def test_officers_and_the_lawyer_enter_one_and_nobody_else(
    refused: Proposal, olga: User, joris: User, daan: User, chris: User
) -> None:
    for place, who in enumerate((olga, joris)):
        objections.entered(refused, by=who, name=f"Buur {place}")
    for who in (daan, chris):
        with pytest.raises(NoLongerAllowed):
            objections.entered(refused, by=who, name="Weer een buur")


def test_only_the_lawyer_handles_it(refused: Proposal, otto: User, daan: User) -> None:
    made = objections.heard(refused)
    for who in (otto, daan):
        with pytest.raises(NoLongerAllowed):
            decide_objection(made, outcome=Outcome.UNFOUNDED, reasons=REASONS, by=who, at=DECIDED)
        with pytest.raises(NoLongerAllowed):
            extend_objection(made, reason="Meer tijd.", by=who, at=LATER)
        with pytest.raises(NoLongerAllowed):
            record_hearing(made, not_heard=NotHeard.WAIVED, by=who, at=LATER)
        with pytest.raises(NoLongerAllowed):
            withdraw_objection(made, on=LATER.date(), by=who, at=LATER)


def test_who_took_prepared_or_handled_the_decision_never_handles_the_objection(
    refused: Proposal, olga: User, daan: User, joris: User
) -> None:
    """A decision-maker or an officer may hold the role of lawyer too; then someone else handles it."""
    from wijkraden.people.flows import give_seat

    made = objections.heard(refused)
    for who in (olga, daan):
        give_seat(
            who,
            role=Role.OBJECTIONS_LAWYER,
            city=refused.district.city,
            district=None,
            starts_on=NOON.date(),
            ends_on=None,
            by=None,
            at=NOON,
        )
        with pytest.raises(TookPart):
            decide_objection(made, outcome=Outcome.UNFOUNDED, reasons=REASONS, by=who, at=DECIDED)
        with pytest.raises(TookPart):
            extend_objection(made, reason="Meer tijd.", by=who, at=LATER)
    note_handler(refused, by=joris, at=NOON)
    with pytest.raises(TookPart):
        decide_objection(made, outcome=Outcome.UNFOUNDED, reasons=REASONS, by=joris, at=DECIDED)


def test_who_has_an_interest_steps_back(refused: Proposal, joris: User, daan: User) -> None:
    made = objections.heard(refused)
    Interest.objects.create(
        proposal=refused, user=joris, has_interest=True, explanation="Mijn zus.", declared_at=NOON
    )
    with pytest.raises(HasInterest):
        decide_objection(made, outcome=Outcome.UNFOUNDED, reasons=REASONS, by=joris, at=DECIDED)


# --- hearing and outcome ------------------------------------------------------------------------


def test_it_is_decided_after_a_hearing_or_a_reason_for_none(refused: Proposal, joris: User) -> None:
    made = objections.entered(refused)
    with pytest.raises(NotReady, match="7:2"):
        decide_objection(made, outcome=Outcome.UNFOUNDED, reasons=REASONS, by=joris, at=DECIDED)
    with pytest.raises(NotReady):
        record_hearing(made, by=joris, at=LATER)
    with pytest.raises(NotReady):
        record_hearing(made, heard_on=LATER.date(), hearing=" ", by=joris, at=LATER)
    with pytest.raises(WrongDay):
        record_hearing(made, heard_on=(LATER + DAY).date(), hearing="Gesproken.", by=joris, at=LATER)

    record_hearing(made, heard_on=LATER.date(), hearing="Gesproken met Fatima.", by=joris, at=LATER)
    decide_objection(made, outcome=Outcome.UNFOUNDED, reasons=REASONS, by=joris, at=DECIDED)
    assert (made.state, made.outcome, made.heard_on) == ("decided", "unfounded", LATER.date())


@pytest.mark.parametrize("why", [NotHeard.INADMISSIBLE, NotHeard.UNFOUNDED, NotHeard.UPHELD])
def test_some_reasons_not_to_hear_allow_one_outcome(refused: Proposal, joris: User, why: NotHeard) -> None:
    made = objections.entered(refused)
    record_hearing(made, not_heard=why, by=joris, at=LATER)
    for outcome in Outcome:
        if outcome.value != why.value:
            with pytest.raises(NotReady):
                decide_objection(made, outcome=outcome, reasons=REASONS, by=joris, at=DECIDED)
    decide_objection(made, outcome=Outcome(why.value), reasons=REASONS, by=joris, at=DECIDED)
    assert made.outcome == why.value


def test_a_late_one_is_inadmissible_unless_a_reason_is_given(refused: Proposal, joris: User) -> None:
    at = of_day("2026-12-15")
    made = objections.heard(refused, at=at)
    with pytest.raises(NotReady, match="6:11"):
        decide_objection(made, outcome=Outcome.UNFOUNDED, reasons=REASONS, by=joris, at=at)
    why = "Zij lag in het ziekenhuis."
    decide_objection(made, outcome=Outcome.UNFOUNDED, reasons=REASONS, late_reason=why, by=joris, at=at)
    assert made.late_reason == why

    other = objections.heard(refused, at=at, name="Een buur")
    decide_objection(other, outcome=Outcome.INADMISSIBLE, reasons="Te laat.", by=joris, at=at)
    assert (other.outcome, other.late_reason) == ("inadmissible", "")


def test_the_letter_says_the_outcome_and_the_term_to_appeal(refused: Proposal) -> None:
    made = objections.decided(refused, Outcome.UNFOUNDED)

    assert (made.sent_on, made.appeal_until) == (date(2026, 11, 30), date(2027, 1, 11))
    assert made.letter is not None
    text = str(made.letter)
    for words in ("ongegrond", "rechtbank", "11 januari 2027", REASONS, made.number):
        assert words in text
    told = Message.objects.get(kind="decisions.objection_letter")
    assert told.address == "bezwaar@demo.example"
    assert "/objections/letter/" in told.plain_text


def test_on_paper_the_whole_letter_goes_by_post(refused: Proposal) -> None:
    objections.decided(refused, Outcome.UNFOUNDED, email="")

    told = Message.objects.get(kind="decisions.objection_letter")
    assert told.channel == Channel.PAPER
    assert "rechtbank" in told.text


def test_what_was_decided_or_taken_back_stays(refused: Proposal, joris: User) -> None:
    made = objections.decided(refused, Outcome.UNFOUNDED)
    with pytest.raises(WrongState):
        decide_objection(made, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=DECIDED)
    other = objections.heard(refused, name="Een buur")
    withdraw_objection(other, on=LATER.date(), by=joris, at=LATER)
    with pytest.raises(WrongState):
        decide_objection(other, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=DECIDED)
    assert objections.newest(refused).replaced_at is None
