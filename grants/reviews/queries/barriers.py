"""Who may not review a proposal, and why: the one check of a choice by hand, in bulk and of the automatic spread."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.proposals.models import Handling, Interest, Party, Proposal
from grants.terms import day_of
from portal.search import normalise
from wijkraden.people.models import Seat, SideFunction, User
from wijkraden.people.states import DISTRICT_ROLES

from ..models import Assignment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

_LEGAL_FORM = re.compile(r"\b(stichting|vereniging|cooperatie|vof|v o f|bv|b v|nv|n v)\b")


def left_out(
    proposals: Sequence[Proposal], people: Sequence[User], *, on: date
) -> dict[tuple[int, int], str]:
    """Return why someone may not review a proposal, by the ids of proposal and person; who may is absent.

    Six queries, whatever their number.
    """
    known = _Known(proposals, people)
    found = {
        (proposal.pk, person.pk): known.reason(proposal, person, on)
        for proposal in proposals
        for person in people
    }
    return {pair: reason for pair, reason in found.items() if reason}


class _Known:
    def __init__(self, proposals: Sequence[Proposal], people: Sequence[User]) -> None:
        of = {"proposal__in": proposals}
        self.handlers = set(
            Handling.objects.filter(**of, user__in=people).values_list("proposal_id", "user_id")
        )
        declared = Interest.objects.filter(**of, user__in=people, has_interest=True)
        told = Assignment.objects.filter(**of, reviewer__in=people, has_interest=True)
        self.interested = {
            *declared.values_list("proposal_id", "user_id"),
            *told.values_list("proposal_id", "reviewer_id"),
        }
        self.parties = grouped(Party.objects.filter(**of), "proposal_id")
        self.seats = grouped(Seat.objects.filter(user__in=people, role__in=sorted(DISTRICT_ROLES)), "user_id")
        functions = SideFunction.objects.filter(user__in=people, removed_at__isnull=True)
        self.functions = grouped(functions, "user_id")

    def reason(self, proposal: Proposal, person: User, on: date) -> str:
        since = day_of(proposal.created_at)
        if any(_sat_there(seat, proposal, since, on) for seat in self.seats[person.pk]):
            return _("sits or sat in the council of this district")
        if (proposal.pk, person.pk) in self.interested:
            return _("told about an interest in this proposal")
        if (proposal.pk, person.pk) in self.handlers:
            return _("handles this proposal for the city")
        return self._tie(person, self.parties[proposal.pk], since, on)

    def _tie(self, person: User, parties: Iterable[Party], since: date, on: date) -> str:
        names = {bare(text): text for party in parties for text in (party.name, party.contact) if text}
        if bare(person.full_name) in names or person.email in {party.email.lower() for party in parties}:
            return _("is named in this proposal")
        for function in self.functions[person.pk]:
            is_held = function.starts_on <= on and not function.is_over(since)
            if is_held and bare(function.organisation) in names:
                return _("has a side function at %(organisation)s, which is named in this proposal") % {
                    "organisation": names[bare(function.organisation)]
                }
        return ""


def bare(name: str) -> str:
    """Return a name without accents, capitals and its legal form, so that “Stichting X” is “X”."""
    plain = normalise(name)
    return " ".join(_LEGAL_FORM.sub(" ", plain).split()) or plain


def _sat_there(seat: Seat, proposal: Proposal, since: date, on: date) -> bool:
    if seat.district_id != proposal.district_id or seat.starts_on > on:
        return False
    if seat.ended_at is not None and seat.ends_on is not None and seat.starts_on >= seat.ends_on:
        return False
    return seat.ends_on is None or seat.ends_on >= since


def grouped(rows: Iterable, name: str) -> defaultdict[int, list]:  # type: ignore[type-arg]  # rows of several models
    """Return the rows by what stands in that column."""
    found: defaultdict[int, list] = defaultdict(list)  # type: ignore[type-arg]  # rows of several models
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
