"""Files on their way out, each after a rule said yes."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from portal.serving import send

from . import access, flows, rules
from .kinds import download_name


@require_safe
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Send a file: a picture is shown, anything else downloaded."""
    found = access.get_file(request.user, public_id)
    public = rules.is_public(found)
    answer = send(
        found.stored_as,
        media_type=found.media_type,
        name=download_name(found.name, found.media_type),
        inline=True,
        public=public,
        direct=public,
    )
    if request.method == "GET" and not public and not rules.is_own(request.user, found):
        flows.note_read(found, by=request.user, at=now())
    return answer


@require_safe
def thumbnail(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Send the small picture of a photo, for a page that shows it; 404 for what has none."""
    found = access.get_file(request.user, public_id)
    if not found.thumbnail_as:
        raise Http404
    return send(
        found.thumbnail_as,
        media_type=found.media_type,
        name=download_name(found.name, found.media_type),
        inline=True,
        public=rules.is_public(found),
        direct=True,
    )
