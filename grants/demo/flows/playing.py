"""The dossiers of the demo, played in the order of time through the flows that people use.

A chunk of the timeline is one transaction, and its last record says how far the play is: a run that was cut off goes
on there, and a play that ended begins no second time.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy

from grants.plan.flows import publish_consultation, tell_who_reacted
from grants.plan.models import Consultation
from portal.documents.drafts import Draft
from portal.post.flows import pass_over
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_facts, name_things
from wijkraden.people.flows.accounts import add_person
from wijkraden.people.flows.seats import give_seat
from wijkraden.people.models import User
from wijkraden.places.models import City, District

from ..acts import ACTS, Stage
from ..councils import STARTS_ON, Councillor, councillors
from ..script import Step

name_things({"demo:world": gettext_lazy("the demo")})
name_facts(
    {
        "chunk": gettext_lazy("chunk"),
        "code": gettext_lazy("fingerprint of the code"),
        "few": gettext_lazy("a small one"),
        "shown_on": gettext_lazy("day shown"),
    }
)
BEGUN = describe("demo.begun", gettext_lazy("began to play the demo ({shown_on})"))
PLAYED = describe("demo.played", gettext_lazy("played a part of the demo (chunk {chunk})"))


@flow
def begin_play(
    city: City, *, shown_on: date, few: bool, code: str, by: User | None = None, at: datetime
) -> None:
    """Seat the councils in which nobody of the cast sits, and note which day the play shows and what code plays."""
    districts = list(District.objects.filter(city=city).order_by("sort_key"))
    by_slug = {one.slug: one for one in districts}
    for one in councillors([district.slug for district in districts]):
        _seat(one, city, by_slug[one.district], by=by, at=at)
    record(BEGUN, "demo:world", by=by, at=at, shown_on=shown_on.isoformat(), few=few, code=code)


def _seat(one: Councillor, city: City, district: District, *, by: User | None, at: datetime) -> None:
    """Make an account without a password: nobody signs in with it."""
    user = add_person(
        email=one.email, given_name=one.given_name, family_name=one.family_name, is_demo=True, by=by, at=at
    )
    give_seat(
        user,
        role=one.role,
        city=city,
        district=district,
        starts_on=STARTS_ON,
        ends_on=one.ends_on,
        by=by,
        at=at,
    )


@flow
def play(stage: Stage, steps: Sequence[Step], *, chunk: int, by: User | None = None, at: datetime) -> None:
    """Play these steps, the `chunk`-th part of the timeline, and note that they were played.

    `at` is the day shown, before it began: the mails of the time before it count as sent, and none of them leaves.
    """
    for one in steps:
        try:
            ACTS[one.act](stage, one.dossier, one.at, **one.told)
        except Exception as error:
            error.add_note(f"in the demo: {one}")
            raise
    pass_over(before=at, by=by, at=at)
    record(PLAYED, "demo:world", by=by, at=at, chunk=chunk)


@flow
def tell_answers(
    stage: Stage,
    consultation: Consultation,
    *,
    draft: Draft,
    told_at: datetime,
    by: User | None = None,
    at: datetime,
) -> None:
    """Let evert publish the answers at `told_at`; apart from the chunks, as no document is made in a transaction."""
    evert = stage.people["evert"]
    publish_consultation(consultation, draft=draft, edits=consultation.edits, by=evert, at=told_at)
    tell_who_reacted(consultation, at=told_at)
    pass_over(before=at, by=by, at=at)
