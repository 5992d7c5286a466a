"""What is granted under condition of the budget: by when somebody must act, and what comes of it by itself."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.money import format_euros
from portal.http import paged
from portal.ui.dates import short_date
from portal.ui.parts import Cell, Column, Table
from wijkraden.people.http import PortalRequest

from .. import access, queries_of_conditions
from ..conditions import condition_words
from ..queries_of_conditions import Standing

PER_PAGE = 25


@require_safe
@login_required
def conditions(request: PortalRequest) -> HttpResponse:
    """List the grants that stand under condition of the budget, the oldest first."""
    city = access.enter_conditions(request.user, request.city)
    page = paged(queries_of_conditions.open_conditions_in(city), request, per=PER_PAGE)
    found = queries_of_conditions.standings_of(list(page.object_list), on=timezone.localdate())
    return render(request, "decisions/conditions.html", {"page": page, "table": _table(found)})


def _table(found: list[Standing]) -> Table:
    return Table(
        id="conditions",
        caption=_("Granted under condition of the budget"),
        columns=(
            Column(_("Proposal")),
            Column(_("Amount"), is_number=True),
            Column(_("Granted on"), is_day=True),
            Column(_("Budget adopted on"), is_day=True),
            Column(_("Can be invoked up to and including"), is_day=True),
            Column(_("What happens next")),
        ),
        rows=[_row(one) for one in found],
    )


def _row(one: Standing) -> tuple[Cell, ...]:
    decision, adoption = one.condition.decision, one.adoption
    proposal = decision.proposal
    return (
        Cell(
            proposal.title,
            reverse("proposal", args=[proposal.public_id]),
            note=f"{decision.number} · {proposal.district.name}",
        ),
        Cell(format_euros(decision.cents)),
        Cell(short_date(one.condition.made_on)),
        Cell(short_date(adoption.adopted_on) if adoption else _("Not yet")),
        Cell(short_date(adoption.last_on) if adoption else ""),
        Cell(condition_words(one)),
    )
