"""Mandates: entered once with their place in the official gazette, and ended by a day."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.posting import check_cents
from grants.plan.models import Regulation
from grants.terms import day_of
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right, roles_of
from wijkraden.people.states import Role
from wijkraden.places.models import District

from ..errors import WrongMandate
from ..models import Mandate, MandateDistrict
from ..rules import SET_MANDATES
from ..weighing import refuse_ended

ENTERED = describe("decisions.mandate_entered", gettext_lazy("entered a mandate (districts: {count})"))
ENDED = describe("decisions.mandate_ended", gettext_lazy("ended a mandate (last day: {last_on})"))


@dataclass(frozen=True)
class MandateOf:
    """What a mandate says; `maximum_cents` in euro cents, no districts: all of them."""

    regulation: Regulation
    maximum_cents: int
    starts_on: date
    decision_number: str
    gazette_number: str
    gazette_on: date
    ends_on: date | None = None
    substitute: str = ""
    districts: Sequence[District] = ()


@flow
def enter_mandate(user: User, *, what: MandateOf, by: User, at: datetime) -> Mandate:
    """Enter that `user` may decide.

    Raises NoLongerAllowed, WrongAmount, and WrongMandate for oneself, who is no decision-maker, days the wrong way
    round, a gazette that is yet to come, or districts of another city.
    """
    city_id = what.regulation.city_id
    hold_right(by, SET_MANDATES, city_id=city_id, on=day_of(at))
    check_cents(what.maximum_cents)
    _refuse_wrong(user, what, by=by, at=at)
    told = {one.name: getattr(what, one.name) for one in fields(what) if one.name != "districts"}
    made = Mandate.objects.create(city_id=city_id, user=user, **told, entered_by=by, entered_at=at)
    MandateDistrict.objects.bulk_create(MandateDistrict(mandate=made, district=one) for one in what.districts)
    record(ENTERED, made, by=by, at=at, count=len(what.districts))
    return made


def _refuse_wrong(user: User, what: MandateOf, *, by: User, at: datetime) -> None:
    if user.pk == by.pk:
        raise WrongMandate(_("Nobody enters an own mandate. Ask a colleague."))
    if Role.DECISION_MAKER not in roles_of(user, what.regulation.city_id, on=day_of(at)):
        raise WrongMandate(_("Choose someone with the role of decision-maker."))
    if what.ends_on is not None and what.ends_on < what.starts_on:
        raise WrongMandate(_("The last day comes before the first day. Choose a later last day."))
    if what.gazette_on > day_of(at):
        raise WrongMandate(
            _("The mandate must stand in the official gazette first; that day has yet to come.")
        )
    if any(one.city_id != what.regulation.city_id for one in what.districts):
        raise WrongMandate(_("Choose districts of this city."))


@flow
def end_mandate(mandate: Mandate, *, ends_on: date, by: User, at: datetime) -> None:
    """Let a mandate end on that day, its last. Raises NoLongerAllowed, and WrongMandate for another day than that.

    What was decided under it stays; a day in the past would make decisions of later days go without.
    """
    hold_right(by, SET_MANDATES, city_id=mandate.city_id, on=day_of(at))
    row = Mandate.objects.select_for_update(no_key=True).get(pk=mandate.pk)
    refuse_ended(row, on=day_of(at))
    if row.ends_on is not None and ends_on >= row.ends_on:
        raise WrongMandate(_("This mandate ends earlier already."))
    if ends_on < day_of(at) or ends_on < row.starts_on:
        raise WrongMandate(_("Choose today or a later day, and not one before its first day."))
    row.ends_on, row.ended_by, row.ended_at = ends_on, by, at
    row.save(update_fields=["ends_on", "ended_by", "ended_at"])
    record(ENDED, row, by=by, at=at, last_on=ends_on.isoformat())
    reread(mandate)
