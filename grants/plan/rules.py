"""Who may enter regulations, edit the plan and its frames, and adopt a version."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.models import User
from wijkraden.people.rules import Act, Person, act, may, seats_now
from wijkraden.people.states import Role
from wijkraden.places.models import City

from .models import Consultation, CouncilAnswer, Edition, Plan

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

SET_REGULATIONS = act("plan.regulations", _("Enter regulations with their tiers"), {Role.ADMINISTRATOR})
READ_PLANS = act(
    "plan.read",
    _("See concepts of the plan, what is said of it and not published yet, and assessment frames"),
    {Role.PLAN_EDITOR, Role.PLAN_PUBLISHER, Role.CONTROLLER},
)
EDIT_PLAN = act(
    "plan.edit",
    _("Enter and change concepts of the plan, papers, conversations, actions of the city, advice and frames"),
    {Role.PLAN_EDITOR},
)
PUBLISH_PLAN = act(
    "plan.publish",
    _(
        "Publish a version of the plan that was adopted, papers, conversations, actions of the city, advice and "
        "consultations"
    ),
    {Role.PLAN_PUBLISHER},
    _("not edited by oneself"),
)
ADVISE = act(
    "plan.advise",
    _("Give unasked advice for one's council, on the plan or on an action of the city"),
    {Role.MEMBER, Role.CHAIR, Role.COORDINATOR},
)
REACT = act(
    "plan.react",
    _("React for one's council in a consultation on a concept of the plan"),
    {Role.MEMBER, Role.CHAIR, Role.COORDINATOR},
)


def may_advise(user: Person, city_id: int) -> bool:
    """Tell if `user` may give unasked advice for a council of that city."""
    return may(user, ADVISE, city_id)


def districts_advised_for(user: Person, city_id: int) -> list[int]:
    """Return the ids of the districts for whose councils `user` may give unasked advice."""
    return _districts_for(user, ADVISE, city_id)


def districts_reacted_for(user: Person, city_id: int) -> list[int]:
    """Return the ids of the districts for whose councils `user` may react in a consultation."""
    return _districts_for(user, REACT, city_id)


def _districts_for(user: Person, what: Act, city_id: int) -> list[int]:
    seats = seats_now(user)
    return [
        one.district_id
        for one in seats
        if one.city_id == city_id and one.district_id and one.role in what.roles
    ]


def may_set_regulations(user: Person, city_id: int) -> bool:
    """Tell if `user` may enter and change the regulations of that city."""
    return may(user, SET_REGULATIONS, city_id)


def may_read_plans(user: Person, city_id: int) -> bool:
    """Tell if `user` may see every version of the plan of that city, and its frames."""
    return may(user, READ_PLANS, city_id)


def may_edit_plan(user: Person, city_id: int) -> bool:
    """Tell if `user` may edit concepts of the plan of that city, and its frames."""
    return may(user, EDIT_PLAN, city_id)


def may_publish_plan(user: Person, city_id: int) -> bool:
    """Tell if `user` publishes versions of the plan of that city."""
    return may(user, PUBLISH_PLAN, city_id)


def has_edited(user: Person, what: Plan | Edition | CouncilAnswer) -> bool:
    """Tell if `user` edited this version or edition, so that someone else publishes it. One query at most."""
    return what.edited_by_id == user.pk or what.editors.filter(pk=user.pk).exists()  # type: ignore[union-attr]  # each kind has editors


def has_handled(user: Person, consultation: Consultation) -> bool:
    """Tell if `user` answered or hid a reaction, so that someone else publishes the document. One query."""
    return consultation.handlers.filter(pk=user.pk).exists()


def refuse_former(user: User, what: Act, city: City, *, on: date) -> None:
    """Raise NoLongerAllowed unless `user` may do that there on that day.

    Asked of what stands in the database now, so a flow asks it after it has locked the city: whoever takes the
    right away waits for that lock. Two queries.
    """
    if not may(User.objects.get(pk=user.pk), what, city.pk, on=on):
        told = {"city": city.name}
        raise NoLongerAllowed(
            gettext("You may no longer do this in %(city)s, so nothing was changed.") % told
        )


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    items: list[tuple[str, Words]] = [("plan", _("The plan"))]
    if may_read_plans(user, city_id):
        items += [
            ("papers", _("City council papers")),
            ("conversations", _("Conversations with residents")),
            ("city_actions", _("Actions of the city")),
            ("advices", _("Advice on the plan")),
            ("amendments", _("Changes within the plan")),
        ]
    if may_edit_plan(user, city_id) or may_publish_plan(user, city_id):
        items += [("plans", _("Versions of the plan")), ("frames", _("Assessment frames"))]
    if may_set_regulations(user, city_id):
        items.append(("regulations", _("Regulations")))
    return items
