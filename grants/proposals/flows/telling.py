"""Mails to whoever acts for the council and to the applicant, who gets links to a page of her own."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from grants.terms import day_of
from portal.post.flows import send
from portal.reads import followed
from portal.trail.flows import flow
from wijkraden.people.models import DUTCH, User
from wijkraden.people.queries import token_hash
from wijkraden.places.models import City, District

from ..addressees import applicant_of, of_council, way_to
from ..models import ApplicantLink, Proposal

VALID = timedelta(days=365)  # of the link to the applicant's own page


@flow
def tell_council(kind: str, proposal: Proposal, *, by: User | None, at: datetime, **context: Any) -> None:
    """Mail chair, coordinator and author of that day in their own languages; who has an interest gets none."""
    for one in of_council(proposal, on=day_of(at)):
        tell(kind, proposal, to=one, by=by, at=at, **context)


@flow
def tell(kind: str, proposal: Proposal, *, to: User, by: User | None, at: datetime, **context: Any) -> None:
    """Mail one person with an account about a proposal."""
    if not to.is_active:
        return
    city = followed(followed(proposal, "district", District), "city", City)
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
    channel, address = way_to(applicant)
    link = ""
    if applicant.email and with_link:
        token = open_page_of_applicant(proposal, email=applicant.email, by=by, at=at)
        link = city.address + reverse("my_application", args=[token])
    send(
        kind,
        to=None,
        address=address,
        language=DUTCH,
        context={"applicant": applicant, "proposal": proposal, "city": city, "link": link, **context},
        about=proposal,
        channel=channel,
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
