"""What the database refuses of balances, and of lines of the bank that the financial system tells too."""

from __future__ import annotations

from portal.triggers import alone, frozen, guard, is_near, register

_HAS_ITS_NUMBER = "(NEW.end_to_end_id <> '' AND o.end_to_end_id = NEW.end_to_end_id)"
_IS_TO_ITS_PAYEE = (
    "(NEW.iban_hash <> '' AND b.iban_hash = NEW.iban_hash AND (NEW.end_to_end_id = ''"
    " OR NOT EXISTS (SELECT 1 FROM grants_order k JOIN grants_proposal q ON q.id = k.proposal_id"
    " JOIN wijkraden_district e ON e.id = q.district_id"
    " WHERE k.end_to_end_id = NEW.end_to_end_id AND e.city_id = NEW.city_id)))"
)
_TELLS_OF_IT = f"({_HAS_ITS_NUMBER} OR {_IS_TO_ITS_PAYEE})"
_CAME_BACK = "(o.state = 'failed' AND o.settled_on IS NOT NULL)"
_TOLD_OUT = (
    "EXISTS (SELECT 1 FROM grants_statementline y"
    " WHERE y.order_id = {0} AND y.kind = 'not_ours' AND NOT y.is_receipt)"
)
_TOLD_BACK = (
    "EXISTS (SELECT 1 FROM grants_statementline y"
    " WHERE y.order_id = {0} AND y.kind = 'not_ours' AND y.is_receipt)"
)
_WENT_OUT = (
    f"(NOT NEW.is_receipt AND (o.state IN ('released', 'settled') OR {_CAME_BACK}) AND {_TELLS_OF_IT})"
)
_CAME_IN = (
    f"(NEW.is_receipt AND ({_CAME_BACK} OR (o.state = 'released'"
    f" AND {_TOLD_OUT.format('o.id')} AND {_TELLS_OF_IT})))"
)
_ITS_ORDER = (
    "SELECT 1 FROM grants_order o JOIN grants_bankaccount b ON b.id = o.bank_account_id"
    " JOIN grants_proposal p ON p.id = o.proposal_id JOIN wijkraden_district d ON d.id = p.district_id"
    " JOIN grants_statement n ON n.id = NEW.statement_id"
    " WHERE o.id = NEW.order_id AND n.channel = 'bank' AND o.channel = 'finance'"
    " AND o.cents = NEW.cents AND d.city_id = NEW.city_id"
)
_OF_FINANCE = f"EXISTS ({_ITS_ORDER} AND ({_WENT_OUT} OR {_CAME_IN}))"
_BY_NO_OTHER_LINE = (
    "NOT EXISTS (SELECT 1 FROM grants_statementline x WHERE x.order_id = NEW.order_id AND x.kind = 'not_ours'"
    " AND x.is_receipt = NEW.is_receipt AND x.id <> NEW.id)"
)

register(
    guard(
        "grants_statementline_is_of_the_financial_system",
        table="grants_statementline",
        when="BEFORE UPDATE",
        only="NEW.kind = 'not_ours' AND NEW.order_id IS NOT NULL",
        holds=f"{_OF_FINANCE} AND {_BY_NO_OTHER_LINE}",
        message="the bank tells once of a payment of the financial system that left, and once that it came back",
    ),
    guard(
        "grants_order_left_by_the_bank_is_no_refusal",
        table="grants_order",
        when="BEFORE UPDATE",
        only="NEW.state = 'failed' AND OLD.state = 'released'",
        holds=f"NOT {_TOLD_OUT.format('NEW.id')} OR {_TOLD_BACK.format('NEW.id')}",
        message="a payment that the bank told to have left never failed before it came back",
    ),
    *frozen("grants_statementpart", message="what a statement told of its balances is kept"),
    guard(
        "grants_statementpart_begins",
        table="grants_statementpart",
        when="BEFORE INSERT",
        holds=is_near("grants_statementpart"),
        on_sqlite=alone("grants_statementpart", ("statement_id", "position")),
        message="a row takes the place of no other",
    ),
)
