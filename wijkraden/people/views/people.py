"""Who holds which seat, until when, and what the administrator does about it."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.errors import PortalError
from portal.http import filters_of, paged
from portal.security.kept import kept_post
from portal.security.recent import must_be_recent

from ...places.models import City
from .. import access, flows, queries, rules
from ..forms import CorrectNameForm, EndSeatForm, PeopleFilter, SeatForm, show_refusal
from ..http import PortalRequest, led_back
from ..models import Seat, User
from ..states import Role
from .door import on_person

PER_PAGE = 25
TRAIL_LENGTH = 50
_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def people(request: PortalRequest) -> HttpResponse:
    """Show who has or had a seat, with filters that live in the address."""
    city = access.enter_office(request.user, request.city)
    today = timezone.localdate()
    form = PeopleFilter(request.GET, city=city)
    is_fit = form.is_valid()
    found = queries.people_of(city, on=today, **form.chosen)
    context = {
        "form": form,
        "page": paged(found if is_fit else found.none(), request, per=PER_PAGE),
        "query": form.chosen["query"],
        "is_filtered": any(form.chosen.values()),
        "address": filters_of(request),
        "today": today,
        "may_manage": rules.may_manage_people(request.user, city.pk),
    }
    return render(request, "people/people.html", context, status=200 if is_fit else 422)


@require_safe
@login_required
def person(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show one person: seats, invitations, side functions and what happened."""
    city = access.enter_office(request.user, request.city)
    found = access.get_person(city, public_id)
    seats = found.city_seats  # type: ignore[attr-defined]  # added by people_of
    today = timezone.localdate()
    return render(
        request,
        "people/person.html",
        {
            "person": found,
            "seats": queries.by_period(seats, on=today),
            "invitations": queries.with_states(queries.invitations_of(city, to=found), at=timezone.now()),
            "side_functions": queries.side_functions_of(found),
            "story": queries.story_of(found, city, seats=seats, most=TRAIL_LENGTH),
            "today": today,
            "kept": {one.pk for one in seats if not rules.may_end(request.user, one)},
            "may_be_blocked": found.pk != request.user.pk and not _is_needed(found, city, seats, on=today),
            "may_manage": rules.may_manage_people(request.user, city.pk),
        },
    )


def _is_needed(found: User, city: City, seats: list[Seat], *, on: date) -> bool:
    """Tell if the city has no other administrator; asked only of who is one. One query at most."""
    is_one = any(seat.role == Role.ADMINISTRATOR for seat in seats)
    return is_one and queries.administers_alone(found, city, on=on)


@_FORM
@login_required
@on_person
def seat_give(request: PortalRequest, city: City, found: User) -> HttpResponse:
    """Give a person a seat."""
    must_be_recent(request)
    initial = {"starts_on": timezone.localdate(), **(kept_post(request) or {})}
    form = SeatForm(request.POST or None, city=city, initial=initial)
    if form.is_valid():
        try:
            seat = flows.give_seat(found, city=city, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            show_refusal(form, error)
        else:
            told = {"name": found.full_name, "role": seat.get_role_display().lower()}
            messages.success(request, _("%(name)s has a seat as %(role)s.") % told)
            return redirect("person", found.public_id)
    return render(
        request,
        "people/seat_give.html",
        {"person": found, "form": form},
        status=422 if form.is_bound else 200,
    )


@_FORM
@login_required
@on_person
def seat_end(request: PortalRequest, city: City, found: User, seat_id: str) -> HttpResponse:
    """Set the last day of a seat; of one that is over the person's page says so."""
    seat = access.get_seat(found, city, seat_id)
    must_be_recent(request)
    if seat.is_over(timezone.localdate()):
        messages.info(request, _("This seat is over already."))
        return redirect("person", found.public_id)
    refuse = partial(rules.refuse_own_end, request.user, seat)
    if (back := led_back(request, refuse, "person", found.public_id)) is not None:
        return back
    initial = {"ends_on": seat.ends_on or timezone.localdate(), **(kept_post(request) or {})}
    has_started = seat.starts_on <= timezone.localdate()
    stands = {"ends_on": seat.ends_on}
    form = EndSeatForm(request.POST or None, now=stands, initial=initial, has_started=has_started)
    if form.is_valid():
        at_once, ends_on = form.cleaned_data["at_once"], form.cleaned_data["ends_on"]
        try:
            if at_once:
                flows.end_seat_at_once(seat, by=request.user, at=timezone.now())
            else:
                flows.end_seat(seat, ends_on=ends_on, was=stands, by=request.user, at=timezone.now())
        except PortalError as error:
            show_refusal(form, error)
        else:
            done = _("This seat has ended.") if at_once else _("The last day of this seat is set.")
            messages.success(request, done)
            return redirect("person", found.public_id)
    context = {"person": found, "seat": seat, "form": form, "today": timezone.localdate()}
    return render(request, "people/seat_end.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@on_person
def person_name(request: PortalRequest, city: City, found: User) -> HttpResponse:
    """Correct a name."""
    names = {name: getattr(found, name) for name in ("given_name", "particle", "family_name")}
    form = CorrectNameForm(request.POST or None, now=names, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.correct_name(
                found, city=city, **form.cleaned_data, was=names, by=request.user, at=timezone.now()
            )
        except PortalError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The name is corrected."))
            return redirect("person", found.public_id)
    context = {"person": found, "form": form}
    return render(request, "people/person_name.html", context, status=422 if form.is_bound else 200)
