"""The ranking of a round: its budgets, the list of each, the draw of lots, and everything as a file."""

import io
from datetime import date
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.serving import send_bytes
from portal.xlsxfile import MEDIA_TYPE, write_xlsx
from wijkraden.people.http import PortalRequest, led_back

from .. import access, flows, queries, rules
from ..forms import DrawForm
from ..holding import refuse_draw
from ..sheets import scores_header, scores_rows
from ..states import ZONE
from ..totals import shown

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def ranking(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show the budgets of a round with what is asked of each, and where lots must be drawn."""
    shares = access.get_shares(request.user, request.city, public_id)
    rankings = queries.rankings_of(shares)
    context = {
        "round": shares[0].round,
        "rankings": rankings,
        "may_assign": rules.may_assign(request.user, request.city.pk),
    }
    return render(request, "reviews/ranking.html", context)


@require_safe
@login_required
def ranking_budget(request: PortalRequest, public_id: str, slice_id: str) -> HttpResponse:
    """Show the ranking of one budget; `?show=without` only what has no score yet."""
    shares = access.get_shares(request.user, request.city, public_id)
    share = access.get_share(shares, slice_id)
    found = next(iter(queries.rankings_of([share])), None)
    only_without = request.GET.get("show") == "without"
    apart = found.apart if found else []
    context = {
        "round": share.round,
        "share": share,
        "ranking": found,
        "only_without": only_without,
        "apart": found.unscored if found and only_without else apart,
        "zone": shown(ZONE),
        "may_assign": rules.may_assign(request.user, request.city.pk),
    }
    return render(request, "reviews/ranking_budget.html", context)


@_FORM
@login_required
def ranking_draw(request: PortalRequest, public_id: str, slice_id: str, day: str) -> HttpResponse:
    """Draw lots between equal proposals of a budget."""
    shares = access.get_shares(request.user, request.city, public_id, to_assign=True)
    share = access.get_share(shares, slice_id)
    of_day = _day(day)
    found = queries.rankings_of([share])
    refuse, to = partial(refuse_draw, found, of_day), (share.round.public_id, share.slice.public_id)
    if (back := led_back(request, refuse, "ranking_budget", *to)) is not None:
        return back
    form = DrawForm(request.POST or None, initial=kept_post(request) or {})
    if request.method == "POST" and form.is_valid():
        try:
            flows.draw_lots(share, day=of_day, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("Lots are drawn. Seed, moment and witness are on file."))
            return redirect("ranking_budget", share.round.public_id, share.slice.public_id)
    tied = [one for one in (found[0].places if found else []) if one.is_tied]
    context = {"form": form, "round": share.round, "share": share, "day": of_day, "tied": tied}
    return render(request, "reviews/draw.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@never_cache
@login_required
def ranking_sheet(request: PortalRequest, public_id: str) -> HttpResponseBase:
    """Give ranking and scores as an Excel file, without the names of the reviewers, and note the export."""
    shares = access.get_shares(request.user, request.city, public_id)
    round_ = shares[0].round
    rankings = queries.rankings_of(shares)
    criteria = list(round_.frame.criteria.all())
    flows.note_export(round_, by=request.user, at=timezone.now())
    out = io.BytesIO()
    write_xlsx(
        out,
        sheet=_("Scores"),
        header=scores_header(criteria),
        rows=scores_rows(rankings, criteria),
        widths=(24, 8, 14, 40),
    )
    name = _("scores-%(round)s.xlsx") % {"round": round_.title}
    return send_bytes(out.getvalue(), media_type=MEDIA_TYPE, name=name)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
