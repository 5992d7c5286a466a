"""How Stripe writes on the line: forms that nest, and answers in JSON."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

Thing = dict[str, Any]


def read(text: str) -> Thing:
    """Return a form as Stripe reads it: `a[b][c]=d` is a dict of dicts."""
    made: Thing = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        first, *rest = name.replace("]", "").split("[")
        place, last = made, first
        for part in rest:
            place = place.setdefault(last, {})
            last = part
        place[last] = value
    return made


def write(http: BaseHTTPRequestHandler, status: int, body: Thing) -> None:
    """Send an answer."""
    sent = json.dumps(body).encode()
    http.send_response(status)
    http.send_header("Content-Type", "application/json")
    http.send_header("Content-Length", str(len(sent)))
    http.end_headers()
    http.wfile.write(sent)
