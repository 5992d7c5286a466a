"""Withdrawing a proposal: by the council, or by the applicant through the link of her own page."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.flows import release
from grants.budget.states import Kind
from grants.terms import day_of
from portal.errors import NoLongerAllowed
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import ConfirmationEnded
from ..holding import hold, lock
from ..models import ApplicantLink, Proposal
from ..queries import open_confirmations
from ..rules import ACT_FOR_COUNCIL, WRITE, may_withdraw
from ..states import STEPS, Route, State
from .telling import tell, tell_applicant, tell_council

WITHDRAWN = describe("proposals.withdrawn", gettext_lazy("withdrew a proposal"))
WITHDRAWN_BY_APPLICANT = describe(
    "proposals.withdrawn_by_applicant",
    gettext_lazy("withdrew the application"),
    doer=gettext_lazy("The applicant"),
)


@flow
def withdraw(proposal: Proposal, *, reason: str, by: User, at: datetime) -> None:
    """Withdraw it for the council, a draft also as its writer; what was reserved is free again.

    After the submission the applicant and who handles it get a mail, and an open question to complete it and the
    pauses of its term end. Raises NoLongerAllowed, HasInterest, WrongState once it was decided on, and YearClosed.
    """
    is_draft = proposal.state == State.DRAFT
    row = hold(proposal, WRITE if is_draft else ACT_FOR_COUNCIL, among=STEPS[State.WITHDRAWN], by=by, at=at)
    if not may_withdraw(by, row):  # presented since the page was opened
        raise NoLongerAllowed(_("You may no longer do this, so nothing was changed."))
    was_asked = row.is_submitted or row.confirmations.exists()
    _end(row, reason=reason, by=by, at=at)
    record(WITHDRAWN, row, by=by, at=at)
    tell_council("proposals.withdrawn", row, by=by, at=at, reason=reason)
    _tell_handlers(row, reason=reason, by=by, at=at)
    if row.route == Route.SUBSIDY and was_asked:
        tell_applicant("proposals.withdrawn_applicant", row, by=by, at=at, reason=reason)
    reread(proposal)


@flow
def withdraw_by_applicant(
    link: ApplicantLink, *, name: str, reason: str, by: User | None = None, at: datetime
) -> None:
    """Withdraw what the applicant asked, under the name that she typed; the council gets a mail.

    Raises WrongState once it was decided on or withdrawn, ConfirmationEnded for a link that is too old.
    """
    row = lock(link.proposal, among=STEPS[State.WITHDRAWN])
    open_ = ApplicantLink.objects.filter(pk=link.pk, withdrew_at__isnull=True, expires_at__gt=at)
    if not open_.update(withdrew_at=at, withdrew_by=name):
        raise ConfirmationEnded(_("This link was used or is too old. Ask the council for help."))
    _end(row, reason=reason, by=by, at=at)
    record(WITHDRAWN_BY_APPLICANT, row, by=by, at=at)
    context: dict[str, Any] = {"reason": reason, "name": name, "by_applicant": True}
    tell_council("proposals.withdrawn", row, by=by, at=at, **context)
    _tell_handlers(row, by=by, at=at, **context)
    tell_applicant("proposals.withdrawn_applicant", row, by=by, at=at, **context)
    reread(link)


def _end(row: Proposal, *, reason: str, by: User | None, at: datetime) -> None:
    row.move(State.WITHDRAWN, by=by, at=at, reason=reason)
    open_confirmations(row).update(ended_at=at)
    row.completion_requests.filter(ended_at__isnull=True).update(ended_at=at)
    for pause in row.pauses.filter(runs_on__isnull=True):
        pause.runs_on = max(day_of(at), pause.since)
        pause.save(update_fields=["runs_on"])
    if row.dossier is not None and row.dossier.accounts.filter(kind=Kind.RESERVED).exists():
        key, source = f"release:{row.public_id}", f"proposal:{row.public_id}"
        release(row.dossier, by=by, at=at, booked_on=day_of(at), key=key, source=source)


def _tell_handlers(row: Proposal, *, by: User | None, at: datetime, **context: Any) -> None:
    for handling in row.handlings.select_related("user"):
        tell("proposals.withdrawn", row, to=handling.user, by=by, at=at, **context)
