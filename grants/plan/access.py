"""The doors to the plan, its frames and regulations. What lies in another city does not exist here."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404

from portal.documents.models import Document
from wijkraden.people.models import User
from wijkraden.people.rules import Person
from wijkraden.places.models import City, District

from . import queries, rules
from .models import (
    Condition,
    Consultation,
    CouncilAdvice,
    Criterion,
    Edition,
    Element,
    Frame,
    Plan,
    Reaction,
    Regulation,
)
from .states import ElementKind, PartKind

T = TypeVar("T")
E = TypeVar("E", bound=Edition)


def enter_regulations(user: User, city: City | None) -> City:
    """Return the city whose regulations `user` may enter and change; 404 if she may not."""
    if not city or not rules.may_set_regulations(user, city.pk):
        raise Http404
    return city


def get_regulation(city: City, public_id: str) -> Regulation:
    """Return a regulation of the city with its tiers; 404 if there is none."""
    return _found(queries.regulation_at(city, public_id))


def get_city(city: City | None) -> City:
    """Return the city that answers here; 404 before one was loaded."""
    return _found(city or None)


def get_published(city: City | None, public_id: str) -> Plan:
    """Return a version of the plan that everyone may see; 404 if there is none."""
    return _found(queries.published_at(get_city(city), public_id))


def enter_plans(user: User, city: City | None, *, to_edit: bool = False) -> City:
    """Return the city whose plan and frames `user` may see; 404 if she may not, 403 if she may not edit them."""
    if not city or not rules.may_read_plans(user, city.pk):
        raise Http404
    if to_edit and not rules.may_edit_plan(user, city.pk):
        raise PermissionDenied
    return city


def enter_adoption(user: User, city: City | None) -> City:
    """Return the city whose plan `user` publishes; 404 if she may not see it, 403 if she only sees it."""
    found = enter_plans(user, city)
    if not rules.may_publish_plan(user, found.pk):
        raise PermissionDenied
    return found


def get_version(city: City, public_id: str) -> Plan:
    """Return a version of the city's plan; 404 if there is none."""
    return _found(queries.version_at(city, public_id))


def get_version_to_adopt(user: User, city: City, public_id: str) -> Plan:
    """Return a version that `user` did not edit; 404 if there is none, 403 if she did."""
    found = get_version(city, public_id)
    if rules.has_edited(user, found):
        raise PermissionDenied
    return found


def get_element(plan: Plan, public_id: str) -> Element:
    """Return an element of that version; 404 if there is none."""
    return _found(queries.element_at(plan, public_id))


def get_element_kind(kind: str) -> ElementKind:
    """Return the kind that an address names; 404 if there is none."""
    return _found(ElementKind(kind) if kind in ElementKind.values else None)


def get_subject(of: type[E], user: Person, city: City, public_id: str) -> E:
    """Return the newest edition of a subject that `user` may read; 404 if there is none."""
    return _found(queries.edition_of(of, city, public_id, is_inside=rules.may_read_plans(user, city.pk)))


def get_subject_to_edit(of: type[E], user: User, city: City | None, public_id: str) -> E:
    """Return the newest edition of a subject that `user` may edit; 403 if she sees all and edits none.

    For who has nothing to do with the plan its office does not exist: 404, also of what everyone reads.
    """
    return get_subject(of, user, enter_plans(user, city, to_edit=True), public_id)


def get_subject_to_publish(of: type[E], user: User, city: City | None, public_id: str) -> E:
    """Return the newest edition of a subject that `user` may publish; 404 or 403 as above, 403 if she edited it."""
    found = get_subject(of, user, enter_adoption(user, city), public_id)
    if rules.has_edited(user, found):
        raise PermissionDenied
    return found


def get_edition(of: type[E], city: City, public_id: str, version: int) -> E:
    """Return an edition of a subject that everyone reads or read before; 404 if there is none."""
    return _found(queries.edition_at(of, city, public_id, version))


def get_point(edition: Edition, name: str, public_id: str) -> Any:
    """Return a row of that name that an edition holds; 404 if there is none."""
    return _found(next((one for one in edition.points(name) if one.public_id == public_id), None))


def get_council_advice(city: City, public_id: str) -> CouncilAdvice:
    """Return the unasked advice of a council; 404 if there is none."""
    return _found(queries.council_advice_at(city, public_id))


def districts_to_advise_for(user: User, city: City | None) -> list[District]:
    """Return the districts for whose councils `user` may advise; 404 if there is none."""
    found = rules.districts_advised_for(user, get_city(city).pk)
    if not found:
        raise Http404
    return list(queries.districts_among(found))


def get_answer_to_publish(user: User, city: City | None, public_id: str) -> CouncilAdvice:
    """Return an advice with an answer that `user` may publish; 404 without an answer, 403 if she wrote it."""
    found = get_council_advice(enter_adoption(user, city), public_id)
    answer = getattr(found, "answer", None)
    if answer is None:
        raise Http404
    if rules.has_edited(user, answer):
        raise PermissionDenied
    return found


def get_consultation(city: City, public_id: str) -> Consultation:
    """Return a consultation on a concept of the plan; 404 if there is none."""
    return _found(queries.consultation_at(city, public_id))


def get_told(city: City, public_id: str) -> tuple[Consultation, Document]:
    """Return a consultation with its document; 404 before that was published."""
    found = get_consultation(city, public_id)
    return found, _found(found.document)


def get_version_to_consult(user: User, city: City | None, public_id: str) -> Plan:
    """Return a version on which `user` may open a consultation; 404 if there is none, 403 if she edited it."""
    return get_version_to_adopt(user, enter_adoption(user, city), public_id)


def get_consultation_to_publish(user: User, city: City | None, public_id: str) -> Consultation:
    """Return a consultation whose document `user` may publish; 404 if there is none, 403 if she answered or hid."""
    found = get_consultation(enter_adoption(user, city), public_id)
    if rules.has_handled(user, found):
        raise PermissionDenied
    return found


def get_reaction(user: User, city: City | None, public_id: str, reaction_id: str) -> Reaction:
    """Return a confirmed reaction that `user` moderates and answers; 404 if there is none, 403 if she only reads."""
    consultation = get_consultation(enter_plans(user, city, to_edit=True), public_id)
    return _found(queries.reaction_at(consultation, reaction_id))


def districts_to_react_for(user: Person, city: City) -> list[District]:
    """Return the districts for whose councils `user` may react; none for a resident."""
    return list(queries.districts_among(rules.districts_reacted_for(user, city.pk)))


def get_frame(city: City, public_id: str) -> Frame:
    """Return a frame of the city with its parts; 404 if there is none."""
    return _found(queries.frame_at(city, public_id))


def get_part_kind(kind: str) -> PartKind:
    """Return the kind of part that an address names; 404 if there is none."""
    return _found(PartKind(kind) if kind in PartKind.values else None)


def get_part(frame: Frame, kind: PartKind, public_id: str) -> Criterion | Condition:
    """Return a criterion or condition of that frame; 404 if there is none."""
    found = queries.part_at(frame, kind, public_id)
    if found is None:
        raise Http404
    return found


def _found(found: T | None) -> T:
    if found is None:
        raise Http404
    return found
