"""The work list of the office."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.http import filters_of, paged
from wijkraden.people.http import PortalRequest

from .. import access, rules, worklist
from ..forms import WorkFilter

PER_PAGE = 50


@require_safe
@never_cache
@login_required
def work(request: PortalRequest) -> HttpResponse:
    """Show what the city has yet to decide on, the first deadline in front."""
    city = access.enter_office(request.user, request.city)
    today = timezone.localdate()
    form = WorkFilter(request.GET, city=city, tiers=worklist.tiers_of(city))
    is_fit = form.is_valid()
    found = worklist.work_of(city, form.asked, user=request.user, on=today)
    page = paged(found, request, per=PER_PAGE)
    counts = worklist.counts_of(city, user=request.user, on=today)
    shown = [
        (_("To decide"), "all", {}),
        (_("Past the last day"), "overdue", {"overdue": "on"}),
        *(
            [(_("In my hands"), "mine", {"handler": worklist.MINE})]
            if rules.may_work(request.user, city.pk)
            else []
        ),
        (_("In nobody’s hands"), "nobody", {"handler": worklist.NOBODY}),
    ]
    context = {
        "form": form,
        "page": page,
        "rows": worklist.rows_of(page.object_list, on=today),
        "count": page.paginator.count,
        "counts": [
            {"label": label, "n": counts[name], "url": f"{reverse('work')}?{urlencode(query)}".rstrip("?")}
            for label, name, query in shown
        ],
        "is_filtered": form.asked != worklist.Asked(),
        "is_empty": not counts["all"],
        "query": filters_of(request),
    }
    return render(request, "proposals/work.html", context, status=200 if is_fit else 422)
