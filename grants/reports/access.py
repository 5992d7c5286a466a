"""The doors to reports. What lies in another city, or was not sent to the city yet, does not exist here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from grants.proposals.access import Rule, get_proposal
from grants.proposals.rules import may_see
from wijkraden.people.models import User

from . import queries, rules
from .asking import is_asked

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from wijkraden.places.models import City

    from .models import Report, ReportFile, ReportLink


def get_reported(user: User, city: City | None, public_id: str, *, rule: Rule = may_see) -> Proposal:
    """Return a proposal that got money and of which a report is asked or was sent; 404 if there is none for `user`.

    403 if she may see it but not do what the `rule` says.
    """
    found = get_proposal(user, city, public_id, rule=rule)
    if found.is_held_back or not (is_asked(found) or found.reports.exists()):
        raise Http404
    return found


def get_to_write(user: User, city: City | None, public_id: str) -> Proposal:
    """Return the proposal whose report `user` may write; 404 if she may not see it, 403 if not do this."""
    return get_reported(user, city, public_id, rule=rules.may_write)


def get_to_handle(user: User, city: City | None, public_id: str) -> Proposal:
    """Return the proposal whose report `user` may return; 404 if she may not see it, 403 if not do this."""
    return get_reported(user, city, public_id, rule=rules.may_handle)


def get_to_ask(user: User, city: City | None, public_id: str) -> Proposal:
    """Return the proposal of which `user` may mail a link; 404 if she may not see it, 403 if not do this."""
    return get_reported(user, city, public_id, rule=rules.may_ask)


def get_file(report: Report | None, public_id: str) -> ReportFile:
    """Return a file that stands in the report; 404 if there is none."""
    found = queries.file_at(report, public_id) if report else None
    if found is None:
        raise Http404
    return found


def get_link(city: City | None, token: str) -> ReportLink:
    """Return the link that holds this token; 404 for none, or one that ended."""
    found = queries.link_with(city, token) if city else None
    if found is None or found.proposal.is_held_back:
        raise Http404
    return found
