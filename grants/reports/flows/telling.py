"""Mails about reports: to who received the money, by a link without an account, to the council and the officer."""

import secrets
from datetime import datetime
from typing import Any

from django.urls import reverse

from grants.proposals.addressees import of_council, officer_for, way_to
from grants.proposals.models import Proposal
from grants.terms import day_of
from portal.post.flows import send
from portal.post.models import Channel
from portal.trail.flows import flow
from wijkraden.people.models import DUTCH, User
from wijkraden.people.queries import token_hash

from ..asking import has_consequence
from ..models import Report, ReportLink
from ..queries import recipient_of


@flow
def tell_received(report: Report, *, by: User | None, at: datetime) -> None:
    """Tell that a report was sent: who received the money, the officer, and the council, which judges it."""
    tell_recipient("received", report.proposal, with_link=False, report=report, by=by, at=at)
    if has_consequence(report.proposal):
        for one in officer_for(report.proposal, on=day_of(at)):
            _tell("submitted", report.proposal, to=one, report=report, by=by, at=at)
    tell_council("judge", report.proposal, report=report, by=by, at=at)


@flow
def tell_returned(report: Report, *, by: User, at: datetime) -> None:
    """Tell who received the money and the council what must be better."""
    tell_recipient("returned", report.proposal, report=report, by=by, at=at)
    tell_council("returned_of_council", report.proposal, report=report, by=by, at=at)


@flow
def open_link(proposal: Proposal, *, email: str, by: User | None, at: datetime) -> str:
    """Open the page of who received the money by one more link, and return the token that it holds."""
    token = secrets.token_urlsafe(32)
    ReportLink.objects.create(
        proposal=proposal, token_hash=token_hash(token), email=email, made_by=by, made_at=at
    )
    return token


@flow
def tell_recipient(
    name: str, proposal: Proposal, *, with_link: bool = True, by: User | None, at: datetime, **context: Any
) -> str:
    """Mail who received the money, in Dutch; without an e-mail address it becomes a letter without a link.

    Return the token of the link, "" without one.
    """
    party = recipient_of(proposal)
    if party is None:
        return ""
    city = proposal.district.city
    channel, address = way_to(party)
    token = open_link(proposal, email=address, by=by, at=at) if with_link and channel == Channel.MAIL else ""
    link = city.address + reverse("report_by_link", args=[token]) if token else ""
    send(
        f"reports.{name}",
        to=None,
        address=address,
        language=DUTCH,
        context={
            "name": party.contact or party.name,
            "proposal": proposal,
            "city": city,
            "link": link,
            **context,
        },
        about=proposal,
        channel=channel,
        secret=bool(token),
        by=by,
        at=at,
    )
    return token


@flow
def tell_council(name: str, proposal: Proposal, *, by: User | None, at: datetime, **context: Any) -> None:
    """Mail whoever acts for the council, but not about what she did herself."""
    for one in of_council(proposal, on=day_of(at)):
        if by is None or one.pk != by.pk:
            _tell(name, proposal, to=one, by=by, at=at, **context)


def _tell(name: str, proposal: Proposal, *, to: User, by: User | None, at: datetime, **context: Any) -> None:
    city = proposal.district.city
    link = city.address + reverse("report", args=[proposal.public_id])
    send(
        f"reports.{name}",
        to=to,
        address=to.email,
        language=to.language,
        context={
            "name": to.full_name,
            "proposal": proposal,
            "city": city,
            "link": link,
            **context,
        },
        about=proposal,
        by=by,
        at=at,
    )
