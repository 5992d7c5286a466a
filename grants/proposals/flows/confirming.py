"""Asking the applicant to confirm the text, by a link that works once, or by an authorisation that was signed."""

import secrets
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState
from portal.files.flows import Upload, store
from portal.post.flows import send
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import DUTCH, User
from wijkraden.people.queries import token_hash

from ..addressees import applicant_of
from ..errors import ConfirmationEnded, NotWhole, WrongFile
from ..holding import hold, keep, lock
from ..models import Attachment, Confirmation, Proposal
from ..queries import is_confirmed, open_confirmations, presented_step
from ..rules import WRITE
from ..states import AttachmentKind, Route, Section, SnapshotKind, State
from .telling import tell_council

VALID = timedelta(days=30)
_APPLICANT = gettext_lazy("The applicant")
ASKED = describe("proposals.confirmation_asked", gettext_lazy("asked the applicant to confirm a proposal"))
CONFIRMED = describe("proposals.confirmed", gettext_lazy("confirmed a proposal"), doer=_APPLICANT)
DECLINED = describe(
    "proposals.declined", gettext_lazy("told that the text of a proposal is not right"), doer=_APPLICANT
)
AUTHORISED = describe(
    "proposals.authorisation", gettext_lazy("added the signed authorisation of the applicant")
)


@flow
def ask_applicant(proposal: Proposal, *, by: User, at: datetime) -> tuple[Confirmation, str]:
    """Mail the applicant about the text that lies before the council; return the question and the token of its link.

    An earlier question ends. Raises NoLongerAllowed, HasInterest, WrongState (also when it was confirmed, or nobody
    applies), and NotWhole without an address.
    """
    row = hold(proposal, WRITE, among=[State.PRESENTED], by=by, at=at)
    _refuse_needless(row)
    applicant = applicant_of(row)
    if applicant is None or not applicant.email:
        raise NotWhole(
            {
                Section.WHO.value: [
                    _("The applicant has no e-mail address. Add a signed authorisation instead.")
                ]
            }
        )
    open_confirmations(row).update(ended_at=at)
    token = secrets.token_urlsafe(32)
    made = Confirmation.objects.create(
        proposal=row,
        step=presented_step(row),
        snapshot=keep(row, SnapshotKind.CONFIRMED, by=by, at=at),
        email=applicant.email,
        token_hash=token_hash(token),
        asked_by=by,
        asked_at=at,
        expires_at=at + VALID,
    )
    record(ASKED, row, by=by, at=at)
    city = row.district.city
    link = city.address + reverse("confirm", args=[token])
    context = {"applicant": applicant, "proposal": row, "question": made, "city": city, "link": link}
    send(
        "proposals.confirm",
        to=None,
        address=applicant.email,
        language=DUTCH,
        context=context,
        about=row,
        secret=True,
        by=by,
        at=at,
    )
    return made, token


@flow
def confirm(confirmation: Confirmation, *, name: str, by: User | None = None, at: datetime) -> None:
    """Keep that the applicant confirmed the text as it was sent, under the name that was typed.

    Raises ConfirmationEnded when the link was used, is too old, or the text was taken back since.
    """
    row = lock(confirmation.proposal)
    _answer(confirmation, row, at=at, confirmed_at=at, confirmed_by=name)
    record(CONFIRMED, row, by=by, at=at)
    tell_council("proposals.confirmed", row, by=by, at=at, name=name)


@flow
def decline(confirmation: Confirmation, *, reason: str, by: User | None = None, at: datetime) -> None:
    """Keep that the applicant finds the text not right, and mail the reason to the council.

    Raises ConfirmationEnded as `confirm` does.
    """
    row = lock(confirmation.proposal)
    _answer(confirmation, row, at=at, declined_at=at, declined_reason=reason)
    record(DECLINED, row, by=by, at=at)
    tell_council("proposals.declined", row, by=by, at=at, reason=reason)


@flow
def attach_authorisation(proposal: Proposal, *, upload: Upload, by: User, at: datetime) -> Attachment:
    """Add the authorisation that the applicant signed, in the place of a confirmation; it stays with this text.

    Raises NoLongerAllowed, HasInterest, WrongState (also when it was confirmed, or nobody applies), and Refused for
    the file.
    """
    row = hold(proposal, WRITE, among=[State.PRESENTED], by=by, at=at)
    _refuse_needless(row)
    file = store(upload, by=by, at=at)
    made = Attachment.objects.create(
        proposal=row, file=file, kind=AttachmentKind.AUTHORISATION, added_by=by, added_at=at
    )
    if not is_confirmed(row):
        raise WrongFile(
            _("The applicant said that this text is not right. Send it back first, or ask again.")
        )
    open_confirmations(row).update(ended_at=at)
    record(AUTHORISED, row, by=by, at=at)
    return made


def _refuse_needless(proposal: Proposal) -> None:
    if proposal.route != Route.SUBSIDY:
        raise WrongState(_("Nobody applies for a subsidy here, so there is nothing to confirm."))
    if is_confirmed(proposal):
        raise WrongState(_("The applicant confirmed this text already."))


def _answer(confirmation: Confirmation, row: Proposal, *, at: datetime, **columns: object) -> None:
    """Write the answer once; two at the same moment wait for the lock of the proposal."""
    stands = row.state == State.PRESENTED and presented_step(row) == confirmation.step
    waiting = open_confirmations(row).filter(pk=confirmation.pk, expires_at__gt=at)
    if not stands or not waiting.update(**columns):
        raise ConfirmationEnded(_("This link was used or is too old. Ask the council for a new one."))
    reread(confirmation)
