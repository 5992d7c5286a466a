"""Asking to complete a proposal, and the answers: of the council in the editor, of the applicant by a link."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.terms import Length, Unit, Why, day_of, law
from portal.errors import WrongState
from portal.files.flows import store
from portal.post.flows import send
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.queries import token_hash

from ..addressees import applicant_of, of_council, officer_for, way_to
from ..clocks import keep_due
from ..errors import NothingAsked, NotWhole, WrongDay
from ..holding import hold, keep, lock, note_handler
from ..models import Attachment, CompletionRequest, Party, Pause, Proposal, RequestedItem
from ..queries import open_request
from ..rules import HANDLE, WRITE
from ..states import AttachmentKind, Section, SnapshotKind, State
from ..whole import missing

ASKED = describe("proposals.completion_asked", gettext_lazy("asked to complete a proposal (parts: {count})"))
ANSWERED = describe("proposals.completion_answered", gettext_lazy("answered what was missing of a proposal"))
COMPLETED = describe("proposals.completed", gettext_lazy("sent what was missing of a proposal"))
MOST_REQUESTS = 2  # once, and once more when the answer was not enough


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: the part of the editor where it belongs, and the officer's words."""

    section: Section
    words: str


@flow
def ask_to_complete(
    proposal: Proposal,
    *,
    items: Sequence[Missing],
    last_day: date,
    message: str = "",
    by: User,
    at: datetime,
) -> tuple[CompletionRequest, str]:
    """Ask for what is missing, by mail; return the question and the token of the applicant's link ("": none was sent).

    The term to decide stands still from the next day. A last day that is no working day moves to the next one.
    Raises NoLongerAllowed, WrongState (also while an earlier question runs, and after the second), NothingAsked
    and WrongDay.
    """
    row = hold(proposal, HANDLE, among=[State.SUBMITTED, State.COMPLETE, State.COMPLETING], by=by, at=at)
    if not items:
        raise NothingAsked(_("Write at one part at least what is missing."))
    day = _last_day(last_day, today=day_of(at))
    _end_former(row, at=at)
    applicant = applicant_of(row)
    token = secrets.token_urlsafe(32) if applicant and applicant.email else ""
    made = CompletionRequest.objects.create(
        proposal=row,
        message=message,
        token_hash=token_hash(token) if token else None,
        asked_by=by,
        asked_at=at,
        last_day=day,
    )
    for place, one in enumerate(items, start=1):
        RequestedItem.objects.create(request=made, position=place, section=one.section, words=one.words)
    why = Why.INCOMPLETE
    Pause.objects.create(proposal=row, request=made, why=why, since=day_of(at), last_day=day, by=by, at=at)
    if row.state != State.COMPLETING:
        row.move(State.COMPLETING, by=by, at=at)
    note_handler(row, by=by, at=at)
    keep_due(row)
    record(ASKED, row, by=by, at=at, count=len(items))
    if applicant:
        _tell_applicant(made, applicant, token, by=by, at=at)
    _mail_council(made, by=by, at=at)
    reread(proposal)
    return made, token


def _last_day(wanted: date, *, today: date) -> date:
    if wanted <= today:
        raise WrongDay(_("Choose a last day that has yet to come."))
    return law.completion(Length((wanted - today).days, Unit.DAYS)).last_day(today).day


def _end_former(proposal: Proposal, *, at: datetime) -> None:
    """End the question before this one; refuse while that one runs, and a third one."""
    standing = open_request(proposal)
    if standing and standing.answered_at is None and day_of(at) <= standing.last_day:
        raise WrongState(_("What is missing was asked already. Wait for the answer, or for the last day."))
    if proposal.completion_requests.count() >= MOST_REQUESTS:
        raise WrongState(
            _("It was asked twice to complete this proposal. Find it complete, or have it dismissed.")
        )
    if standing:
        CompletionRequest.objects.filter(pk=standing.pk, ended_at__isnull=True).update(ended_at=at)
        Pause.objects.filter(request=standing, runs_on__isnull=True).update(runs_on=day_of(at))


@flow
def answer_item(item: RequestedItem, *, answer: str = "", by: User, at: datetime) -> None:
    """Say for the council that what was asked is done, with a word about it.

    With the last one the proposal is whole again: its text is kept, the term runs on, the officer gets a mail.
    Raises NoLongerAllowed, HasInterest, WrongState, and NotWhole while the text itself misses something.
    """
    row = hold(item.request.proposal, WRITE, among=[State.COMPLETING], by=by, at=at)
    _answer(row, item, {"answer": answer}, by=by, at=at)


@flow
def answer_by_link(
    item: RequestedItem, *, answer: str, upload: Any = None, by: User | None = None, at: datetime
) -> None:
    """Keep what the applicant answered by the link: words, and a file that becomes an attachment.

    Raises WrongState, NotWhole as `answer_item`, and NothingAsked for an answer without words or file.
    """
    row = lock(item.request.proposal, among=[State.COMPLETING])
    if not answer and upload is None:
        raise NothingAsked(_("Write an answer, or add a file."))
    values: dict[str, Any] = {"answer": answer}
    if upload is not None:
        values["attachment"] = Attachment.objects.create(
            proposal=row,
            file=store(upload, by=by, at=at),
            kind=AttachmentKind.OTHER,
            added_by=by,
            added_at=at,
        )
    _answer(row, item, values, by=by, at=at)


def _answer(
    proposal: Proposal, item: RequestedItem, values: dict[str, Any], *, by: User | None, at: datetime
) -> None:
    open_ = RequestedItem.objects.filter(
        pk=item.pk,
        answered_at__isnull=True,
        request__ended_at__isnull=True,
        request__answered_at__isnull=True,
    )
    if not open_.update(answered_at=at, **values):
        raise WrongState(_("This was answered already."))
    reread(item)
    record(ANSWERED, proposal, by=by, at=at)
    if not item.request.items.filter(answered_at__isnull=True).exists():
        _complete(proposal, item.request, by=by, at=at)


def _complete(proposal: Proposal, request: CompletionRequest, *, by: User | None, at: datetime) -> None:
    """Close what was open: every answer is in."""
    if found := missing(proposal):
        raise NotWhole({section.value: sentences for section, sentences in found.items()})
    CompletionRequest.objects.filter(pk=request.pk).update(answered_at=at, answered_by=by)
    Pause.objects.filter(request=request, runs_on__isnull=True).update(runs_on=day_of(at))
    keep(proposal, SnapshotKind.COMPLETED, by=by, at=at)
    keep_due(proposal)
    record(COMPLETED, proposal, by=by, at=at)
    link = proposal.district.city.address + reverse("proposal", args=[proposal.public_id])
    for one in officer_for(proposal, on=day_of(at)):
        _mail("proposals.completed", proposal, to=one, link=link, request=request, by=by, at=at)


def _tell_applicant(
    request: CompletionRequest, applicant: Party, token: str, *, by: User, at: datetime
) -> None:
    """Ask the applicant by mail with a link, or in a letter on paper without one."""
    proposal = request.proposal
    city = proposal.district.city
    channel, address = way_to(applicant)
    send(
        "proposals.completion",
        to=None,
        address=address,
        language="nl",
        context={
            "proposal": proposal,
            "request": request,
            "items": list(request.items.all()),
            "city": city,
            "link": city.address + reverse("completion", args=[token]) if token else "",
        },
        about=request,
        channel=channel,
        secret=bool(token),
        by=by,
        at=at,
    )


def _mail_council(request: CompletionRequest, *, by: User, at: datetime) -> None:
    proposal = request.proposal
    link = proposal.district.city.address + reverse("proposal_completing", args=[proposal.public_id])
    for one in of_council(proposal, on=day_of(at)):
        _mail("proposals.completion_of_council", proposal, to=one, link=link, request=request, by=by, at=at)


def _mail(
    kind: str,
    proposal: Proposal,
    *,
    to: User,
    link: str,
    request: CompletionRequest,
    by: User | None,
    at: datetime,
) -> None:
    context = {
        "to": to,
        "proposal": proposal,
        "request": request,
        "items": list(request.items.all()),
        "city": proposal.district.city,
        "link": link,
    }
    send(
        kind,
        to=to,
        address=to.email,
        language=to.language,
        context=context,
        about=proposal,
        by=by,
        at=at,
    )
