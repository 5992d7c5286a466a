"""Batches: what was checked, what leaves, and releasing it by someone else than who prepared it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.money import format_euros
from grants.plan.states import Channel
from portal.errors import PortalError
from portal.security.kept import kept_post, was_cut_short
from portal.security.recent import must_be_recent
from portal.serving import send_bytes
from portal.ui.unchanged import put_in
from wijkraden.people.http import PortalRequest, led_back
from wijkraden.people.models import User

from .. import access, queries, rules
from ..checking import Checked, checked, file_for, refuse_ended, refuse_release, seal_of
from ..flows import leave_out, note_download, release_batch, return_batch
from ..forms import ReleaseForm, ReturnForm
from ..leaving import FILE_KINDS
from ..models import Batch, Order
from ..states import BatchState, OrderState
from .orders import PAGE

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def payment_batches(request: PortalRequest) -> HttpResponse:
    """Show every batch, the newest first."""
    city = access.enter(request.user, request.city)
    page = Paginator(queries.batches_in(city), PAGE).get_page(request.GET.get("page"))
    return render(request, "payments/batches.html", {"page": page})


@require_safe
@login_required
def payment_batch(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a batch: each payment with what was checked and what leaves of it, and what can be done now."""
    batch = access.get_batch(request.user, request.city, public_id)
    if was_cut_short(request):
        messages.warning(request, _("You were signed out first, so nothing was released. Look at it again."))
    return render(request, "payments/batch.html", _shown(batch, request.user))


def _shown(batch: Batch, user: User) -> dict[str, Any]:
    orders = queries.orders_of_batch(batch)
    found = checked(orders, user, on=timezone.localdate())
    releases = rules.may_release(user, batch.city_id)
    may_release = batch.state == BatchState.PREPARED and releases
    return {
        "batch": batch,
        "found": found,
        "seal": seal_of(orders),
        "is_waiting": batch.state == BatchState.PREPARED,
        "is_changed": any(one.is_frozen for one in found),
        "is_short": any(not one.is_covered for one in found),
        "is_unfit": any(one.line.fault for one in found),
        "may_release": may_release,
        "stands_in_the_way": _stands_in_the_way(batch, found, user) if may_release else "",
        "may_download": (
            batch.state == BatchState.RELEASED
            and batch.channel != Channel.STRIPE
            and releases
            and not rules.had_a_hand(user, batch, orders)
        ),
        "is_by_stripe": batch.channel == Channel.STRIPE,
        "release_label": release_label(batch),
        "next_steps": next_steps(batch, orders),
    }


def next_steps(batch: Batch, orders: list[Order]) -> list[str]:
    """Return what is done next with a batch of which something is on its way, by its channel; else nothing."""
    if all(one.state != OrderState.RELEASED for one in orders):
        return []
    if batch.channel == Channel.STRIPE:
        return []
    if batch.is_for_finance:
        return [
            _("Download the payment proposal (CSV) and put it in the financial system."),
            _("Compare number and amount there with those on this page before it is paid."),
            _("Read the status file of the financial system under Statements: it tells what was paid."),
        ]
    return [
        _("Download the file and hand it to the bank."),
        _("Compare number and amount there with those on this page before it is paid."),
        _("Read the statement of the bank under Statements: it tells what was paid."),
    ]


def _released_words(batch: Batch) -> str:
    if batch.channel == Channel.STRIPE:
        return _("The batch is released. Stripe is told to pay.")
    if batch.is_for_finance:
        return _("The batch is released. Download its file and put it in the financial system.")
    return _("The batch is released. Download its file and hand it to the bank.")


def release_label(batch: Batch) -> str:
    """Return what the button says: how many payments and how much."""
    return ngettext(
        "Release %(count)s payment: %(amount)s", "Release %(count)s payments: %(amount)s", batch.count
    ) % {"count": batch.count, "amount": format_euros(batch.cents)}


def _stands_in_the_way(batch: Batch, found: list[Checked], user: User) -> str:
    try:
        refuse_release(batch, found, by=user, at=timezone.now())
    except PortalError as error:
        return str(error)
    return ""


@_FORM
@login_required
def payment_release(request: PortalRequest, public_id: str) -> HttpResponse:
    """Ask once more, naming count and amount; then make the file and release the batch."""
    batch = access.get_batch(request.user, request.city, public_id, rule=rules.may_release)
    if (back := led_back(request, partial(refuse_ended, batch), "payment_batch", public_id)) is not None:
        return back
    shown = _shown(batch, request.user)
    if not shown["stands_in_the_way"]:
        must_be_recent(request)
    form = ReleaseForm(request.POST or None, initial={"seal": shown["seal"]})
    if form.is_valid() and shown["stands_in_the_way"]:
        form.add_error(None, shown["stands_in_the_way"])
    elif form.is_valid():
        try:
            _release(batch, shown["found"], form.cleaned_data["seal"], request.user)
        except PortalError as error:
            form.add_error(None, str(error))
            batch = access.get_batch(request.user, request.city, public_id, rule=rules.may_release)
            shown = _shown(batch, request.user)  # as it stands now: somebody may have been first
        else:
            messages.success(request, _released_words(batch))
            return redirect("payment_batch", public_id)
    if form.is_bound:
        put_in(form, "seal", shown["seal"])  # the page that follows shows what stands there now
    context = {**shown, "form": form}
    return render(request, "payments/release.html", context, status=422 if form.is_bound else 200)


def _release(batch: Batch, found: list[Checked], seal: str, user: User) -> None:
    """Make the file of what stands there now, and release the batch with it; the flow checks all of it again."""
    at = timezone.now()
    refuse_ended(batch)
    refuse_release(batch, found, by=user, at=at)
    release_batch(batch, file=file_for(batch, found), seal=seal, by=user, at=at)


@_FORM
@login_required
def payment_return(request: PortalRequest, public_id: str) -> HttpResponse:
    """Return a batch with a reason."""
    batch = access.get_batch(request.user, request.city, public_id, rule=rules.may_release)
    if (back := led_back(request, partial(refuse_ended, batch), "payment_batch", public_id)) is not None:
        return back
    form = ReturnForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            return_batch(batch, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The batch is returned. Its payments can be put together anew."))
            return redirect("payment_batch", public_id)
    context = {"batch": batch, "form": form}
    return render(request, "payments/return.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def payment_leave_out(request: PortalRequest, public_id: str, order_id: str) -> HttpResponse:
    """Leave one payment out of a batch that waits."""
    batch = access.get_batch(request.user, request.city, public_id, rule=rules.may_release)
    order = access.get_order(request.user, request.city, order_id)
    try:
        leave_out(batch, order, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Payment %(number)s is left out. It stands among the prepared payments.")
            % {"number": order.proposal.number},
        )
    return redirect("payment_batch", public_id)


@require_safe
@never_cache
@login_required
def payment_file(request: PortalRequest, public_id: str) -> HttpResponseBase:
    """Give the file of a batch, the same bytes each time; that is kept on the trail."""
    batch, content = access.get_file(request.user, request.city, public_id)
    note_download(batch, by=request.user, at=timezone.now())
    kind = FILE_KINDS[batch.channel]
    name = f"{kind.name}-{batch.city.slug}-{batch.number}.{kind.extension}"
    return send_bytes(content, media_type=kind.media_type, name=name)
