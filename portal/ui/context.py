"""What every template knows of the look."""

from django.conf import settings
from django.http import HttpRequest

from ..http import number_of_request
from ..security.kept import Notice, notice_of


def look(request: HttpRequest) -> dict[str, object]:
    """Return the context that the page layout needs."""

    def kept_notice() -> Notice | None:
        return notice_of(request)

    return {"is_demo": settings.DEMO, "request_number": number_of_request, "kept_notice": kept_notice}
