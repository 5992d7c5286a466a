"""What the forms of the office share: one act after a page that says what it does, and the way back when it is over."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.errors import PortalError
from wijkraden.people.http import PortalRequest

from .. import rules
from ..models import Proposal
from ..states import State


def run_form(
    request: PortalRequest,
    proposal: Proposal,
    form: forms.Form,
    act: Callable[[], object],
    *,
    done: str,
    template: str,
    back: str = "proposal",
    **context: Any,
) -> HttpResponse:
    """Run `act` with a valid form, say `done` and lead to the page `back`; else show the form with what is wrong.

    `REFUSED` of a form tells which refusal is about which of its fields.
    """
    if form.is_valid():
        try:
            act()
        except PortalError as error:
            about: dict[type[PortalError], str] = getattr(form, "REFUSED", {})
            form.add_error(about.get(type(error)), str(error))
        else:
            messages.success(request, done)
            return redirect(back, proposal.public_id)
    context |= {
        "proposal": proposal,
        "form": form,
        "label": rules.label_for(request.user, proposal),
    }
    return render(request, f"proposals/{template}.html", context, status=422 if form.is_bound else 200)


def led_back(request: PortalRequest, proposal: Proposal, states: Iterable[State]) -> HttpResponse | None:
    """Lead who opens a form too late or too early back to the proposal, with where it stands; None to go on."""
    if request.method == "POST" or State(proposal.state) in set(states):
        return None
    told = {"state": rules.label_for(request.user, proposal)}
    messages.info(request, _("This cannot be done now: the proposal is “%(state)s”.") % told)
    return redirect("proposal", proposal.public_id)
