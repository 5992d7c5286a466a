"""The city's financial system as a channel: regulations that use it, and the status files that it gives back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from grants.payments.flows import enter_statement
from grants.payments.models import Claim, Order, Statement
from grants.payments.statement import read_statement
from grants.payments.status_file import PAID, RECEIVED, StatusOf, status_file
from grants.plan.flows import Gazette, change_regulation
from grants.plan.models import Regulation
from grants.plan.queries import values_of
from grants.plan.states import Channel
from portal.storage import checksum
from tests import payments
from tests.make import NOON
from tests.proposals import cast
from wijkraden.people.models import User
from wijkraden.places.models import City


def leaves_by(city: City, channel: Channel = Channel.FINANCE, *, at: datetime = NOON) -> Regulation:
    """Have beheer let the payments of the demo's regulation leave by that channel from now on."""
    found = Regulation.objects.get(city=city, prefix="WS")
    told: dict[str, Any] = values_of(found)
    gazette = Gazette(told.pop("gazette_number"), told.pop("gazette_on"))
    told["channel"] = channel
    change_regulation(found, **told, gazette=gazette, by=cast("beheer"), at=at)
    return found


def tells(
    order: Order,
    status: str = PAID,
    *,
    number: str = "",
    on: date | None = None,
    cents: int = 0,
    words: str = "",
) -> StatusOf:
    """Return how the financial system tells of an order: today and of its amount unless told otherwise."""
    day, own = on or NOON.date(), number or f"{status}-{order.pk}"
    return StatusOf(own, order.end_to_end_id, status, day, cents or order.cents, words)


def received(cents: int, *, claim: Claim | None = None, words: str = "", number: str = "IN-1") -> StatusOf:
    """Return how it tells of money that came in."""
    return StatusOf(number, claim.reference if claim else "", RECEIVED, NOON.date(), cents, words)


def read(
    city: City,
    rows: Sequence[StatusOf],
    *,
    number: str = "BST-1",
    by: User | None = None,
    at: datetime = NOON,
) -> Statement:
    """Have pim read the status file with these rows."""
    payments.account(city, at=at)
    content = status_file(number, rows)
    return enter_statement(
        city,
        what=read_statement(content),
        name=f"{number}.csv",
        sha256=checksum(content),
        by=by or cast("pim"),
        at=at,
    )


def rows_of(content: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file by the names of its columns."""
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))
