"""What every page knows of the person who reads it."""

from django.http import HttpRequest


def who(request: HttpRequest) -> dict[str, object]:
    """Return the context of the page's head: the city."""
    return {"city": getattr(request, "city", None)}
