"""The consultation on a concept: opened, lengthened and closed, and its document published once all is answered."""

from datetime import date, datetime
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.terms import day_of
from portal.documents.drafts import Draft
from portal.documents.flows import make
from portal.errors import ChangedMeanwhile, changed_meanwhile
from portal.post.flows import send
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_codes, name_facts, name_things
from wijkraden.people.models import DUTCH, User
from wijkraden.places.models import City

from ..checking import (
    refuse_closed,
    refuse_to_close,
    refuse_to_consult,
    refuse_to_tell,
    refuse_to_withdraw,
)
from ..errors import ConsultationStands, FirstDayPast, OwnEdit, WrongDay
from ..holding import hold_city, hold_consultation, note_mail
from ..models import Consultation, Plan, Reaction
from ..queries import concept_of, reactions_to_tell
from ..rules import PUBLISH_PLAN, has_handled

name_things({"grants.consultation": gettext_lazy("consultation on the plan")})
name_facts({"opens_on": gettext_lazy("first day"), "closes_on": gettext_lazy("last day")})
name_codes({"plan.consultation_told": gettext_lazy("the answers to reactions on the plan")})
OPENED = describe("plan.consultation_opened", gettext_lazy("opened a consultation on the plan ({version})"))
LENGTHENED = describe("plan.consultation_lengthened", gettext_lazy("lengthened a consultation on the plan"))
WITHDRAWN = describe("plan.consultation_withdrawn", gettext_lazy("withdrew a consultation on the plan"))
CLOSED = describe("plan.consultation_closed", gettext_lazy("closed a consultation on the plan"))
TOLD = describe(
    "plan.consultation_published", gettext_lazy("published what was done with reactions on the plan")
)


@flow
def open_consultation(
    plan: Plan, *, introduction: str, opens_on: date, closes_on: date, by: User, at: datetime
) -> Consultation:
    """Ask everyone what they think of a concept, from a day up to and including another; till then it stays as it is.

    Raises NoLongerAllowed, VersionStands, OwnEdit when `by` edited the version, NotComplete when it holds nothing,
    ConsultationStands while another is not published, FirstDayPast and WrongDay.
    """
    hold_city(plan.city_id, PUBLISH_PLAN, by=by, at=at)
    row = Plan.objects.select_related("city").select_for_update(no_key=True, of=("self",)).get(pk=plan.pk)
    refuse_to_consult(row, by=by)
    if opens_on < day_of(at):
        raise FirstDayPast(_("The first day is past. Choose today or later."))
    _refuse_last(closes_on, first=opens_on)
    made = Consultation.objects.create(
        plan=row,
        concept=concept_of(row),
        introduction=introduction,
        opens_on=opens_on,
        closes_on=closes_on,
        opened_by=by,
        opened_at=at,
    )
    told = {"opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
    record(OPENED, made, by=by, at=at, version=row.number, **told)
    return made


@flow
def lengthen_consultation(consultation: Consultation, *, closes_on: date, by: User, at: datetime) -> None:
    """Give everyone more days to react. Raises NoLongerAllowed, ConsultationStands and WrongDay."""
    hold_city(consultation.plan.city_id, PUBLISH_PLAN, by=by, at=at)
    row = hold_consultation(consultation)
    refuse_closed(row)
    if closes_on <= row.closes_on or closes_on < day_of(at):
        raise WrongDay(_("Choose a later day than the last day of now."))
    row.closes_on = closes_on
    row.save(update_fields=["closes_on"])
    record(LENGTHENED, row, by=by, at=at, closes_on=closes_on.isoformat())


@flow
def withdraw_consultation(consultation: Consultation, *, by: User, at: datetime) -> None:
    """Take back what was to begin: nobody reacts, and the version may change again.

    Raises NoLongerAllowed, and ConsultationStands from its first day on.
    """
    hold_city(consultation.plan.city_id, PUBLISH_PLAN, by=by, at=at)
    row = hold_consultation(consultation)
    refuse_to_withdraw(row, at=at)
    row.closed_at, row.is_withdrawn = at, True
    row.save(update_fields=["closed_at", "is_withdrawn"])
    record(WITHDRAWN, row, by=by, at=at)


@flow
def close_consultation(consultation: Consultation, *, by: User | None, at: datetime) -> None:
    """Take no more reactions; the version may change again. `by` None: the portal, once the last day is past.

    Raises NoLongerAllowed, and ConsultationStands also before its first day.
    """
    if by is None:
        City.objects.select_for_update(no_key=True).get(pk=consultation.plan.city_id)
    else:
        hold_city(consultation.plan.city_id, PUBLISH_PLAN, by=by, at=at)
    row = hold_consultation(consultation)
    refuse_to_close(row, at=at)
    if by is None and row.closes_on >= day_of(at):
        raise ConsultationStands(_("The last day of this consultation is not past."))
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    record(CLOSED, row, by=by, at=at)


@flow
def publish_consultation(
    consultation: Consultation, *, draft: Draft, edits: int, by: User, at: datetime
) -> None:
    """Publish every reaction that is shown with its answer, and store the document.

    Who reacted is told by regular work (`tell_who_reacted`).

    `draft` was made of what stood there after so many `edits`. Raises NoLongerAllowed, ConsultationStands,
    ChangedMeanwhile, OwnEdit when `by` answered or hid a reaction, and NotComplete while one waits for an answer.
    """
    hold_city(consultation.plan.city_id, PUBLISH_PLAN, by=by, at=at)
    row = hold_consultation(consultation)
    refuse_to_tell(row, at=at)
    if row.edits != edits or draft.key != row.document_key:
        raise ChangedMeanwhile(changed_meanwhile())
    if has_handled(by, row):
        raise OwnEdit(_("You answered or hid a reaction yourself. Someone else publishes the answers."))
    row.document = make(draft, by=by, at=at)
    row.published_by, row.published_at = by, at
    row.save(update_fields=["document", "published_by", "published_at"])
    record(TOLD, row, by=by, at=at)


def _refuse_last(last: date, *, first: date) -> None:
    if last < first:
        raise WrongDay(_("The last day comes before the first day. Choose a later last day."))


@flow
def tell_who_reacted(
    consultation: Consultation, *, most: int = 50, by: User | None = None, at: datetime
) -> bool:
    """Mail so many of those who reacted, each once, also of what is not shown; tell if there may be more.

    Nothing happens before the answers are published, and harmless when run again. By her messages each is forgotten
    later.
    """
    untold = reactions_to_tell(consultation).select_for_update(no_key=True, of=("self",))
    found: dict[object, list[Reaction]] = {}
    for one in untold:
        found.setdefault(one.by_id or one.email_hash or None, []).append(one)
    portion = dict(islice(found.items(), most))
    for who, reactions in portion.items():
        to = reactions[0].by
        if who is not None and (to is None or to.is_active):  # None: whose address was erased already
            _tell_one(consultation, reactions, to=to, by=by, at=at)
        Reaction.objects.filter(pk__in=[one.pk for one in reactions]).update(told_at=at)
    return len(found) > len(portion)


def _tell_one(
    row: Consultation, reactions: list[Reaction], *, to: User | None, by: User | None, at: datetime
) -> None:
    """Send one mail; an operator sees that it is about the consultation, never which reaction it answers."""
    address, language = (to.email, to.language) if to else (reactions[0].email or "", DUTCH)
    hidden = [one for one in reactions if one.hidden_at is not None]
    sent = send(
        "plan.consultation_told",
        to=to,
        address=address,
        language=language,
        context={
            "consultation": row,
            "hidden": hidden,
            "is_answered": len(hidden) < len(reactions),
            "city": row.plan.city,
        },
        about=row,
        by=by,
        at=at,
    )
    for one in reactions:
        note_mail(one, sent)
