"""What the database itself refuses of orders, deliveries and invoices, and of money without them."""

from portal.triggers import alone, day_in, frozen, guard, is_near, register, same

_ORDER, _DELIVERY, _INVOICE = "grants_purchaseorder", "grants_delivery", "grants_invoice"
_LINE, _FILE = "grants_invoiceline", "grants_deliveryfile"
_KEPT = "orders, deliveries and invoices are kept"


def not_after(day: str, moment: str) -> str:
    """Return the condition that a day of the new row is not after the day in Amsterdam of its moment (kept in UTC).

    The last two hours of a day in UTC are the next day there, in summer.
    """
    told, now = day_in(f"NEW.{day}"), day_in(f"NEW.{moment}")
    hour = f"substr(CAST(NEW.{moment} AS text), 12, 2)"
    return f"({told} <= {now} OR ({hour} >= '22' AND {_days(told)} <= {_days(now)} + 4))"


def _days(day: str) -> str:
    """Return a number that grows with a day: by one, and at the end of a month by four at most."""
    year, month, of_month = (
        f"CAST(substr({day}, {first}, {length}) AS integer)" for first, length in ((1, 4), (6, 2), (9, 2))
    )
    return f"({year} * 372 + {month} * 31 + {of_month})"


_ORDER_ITSELF = (
    *("id", "public_id", "proposal_id", "city_id", "year", "place", "number", "decision_id"),
    *("prepared_by_id", "decided_by_id", "placed_on", "placed_at"),
)
_DELIVERY_ITSELF = (
    *("id", "public_id", "order_id", "delivered_on", "cents", "is_last", "words"),
    *("confirmed_by_id", "confirmed_at"),
)
_INVOICE_ITSELF = (
    *("id", "public_id", "order_id", "city_id", "registration", "account", "name", "number", "number_key"),
    *("dated_on", "received_on", "net_cents", "vat_cents", "cents", "compensable_cents", "file_id"),
    *("entered_by_id", "entered_at"),
)
_OF_ITS_GRANT = (
    "EXISTS (SELECT 1 FROM grants_decision d JOIN grants_proposal p ON p.id = d.proposal_id"
    " JOIN wijkraden_district w ON w.id = p.district_id"
    " WHERE d.id = NEW.decision_id AND d.proposal_id = NEW.proposal_id AND d.kind = 'grant' AND d.state = 'decided'"
    " AND d.sent_on IS NOT NULL AND d.replaced_at IS NULL AND p.route = 'purchase' AND w.city_id = NEW.city_id"
    " AND d.prepared_by_id = NEW.prepared_by_id AND d.decided_by_id = NEW.decided_by_id"
    " AND d.cents = NEW.cents"
    " AND NOT EXISTS (SELECT 1 FROM grants_budgetcondition c WHERE c.decision_id = d.id AND c.ending <> 'met'))"
)
_NEXT_NUMBER = (
    "NEW.place = 1 + coalesce((SELECT max(x.place) FROM grants_purchaseorder x"
    " WHERE x.city_id = NEW.city_id AND x.year = NEW.year), 0)"
)
_CHANGES_SO_FAR = (
    "(SELECT count(*) FROM grants_decision d WHERE d.proposal_id = NEW.proposal_id AND d.kind = 'change'"
    " AND d.state = 'decided' AND d.sent_on IS NOT NULL)"
)
_BY_THE_NEWEST_CHANGE = (
    "EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.proposal_id AND d.kind = 'change'"
    " AND d.state = 'decided' AND d.cents = NEW.cents AND d.sent_on = NEW.sent_on"
    " AND d.version = (SELECT max(y.version) FROM grants_decision y WHERE y.proposal_id = NEW.proposal_id"
    " AND y.kind = 'change' AND y.state = 'decided')"
    " AND (NEW.cents <= OLD.cents OR NOT EXISTS (SELECT 1 FROM grants_delivery x"
    " WHERE x.order_id = NEW.id AND x.taken_back_at IS NULL"
    " AND (x.is_last OR x.confirmed_by_id IN (d.prepared_by_id, d.decided_by_id)))))"
)
_DELIVERED_OF_IT = (
    "coalesce((SELECT sum(x.cents) FROM grants_delivery x"
    " WHERE x.order_id = NEW.id AND x.taken_back_at IS NULL), 0)"
)
_OF_ITS_CHANGE = (
    f"({same('cents', 'version', 'letter', 'sent_on')} OR (NEW.version = OLD.version + 1"
    f" AND NEW.version = 1 + {_CHANGES_SO_FAR} AND {_BY_THE_NEWEST_CHANGE} AND NEW.cents >= {_DELIVERED_OF_IT}))"
)
_IS_REVOKED = (
    "EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.proposal_id AND d.kind = 'revoke'"
    " AND d.state = 'decided' AND d.sent_on = NEW.ended_on AND d.replaced_at IS NULL)"
)
_ENDS_BY_ITS_REVOCATION = (
    f"({same('ended_on')} OR (OLD.ended_on IS NULL AND {same('cents', 'version')}"
    f" AND {_IS_REVOKED} AND {_DELIVERED_OF_IT} = 0))"
)
_FLAG_SAYS_WHY = (
    f"({same('is_returned', 'returned_why', 'returned_set_by_id', 'returned_set_at')}"
    " OR (NEW.is_returned <> OLD.is_returned AND NEW.returned_why <> '' AND NEW.returned_set_by_id IS NOT NULL"
    " AND NEW.returned_set_at IS NOT NULL AND NEW.returned_set_at IS DISTINCT FROM OLD.returned_set_at))"
)
_FLAG_BY_ITS_PARTIES = (
    "NEW.returned_set_by_id IS NULL AND (NEW.is_returned OR NOT EXISTS (SELECT 1 FROM grants_party y"
    " WHERE y.proposal_id = NEW.proposal_id AND y.kind IN ('performer', 'payee') AND y.is_person))"
)
_INVOICED_OF_IT = (
    "coalesce((SELECT sum(x.cents) FROM grants_invoice x"
    " WHERE x.order_id = NEW.id AND x.taken_back_at IS NULL), 0)"
)
_NOTHING_MORE_OF_IT_COMES = (
    "EXISTS (SELECT 1 FROM grants_delivery x"
    " WHERE x.order_id = NEW.id AND x.is_last AND x.taken_back_at IS NULL)"
)
_CAN_END_ITS_INVOICES = (
    f"{_NOTHING_MORE_OF_IT_COMES} AND {_INVOICED_OF_IT} > 0 AND {_INVOICED_OF_IT} < {_DELIVERED_OF_IT}"
)
_IS_BEFORE_ITS_SETTLEMENT = (
    "NEW.ended_on IS NULL"
    " AND EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id AND p.state = 'reported')"
    " AND NOT EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.proposal_id"
    " AND d.kind = 'determine' AND d.state = 'prepared')"
)
_NO_MORE_SAYS_WHY = (
    f"({same('no_more_by_id', 'no_more_at', 'no_more_why')} OR ({_IS_BEFORE_ITS_SETTLEMENT}"
    f" AND ((OLD.no_more_at IS NOT NULL AND NEW.no_more_at IS NULL)"
    f" OR (OLD.no_more_at IS NULL AND NEW.no_more_at IS NOT NULL AND {_CAN_END_ITS_INVOICES}))))"
)
_RUNS = (  # and may change: nothing does while no more invoices come
    "EXISTS (SELECT 1 FROM grants_purchaseorder o JOIN grants_proposal p ON p.id = o.proposal_id"
    " WHERE o.id = NEW.order_id AND o.ended_on IS NULL AND o.no_more_at IS NULL"
    " AND p.state IN ('granted', 'under_way', 'reported'))"
)
_NOT_WHO_ORDERED = (
    "EXISTS (SELECT 1 FROM grants_purchaseorder o WHERE o.id = NEW.order_id"
    " AND NEW.confirmed_by_id NOT IN (o.prepared_by_id, o.decided_by_id) AND NEW.delivered_on >= o.placed_on"
    " AND NOT EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = o.proposal_id"
    " AND d.kind IN ('grant', 'change') AND d.state IN ('prepared', 'decided')"
    " AND (NEW.confirmed_by_id IN (d.prepared_by_id, coalesce(d.decided_by_id, 0)) OR (d.council_on IS NOT NULL"
    " AND EXISTS (SELECT 1 FROM wijkraden_seat s JOIN grants_proposal p ON p.district_id = s.district_id"
    " WHERE p.id = o.proposal_id AND s.user_id = NEW.confirmed_by_id"
    " AND (s.ends_on IS NULL OR s.ends_on >= d.council_on)))))"
    " AND NOT EXISTS (SELECT 1 FROM grants_interest i"
    " WHERE i.proposal_id = o.proposal_id AND i.user_id = NEW.confirmed_by_id AND i.has_interest))"
)
_DELIVERED = (
    "coalesce((SELECT sum(x.cents) FROM grants_delivery x"
    " WHERE x.order_id = NEW.order_id AND x.taken_back_at IS NULL), 0)"
)
_INVOICED = (
    "coalesce((SELECT sum(x.cents) FROM grants_invoice x"
    " WHERE x.order_id = NEW.order_id AND x.taken_back_at IS NULL), 0)"
)
_WITHIN_THE_ORDER = (
    "EXISTS (SELECT 1 FROM grants_purchaseorder o WHERE o.id = NEW.order_id AND o.cents >= NEW.cents"
    " + coalesce((SELECT sum(x.cents) FROM grants_delivery x"
    " WHERE x.order_id = NEW.order_id AND x.taken_back_at IS NULL), 0))"
)
_NO_LAST_ONE = (
    "NOT EXISTS (SELECT 1 FROM grants_delivery x"
    " WHERE x.order_id = NEW.order_id AND x.is_last AND x.taken_back_at IS NULL)"
)
_IS_DELIVERED = (
    "(NOT EXISTS (SELECT 1 FROM grants_purchaseorder o WHERE o.proposal_id = NEW.id) OR EXISTS"
    " (SELECT 1 FROM grants_purchaseorder o JOIN grants_delivery x ON x.order_id = o.id"
    " WHERE o.proposal_id = NEW.id AND x.is_last AND x.taken_back_at IS NULL))"
)
_IS_NO_PURCHASE = (
    "NOT EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id AND p.route = 'purchase')"
)
_HAS_NO_ORDER = "NOT EXISTS (SELECT 1 FROM grants_purchaseorder o WHERE o.proposal_id = NEW.proposal_id)"
_INVOICES_ADD_UP = (
    "NOT EXISTS (SELECT 1 FROM grants_purchaseorder o JOIN grants_invoice i ON i.order_id = o.id"
    " WHERE o.proposal_id = NEW.proposal_id AND i.taken_back_at IS NULL AND (i.net_cents <>"
    " coalesce((SELECT sum(l.net_cents) FROM grants_invoiceline l WHERE l.invoice_id = i.id), 0) OR i.vat_cents <>"
    " coalesce((SELECT sum(l.vat_cents) FROM grants_invoiceline l WHERE l.invoice_id = i.id), 0)))"
)
_MATCHES = (
    "EXISTS (SELECT 1 FROM grants_purchaseorder o JOIN grants_delivery x ON x.order_id = o.id"
    " WHERE o.proposal_id = NEW.proposal_id AND x.is_last AND x.taken_back_at IS NULL AND NEW.cents ="
    " (SELECT sum(i.cents) FROM grants_invoice i WHERE i.order_id = o.id AND i.taken_back_at IS NULL)"
    " AND (o.no_more_at IS NOT NULL OR NEW.cents ="
    " (SELECT sum(y.cents) FROM grants_delivery y WHERE y.order_id = o.id AND y.taken_back_at IS NULL)))"
)
_PAYS_NOTHING_BEFORE = "(NEW.settlement <> 'at_once' AND NEW.advance_cents = 0)"
_NO_FINAL_WAITS = (
    "NOT EXISTS (SELECT 1 FROM grants_decision d JOIN grants_purchaseorder o ON o.proposal_id = d.proposal_id"
    " WHERE o.id = NEW.order_id AND d.kind = 'determine' AND d.state = 'prepared')"
)
_OF_ITS_ORDER = (
    "EXISTS (SELECT 1 FROM grants_purchaseorder o WHERE o.id = NEW.order_id AND o.city_id = NEW.city_id"
    " AND NEW.dated_on >= o.placed_on)"
)
_NOT_HERE_YET = (
    "NOT EXISTS (SELECT 1 FROM grants_invoice x WHERE x.city_id = NEW.city_id AND x.number_key = NEW.number_key"
    " AND x.taken_back_at IS NULL AND (x.order_id = NEW.order_id"
    " OR (NEW.registration <> '' AND x.registration = NEW.registration)"
    " OR (NEW.account <> '' AND x.account = NEW.account)"
    " OR (NEW.name <> '' AND x.name = NEW.name AND (x.registration = '' OR NEW.registration = ''))))"
)
_WITHIN_THE_INVOICE = (
    "EXISTS (SELECT 1 FROM grants_invoice i WHERE i.id = NEW.invoice_id"
    " AND i.net_cents >= NEW.net_cents + coalesce((SELECT sum(x.net_cents) FROM grants_invoiceline x"
    " WHERE x.invoice_id = NEW.invoice_id), 0)"
    " AND i.vat_cents >= NEW.vat_cents + coalesce((SELECT sum(x.vat_cents) FROM grants_invoiceline x"
    " WHERE x.invoice_id = NEW.invoice_id), 0))"
)
_TAKEN_BACK = "OLD.taken_back_at IS NULL AND NEW.taken_back_at IS NOT NULL"

register(
    *frozen(_ORDER, message=_KEPT, updates=False),
    *frozen(_DELIVERY, message=_KEPT, updates=False),
    *frozen(_INVOICE, message=_KEPT, updates=False),
    *frozen(_LINE, message=_KEPT),
    *frozen(_FILE, message=_KEPT),
    guard(
        "grants_purchaseorder_is_placed",
        table=_ORDER,
        when="BEFORE INSERT",
        holds=f"{_OF_ITS_GRANT} AND {_NEXT_NUMBER} AND NEW.version = 1 AND NEW.ended_on IS NULL"
        f" AND NEW.no_more_at IS NULL AND {_FLAG_BY_ITS_PARTIES}"
        f" AND {is_near(_ORDER)}"
        f" AND {alone(_ORDER, ('public_id',), ('proposal_id',), ('decision_id',), ('city_id', 'year', 'place'))}",
        message="an order follows from an agreement that was made known, with the next number",
    ),
    guard(
        "grants_purchaseorder_stays",
        table=_ORDER,
        when="BEFORE UPDATE",
        holds=f"{same(*_ORDER_ITSELF)} AND {_OF_ITS_CHANGE} AND {_ENDS_BY_ITS_REVOCATION}"
        f" AND {_FLAG_SAYS_WHY} AND {_NO_MORE_SAYS_WHY}"
        f" AND (OLD.ended_on IS NULL OR {same('ended_on', 'cents', 'version')})",
        message="an order stays as it was placed, and changes with the agreement",
    ),
    guard(
        "grants_delivery_is_confirmed",
        table=_DELIVERY,
        when="BEFORE INSERT",
        holds=f"{_RUNS} AND {_NOT_WHO_ORDERED} AND {_NO_LAST_ONE} AND {_WITHIN_THE_ORDER}"
        f" AND {not_after('delivered_on', 'confirmed_at')}"
        f" AND NEW.taken_back_at IS NULL AND {is_near(_DELIVERY)} AND {alone(_DELIVERY, ('public_id',))}",
        message="a delivery is confirmed by someone else than who ordered it, within what was ordered",
    ),
    guard(
        "grants_delivery_goes_once",
        table=_DELIVERY,
        when="BEFORE UPDATE",
        holds=f"{same(*_DELIVERY_ITSELF)} AND {_TAKEN_BACK} AND {_RUNS} AND {_NO_FINAL_WAITS}"
        f" AND {_INVOICED} <= {_DELIVERED} - NEW.cents AND (OLD.is_last OR {_NO_LAST_ONE})",
        message="a delivery is taken back once, before it is invoiced and settled",
    ),
    guard(
        "grants_invoice_is_entered",
        table=_INVOICE,
        when="BEFORE INSERT",
        holds=f"{_RUNS} AND NEW.cents + {_INVOICED} <= {_DELIVERED} AND NEW.taken_back_at IS NULL"
        f" AND {_OF_ITS_ORDER} AND {_NOT_HERE_YET} AND {_NO_FINAL_WAITS} AND {not_after('received_on', 'entered_at')}"
        f" AND {is_near(_INVOICE)} AND {alone(_INVOICE, ('public_id',), ('file_id',))}",
        message="an invoice is of what was ordered and delivered, and is here once",
    ),
    guard(
        "grants_invoice_goes_once",
        table=_INVOICE,
        when="BEFORE UPDATE",
        holds=f"{same(*_INVOICE_ITSELF)} AND {_TAKEN_BACK} AND {_RUNS} AND {_NO_FINAL_WAITS}",
        message="an invoice is taken back once, before it is settled",
    ),
    guard(
        "grants_invoiceline_belongs",
        table=_LINE,
        when="BEFORE INSERT",
        holds=f"{_WITHIN_THE_INVOICE} AND {is_near(_LINE)} AND {alone(_LINE, ('invoice_id', 'position'))}",
        message="the lines of an invoice are no more than the invoice",
    ),
    guard(
        "grants_deliveryfile_belongs",
        table=_FILE,
        when="BEFORE INSERT",
        holds=f"{is_near(_FILE)} AND {alone(_FILE, ('file_id',))}",
        message="a row takes the place of no other",
    ),
    guard(
        "grants_proposal_is_delivered",
        table="grants_proposal",
        when="BEFORE UPDATE",
        only="NEW.state = 'reported' AND OLD.state <> 'reported' AND NEW.route = 'purchase'",
        holds=_IS_DELIVERED,
        message="what the city buys is delivered by its proof",
    ),
    guard(
        "grants_decision_pays_what_was_invoiced",
        table="grants_decision",
        when="BEFORE UPDATE",
        only="NEW.state = 'decided' AND OLD.state <> 'decided' AND NEW.kind = 'determine'",
        holds=f"({_IS_NO_PURCHASE} OR {_HAS_NO_ORDER} OR ({_MATCHES} AND {_INVOICES_ADD_UP}))",
        message="what the city buys is settled at what was delivered and invoiced",
    ),
    guard(
        "grants_decision_buys_without_advance",
        table="grants_decision",
        when="BEFORE UPDATE",
        only="NEW.state = 'decided' AND OLD.state <> 'decided' AND NEW.kind = 'grant'",
        holds=f"({_IS_NO_PURCHASE} OR {_PAYS_NOTHING_BEFORE})",
        message="what the city buys is paid once it was delivered and invoiced",
    ),
)
