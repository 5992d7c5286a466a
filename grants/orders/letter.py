"""The letter of an order to its supplier: what is ordered, for how much, and how to ask for the money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grants.money import format_euros, split_cents
from grants.proposals.addressees import postal_lines
from grants.vat import Rate, net_in
from portal.ui.dates import full_date, short_date

if TYPE_CHECKING:
    from datetime import date

    from grants.decisions.models import Decision
    from grants.proposals.models import Party, Proposal

    from .models import PurchaseOrder

LANGUAGE = "nl"  # of every letter of the city
Part = dict[str, Any]


def letter_of(order: PurchaseOrder, decision: Decision, supplier: Party | None, *, on: date) -> Part:
    """Return the data of the template `letter` of the documents, in the language of the moment.

    It is no decision by law: no term to object, no article of the Act. `on`: the day on which it is sent.
    """
    proposal = order.proposal
    city = proposal.district.city
    return {
        "city": city.name,
        "addressee": postal_lines(supplier) if supplier else [_("The supplier")],
        "date": full_date(on),
        "reference": [
            (_("Order number"), order.number),
            (_("Our reference"), decision.number),
            (_("About"), proposal.title),
        ],
        "subject": _("Order %(number)s: %(title)s") % {"number": order.number, "title": proposal.title},
        "sections": [
            {"paragraphs": [_greeting(supplier), *_first(order)]},
            _ordered(order, proposal),
            {"heading": _("When and where"), "paragraphs": [_when(decision), _where(proposal)]},
            {"heading": _("Send your invoice"), "paragraphs": _invoice(order)},
            {"heading": _("Do you have a question?"), "paragraphs": [_contact(order)]},
        ],
        "closing": [
            _("Kind regards,"),
            _("on behalf of the municipal executive,"),
            order.decided_by.short_name,
        ],
        "footer": f"{city.name} · {order.number}",
    }


def ending_of(order: PurchaseOrder, supplier: Party | None, *, on: date) -> Part:
    """Return the same of a letter that says that the order is over, of which nothing was delivered."""
    proposal, told = order.proposal, {"number": order.number, "title": order.proposal.title}
    return {
        "city": proposal.district.city.name,
        "addressee": postal_lines(supplier) if supplier else [_("The supplier")],
        "date": full_date(on),
        "reference": [(_("Order number"), order.number), (_("About"), proposal.title)],
        "subject": _("Order %(number)s is over: %(title)s") % told,
        "sections": [
            {
                "paragraphs": [
                    _greeting(supplier),
                    _("The city takes back order %(number)s for “%(title)s”. Deliver nothing of it any more.")
                    % told,
                    _("As far as we know nothing of it was delivered. Tell us soon if that is different."),
                ]
            },
            {"heading": _("Do you have a question?"), "paragraphs": [_contact(order)]},
        ],
        "closing": [
            _("Kind regards,"),
            _("on behalf of the municipal executive,"),
            order.decided_by.short_name,
        ],
        "footer": f"{proposal.district.city.name} · {order.number}",
    }


def _greeting(supplier: Party | None) -> str:
    if supplier is None:
        return _("Dear supplier,")
    return _("Dear %(name)s,") % {"name": supplier.contact or supplier.name}


def _first(order: PurchaseOrder) -> list[str]:
    told = {"title": order.proposal.title, "amount": format_euros(order.cents)}
    first = _("The city orders “%(title)s” from you, for at most %(amount)s including VAT.") % told
    if order.version == 1:
        return [first]
    return [first, _("This takes the place of what we ordered before under the same number.")]


def _ordered(order: PurchaseOrder, proposal: Proposal) -> Part:
    """Return what is ordered; with its VAT per line where the proposal tells the rate of each.

    Where the order is less than the costs, each line is its share of the order, to the cent.
    """
    lines = list(proposal.costs.all())
    total = _("Together at most %(amount)s including VAT.") % {"amount": format_euros(order.cents)}
    part = {"heading": _("What we order"), "paragraphs": [total]}
    if not lines or not all(one.vat_rate for one in lines):
        columns: list[Part] = [{"text": _("What"), "width": 1}]
        return {
            **part,
            "table": {"caption": "", "columns": columns, "rows": [[one.description] for one in lines]},
        }
    shares = split_cents(order.cents, [one.cents for one in lines])
    rows, whole_net = [], 0
    for one, cents in zip(lines, shares, strict=True):
        net = net_in(cents, one.vat_rate)
        whole_net += net
        rate = Rate(one.vat_rate).label
        rows.append([f"{one.description} ({rate})", *map(format_euros, (net, cents - net, cents))])
    sums = (whole_net, order.cents - whole_net, order.cents)
    rows.append([_("Together"), *map(format_euros, sums)])
    columns = [{"text": _("What"), "width": 3}]
    columns += [
        {"text": name, "width": 2, "numeric": True} for name in (_("Without VAT"), _("VAT"), _("With VAT"))
    ]
    return {**part, "table": {"caption": "", "columns": columns, "rows": rows}}


def _when(decision: Decision) -> str:
    told = {"first": short_date(decision.starts_on), "last": short_date(decision.ends_on)}
    if decision.starts_on == decision.ends_on:
        return _("Deliver it on %(first)s.") % told
    return _("Deliver it from %(first)s up to and including %(last)s.") % told


def _where(proposal: Proposal) -> str:
    if proposal.place_is_hidden or not proposal.place:
        return _("We agree with you where.")
    return _("Where: %(place)s.") % {"place": proposal.place}


def _invoice(order: PurchaseOrder) -> list[str]:
    city = order.proposal.district.city
    told = {"number": order.number, "city": city.name, "address": city.contact_email or city.name}
    return [
        _("Send it once everything was delivered, to %(address)s, made out to the city of %(city)s.") % told,
        _("Name the order number %(number)s on it. Without that number we cannot pay.") % told,
        _("Name the amount without VAT, the VAT at each rate, and the amount with VAT."),
        _("We pay within thirty days after we received the invoice and everything was delivered."),
    ]


def _contact(order: PurchaseOrder) -> str:
    city = order.proposal.district.city
    ways = [way for way in (city.contact_email, city.contact_phone) if way]
    return _("Ask %(name)s of %(city)s: %(ways)s.") % {
        "name": order.prepared_by.full_name,
        "city": city.name,
        "ways": ", ".join(ways) or city.address,
    }
