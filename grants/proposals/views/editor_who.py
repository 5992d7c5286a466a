"""The part of the editor about who asks, who does it and who receives the money, and on which account."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import flows, queries, queries_of_editor
from ..flows import PartyOf
from ..forms import AccountForm, WhoForm
from ..forms.editor import values_of
from ..forms.editor_who import who_values
from ..models import Proposal
from ..states import PartyKind, Section
from .editor import is_small
from .editor_door import QUIET, Editing, answer, in_editor, show

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@in_editor(Section.WHO)
def edit_who(request: PortalRequest, found: Proposal) -> HttpResponse:
    """Tell by which route, and who asks, does it and receives the money."""
    kinds, account = _kinds(), queries.bank_account_of(found)
    were, was = _parties(found), values_of(found, Section.WHO)

    def build(data: Any, *, now: dict[PartyKind, PartyOf | None] | None = None, **kwargs: Any) -> WhoForm:
        parties = _parties(found) if now is None else now
        standing = queries.bank_account_of(found) if now is None else account
        values = who_values(found, parties, kinds=kinds, with_account=standing is None)
        return WhoForm(data, now=values, kinds=kinds, with_account=standing is None, **kwargs)

    def keep(form: WhoForm, at: datetime) -> None:
        flows.save_who(
            found,
            values={"route": form.cleaned_data["route"]},
            parties=form.parties,
            account=None if QUIET in request.POST else form.account,
            was=was,
            parties_were={kind: were[kind] for kind in kinds},
            by=request.user,
            at=at,
        )

    form = build(request.POST or None, now=were, initial=kept_post(request) or {})
    editing = Editing(
        Section.WHO,
        "proposals/editor_who.html",
        build,
        keep,
        context=lambda _form: {"account": account, "is_small": is_small(found)},
    )
    return answer(request, found, editing, form)


@_FORM
@login_required
@in_editor(Section.WHO)
def edit_account(request: PortalRequest, found: Proposal) -> HttpResponse:
    """Enter another account in the place of the one that stands there."""
    account = queries.bank_account_of(found)
    now = {"account": account.public_id if account else ""}
    form = AccountForm(request.POST or None, now=now, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.set_bank_account(
                found,
                iban=form.cleaned_data["iban"],
                holder=form.cleaned_data["holder"],
                by=request.user,
                at=timezone.now(),
            )
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The account is saved."))
            return redirect("edit_who", found.public_id)
    context = {"form": form, "account": account}
    status = 422 if form.is_bound else 200
    return show(request, found, Section.WHO, "proposals/editor_account.html", context, status=status)


def _parties(proposal: Proposal) -> dict[PartyKind, PartyOf | None]:
    standing = queries_of_editor.parties_of(proposal)
    return {kind: PartyOf.of(standing.get(kind)) for kind in PartyKind}


def _kinds() -> dict[PartyKind, str]:
    """Return whom the page asks for, each with how it says that it is the applicant."""
    return {
        PartyKind.APPLICANT: "",
        PartyKind.PERFORMER: _("The applicant carries out the action"),
        PartyKind.PAYEE: _("The applicant receives the money"),
    }
