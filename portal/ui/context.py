"""What every template knows of the look."""

from django.conf import settings
from django.http import HttpRequest


def look(request: HttpRequest) -> dict[str, object]:
    """Return the context that the page layout needs."""
    return {"is_demo": settings.DEMO}
