"""Where a form leads that could only be refused, and what is said there."""

from django.contrib.messages import get_messages
from django.test import Client


def led(client: Client, path: str) -> tuple[str, list[str]]:
    """Return where opening a page leads, "" for nowhere, and what is said there; then it was read."""
    answer = client.get(path)
    if answer.status_code != 302:
        return "", []
    told = [str(one) for one in get_messages(answer.wsgi_request)]
    client.get(answer["Location"])
    return answer["Location"], told
