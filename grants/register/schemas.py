"""What the API takes and gives, as its description tells it: amounts in whole euro cents, codes in English."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from ninja import Field, Schema

from grants.plan.states import ElementKind
from grants.proposals.states import Route
from grants.reports.states import Done

from .sheets import quarter_of
from .states import PUBLIC_STATES, Order, Recipient

if TYPE_CHECKING:
    from wijkraden.places.models import City

    from .queries import Action

MOST = 100  # grants on one page


def _one_of(codes: Any) -> str:
    return "One of: " + ", ".join(str(one.value) for one in codes)


class Filters(Schema):
    """The filters of the register's own page, and which page of what they find."""

    q: str = Field(
        "", max_length=100, description="Words, each in title, place, district, organisation or number"
    )
    year: int | None = Field(None, description="The year whose budget is used")
    district: str = Field("", description="Slug of a district, as in the address of its page")
    goal: str = Field("", description="Code of a goal of the plan")
    regulation: str = Field("", description="Prefix of the numbers of a regulation")
    state: str = Field("", description=_one_of(PUBLIC_STATES))
    route: str = Field("", description=_one_of(Route))
    order: str = Field(Order.NEWEST.value, description=_one_of(Order))
    page: int = Field(1, ge=1, le=100_000_000)
    per_page: int = Field(50, ge=1, le=MOST)


class DistrictOut(Schema):
    """The district whose council put the action forward."""

    slug: str
    name: str
    area: str


class RegulationOut(Schema):
    """The regulation under which is granted."""

    prefix: str
    title: str


class RecipientOut(Schema):
    """Who receives the money; `name` is empty unless it is an organisation whose name is public."""

    kind: str = Field(description=_one_of(Recipient))
    name: str


class PartOut(Schema):
    """A part of the plan that the action serves."""

    kind: str = Field(description=_one_of(ElementKind))
    code: str
    title: str


class GrantOut(Schema):
    """A granted action. What is not public for safety is empty or null; `is_guarded` says that something is."""

    id: str
    url: str
    number: str
    title: str
    summary: str
    district: DistrictOut
    year: int
    regulation: RegulationOut
    plan: str
    goals: list[PartOut]
    route: str = Field(description=_one_of(Route))
    state: str = Field(description=_one_of(PUBLIC_STATES))
    recipient: RecipientOut
    asked_cents: int
    granted_cents: int = Field(description="By the first decision")
    changed_cents: int | None = Field(description="After the newest change, null without one")
    stands_cents: int = Field(description="What is granted now, 0 once it was revoked")
    determined_cents: int | None = Field(description="The final amount, null while it is not known")
    paid_cents: int = Field(description="Paid or set off, and not paid back")
    returned_cents: int = Field(description="Paid back by the recipient, or set off")
    done: str = Field(
        description=f"{_one_of(Done)}, as the report says; empty before the final amount is known"
    )
    judgement: str = Field(description="The same, in the judgement of the council")
    judgement_words: str = Field(description="What the council says of that")
    granted_on: date
    changed_on: date | None
    determined_on: date | None
    revoked_on: date | None
    starts_on: date | None
    ends_on: date | None
    quarter: str | None = Field(description="Where the days are not public: the quarter, such as 2026-Q4")
    place: str
    is_guarded: bool
    is_conditional: bool = Field(
        description="Granted before the budget was adopted, and that has yet to give enough"
    )


class GrantsOut(Schema):
    """One page of the grants that the filters find."""

    count: int = Field(description="How many the filters find in all")
    page: int
    pages: int
    next: str | None
    previous: str | None
    licence: str
    grants: list[GrantOut]


class WrongOut(Schema):
    """What is wrong with one parameter."""

    name: str
    reason: str


class ProblemOut(Schema):
    """What went wrong, as RFC 9457 has it (application/problem+json)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[WrongOut] = []


def grant_out(action: Action, city: City) -> dict[str, Any]:
    """Return an action as the API gives it."""
    same = (
        "number title summary year route state asked_cents granted_cents changed_cents stands_cents"
        " determined_cents paid_cents returned_cents done judgement judgement_words"
        " granted_on changed_on determined_on revoked_on place is_guarded"
        " is_conditional"
    )
    return {
        **{name: getattr(action, name) for name in same.split()},
        "id": action.public_id,
        "url": city.address + reverse("action", args=[action.public_id]),
        "district": {
            "slug": action.district_slug,
            "name": action.district_name,
            "area": action.area_name,
        },
        "regulation": {"prefix": action.regulation_prefix, "title": action.regulation_title},
        "plan": action.plan_title,
        "goals": [{"kind": one.kind, "code": one.code, "title": one.title} for one in action.aims],
        "recipient": {"kind": action.recipient_kind, "name": action.recipient_name},
        "starts_on": action.first_day,
        "ends_on": action.last_day,
        "quarter": quarter_of(action) or None,
    }
