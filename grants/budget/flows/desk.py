"""What the pages of the budget do: prepare and tell whose turn it is, decide and tell who prepared it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from grants.plan.models import Regulation
from grants.plan.rules import refuse_former
from portal.post.flows import send
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

from ..errors import SliceTaken
from ..models import Change, Year
from ..queries import gist_of, holders
from ..rules import PREPARE_BUDGET
from .changes import approve, return_change, withdraw
from .years import open_slice, open_slices, open_year

REPLACED = describe("budget.change_replaced", gettext_lazy("prepared another change in its place"))
REPLACES = describe("budget.change_replaces", gettext_lazy("prepared it in the place of another change"))


@flow
def put_forward(
    prepare: Callable[[], Change], *, replaces: Change | None = None, by: User, at: datetime
) -> Change:
    """Prepare a change and mail the budget holders that it waits; whoever prepares it gets no mail.

    The returned change that it `replaces` is withdrawn. Raises what `prepare` raises, and WrongState when that
    one was withdrawn or prepared again already.
    """
    if replaces is not None:
        withdraw(replaces, by=by, at=at)
    made = prepare()
    if replaces is not None:
        record(REPLACED, replaces, by=by, at=at, change=made.public_id)
        record(REPLACES, made, by=by, at=at, change=replaces.public_id)
    city = made.year.city
    for one in holders(city, Role.BUDGET_HOLDER, on=timezone.localdate(at)):
        if one.pk != by.pk:
            _tell("budget.waits", made, city, to=one, by=by, at=at)
    return made


@flow
def approve_and_tell(change: Change, *, by: User, at: datetime, booked_on: date) -> Change:
    """Approve a change, and mail whoever prepared it; raises what `approve` raises."""
    approve(change, by=by, at=at, booked_on=booked_on)
    _tell("budget.approved", change, change.year.city, to=change.prepared_by, by=by, at=at)
    return change


@flow
def return_and_tell(change: Change, *, reason: str, by: User, at: datetime) -> Change:
    """Return a change with a reason, and mail whoever prepared it; raises what `return_change` raises."""
    return_change(change, reason=reason, by=by, at=at)
    _tell("budget.returned", change, change.year.city, to=change.prepared_by, by=by, at=at)
    return change


def _tell(kind: str, change: Change, city: City, *, to: User, by: User, at: datetime) -> None:
    if not to.is_active:
        return
    link = city.address + reverse("budget_change", args=[change.public_id])
    with override(to.language):
        gist = gist_of(change)
    send(
        kind,
        to=to,
        address=to.email,
        language=to.language,
        context={"to": to, "by": by, "change": change, "city": city, "link": link, "gist": gist},
        about=change,
        by=by,
        at=at,
    )


@flow
def prepare_year(
    city: City,
    *,
    year: int,
    regulation: Regulation,
    districts: Sequence[District],
    name: str,
    by: User,
    at: datetime,
) -> Year:
    """Make a year with its first slices, as `add_slices` does; raises YearTaken too."""
    _refuse_former(city, by=by, at=at)
    made = open_year(city, year=year, by=by, at=at)
    add_slices(made, regulation=regulation, districts=districts, name=name, by=by, at=at)
    return made


@flow
def add_slices(
    year: Year, *, regulation: Regulation, districts: Sequence[District], name: str, by: User, at: datetime
) -> int:
    """Make a slice for each district, with a `name` one for all of them, without districts one for the city.

    Returns how many were made; raises SliceTaken when there is nothing left to make, and NoLongerAllowed.
    """
    _refuse_former(year.city, by=by, at=at)
    if name or not districts:
        open_slice(year, regulation=regulation, name=name, districts=districts, by=by, at=at)
        return 1
    made = open_slices(year, regulation=regulation, districts=districts, by=by, at=at)
    if not made:
        raise SliceTaken(_("Every district has a budget under this regulation already."))
    return len(made)


def _refuse_former(city: City, *, by: User, at: datetime) -> None:
    held = City.objects.select_for_update(no_key=True).get(pk=city.pk)
    refuse_former(by, PREPARE_BUDGET, held, on=timezone.localdate(at))
