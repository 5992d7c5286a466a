"""How a page about one proposal of a council begins."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .. import access, queries
from ..errors import HasInterest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpResponse

    from wijkraden.people.http import PortalRequest

    from ..models import Proposal
    from ..states import State

P = ParamSpec("P")


def on_proposal(
    rule: access.Rule, *, among: Iterable[State]
) -> Callable[
    [Callable[Concatenate[PortalRequest, Proposal, P], HttpResponse]],
    Callable[Concatenate[PortalRequest, str, P], HttpResponse],
]:
    """Give a view its proposal; 404 or 403 for who may not.

    Who has an interest in it, and who opens a page of what cannot be done any more, is told so on the page of the
    proposal. A form that is sent goes on to its flow, so that nothing typed is lost.
    """
    states = frozenset(among)

    def with_door(
        view: Callable[Concatenate[PortalRequest, Proposal, P], HttpResponse],
    ) -> Callable[Concatenate[PortalRequest, str, P], HttpResponse]:
        @wraps(view)
        def run(request: PortalRequest, public_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            proposal = access.get_proposal(request.user, request.city, public_id, rule=rule)
            if queries.has_interest(request.user, proposal):
                messages.error(request, str(HasInterest()))
                return redirect("proposal", public_id)
            if request.method != "POST" and proposal.shown_state not in states:
                messages.info(
                    request,
                    _("This cannot be done now: the proposal is “%(state)s”.")
                    % {"state": proposal.public_label},
                )
                return redirect("proposal", public_id)
            return view(request, proposal, *args, **kwargs)

        return run  # type: ignore[return-value]  # Django names the arguments from the address

    return with_door
