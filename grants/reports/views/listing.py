"""The reports of the city in one list: what is due, late, received, and still to be determined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grants.decisions.queries import proposals_to_recover
from grants.money import format_euros
from grants.proposals.access import enter_office
from grants.proposals.states import Route
from portal.http import filters_of, paged
from portal.ui.dates import short_date
from portal.ui.parts import Cell, Column, Table

from .. import queries
from ..asking import awaits_final

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from grants.proposals.models import Proposal
    from wijkraden.people.http import PortalRequest

PER_PAGE = 50


@require_safe
@never_cache
@login_required
def reports(request: PortalRequest) -> HttpResponse:
    """Show one list of reports, and how many each list holds."""
    city = enter_office(request.user, request.city)
    today = timezone.localdate()
    asked = request.GET.get("show", "")
    show = asked if asked in queries.LISTS else queries.LISTS[0]
    labels, counts = _labels(), queries.counts_of(city, on=today)
    page = paged(queries.listed(city, show, on=today), request, per=PER_PAGE)
    context = {
        "page": page,
        "show": show,
        "to_recover": list(proposals_to_recover(city, on=today)),
        "counts": [
            {
                "label": labels[one],
                "n": counts[one],
                "url": f"{reverse('reports')}?show={one}",
                "is_current": one == show,
            }
            for one in queries.LISTS
        ],
        "table": _table(list(page.object_list), labels[show], on=today),
        "query": filters_of(request),
    }
    return render(request, "reports/reports.html", context)


def _labels() -> dict[str, str]:
    return {
        "all": _("All that waits for somebody"),
        "submitted": _("Received, final amount to determine"),
        "overdue": _("Too late"),
        "due": _("Due"),
        "running": _("The action is not over yet"),
        "at_once": _("Received, without consequence for the money"),
    }


def _table(found: list[Proposal], caption: str, *, on: date) -> Table:
    return Table(
        id="reports",
        caption=caption,
        columns=(
            Column(_("Proposal")),
            Column(_("Report at the latest on"), is_day=True),
            Column(_("Whose turn it is")),
            Column(_("Real costs"), is_number=True),
        ),
        rows=[_row(one, on=on) for one in found],
    )


def _row(proposal: Proposal, *, on: date) -> tuple[Cell, ...]:
    sent = next(iter(getattr(proposal, "sent_reports", [])), None)
    due = queries.due_of(proposal)
    late = ""
    if due and due < on and sent is None:
        days = (on - due).days
        late = ngettext("%(n)d day too late", "%(n)d days too late", days) % {"n": days}
    return (
        Cell(
            proposal.title,
            reverse("report", args=[proposal.public_id]),
            note=f"{proposal.number} · {proposal.district.name}",
        ),
        Cell(short_date(due) if due else "–", note=late),
        Cell(_turn(proposal, is_sent=sent is not None)),
        Cell(format_euros(sent.spent_cents) if sent else "–"),
    )


def _turn(proposal: Proposal, *, is_sent: bool) -> str:
    is_own = proposal.route == Route.OWN
    if awaits_final(proposal):
        return _("The city settles what it cost") if is_own else _("The city determines the final amount")
    if is_sent:
        return _("Nobody has to do anything more.")
    return _("The council") if is_own else _("Who received the money, or the council")
