"""The register: every granted action as a list, one of them with what came of it, and all of them as a file."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy
from django.views.decorators.http import require_safe

from grants.decisions.states import DecisionKind
from grants.money import format_euros
from portal.csvfile import streamed_csv
from portal.files.kinds import download_name
from portal.http import filters_of, paged
from portal.security.limits import limit
from portal.serving import send
from portal.ui.dates import short_date
from portal.ui.parts import Figure, Happening
from wijkraden.people.http import PublicRequest

from .. import access, queries, sheets
from ..forms import RegisterFilter

PER_PAGE = 25
FILES = "30/m"  # of the register, fetched from one network


@require_safe
def register(request: PublicRequest) -> HttpResponse:
    """Show the granted actions that are asked for, with their sums; a filter that can't be read is told."""
    city = access.get_city(request.city)
    form = RegisterFilter(request.GET, city=city)
    is_fit = form.is_valid()
    asked = form.asked
    page = paged(queries.actions(city, asked), request, per=PER_PAGE)
    sums = queries.sums_of(city, asked)
    context = {
        "form": form,
        "page": page,
        "actions": queries.listed(page.object_list),
        "count": sums.count,
        "sums": sums,
        "figures": [
            Figure(_("Granted"), format_euros(sums.granted)),
            Figure(_("Final amount"), format_euros(sums.determined)),
            Figure(_("Paid out"), format_euros(sums.paid), _came_back(sums.returned)),
        ],
        "searched": asked.q,
        "is_filtered": asked.filters,
        "query": filters_of(request),
        "filters": filters_of(request).rstrip("&"),
    }
    return render(request, "register/register.html", context, status=200 if is_fit else 422)


@require_safe
def register_csv(request: PublicRequest) -> HttpResponseBase:
    """Give what the filters find as a CSV file, line by line."""
    limit(request, "register", FILES)
    city = access.get_city(request.city)
    form = RegisterFilter(request.GET, city=city)
    if not form.is_valid():
        return register(request)
    today = timezone.localdate()
    found = queries.told_in_chunks(queries.actions(city, form.asked))
    with override(sheets.LANGUAGE):
        name = f"subsidieregister-{city.slug}-{today:%Y-%m-%d}.csv"
        return streamed_csv(name, sheets.header(), sheets.lines(found, city, on=today))


@require_safe
def columns(request: PublicRequest) -> HttpResponse:
    """Tell what each column of the file and each field of the API means, and how both may be used."""
    access.get_city(request.city)
    context = {"columns": sheets.COLUMNS, "licence": sheets.LICENCE, "trail": [_up()]}
    return render(request, "register/columns.html", context)


@require_safe
def action(request: PublicRequest, public_id: str) -> HttpResponse:
    """Show one action: what was asked, granted, determined and paid, for which goals, and what came of it."""
    found = access.get_action(request.city, public_id)
    context = {
        "action": found,
        "figures": _figures(found),
        "outcome": queries.outcome_of(found),
        "story": _story(found),
        "trail": [_up()],
    }
    return render(request, "register/action.html", context)


@require_safe
def photo(request: PublicRequest, public_id: str, file_id: str) -> HttpResponseBase:
    """Send a photo that is for everyone."""
    file = access.get_photo(request.city, public_id, file_id).file
    name = download_name(file.name, file.media_type)
    return send(file.stored_as, media_type=file.media_type, name=name, inline=True, public=True)


@require_safe
def small_photo(request: PublicRequest, public_id: str, file_id: str) -> HttpResponseBase:
    """Send the small picture of such a photo, the photo itself where it has none."""
    file = access.get_photo(request.city, public_id, file_id).file
    name = download_name(file.name, file.media_type)
    stored = file.thumbnail_as or file.stored_as
    return send(stored, media_type=file.media_type, name=name, inline=True, public=True, direct=True)


def _up() -> dict[str, str]:
    """The step above, in the trail of a page."""
    return {"url": reverse("register"), "label": _("Register")}


def _figures(action: queries.Action) -> list[Figure]:
    told = [
        (_("Asked"), action.asked_cents, ""),
        (_("Granted"), action.stands_cents, ""),
        (_("Paid or set off"), action.paid_cents, _comes_back(action) or _came_back(action.returned_cents)),
        (_("Final amount"), action.determined_cents, ""),
    ]
    return [Figure(label, format_euros(cents), note) for label, cents, note in told if cents is not None]


def _comes_back(action: queries.Action) -> str:
    if action.determined_cents is None or action.paid_cents <= action.determined_cents:
        return ""
    if action.paid_cents - action.given_up_cents > action.determined_cents:
        return _("A part of this comes back: more was paid than the final amount.")
    return _("More was paid than the final amount, and not all of it came back.")


def _came_back(cents: int) -> str:
    return _("after %(amount)s was paid back or set off") % {"amount": format_euros(cents)} if cents else ""


def _story(action: queries.Action) -> list[Happening]:
    """What happened, the oldest first, by the days on which it was made known."""
    asked = _("Asked by the council: %(amount)s.") % {"amount": format_euros(action.asked_cents)}
    told = [(action.received_on, asked)]
    for one in queries.told_of(action):
        told.append((one.on, _words(one)))
        if one.stands_again_on is not None:
            told.append((one.stands_again_on, _("The revocation was taken away: the grant stands again.")))
    return [Happening(title=words, on=short_date(day)) for day, words in sorted(told, key=lambda one: one[0])]


def _words(told: queries.Told) -> str:
    amounts = {"amount": format_euros(told.cents), "before": format_euros(told.before_cents)}
    if told.kind == DecisionKind.GRANT and told.is_final:
        return _("Granted, and at once the final amount: %(amount)s.") % amounts
    return str(_STORY[told.kind]) % amounts


_STORY = {
    DecisionKind.GRANT: pgettext_lazy("register", "Granted: %(amount)s."),
    DecisionKind.CHANGE: gettext_lazy("The grant was changed from %(before)s to %(amount)s."),
    DecisionKind.DETERMINE: gettext_lazy("The final amount became known: %(amount)s."),
    DecisionKind.REVISE: gettext_lazy("The final amount was changed from %(before)s to %(amount)s."),
    DecisionKind.REVOKE: gettext_lazy("The grant was revoked."),
}
