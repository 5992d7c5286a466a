"""What was delivered of what the city buys, by the council, and the invoice for it, by an officer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from grants.orders import flows
from grants.orders.checking import DeliveryOf, InvoiceOf, LineOf
from grants.orders.models import PurchaseOrder
from grants.orders.queries import match_of, order_of
from grants.orders.states import Whole
from grants.terms import day_of
from grants.vat import Rate, net_in
from wijkraden.people.states import Role

from ..dossiers import Dossier
from ..pictures import drawing
from .stage import Act, Stage, there

_WORDS = (
    "Ik was erbij: alles stond er op tijd en deed het.",
    "Wij hebben het samen nageteld; alles is er.",
    "De spullen zijn gebracht en gebruikt op de dag zelf.",
)
_NO_MORE = "De leverancier schreef dat dit de enige factuur is: een deel viel goedkoper uit."
_BEFORE = timedelta(days=2)  # the supplier wrote the invoice before the city received it


def deliver(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let somebody of the council confirm that everything was delivered."""
    order = _order(stage, dossier)
    day = max(order.placed_on, min(dossier.ends_on, day_of(at)))
    photo = SimpleUploadedFile(
        f"levering-{dossier.number + 1}.jpg", drawing(dossier.number), content_type="image/jpeg"
    )
    what = DeliveryOf(Whole.ALL, day, _WORDS[dossier.number % len(_WORDS)], uploads=(photo,))
    flows.confirm_delivery(order, what=what, by=stage.of_council(dossier, Role.MEMBER, at), at=at)


def invoice(stage: Stage, dossier: Dossier, at: datetime, *, share: int = 100) -> None:
    """Let an officer enter the invoice, of so many percent of what was delivered; less than all is the last one."""
    order = _order(stage, dossier)
    cents = match_of(order).to_invoice_cents * share // 100
    rate = Rate.LOW if dossier.number % 3 == 1 else Rate.HIGH
    net = net_in(cents, rate)
    paper = SimpleUploadedFile(
        f"factuur-{dossier.number + 1}.jpg", drawing(dossier.number + 7), content_type="image/jpeg"
    )
    what = InvoiceOf(
        number=f"{day_of(at).year}-{dossier.number + 1:04}",
        order_number=order.number,
        dated_on=day_of(at) - _BEFORE,
        received_on=day_of(at),
        lines=(LineOf(rate, net, cents - net),),
        cents=cents,
        compensable_cents=cents - net if dossier.number % 2 else 0,
        upload=paper,
    )
    flows.enter_invoice(order, what=what, by=stage.officer(dossier), at=at)
    if share < 100:
        flows.end_invoices(order, why=_NO_MORE, by=stage.officer(dossier), at=at)


def _order(stage: Stage, dossier: Dossier) -> PurchaseOrder:
    proposal = stage.proposal(dossier)
    order = there(order_of(proposal))
    order.proposal = proposal
    return order


ACTS: dict[str, Act] = {one.__name__: one for one in (deliver, invoice)}
