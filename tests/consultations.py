"""Consultations of the tests, made through the flows."""

from datetime import date, datetime, timedelta

from grants.plan import flows
from grants.plan.models import Consultation, Plan, Reaction
from grants.plan.queries import reactions_of
from grants.plan.sheets import draft_consultation
from grants.plan.states import Outcome, ReactionOf
from wijkraden.people.models import User
from wijkraden.places.models import City, District

INTRODUCTION = "Wat vindt u van dit concept?"
LAST = date(2026, 11, 30)


def opened(
    plan: Plan, *, by: User, at: datetime, first: date | None = None, last: date = LAST
) -> Consultation:
    """Open a consultation from the day of `at`, or another, up to and including the last day."""
    return flows.open_consultation(
        plan, introduction=INTRODUCTION, opens_on=first or at.date(), closes_on=last, by=by, at=at
    )


def of_council(one: Consultation, *, district: District, by: User, at: datetime, part: str = "") -> Reaction:
    """React as a council member."""
    what = ReactionOf("Zet er een doel bij.", part)
    return flows.react_for_council(one, district=district, what=what, by=by, at=at)


def of_resident(
    one: Consultation, *, at: datetime, email: str = "buur@test.example", is_confirmed: bool = True
) -> Reaction:
    """React as a resident, confirmed or not."""
    made, _token = flows.react(one, email=email, what=ReactionOf("Dit is goed."), at=at)
    if is_confirmed:
        flows.confirm_reaction(made, at=at)
        made.refresh_from_db()
    return made


def answered(reaction: Reaction, *, by: User, at: datetime) -> None:
    """Answer a reaction."""
    flows.answer_reaction(reaction, degree=Outcome.CHANGED, answer="Dat doen we.", by=by, at=at)


def published(one: Consultation, *, by: User, at: datetime) -> Consultation:
    """Publish the document of a closed consultation with all answers, two hours after it was made."""
    one.refresh_from_db()
    draft = draft_consultation(one, at=at)
    flows.publish_consultation(one, draft=draft, edits=one.edits, by=by, at=at + timedelta(hours=2))
    one.refresh_from_db()
    flows.tell_who_reacted(one, at=at + timedelta(hours=2))
    return one


def finish_all(city: City, *, editor: User, publisher: User, at: datetime) -> None:
    """Answer, close and publish every consultation of a city, once no link works any more: a version can be adopted."""
    for one in Consultation.objects.filter(plan__city=city, published_at=None, is_withdrawn=False):
        if one.opens_on > at.date():
            flows.withdraw_consultation(one, by=publisher, at=at)
            continue
        if one.closed_at is None:
            flows.close_consultation(one, by=publisher, at=at)
        for reaction in reactions_of(one, which="waits"):
            answered(reaction, by=editor, at=at)
        published(one, by=publisher, at=at + timedelta(days=8))
