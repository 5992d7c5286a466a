"""An objection from its receipt up to the decision on it: entered, extended, heard, taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.errors import WrongDay
from grants.proposals.holding import hold
from grants.terms import day_of, law
from portal.errors import refuse_if_changed
from portal.post.flows import send
from portal.post.models import Channel
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from portal.ui.dates import short_date
from wijkraden.people.models import User

from ..errors import NoObjection, NotReady
from ..letter import LANGUAGE
from ..models import Decision, Objection
from ..objecting import (
    ObjectionOf,
    check_entry,
    check_hearing,
    hold_objection,
    is_late,
    last_day_of,
    refuse_extension,
)
from ..rules import ENTER_OBJECTION
from ..states import NotHeard, ObjectionState

ENTERED = describe(
    "decisions.objection_entered", gettext_lazy("entered an objection (received on {received_on})")
)
EXTENDED = describe(
    "decisions.objection_extended", gettext_lazy("extended the term to decide on an objection")
)
HEARD = describe("decisions.objection_heard", gettext_lazy("entered the hearing of an objection"))
WITHDRAWN = describe(
    "decisions.objection_withdrawn", gettext_lazy("entered that an objection was taken back")
)


@flow
def enter_objection(decision: Decision, *, what: ObjectionOf, by: User, at: datetime) -> Objection:
    """Enter an objection as it came, and confirm its receipt to the objector (Awb 6:14).

    It runs beside the state of the dossier, also of one that was closed. Raises NoLongerAllowed, HasInterest,
    NoObjection, NotReady, and WrongDay.
    """
    proposal = hold(decision.proposal, ENTER_OBJECTION, by=by, at=at)
    row = Decision.objects.get(pk=decision.pk)
    row.proposal = proposal
    until = check_entry(row, what, at=at)
    if row.objections.filter(name_key=what.name_key, state=ObjectionState.OPEN).exists():
        raise NoObjection(
            _("An objection of %(name)s to this decision is running already.") % {"name": what.name}
        )
    made = Objection(
        decision=row,
        number=f"{row.number}-B{row.objections.count() + 1}",
        name=what.name,
        name_key=what.name_key,
        email=what.email,
        address=what.address,
        text=what.text,
        received_on=what.received_on,
        posted_on=what.posted_on,
        is_late=is_late(until, received_on=what.received_on, posted_on=what.posted_on),
        entered_by=by,
        entered_at=at,
    )
    made.due_on = last_day_of(made)
    made.save(force_insert=True)
    write_to(made, "decisions.objection_receipt", by=by, at=at)
    record(ENTERED, made, by=by, at=at, received_on=what.received_on.isoformat())
    return made


@flow
def extend_objection(objection: Objection, *, reason: str, by: User, at: datetime) -> None:
    """Extend the term to decide on it, once, by six weeks, and tell the objector why (Awb 7:10, third paragraph).

    Raises NoLongerAllowed, HasInterest, TookPart, NotReady, and WrongState when it was extended or is over.
    """
    row, _proposal = hold_objection(objection, by=by, at=at)
    if not reason.strip():
        raise NotReady(_("Write why more time is needed: the objector reads it."))
    refuse_extension(row, at=at)
    row.extended_by, row.extended_at, row.extension_reason = by, at, reason
    row.due_on = last_day_of(row)
    row.save(update_fields=["extended_by", "extended_at", "extension_reason", "due_on"])
    write_to(row, "decisions.objection_extended", by=by, at=at)
    record(EXTENDED, row, by=by, at=at, weeks=law.OBJECTION_EXTENSION.number)
    reread(objection)


@flow
def record_hearing(
    objection: Objection,
    *,
    heard_on: date | None = None,
    hearing: str = "",
    not_heard: NotHeard | None = None,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Keep the day and report of the hearing, or why there is none (Awb 7:2, 7:3); it may change until the decision.

    Raises NoLongerAllowed, HasInterest, TookPart, WrongState, NotReady, WrongDay, and ChangedMeanwhile when it is not
    what the page showed (`was`).
    """
    row, _proposal = hold_objection(objection, by=by, at=at)
    refuse_if_changed(row, was)
    check_hearing(row, heard_on, hearing, not_heard or "", at=at)
    row.heard_on, row.hearing = heard_on, hearing if heard_on else ""
    row.not_heard = not_heard or ""
    row.save(update_fields=["heard_on", "hearing", "not_heard"])
    record(HEARD, row, by=by, at=at, **({"day": heard_on.isoformat()} if heard_on else {}))
    reread(objection)


@flow
def withdraw_objection(objection: Objection, *, on: date, by: User, at: datetime) -> None:
    """Enter that the objector took it back on that day (Awb 6:21). Raises as `record_hearing`."""
    row, _proposal = hold_objection(objection, by=by, at=at)
    if not row.received_on <= on <= day_of(at):
        raise WrongDay(
            _("Choose a day from %(start)s up to and including today.")
            % {"start": short_date(row.received_on)}
        )
    row.state, row.withdrawn_on = ObjectionState.WITHDRAWN, on
    row.save(update_fields=["state", "withdrawn_on"])
    record(WITHDRAWN, row, by=by, at=at, day=on.isoformat())
    reread(objection)


@flow
def write_to(objection: Objection, kind: str, *, by: User, at: datetime, link: str = "") -> Channel:
    """Write to the objector by mail, on paper to who gave no e-mail address; return how it goes."""
    city = objection.decision.proposal.district.city
    send(
        kind,
        to=None,
        address=objection.email or f"{objection.name}\n{objection.address}",
        language=LANGUAGE,
        context={
            "objection": objection,
            "decision": objection.decision,
            "proposal": objection.decision.proposal,
            "city": city,
            "link": link,
        },
        about=objection,
        channel=Channel.MAIL if objection.email else Channel.PAPER,
        secret=bool(link),
        by=by,
        at=at,
    )
    return Channel.MAIL if objection.email else Channel.PAPER
