"""The portal's own word on how it is."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from .checks import report


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when all is well and 503 when something is not, with what it is as JSON.

    Open to everyone, so it holds numbers only.
    """
    found = report()
    answer = JsonResponse(found, status=200 if found["ok"] else 503, json_dumps_params={"indent": 1})
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
