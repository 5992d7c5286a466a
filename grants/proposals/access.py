"""The doors to proposals. What lies in another city, or is a draft of another council, does not exist here."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404

from wijkraden.people.models import User
from wijkraden.people.rules import Person, seats_now
from wijkraden.places.models import City, District

from . import queries, queries_of_editor, rules
from .models import Attachment, CompletionRequest, Proposal, RequestedItem

Rule = Callable[[Person, Proposal], bool]


def get_proposal(user: User, city: City | None, public_id: str, *, rule: Rule = rules.may_see) -> Proposal:
    """Return the proposal; 404 if `user` may not see it, 403 if not do this."""
    found = queries.proposal_at(city, public_id) if city else None
    if found is None or not rules.may_see(user, found):
        raise Http404
    if not rule(user, found):
        raise PermissionDenied
    return found


def enter_councils(user: User, city: City | None) -> tuple[City, list[District]]:
    """Return the city and the districts whose proposals `user` may write, by name; 404 if there are none."""
    roles = rules.WRITE.roles
    seats = [seat for seat in seats_now(user) if city and seat.city_id == city.pk and seat.role in roles]
    districts = {seat.district_id: seat.district for seat in seats if seat.district is not None}
    if city is None or not districts:
        raise Http404
    return city, sorted(districts.values(), key=lambda one: one.sort_key)


def get_to_write(user: User, city: City | None, public_id: str) -> Proposal:
    """Return the proposal with what its editor shows; 404 if `user` may not see it, 403 if not write it. One query."""
    found = queries_of_editor.proposal_to_write(city, public_id, user=user) if city else None
    if found is None or not rules.may_see(user, found):
        raise Http404
    if not rules.may_write(user, found):
        raise PermissionDenied
    return found


def get_attachment(proposal: Proposal, public_id: str) -> Attachment:
    """Return an attachment of the proposal that stands there now; 404 for what is none."""
    found = queries_of_editor.attachment_at(proposal, public_id)
    if found is None:
        raise Http404
    return found


def refuse_outsider(user: User, proposal: Proposal) -> None:
    """Raise 404 for who is of the council and not of the staff: what stands there is of the city alone."""
    if not rules.may_read_all(user, proposal.district.city_id):
        raise Http404


def enter_office(user: User, city: City | None) -> City:
    """Return the city; 404 for who may not see every submitted proposal of it."""
    if city is None or not rules.may_read_all(user, city.pk):
        raise Http404
    return city


def get_asked(city: City | None, token: str) -> CompletionRequest:
    """Return the question to complete a proposal whose link holds this token; 404 for none, or one that ended."""
    found = queries.request_with(city, token) if city else None
    if found is None:
        raise Http404
    return found


def get_item(request: CompletionRequest | None, number: int) -> RequestedItem:
    """Return what was asked under that number; 404 if there is none."""
    found = request.items.filter(position=number).first() if request else None
    if found is None:
        raise Http404
    return found


def enter_council_rules(user: User, city: City | None) -> City:
    """Return the city whose councils' voting rules `user` may enter; 404 if she may not."""
    if not city or not rules.may_set_council_rules(user, city.pk):
        raise Http404
    return city
