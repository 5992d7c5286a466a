"""Regular work of the payments."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import takewhile

from django.utils import timezone

from grants.proposals.models import BankAccount
from portal.jobs.apart import SomeFailed, Thing, one_by_one
from portal.jobs.progress import Progress
from portal.realm import within

from . import gateway_of_stripe as gateway
from .acting import act, act_or_say, apply_event
from .asking import ask_about
from .comparing import compare
from .errors import NoNameAnswer
from .errors_of_connect import NoAnswer, RoundEnded, Silent
from .flows import end_over, forget_member_accounts, let_due_instalments
from .name_check import is_on as names_are_checked
from .queries import cities
from .queries_of_connect import event_at, events_to_apply, transfer_now, transfers_to_act_on
from .queries_of_doubts import MOST, account_to_ask, accounts_to_ask

SILENCES = 3  # in a row, after which a round of questions ends


def let_due(progress: Progress) -> None:
    """Let instalments whose moment has come stand as to be paid, suspensions end and old accounts go, in every city."""
    for city in cities():
        with within(city.public_id):
            let_due_instalments(city, by=None, at=timezone.now())
            end_over(city, by=None, at=timezone.now())
            forget_member_accounts(city, by=None, at=timezone.now())


def act_on_transfer(pk: int) -> None:
    """Take one payment by Stripe as far as it goes; what is left of it the next round finds."""
    act(transfer_now(pk), at=timezone.now())


def apply_stripe_event(pk: int) -> None:
    """Look afresh at what Stripe told of; what nobody knows yet is looked at again by the next round."""
    apply_event(event_at(pk), at=timezone.now())


def ask_name(pk: int) -> None:
    """Ask in which name the account of that dossier is; who did not answer is asked again by the next round."""
    found = account_to_ask(pk)
    if found is not None:
        with suppress(NoNameAnswer):
            ask_about(found, at=timezone.now())


def ask_names(progress: Progress) -> None:
    """Ask about the accounts at the city of which nothing was answered yet; nothing while nobody is asked.

    Those come first that were never asked about, then who waits longest. After three silences in a row the round ends:
    then the service is down, and others are asked about next time. Harmless when run again. Raises SomeFailed when
    something else than an answer failed.
    """
    if not names_are_checked():
        return
    silences = 0

    def ask(one: BankAccount) -> None:
        nonlocal silences
        silences += 1
        ask_about(one, at=timezone.now())
        silences = 0

    waits = list(accounts_to_ask(at=timezone.now())[:MOST])
    one_by_one(takewhile(lambda _one: silences < SILENCES, waits), ask, passes=(NoNameAnswer,))


def compare_with_stripe(progress: Progress) -> None:
    """Ask Stripe about all that is recent, and keep what does not agree; nothing while it is switched off."""
    if gateway.is_on():
        compare(at=timezone.now())


def act_at_stripe(progress: Progress) -> None:
    """Look again at what Stripe told of what nobody knew, and take every payment by it as far as it goes.

    Each of both ends at its first silence, so that no more than one waits in vain, and neither holds up the other.
    Harmless when run again; nothing while it is switched off. Raises SomeFailed when something failed, else RoundEnded
    when Stripe was silent.
    """
    if not gateway.is_on():
        return
    newest = events_to_apply(at=timezone.now(), since=timedelta(hours=1))
    silences = _Silences()
    failed = silences.tried(list(newest), lambda one: apply_event(one, at=timezone.now()))
    waits = list(transfers_to_act_on(at=timezone.now()))
    failed = silences.tried(waits, lambda one: act_or_say(one, at=timezone.now())) or failed
    if failed is not None:
        raise failed
    if silences.left:
        raise RoundEnded(silences.left)


class _Silences:
    """How much was not done because Stripe was silent."""

    def __init__(self) -> None:
        self.left = 0

    def tried(self, found: Sequence[Thing], work: Callable[[Thing], object]) -> SomeFailed | None:
        """Do `work` with each until nobody answers; return what tells that something else failed."""
        begun, is_silent = 0, False

        def try_one(one: Thing) -> None:
            nonlocal begun, is_silent
            begun += 1
            try:
                work(one)
            except Silent:
                is_silent = True
                raise

        try:
            one_by_one(takewhile(lambda _one: not is_silent, found), try_one, passes=(NoAnswer,))
        except SomeFailed as failed:
            return failed
        finally:
            self.left += len(found) - begun + is_silent
        return None
