"""Noting why an account in doubt is right, so that payments to it can be prepared."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.proposals.holding import refuse_act
from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.recent import must_be_recent
from wijkraden.people.http import PortalRequest, led_back

from .. import access
from ..doubts import doubt_words, refuse_vouch
from ..flows import vouch
from ..forms_of_doubts import VouchForm
from ..queries_of_accounts import history_of, same_account_elsewhere
from ..queries_of_doubts import members_with, seen_of, vouches_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def payee_vouch(request: PortalRequest, public_id: str) -> HttpResponse:
    """Note why an account in doubt is right."""
    account = access.get_account(request.user, request.city, public_id)
    proposal, saw = account.proposal, seen_of(account)

    history = history_of(proposal)

    def refuse() -> None:
        refuse_act(proposal, by=request.user)
        refuse_vouch(account, None, history=history, by=request.user)

    if (back := led_back(request, refuse, "proposal", proposal.public_id)) is not None:
        return back
    must_be_recent(request)
    form = VouchForm(request.POST or None, saw=saw, initial=kept_post(request))
    if form.is_valid():
        try:
            vouch(account, why=form.cleaned_data["why"], saw=saw, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Noted. Payments to this account wait until another officer confirms it.")
                if account.is_unconfirmed
                else _("Noted. Payments to this account can be prepared, by someone else."),
            )
            return redirect("payment_payee", proposal.public_id)
    context = {
        "account": account,
        "proposal": proposal,
        "form": form,
        "doubts": doubt_words(account),
        "members": members_with(account),
        "vouches": vouches_of(account),
        "history": history,
        "elsewhere": same_account_elsewhere(account),
    }
    return render(request, "payments/payee_vouch.html", context, status=422 if form.is_bound else 200)
