"""Placing an order when an agreement to buy is made known, changing it, and ending it: within the same flow."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy

from grants.decisions.letter import as_text
from grants.decisions.models import Decision
from grants.decisions.queries import granted_cents
from grants.proposals.addressees import can_be_told, way_to
from grants.terms import day_of
from portal.errors import ChangedMeanwhile, changed_meanwhile
from portal.post.flows import post_mail
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..checking import refuse_change, refuse_revocation
from ..letter import LANGUAGE, ending_of, letter_of
from ..matching import Match
from ..models import PurchaseOrder
from ..queries import match_of, order_of, payees_of, supplier_of
from ..states import PREFIX

PLACED = describe("orders.placed", gettext_lazy("placed an order (cents: {cents})"))
CHANGED = describe("orders.changed", gettext_lazy("changed an order (cents: {cents})"))
ENDED = describe("orders.ended", gettext_lazy("ended an order"))
_TRIES = 9  # for the next number, when others place orders at the same moment


@flow
def place_order(decision: Decision, *, by: User | None, at: datetime) -> PurchaseOrder:
    """Place the order of an agreement that was made known just now, with the next number, and send it.

    Its proposal is held. Who is known as the supplier gets it by mail, or on paper; else nobody does, and the page of
    the order says so. Raises ChangedMeanwhile when others took every number that was tried.
    """
    on, order = day_of(at), None
    for _try in range(_TRIES):
        order = _placed(decision, on=on, at=at)
        if order is not None:
            break
    if order is None:
        raise ChangedMeanwhile(changed_meanwhile())
    record(PLACED, order, by=by, at=at, cents=order.cents)
    _send(order, order.letter, by=by, at=at)
    return order


@flow
def change_order(decision: Decision, *, by: User | None, at: datetime) -> None:
    """Let the order follow a change of its agreement, and send it anew; its proposal is held.

    Raises as `refuse_change`.
    """
    order = order_of(decision.proposal)
    if order is None or order.ended_on is not None:
        return
    order.proposal = decision.proposal
    match: Match = match_of(order)
    cents = granted_cents(decision.proposal)
    refuse_change(match, cents, people=frozenset({decision.prepared_by_id, decision.decided_by_id or 0}))
    order.cents, order.sent_on = cents, day_of(at)
    order.version += 1
    order.letter = _letter(order, decision=order.decision, on=order.sent_on)
    order.save(update_fields=["cents", "sent_on", "version", "letter"])
    record(CHANGED, order, by=by, at=at, cents=order.cents)
    _send(order, order.letter, by=by, at=at)


@flow
def end_order(decision: Decision, *, by: User | None, at: datetime) -> None:
    """End the order of an agreement that is withdrawn, and tell its supplier; its proposal is held.

    Raises WrongState while something of it was delivered.
    """
    order = order_of(decision.proposal)
    if order is None or order.ended_on is not None:
        return
    order.proposal = decision.proposal
    refuse_revocation(match_of(order))
    order.ended_on = day_of(at)
    order.save(update_fields=["ended_on"])
    record(ENDED, order, by=by, at=at)
    with translation.override(LANGUAGE):
        told = ending_of(order, supplier_of(order.proposal), on=order.ended_on)
    _send(order, told, kind="orders.ended", by=by, at=at)


def _placed(decision: Decision, *, on: date, at: datetime) -> PurchaseOrder | None:
    """Return the order with the next number, None when someone else took that at the same moment."""
    proposal = decision.proposal
    city = proposal.district.city
    newest = PurchaseOrder.objects.filter(city=city, year=on.year).order_by("-place").first()
    place = newest.place + 1 if newest else 1
    made = PurchaseOrder(
        proposal=proposal,
        city=city,
        year=on.year,
        place=place,
        number=f"{PREFIX}-{on.year}-{place:04}",
        decision=decision,
        cents=decision.cents,
        prepared_by=decision.prepared_by,
        decided_by=decision.decided_by,
        placed_on=on,
        placed_at=at,
        sent_on=on,
        is_returned=any(one.is_person for one in payees_of(proposal)),
    )
    made.letter = _letter(made, decision=decision, on=on)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    return made


def _letter(order: PurchaseOrder, *, decision: Decision, on: date) -> dict[str, object]:
    with translation.override(LANGUAGE):
        return letter_of(order, decision, supplier_of(order.proposal), on=on)


def _send(
    order: PurchaseOrder,
    letter: dict[str, Any],
    *,
    kind: str = "orders.placed",
    by: User | None,
    at: datetime,
) -> None:
    supplier = supplier_of(order.proposal)
    if supplier is None or not can_be_told(supplier):
        return
    channel, address = way_to(supplier)
    post_mail(
        str(letter["subject"]),
        as_text(letter),
        kind=kind,
        to=None,
        address=address,
        language=LANGUAGE,
        about=order,
        channel=channel,
        by=by,
        at=at,
    )
