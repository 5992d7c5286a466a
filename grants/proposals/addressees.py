"""Who is told by mail what happens to a proposal: people who hold a seat now, and the applicant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.post.models import Channel
from portal.reads import row_of, rows_of
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import seated_on
from wijkraden.people.states import Role

from .models import Interest, Party
from .states import PartyKind, Route

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from wijkraden.places.models import City

    from .models import Proposal


def officers_of(city: City, *, on: date) -> QuerySet[User]:
    """Return the officers of that city on that day, by family name. One query."""
    seats = Seat.objects.filter(seated_on(on), city=city, role=Role.OFFICER)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("sort_key", "pk")


def of_council(proposal: Proposal, *, on: date) -> list[User]:
    """Return the chair and the coordinator of the council on that day, and whoever wrote it and still sits there.

    Who has an interest in it gets no mail about it. Two queries, and one a person.
    """
    interested = {one.user_id for one in rows_of(Interest, "proposal_id", proposal.pk) if one.has_interest}
    told = {
        one.user_id
        for one in rows_of(Seat, "district_id", proposal.district_id)
        if one.is_current(on)
        and (one.role in {Role.CHAIR, Role.COORDINATOR} or one.user_id == proposal.created_by_id)
    }
    people = [row_of(User, pk) for pk in sorted(told - interested)]
    return [one for one in people if one.is_active]


def applicant_of(proposal: Proposal) -> Party | None:
    """Return who applies for the subsidy, None on the other routes. One query at most."""
    if proposal.route != Route.SUBSIDY:
        return None
    found = [one for one in rows_of(Party, "proposal_id", proposal.pk) if one.kind == PartyKind.APPLICANT]
    return min(found, key=lambda one: one.pk, default=None)


def recipient_of(proposal: Proposal) -> Party | None:
    """Return whom to tell of the money: the first who can be reached of the payee, who applied and who does it.

    Of nobody can be reached the first of them, None for nobody. One query.
    """
    found = {one.kind: one for one in rows_of(Party, "proposal_id", proposal.pk)}
    order = (PartyKind.PAYEE, PartyKind.APPLICANT, PartyKind.PERFORMER)
    parties = [found[kind] for kind in order if kind in found]
    return next((one for one in parties if can_be_told(one)), parties[0] if parties else None)


def can_be_told(party: Party) -> bool:
    """Tell if something can be sent to it: it has an e-mail address, or a whole one for the post."""
    return bool(party.email or (party.street and party.postcode and party.town))


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
