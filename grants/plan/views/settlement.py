"""The list of papers that the college proposes to settle: a page for everyone, and files for who prepares it."""

import io

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from portal.documents.drafts import made_now
from portal.serving import send_bytes
from portal.ui.dates import full_date
from portal.xlsxfile import MEDIA_TYPE, write_xlsx
from wijkraden.people.http import PortalRequest, PublicRequest

from .. import access, queries, rules
from ..sheets import settlement_document, settlement_header, settlement_rows
from .desks import PAPERS
from .public import to_be_found

_WIDTHS = (12, 14, 36, 20, 48, 16, 60, 60, 30, 30)


@require_safe
def settlement(request: PublicRequest) -> HttpResponse:
    """Show the papers on the list, with what each asks and how the college would settle it."""
    city = access.get_city(request.city)
    context = {
        "desk": PAPERS,
        "found": list(queries.to_settle(city)),
        "may_download": rules.may_read_plans(request.user, city.pk),
    }
    return to_be_found(request, render(request, "plan/settlement.html", context))


@require_GET
@never_cache
@login_required
def settlement_xlsx(request: PortalRequest) -> HttpResponseBase:
    """Give the list as an Excel file."""
    city = access.enter_plans(request.user, request.city)
    file = io.BytesIO()
    rows = settlement_rows(queries.to_settle(city))
    write_xlsx(file, sheet=_("settlement"), header=settlement_header(), rows=rows, widths=_WIDTHS)
    return send_bytes(file.getvalue(), media_type=MEDIA_TYPE, name=_name("xlsx"))


@require_GET
@never_cache
@login_required
def settlement_pdf(request: PortalRequest) -> HttpResponseBase:
    """Give the list as a PDF."""
    city = access.enter_plans(request.user, request.city)
    title = _("Papers of the city council to settle")
    footer = f"{city.name}, {full_date(timezone.localdate())}"
    data = settlement_document(queries.to_settle(city), footer=footer)
    language = get_language() or "nl"
    made = made_now("table", data=data, title=title, language=language, at=timezone.now())
    return send_bytes(made, media_type="application/pdf", name=_name("pdf"))


def _name(ending: str) -> str:
    word = _("settlement")  # not inside the f-string: xgettext does not look there
    return f"{word}-{timezone.localdate():%Y-%m-%d}.{ending}"
