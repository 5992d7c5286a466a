"""What the public sees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wijkraden.places.queries import districts_of


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the city's districts on the tile map."""
    return render(
        request, "register/front.html", {"districts": list(districts_of(request.city))}
    )  # type: ignore[attr-defined]
