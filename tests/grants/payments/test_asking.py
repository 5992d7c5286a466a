"""Asking a service that leaks, hangs, is down or answers oddly, and of a dossier that was closed."""

from datetime import timedelta
from threading import Event
from traceback import format_exc
from typing import Any

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult
from structlog.testing import capture_logs

from grants.payments import asking
from grants.payments.asking import ask_about
from grants.payments.errors import NoNameAnswer
from grants.payments.models import NameCheck, NameTry
from grants.payments.name_check import Answered
from grants.payments.queries_of_doubts import accounts_to_ask
from grants.payments.states import NameAnswer
from grants.payments.tasks import ask_name, ask_names
from grants.proposals.models import Proposal
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from tests import decisions, payments
from tests.doubts import names_are_checked
from tests.grants.payments.test_after_closing import DAY, LATE, raised_after_closing
from tests.make import NOON
from tests.proposals import IBAN
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

BARE = IBAN.replace(" ", "")
HANGS = Event()
asked: list[str] = []
pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


class Leaks:
    """A service that fails with what it was asked."""

    def ask(self, *, iban: str, holder: str) -> Answered:
        """Fail."""
        raise RuntimeError(f"503 for https://bank.example/?iban={iban}&name={holder}")


class LeaksSilently:
    """The same, and it says that nobody answered."""

    def ask(self, *, iban: str, holder: str) -> Answered:
        """Fail."""
        asked.append(holder)
        raise NoNameAnswer(f"no answer on {iban} {holder}")


class Hangs:
    """A service that does not come back."""

    def ask(self, *, iban: str, holder: str) -> Answered:  # noqa: ARG002  # what every bank is asked
        """Wait until the test is over."""
        HANGS.wait()
        return Answered(NameAnswer.MATCH)


class Nothing:
    """A service that answers with nothing."""

    def ask(self, *, iban: str, holder: str) -> None:
        """Do nothing."""


class Suggests:
    """A service that suggests a name with every answer, and signs that are none."""

    answer = NameAnswer.NO_MATCH

    def ask(self, *, iban: str, holder: str) -> Answered:  # noqa: ARG002  # what every bank is asked
        """Answer."""
        return Answered(self.answer, "J.\x00 de\u202eVries\n")


class SuggestsClose(Suggests):
    """The same of a close match."""

    answer = NameAnswer.CLOSE


@pytest.mark.parametrize("service", [Leaks, LeaksSilently])
def test_no_number_reaches_the_log_or_the_table_of_the_work(proposal: Proposal, service: type) -> None:
    account = accounts_to_ask().get()
    with names_are_checked(f"{__name__}.{service.__name__}"), capture_logs() as logs:
        try:
            ask_about(account, at=NOON)
        except NoNameAnswer:
            told = format_exc()
        ask_name(proposal.pk)
        ask_names(Progress(Job()))

    assert "NoNameAnswer" in told
    assert [one for one in (BARE, account.holder) if one in told + str(logs)] == []
    assert {one["what"] for one in logs} == {"RuntimeError" if service is Leaks else "NoNameAnswer"}
    assert BARE not in str(list(DBTaskResult.objects.values_list()))
    assert NameTry.objects.get().tries == 2  # the round finds that it was asked just now


def test_who_hangs_is_left_after_a_while(proposal: Proposal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.01)
    with names_are_checked(f"{__name__}.Hangs"), capture_logs() as logs:
        ask_name(proposal.pk)
    HANGS.set()

    assert ([one["what"] for one in logs], NameCheck.objects.count()) == (["TimeoutError"], 0)


def test_a_round_ends_at_the_third_silence_and_the_next_one_asks_others_and_later_again(
    proposal: Proposal, delfshaven: District
) -> None:
    for place in range(4):
        decisions.granted(delfshaven, cents=10_00, title=f"Ook {place}")
    asked.clear()
    job: Any = ask_names
    tries = NameTry.objects.order_by("account").values_list("tries", flat=True)
    with names_are_checked(f"{__name__}.LeaksSilently"):
        job(None)
        assert (len(asked), list(tries.all())) == (3, [1, 1, 1])
        job(None)
        job(None)
        assert (len(asked), list(tries.all())) == (5, [1] * 5)
        for minutes, seen in ((15, 2), (30, 2), (45, 3)):
            with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
                job(None)
                job(None)
            assert (minutes, max(tries.all())) == (minutes, seen)
    with names_are_checked(), time_machine.travel(NOON + timedelta(days=2), tick=False):
        job(None)

    assert (NameCheck.objects.count(), NameTry.objects.count()) == (5, 0)


def test_odd_answers_lose_no_doubt_and_are_kept_as_one_line(proposal: Proposal, delfshaven: District) -> None:
    kept = NameCheck.objects.order_by("id").values_list("answer", "suggested")
    with names_are_checked(f"{__name__}.Nothing"):
        ask_name(proposal.pk)
        assert list(kept.all()) == []
    with names_are_checked(f"{__name__}.Suggests"):
        ask_name(proposal.pk)
    with names_are_checked(f"{__name__}.SuggestsClose"):
        ask_name(decisions.granted(delfshaven, cents=10_00, title="Ook").pk)

    assert list(kept.all()) == [("no_match", ""), ("close", "J. de Vries")]


def test_what_was_entered_after_closing_is_asked_about_too(delfshaven: District, olga: User) -> None:
    made = raised_after_closing(delfshaven)
    with names_are_checked(), time_machine.travel(LATE + DAY, tick=False):
        other = payments.changed(made, holder="Stichting onjuist", by=olga, at=LATE + DAY)
        ask_name(made.pk)

    assert NameCheck.objects.get(account=other).answer == "no_match"
