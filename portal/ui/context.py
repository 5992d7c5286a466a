"""What every template knows of the look."""

from django.conf import settings
from django.http import HttpRequest


def look(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001  (Django hands it over)
    """Return the context that the page layout needs."""
    return {"is_demo": settings.DEMO}
