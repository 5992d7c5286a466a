"""What was paid too much: asked back, and what of it came."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.terms import law
from portal.errors import PortalError
from wijkraden.people.http import PortalRequest

from .. import access, queries, rules
from ..flows import give_notice, remind_of_claim, start_claim
from ..models import Claim
from ..offers import turn_of
from ..queries_of_claims import (
    claims_beside,
    claims_listed,
    eased_of,
    may_be_reminded,
    may_give_notice,
    may_write_off,
    overpaid_claims,
    story_of,
    write_offs_beside,
)
from ..queries_of_lapses import lapsed_unasked
from ..queries_of_set_offs import may_set_off, set_offs_beside, set_offs_of
from .orders import PAGE


@require_safe
@login_required
def payment_claims(request: PortalRequest) -> HttpResponse:
    """Show what must be asked back, and every claim with what came of it."""
    city = access.enter_claims(request.user, request.city)
    page = Paginator(claims_listed(city), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    may_give_up = rules.may_prepare_write_off(request.user, city.pk)
    given_up, to_decide = write_offs_beside(page, city)
    eased = eased_of(claims_beside(page))
    set_off, to_set_off = set_offs_beside(page, city)
    context = {
        "to_claim": list(queries.to_claim(city)),
        "lapsed": list(lapsed_unasked(city, on=today)) if may_give_up else [],
        "overpaid": list(overpaid_claims(city)),
        "to_decide": to_decide,
        "to_set_off": to_set_off,
        "page": page,
        "claims": [
            (
                one,
                given_up.get(one.pk, []),
                set_off.get(one.pk, []),
                eased.get(one.pk),
                may_be_reminded(one, on=today),
            )
            for one in page
        ],
        "today": today,
        "may_prepare": rules.may_prepare(request.user, city.pk),
        "claims_only": not rules.may_read(request.user, city.pk),
    }
    return render(request, "payments/claims.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def payment_claim(request: PortalRequest, public_id: str) -> HttpResponse:
    """Ask back what a decision found, after a page that says what that does."""
    decision = access.get_decision_to_claim(request.user, request.city, public_id)
    if request.method == "POST":
        try:
            start_claim(decision, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("The amount is asked back. The recipient gets a letter with the last day.")
            )
        return redirect("payment_claims")
    last_day = law.PAYMENT.last_day(timezone.localdate()).day
    context = {"decision": decision, "cents": queries.to_ask(decision), "last_day": last_day}
    return render(request, "payments/claim.html", context)


@require_safe
@login_required
def payment_claim_page(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a claim: what was asked, urged, paid and given up, when it lapses, and what can be done now."""
    claim = access.get_claim(request.user, request.city, public_id, rule=rules.may_read_claims)
    today, city_id = timezone.localdate(), claim.proposal.district.city_id
    notices, lines, write_offs = story_of(claim)
    waiting = next((one for one in write_offs if one.is_waiting), None)
    set_offs = set_offs_of(claim)
    to_set_off = next((one for one in set_offs if one.is_waiting), None)
    may_set_off_here = rules.may_prepare_set_off(request.user, city_id) and to_set_off is None
    may_prepare = rules.may_prepare(request.user, city_id)
    may_give_up = rules.may_prepare_write_off(request.user, city_id)
    context = {
        "claim": claim,
        "claims_only": not rules.may_read(request.user, city_id),
        "today": today,
        "notices": notices,
        "lines": lines,
        "write_offs": write_offs,
        "waiting": waiting,
        "eased": eased_of(claims_beside([claim])).get(claim.pk),
        "lapses_on": claim.lapses_on(claim.interrupted_on) if claim.has_term else None,
        "set_offs": set_offs,
        "to_set_off": to_set_off,
        "turn": turn_of(claim, waiting, to_set_off, today=today),
        "may_set_off": may_set_off_here and may_set_off(claim, on=today),
        "may_remind": may_prepare and may_be_reminded(claim, on=today),
        "may_notice": may_prepare and may_give_notice(claim, on=today),
        "may_write_off": may_give_up and not waiting and not to_set_off and may_write_off(claim, on=today),
    }
    return render(request, "payments/claim_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def payment_remind(request: PortalRequest, public_id: str) -> HttpResponse:
    """Remind a recipient of a claim that is too late, after a page that says what that does."""
    claim = access.get_claim(request.user, request.city, public_id)
    may = may_be_reminded(claim, on=timezone.localdate())
    done = _(
        "The reminder is on its way. It stands with the claim; what comes in is matched by its reference."
    )
    if (answer := _urged(request, claim, remind_of_claim, may=may, done=done)) is not None:
        return answer
    return render(request, "payments/remind.html", {"claim": claim})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def payment_notice(request: PortalRequest, public_id: str) -> HttpResponse:
    """Give a recipient formal notice, after a page that says what that does."""
    claim = access.get_claim(request.user, request.city, public_id)
    today = timezone.localdate()
    may = may_give_notice(claim, on=today)
    done = _("The formal notice is on its way. It stands with the claim, with the last day to pay.")
    if (answer := _urged(request, claim, give_notice, may=may, done=done)) is not None:
        return answer
    last_day = law.NOTICE.last_day(today).day
    return render(request, "payments/notice.html", {"claim": claim, "last_day": last_day})


def _urged(
    request: PortalRequest, claim: Claim, flow: Callable[..., object], *, may: bool, done: str
) -> HttpResponse | None:
    """Urge the recipient when that was sent, or lead back when it cannot be; None to show what it does."""
    if request.method == "POST":
        try:
            flow(claim, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done)
    elif may:
        return None
    else:
        messages.info(request, _("This claim is not too late any more, or the recipient was urged already."))
    return redirect("payment_claim_page", claim.public_id)
