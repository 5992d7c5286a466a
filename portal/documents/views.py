"""Documents on their way out, each after a rule said yes."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from portal.serving import send_bytes

from . import access, flows, queries, rules


@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Send a document's bytes after comparing them with their checksum."""
    found = access.get_document(request.user, public_id)
    content = queries.content_of(found)
    public = rules.is_public(found)
    if request.method == "GET" and not public and not rules.is_own(request.user, found):
        flows.note_read(found, by=request.user, at=now())
    return send_bytes(content, media_type="application/pdf", name=found.name)
