"""The page of a proposal, for its council and for the staff of the city; and the one of its applicant."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grants.decisions.conditions import condition_words
from grants.decisions.letter import first_sentence, payment_of
from grants.decisions.models import Decision
from grants.money import format_euros
from grants.proposals.access import get_proposal
from grants.proposals.available import reserved_by_submission
from grants.proposals.clocks import card_of
from grants.proposals.http import application_link, link_ended
from grants.proposals.models import Proposal
from grants.proposals.rules import label_for, may_read_all, may_see_contact
from grants.proposals.sheet import READS as OF_SHEET
from grants.proposals.sheet import sheet_of
from grants.proposals.states import AT_THE_OFFICE, STEPS, State
from grants.proposals.told import Moment
from grants.register.queries import StillOpen, still_open
from grants.reports.asking import due_day, is_asked
from grants.reports.queries import newest_report
from grants.terms import day_of
from portal.gather import gather
from portal.ui.dates import full_date, moment
from portal.ui.parts import Figure, Happening
from wijkraden.people.http import PortalRequest

from . import queries, told


@require_safe
@never_cache
@login_required
def proposal(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show where a proposal stands, what can be done with it, what it says and what happened."""
    found = get_proposal(request.user, request.city, public_id)
    at = timezone.now()
    is_inside = may_read_all(request.user, found.district.city_id)
    gather(found, *told.READS, *OF_SHEET, "checks")
    known = queries.known_decisions(found, is_inside=is_inside)
    condition = queries.condition_of(known, on=day_of(at))
    left = StillOpen([]) if found.is_held_back else still_open(found, at)
    kept = queries.kept_of(found, known)
    context = {
        "proposal": found,
        "label": label_for(request.user, found),
        "turn": told.turn_for(request.user, found, at=at, left=left),
        "condition": condition,
        "condition_next": condition_words(condition) if condition and is_inside else "",
        "stands_again": queries.stands_again(found, known),
        "listed": queries.listed(found, on=day_of(at)),
        "keeps_open": left.sentences,
        "offers": told.offers_of(request.user, found, at=at),
        "figures": _figures(queries.figures_of(found, known)) if found.is_submitted else [],
        "reserved": reserved_by_submission(found) if found.shown_state in AT_THE_OFFICE else None,
        "card": card_of(found, on=day_of(at)) if found.shown_state in AT_THE_OFFICE else None,
        "sheet": sheet_of(found),
        "shows_contact": may_see_contact(request.user, found),
        "reads_all": is_inside,
        "council_decision": next(iter(list(found.council_decisions.all())[::-1]), None),
        "requests": [(one, list(one.items.all())) for one in found.completion_requests.all()],
        "decisions": [(one, _sentence(one), kept.get(one.pk, 0)) for one in known],
        "story": [_happening(one) for one in told.story_of(request.user, found)],
        **(_for_staff(found) if is_inside and found.is_submitted else {}),
    }
    return render(request, "dossier/page.html", context)


@never_cache
@require_safe
def my_application(request: HttpRequest, token: str) -> HttpResponse:
    """Show the applicant where her application stands and what was decided, without what her letters say of people."""
    link = application_link(request, token)
    if link is None:
        return link_ended(request)
    found = link.proposal
    context = {
        "application": link,
        "proposal": found,
        "token": token,
        "may_withdraw": found.shown_state in STEPS[State.WITHDRAWN],
        "today": timezone.localdate(),
        **_for_applicant(found),
    }
    return render(request, "proposals/public_application.html", context)


def _for_applicant(found: Proposal) -> dict[str, Any]:
    """Return what she was told by letter and still holds; before that it is her own request alone."""
    known = queries.known_decisions(found, is_inside=False)
    figures = queries.figures_of(found, known)
    standing = [one for one in known if one.replaced_at is None]
    to_come = (figures.determined or figures.granted or 0) > (figures.paid or 0) + figures.set_off
    return {
        "figures": _figures(figures),
        "decisions": [(one, _sentence(one)) for one in standing],
        "payment": payment_of(standing[-1]) if standing and to_come else None,
        "report": newest_report(found) if standing else None,
        "report_due": due_day(found) if standing and is_asked(found) else None,
    }


def _for_staff(found: Proposal) -> dict[str, Any]:
    return {
        "conditions": queries.answers_to_conditions(found),
        "outcome": queries.outcome_of(found),
    }


def _figures(figures: queries.Figures) -> list[Figure]:
    told_of = [
        (_("Asked"), figures.asked),
        (_("Granted"), figures.granted),
        (_("Paid out"), figures.paid),
        (_("Set off instead of paid"), figures.set_off or None),
        (_("Set off instead of paid back"), figures.set_off_back or None),
        (_("Final amount"), figures.determined),
    ]
    return [Figure(label, format_euros(cents)) for label, cents in told_of if cents is not None]


def _sentence(decision: Decision) -> str:
    return first_sentence(decision) if decision.is_decided else ""


def _happening(one: Moment) -> Happening:
    title = f"{one.by}: {one.words}" if one.by else one.words
    on = full_date(day_of(one.at)) if one.is_day else moment(one.at)
    return Happening(title=title, on=on, text=one.reason, url=one.address)
