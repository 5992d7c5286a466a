"""Statements of the bank and status files of the financial system: read once, and what did not match at once."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import PortalError
from wijkraden.people.http import PortalRequest, led_back

from .. import access, queries, rules
from ..checking_of_statements import refuse_withdrawal
from ..errors import NoStatement
from ..flows import (
    as_batch,
    as_claim,
    as_fee,
    as_not_ours,
    as_order,
    as_refund,
    enter_statement,
    take_back_not_ours,
    withdraw_statement,
)
from ..forms_of_statements import NOT_OURS, MatchForm, StatementForm, WithdrawForm
from ..missing import missing_statements
from ..models import Batch, Claim, Order, StatementLine
from ..queries_of_claims import claims_for
from ..queries_of_lines import batches_for, holds_its_statement, may_be_fee, may_be_not_ours
from ..states import LineKind
from .orders import PAGE

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
def bank_statements(request: PortalRequest) -> HttpResponse:
    """Show which statements were read, and read another one."""
    rule = rules.may_prepare if request.method == "POST" else rules.may_read
    city = access.enter(request.user, request.city, rule=rule)
    form = StatementForm(request.POST, request.FILES) if request.method == "POST" else StatementForm()
    if form.is_valid():
        try:
            made = enter_statement(
                city,
                what=form.cleaned_data["statement"],
                name=form.name,
                sha256=form.sha256,
                by=request.user,
                at=timezone.now(),
            )
        except NoStatement as error:
            form.add_error("statement", list(error.faults))
        except PortalError as error:
            form.add_error("statement", str(error))
        else:
            return redirect("bank_statement", made.public_id)
    context = {
        "form": form,
        "page": Paginator(queries.statements_in(city), PAGE).get_page(request.GET.get("page")),
        "missing": missing_statements(city),
        "may_prepare": rules.may_prepare(request.user, city.pk),
    }
    return render(request, "payments/statements.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def bank_statement(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show what each line of a statement turned out to be, what did not match first."""
    statement = access.get_statement(request.user, request.city, public_id)
    lines = list(queries.lines_of(statement))
    may_prepare = rules.may_prepare(request.user, request.city.pk) and not statement.is_withdrawn
    context = {
        "statement": statement,
        "title": statement.title,
        "unmatched": [one for one in lines if _is_open(one)],
        "matched": [one for one in lines if not _is_open(one)],
        "may_prepare": may_prepare,
        "may_withdraw": may_prepare and not any(holds_its_statement(one) for one in lines),
    }
    return render(request, "payments/statement.html", context)


@_FORM
@login_required
def bank_statement_withdraw(request: PortalRequest, public_id: str) -> HttpResponse:
    """Withdraw a statement that should never have been read, with the reason."""
    statement = access.get_statement(request.user, request.city, public_id, rule=rules.may_prepare)
    if (
        back := led_back(request, partial(refuse_withdrawal, statement), "bank_statement", public_id)
    ) is not None:
        return back
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            withdraw_statement(statement, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The statement is withdrawn. It counts nowhere, and its file can be read again.")
            )
            return redirect("bank_statements")
    context = {"statement": statement, "form": form}
    return render(request, "payments/withdraw.html", context, status=422 if form.is_bound else 200)


def _is_open(line: StatementLine) -> bool:
    return line.kind in {LineKind.UNKNOWN, LineKind.RECEIPT}


@require_safe
@login_required
def payments_unmatched(request: PortalRequest) -> HttpResponse:
    """Show every line of which nobody knows yet what it is."""
    city = access.enter(request.user, request.city)
    page = Paginator(queries.unmatched_lines(city), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_prepare": rules.may_prepare(request.user, city.pk)}
    return render(request, "payments/unmatched.html", context)


@_FORM
@login_required
def payment_line(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show one line of a statement, and say what it is."""
    line = access.get_line(request.user, request.city, public_id)
    orders, claims, batches = (list(one(line)) for one in (queries.orders_for, claims_for, batches_for))
    form = MatchForm(
        request.POST or None,
        line=line,
        orders=orders,
        batches=batches,
        claims=claims,
        may_be_fee=may_be_fee(line, is_of_a_batch=bool(batches)),
        may_be_not_ours=may_be_not_ours(line, is_of_a_batch=bool(batches)),
    )
    if form.is_valid():
        try:
            _match(line, form, request)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _told_words(line, form))
            return redirect("payments_unmatched")
    context = {
        "line": line,
        "form": form,
        "is_open": _is_open(line),
        "is_not_ours": line.kind == LineKind.NOT_OURS and line.order_id is None,
        "has_choices": bool(form.things),
    }
    return render(request, "payments/line.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def payments_not_ours(request: PortalRequest) -> HttpResponse:
    """Show every line that was noted as not of this portal, with the reason."""
    city = access.enter(request.user, request.city)
    page = Paginator(queries.not_ours_lines(city), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_prepare": rules.may_prepare(request.user, city.pk)}
    return render(request, "payments/not_ours.html", context)


@require_POST
@login_required
def payment_line_again(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take back that a line is not of this portal: it waits again until somebody says what it is."""
    line = access.get_line(request.user, request.city, public_id)
    try:
        take_back_not_ours(line, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("That is taken back. The line waits until you say what it is."))
    return redirect("payment_line", public_id)


def _told_words(line: StatementLine, form: MatchForm) -> str:
    """Return what was done with a line: one of the bank that the financial system tells itself books nothing."""
    what = form.cleaned_data["what"]
    if what == NOT_OURS:
        return _(
            "It is noted as not of this portal, and nothing is booked. What is left to match stands below."
        )
    if isinstance(what, Order) and what.channel != line.statement.channel:
        return _(
            "It is noted with that payment. Nothing is booked: the financial system tells itself what came of it. What "
            "is left to match stands below."
        )
    return _("The line is matched and booked. What is left to match stands below.")


def _match(line: StatementLine, form: MatchForm, request: PortalRequest) -> None:
    at, what = timezone.now(), form.cleaned_data["what"]
    if isinstance(what, Batch):
        as_batch(line, what, by=request.user, at=at)
    elif isinstance(what, Order):
        as_order(line, what, by=request.user, at=at)
    elif isinstance(what, Claim):
        tell = as_claim if line.is_receipt else as_refund
        tell(line, what, by=request.user, at=at)
    elif what == NOT_OURS:
        as_not_ours(line, why=form.cleaned_data["why"], by=request.user, at=at)
    else:
        as_fee(line, by=request.user, at=at)
