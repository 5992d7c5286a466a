"""The orders of the city in one list: what waits for somebody in front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grants.money import format_euros
from grants.proposals.access import enter_office
from portal.http import filters_of, paged
from portal.ui.dates import short_date
from portal.ui.parts import Cell, Column, Table

from .. import queries
from ..forms import OrderFilter
from ..states import STAGES, Stage

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from wijkraden.people.http import PortalRequest

PER_PAGE = 50
_KINDS = {Stage.TO_CONFIRM: "wait", Stage.TO_INVOICE: "wait", Stage.TO_SETTLE: "wait"}


@require_safe
@never_cache
@login_required
def orders(request: PortalRequest) -> HttpResponse:
    """Show the orders of the city, or those in one stage, and how many there are in each."""
    city = enter_office(request.user, request.city)
    today = timezone.localdate()
    form = OrderFilter(request.GET)
    is_fit = form.is_valid()
    asked = form.asked
    page = paged(queries.listed(city, **asked, on=today), request, per=PER_PAGE)
    counts = queries.counts_of(city, on=today)
    context = {
        "form": form,
        "page": page,
        "counts": [
            {
                "label": one.label,
                "n": counts[one.value],
                "url": f"{reverse('orders')}?show={one.value}",
                "is_current": one.value == asked["stage"],
            }
            for one in STAGES
        ],
        "table": _table(list(page.object_list), on=today),
        "is_filtered": any(asked.values()),
        "is_empty": not any(counts.values()),
        "query": filters_of(request),
    }
    return render(request, "orders/orders.html", context, status=200 if is_fit else 422)


def _table(found: list[Any], *, on: date) -> Table:
    return Table(
        id="orders",
        caption=_("Orders"),
        columns=(
            Column(_("Order")),
            Column(_("State")),
            Column(_("Ordered, at most"), is_number=True),
            Column(_("Delivered"), is_number=True),
            Column(_("Invoiced"), is_number=True),
        ),
        rows=[_row(one, on=on) for one in found],
        hide_caption=True,
    )


def _row(order: Any, *, on: date) -> tuple[Cell, ...]:
    proposal, stage = order.proposal, STAGES[order.stage]
    supplier = queries.supplier_of(proposal)
    told = [order.number, *([supplier.name] if supplier else []), proposal.district.name]
    left = format_euros(order.left_cents)
    still = _("not invoiced yet: %(amount)s") % {"amount": left} if stage == Stage.TO_INVOICE else ""
    return (
        Cell(proposal.title, reverse("order", args=[order.public_id]), note=" · ".join(told)),
        Cell(str(stage.label), note=_turn(order, stage, on=on), badge=_KINDS.get(stage, "neutral")),
        Cell(format_euros(order.cents)),
        Cell(format_euros(order.delivered_cents)),
        Cell(format_euros(order.invoiced_cents), note=still),
    )


def _turn(order: Any, stage: Stage, *, on: date) -> str:
    """Return in a few words who acts next."""
    proposal = order.proposal
    if stage == Stage.TO_CONFIRM:
        return _confirmer(order, on=on)
    if stage == Stage.TO_SETTLE:
        return _("whoever decides") if order.is_waiting else _("an officer, who prepares what was invoiced")
    if stage == Stage.RUNNING:
        return _("begins on %(day)s") % {"day": short_date(proposal.starts_on)}
    if stage == Stage.OVER:
        return _("withdrawn") if order.ended_on else _("settled")
    return _("the supplier, then an officer")


def _confirmer(order: Any, *, on: date) -> str:
    if order.is_council:
        return _("an officer, because the council itself ordered it")
    last = order.proposal.ends_on
    if last is not None and last < on:
        return _("a member of the council, or an officer: it was over on %(day)s") % {"day": short_date(last)}
    return _("a member of the council, or an officer")
