"""What a bank said of the name of an account, and the note of a second person why an account in doubt is right."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, note_handler
from grants.proposals.models import BankAccount, Proposal
from grants.proposals.states import State
from portal.jobs.flows import errand
from portal.post.flows import send
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from .. import name_check
from ..doubts import refuse_replaced, refuse_vouch
from ..holding import hold_proposals
from ..models import NameCheck, NameTry, Vouch
from ..name_check import LONGEST, Answered
from ..queries_of_doubts import account_to_ask, seen_of
from ..rules import CONFIRM_PAYEE, PAID_ON
from ..states import DoubtKind, NameAnswer

NAME_TOLD = describe(
    "payments.name_told", gettext_lazy("asked the bank whether an account is in its name (answer: {answer})")
)
VOUCHED = describe(
    "payments.vouched", gettext_lazy("noted why an account in doubt is right (kinds: {count})")
)
_FIRST, _LAST = timedelta(minutes=15), timedelta(days=1)  # until it is asked again
_DOUBLED = 7  # times, which is more than the last
ASK = "grants.payments.tasks.ask_name"


@flow
def ask_name(proposal: Proposal, *, by: User | None, at: datetime) -> None:  # as every flow
    """Have the name of the account of now asked after the commit, when anybody is; what gets lost comes later."""
    if name_check.is_on():
        errand(ASK, arguments={"pk": proposal.pk}, by=by)


@flow
def note_name_answer(
    account: BankAccount, *, answered: Answered, by: User | None = None, at: datetime
) -> NameCheck | None:
    """Keep what was answered of an account that still waits for it; None when another answer came first."""
    hold_proposals([account.proposal_id])
    waits = account_to_ask(account.proposal_id)
    if waits is None or waits.pk != account.pk:
        return None
    made = NameCheck.objects.create(
        account=account,
        answer=answered.answer,
        suggested=_one_line(answered.suggested) if answered.answer == NameAnswer.CLOSE else "",
        adapter=settings.NAME_CHECK,
        answered_at=at,
    )
    NameTry.objects.filter(account=account).delete()
    if made.answer == NameAnswer.CLOSE:
        _tell_who_entered(account, by=by, at=at)
    record(NAME_TOLD, account, by=by, at=at, answer=made.answer)
    return made


@flow
def note_no_answer(account: BankAccount, *, by: User | None = None, at: datetime) -> None:  # as every flow
    """Keep that nobody answered: it is asked again later, each time twice as late, up to a day."""
    hold_proposals([account.proposal_id])
    row, _is_new = NameTry.objects.get_or_create(account=account, defaults={"again_at": at})
    row.again_at = at + min(_FIRST * 2 ** min(row.tries, _DOUBLED), _LAST)
    row.tries += 1
    row.save(update_fields=["again_at", "tries"])


@flow
def vouch(
    account: BankAccount, *, why: str, saw: Mapping[DoubtKind, int] | None = None, by: User, at: datetime
) -> list[Vouch]:
    """Note why an account that waits is right: payments to it can be prepared from now on.

    `saw` are the doubts that the page showed, with their rows. Raises NoLongerAllowed, HasInterest, WrongState,
    OwnNote, ChangedMeanwhile, and ReviewsIt for a reviewer of the proposal.
    """
    row = hold(account.proposal, CONFIRM_PAYEE, among=[State(one) for one in PAID_ON], by=by, at=at)
    now = refuse_replaced(account)
    now.proposal = row
    refuse_vouch(now, saw, by=by)
    made = [
        Vouch.objects.create(account=now, kind=kind, saw=seen, why=why, by=by, at=at)
        for kind, seen in seen_of(now).items()
    ]
    note_handler(row, by=by, at=at)
    record(VOUCHED, now, by=by, at=at, count=len(made))
    return made


def _tell_who_entered(account: BankAccount, *, by: User | None, at: datetime) -> None:
    """Tell who entered an account that the bank knows it in nearly that name: she can see what was typed wrong."""
    to = account.entered_by
    if to is None or not to.is_active:
        return
    proposal = account.proposal
    city = proposal.district.city
    link = city.address + reverse("proposal", args=[proposal.public_id])
    send(
        "payments.name_close",
        to=to,
        address=to.email,
        language=to.language,
        context={"to": to, "account": account, "proposal": proposal, "city": city, "link": link},
        about=account,
        by=by,
        at=at,
    )


def _one_line(name: str) -> str:
    """Return a name as it is kept: without signs that are none, and no longer than the column."""
    signs = (" " if unicodedata.category(one).startswith("C") else one for one in name)
    return " ".join("".join(signs).split())[:LONGEST].strip()
