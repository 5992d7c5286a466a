"""Mails to whoever acts for the council and to the applicant, who gets links to a page of her own."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from grants.terms import day_of
from portal.post.flows import send
from portal.post.models import Channel
from portal.trail.flows import flow
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import seated_on, token_hash
from wijkraden.people.states import Role

from ..models import ApplicantLink, Party, Proposal
from ..queries import applicant_of, with_interest

VALID = timedelta(days=365)  # of the link to the applicant's own page
DUTCH = "nl"  # the language of who has no account to choose one


@flow
def tell_council(kind: str, proposal: Proposal, *, by: User | None, at: datetime, **context: Any) -> None:
    """Mail chair, coordinator and author of that day in their own languages; who has an interest gets none."""
    for one in _who_acts(proposal, at=at):
        tell(kind, proposal, to=one, by=by, at=at, **context)


@flow
def tell(kind: str, proposal: Proposal, *, to: User, by: User | None, at: datetime, **context: Any) -> None:
    """Mail one person with an account about a proposal."""
    if not to.is_active:
        return
    city = proposal.district.city
    link = city.address + reverse("proposal", args=[proposal.public_id])
    send(
        kind,
        to=to,
        address=to.email,
        language=to.language,
        context={"to": to, "by": by, "proposal": proposal, "city": city, "link": link, **context},
        about=proposal,
        by=by,
        at=at,
    )


@flow
def tell_applicant(
    kind: str,
    proposal: Proposal,
    *,
    with_link: bool = False,
    by: User | None,
    at: datetime,
    **context: Any,
) -> None:
    """Mail the applicant in Dutch; without an e-mail address it becomes a letter on paper, without a link.

    `with_link`: to her own page, where she sees where it stands and withdraws it.
    """
    applicant = applicant_of(proposal)
    if applicant is None:
        return
    city = proposal.district.city
    link = ""
    if applicant.email and with_link:
        token = open_page_of_applicant(proposal, email=applicant.email, by=by, at=at)
        link = city.address + reverse("my_application", args=[token])
    send(
        kind,
        to=None,
        address=applicant.email or _postal(applicant),
        language=DUTCH,
        context={"applicant": applicant, "proposal": proposal, "city": city, "link": link, **context},
        about=proposal,
        channel=Channel.MAIL if applicant.email else Channel.PAPER,
        secret=bool(link),
        by=by,
        at=at,
    )


@flow
def open_page_of_applicant(
    proposal: Proposal,
    *,
    email: str,
    by: User | None,  # who acts, as every flow says
    at: datetime,
) -> str:
    """Open the applicant's own page by one more link, for 365 days, and return the token that it holds."""
    token = secrets.token_urlsafe(32)
    ApplicantLink.objects.create(
        proposal=proposal, email=email, token_hash=token_hash(token), made_at=at, expires_at=at + VALID
    )
    return token


def _who_acts(proposal: Proposal, *, at: datetime) -> list[User]:
    acts = Q(role__in=[Role.CHAIR, Role.COORDINATOR]) | Q(user=proposal.created_by)
    seats = Seat.objects.filter(seated_on(day_of(at)), acts, district=proposal.district)
    found = User.objects.filter(pk__in=seats.values("user")).exclude(pk__in=with_interest(proposal))
    return list(found.order_by("pk"))


def _postal(party: Party) -> str:
    lines = (party.name, party.contact, party.street, f"{party.postcode}  {party.town}")
    return "\n".join(line for line in lines if line.strip())
