"""Who is told by mail what happens to a proposal: people who hold a seat now, and the applicant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.post.models import Channel
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import seated_on
from wijkraden.people.states import Role

from .states import PartyKind, Route

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from wijkraden.places.models import City

    from .models import Party, Proposal


def officers_of(city: City, *, on: date) -> QuerySet[User]:
    """Return the officers of that city on that day, by family name. One query."""
    seats = Seat.objects.filter(seated_on(on), city=city, role=Role.OFFICER)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("sort_key", "pk")


def of_council(proposal: Proposal, *, on: date) -> list[User]:
    """Return the chair and the coordinator of the council on that day, and whoever wrote it and still sits there.

    Who has an interest in it gets no mail about it. One query.
    """
    seats = Seat.objects.filter(seated_on(on), district=proposal.district_id, user__is_active=True).exclude(
        user__in=proposal.interests.filter(has_interest=True).values("user")
    )
    return list(
        {
            one.user_id: one.user
            for one in seats.select_related("user").order_by("user_id", "id")
            if one.role in {Role.CHAIR, Role.COORDINATOR} or one.user_id == proposal.created_by_id
        }.values()
    )


def applicant_of(proposal: Proposal) -> Party | None:
    """Return who applies for the subsidy, None on the other routes. One query at most."""
    if proposal.route != Route.SUBSIDY:
        return None
    return proposal.parties.filter(kind=PartyKind.APPLICANT).first()


def way_to(party: Party) -> tuple[Channel, str]:
    """Return how a party is told something: by mail, or on paper who has no e-mail address; and where."""
    if party.email:
        return Channel.MAIL, party.email
    return Channel.PAPER, "\n".join(postal_lines(party))


def postal_lines(party: Party) -> list[str]:
    """Return the lines of the address on an envelope; the post wants two spaces after the postcode."""
    lines = (party.name, party.contact, party.street, f"{party.postcode}  {party.town}".strip())
    return [line for line in lines if line]


def officer_for(proposal: Proposal, *, on: date) -> list[User]:
    """Return the officer who has it in hand, every officer while nobody has. One query."""
    officers = list(officers_of(proposal.district.city, on=on))
    hers = [one for one in officers if one.pk == proposal.handler_id]
    return hers or officers
