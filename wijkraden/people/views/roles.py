"""Who can do what, from the rules themselves."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.documents.flows import make

from .. import access, papers
from ..http import PortalRequest
from ..rules import acts_by_role, roles_tables


@require_safe
@login_required
def roles_table(request: PortalRequest) -> HttpResponse:
    """Show which role may do what and what is kept apart."""
    access.enter_roles(request.user, request.city)
    roles, *tables = roles_tables()
    context = {"heading": roles.heading, "by_role": acts_by_role(), "tables": tables}
    return render(request, "people/roles.html", context)


@require_POST
@login_required
def roles_pdf(request: PortalRequest) -> HttpResponse:
    """Give the same table as a PDF to print."""
    city = access.enter_roles(request.user, request.city)
    at = timezone.now()
    drafted = papers.draft_roles(city=city, by=request.user, at=at)
    return redirect("document", make(drafted, by=request.user, at=at).public_id)
