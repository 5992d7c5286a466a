"""What the database refuses of statements, their balances and lines, and of what the financial system tells too."""

from __future__ import annotations

from portal.triggers import alone, day_in, frozen, guard, is_near, register, same, year_in

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
_STATEMENT = (
    "id",
    "public_id",
    "city_id",
    "account_id",
    "channel",
    "reference",
    "name",
    "sha256",
    "first_on",
    "last_on",
    "line_count",
    "read_by_id",
    "read_at",
)
_LINE = (
    "id",
    "public_id",
    "statement_id",
    "city_id",
    "reference",
    "position",
    "is_receipt",
    "cents",
    "booked_on",
)
_LINE_TOO = (
    "end_to_end_id",
    "counterparty",
    "iban_hash",
    "text",
    "is_return",
    "is_refusal",
    "is_fee",
    "reason",
)
_IS_WITHDRAWN = (
    "EXISTS (SELECT 1 FROM grants_statement n WHERE n.id = NEW.statement_id AND n.withdrawn_at IS NOT NULL)"
)
_NOTHING_CAME_OF_IT = (
    "NOT EXISTS (SELECT 1 FROM grants_statementline x"
    " WHERE x.statement_id = NEW.id AND x.kind NOT IN ('unknown', 'receipt', 'fee'))"
)
_NONE_WAS_READ_OVER_IT = (
    "NOT EXISTS (SELECT 1 FROM grants_statement x JOIN grants_payingaccount a ON a.id = x.account_id"
    " JOIN grants_payingaccount b ON b.id = NEW.account_id WHERE x.city_id = NEW.city_id"
    " AND (NEW.channel = 'finance' OR a.iban_hash = b.iban_hash) AND x.channel = NEW.channel"
    " AND x.withdrawn_at IS NULL AND x.id > NEW.id"
    " AND x.first_on <= NEW.last_on AND x.last_on >= NEW.first_on AND (x.line_count IS NULL"
    " OR x.line_count > (SELECT count(*) FROM grants_statementline y WHERE y.statement_id = x.id)))"
)
_UNDONE = "EXISTS (SELECT 1 FROM grants_entry u WHERE u.undoes_id = {0}.entry_id)"
_WITHDRAWS = (
    "NEW.kind = 'withdrawn' AND OLD.kind IN ('unknown', 'receipt', 'fee') AND NEW.entry_id IS NOT DISTINCT FROM"
    f" OLD.entry_id AND (OLD.entry_id IS NULL OR {_UNDONE.format('OLD')}) AND {_IS_WITHDRAWN}"
)
_MATCHES = (
    "NEW.kind <> 'withdrawn' AND OLD.kind NOT IN ('not_ours', 'batch') AND (OLD.entry_id IS NULL"
    " OR (OLD.kind = 'receipt' AND NEW.kind IN ('claim', 'return', 'not_ours')))"
    f" AND NOT {_IS_WITHDRAWN}"
)
_CLOSED_YEARS = (
    "(SELECT y.year FROM grants_slice l JOIN grants_year y ON y.id = l.year_id"
    " WHERE y.city_id = NEW.city_id AND l.scope = 'books' AND l.closed_at IS NOT NULL)"
)
_BATCH_OF_AS_MUCH = (
    "SELECT 1 FROM grants_batch b JOIN grants_statement n ON n.id = NEW.statement_id"
    " WHERE b.state = 'released' AND b.city_id = NEW.city_id AND b.cents = NEW.cents AND b.count > 1"
    " AND b.channel = 'bank' AND n.channel = 'bank'"
)
_LEFT_BEFORE_IT = (
    f"{day_in('b.released_at')} <= {day_in('NEW.booked_on')}"  # in UTC: on that day or the one before
)
_SOME_ARE_TOLD = "EXISTS (SELECT 1 FROM grants_order o WHERE o.batch_id = b.id AND o.state <> 'released')"
_ALL_ARE_PAID_BY_IT = (
    "NOT EXISTS (SELECT 1 FROM grants_order o WHERE o.batch_id = b.id"
    " AND (o.state <> 'settled' OR EXISTS (SELECT 1 FROM grants_statementline x WHERE x.order_id = o.id)))"
    " AND NOT EXISTS (SELECT 1 FROM grants_statementline y WHERE y.batch_id = b.id AND y.id <> NEW.id)"
)
_PAYS_ITS_BATCH = (
    f"EXISTS ({_BATCH_OF_AS_MUCH} AND b.id = NEW.batch_id AND {_LEFT_BEFORE_IT} AND {_ALL_ARE_PAID_BY_IT})"
)
_IS_OF_A_BATCH = f"EXISTS ({_BATCH_OF_AS_MUCH} AND {_LEFT_BEFORE_IT} AND NOT {_SOME_ARE_TOLD})"
_YEAR_IS_OPEN = f"{year_in('NEW.booked_on')} NOT IN {_CLOSED_YEARS}"
_TO_A_PAYEE = (
    "EXISTS (SELECT 1 FROM grants_order k JOIN grants_bankaccount h ON h.id = k.bank_account_id"
    " JOIN grants_proposal q ON q.id = k.proposal_id JOIN wijkraden_district e ON e.id = q.district_id"
    " WHERE e.city_id = {0}.city_id AND (k.end_to_end_id = {0}.end_to_end_id OR h.iban_hash = {0}.iban_hash))"
)
_NOT_OURS = (
    "SELECT count(*) FROM grants_statementline x JOIN grants_statement s ON s.id = x.statement_id"
    " JOIN grants_statement n ON n.id = NEW.statement_id"
    " WHERE x.city_id = NEW.city_id AND x.kind = 'not_ours' AND x.cents = NEW.cents AND s.channel = n.channel"
    " AND (s.channel = 'bank' OR NOT (x.is_refusal OR x.is_return)) AND x.order_id IS NULL AND {0}"
)
_WENT_BACK = f"NOT x.is_receipt AND x.id <> NEW.id AND (s.channel = 'finance' OR {_TO_A_PAYEE.format('x')})"
_MORE_CAME_IN = f"({_NOT_OURS.format('x.is_receipt')}) > ({_NOT_OURS.format(_WENT_BACK)})"
_OTHERS_CAME_IN = (
    f"({_NOT_OURS.format('x.is_receipt AND x.id <> NEW.id')}) >= ({_NOT_OURS.format(_WENT_BACK)})"
)
_WAITS_AGAIN = (
    "OLD.kind = 'not_ours' AND OLD.order_id IS NULL AND NEW.order_id IS NULL"
    " AND ((NEW.kind = 'unknown' AND OLD.entry_id IS NULL)"
    f" OR (NEW.kind = 'receipt' AND NEW.entry_id <> OLD.entry_id AND {_OTHERS_CAME_IN}))"
    f" AND {_YEAR_IS_OPEN}"
)
_TOLD_ALREADY = (
    "EXISTS (SELECT 1 FROM grants_statementline x JOIN grants_order o ON o.id = x.order_id"
    " JOIN grants_statement n ON n.id = NEW.statement_id WHERE n.channel = 'finance' AND x.kind = 'payment'"
    " AND x.city_id = NEW.city_id AND x.cents = NEW.cents AND o.end_to_end_id = NEW.end_to_end_id)"
)
_OF_THE_BANK = (
    "EXISTS (SELECT 1 FROM grants_statement n WHERE n.id = NEW.statement_id AND n.channel = 'bank')"
)
_TO_NOBODY_PAID_HERE = f"{_OF_THE_BANK} AND NOT {_TO_A_PAYEE.format('NEW')}"

register(
    guard(
        "grants_statement_is_withdrawn_once",
        table="grants_statement",
        when="BEFORE UPDATE",
        holds=f"{same(*_STATEMENT)} AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL"
        f" AND {_NOTHING_CAME_OF_IT} AND {_NONE_WAS_READ_OVER_IT}",
        message="a statement stays as it was read, and is withdrawn once, while nothing came of it",
    ),
    guard(
        "grants_statementline_is_of_a_standing_statement",
        table="grants_statementline",
        when="BEFORE INSERT",
        holds=f"NOT {_IS_WITHDRAWN}",
        message="no line comes to a statement that was withdrawn",
    ),
    guard(
        "grants_statementline_is_matched_once",
        table="grants_statementline",
        when="BEFORE UPDATE",
        holds=f"{same(*_LINE, *_LINE_TOO)} AND (({_MATCHES}) OR ({_WITHDRAWS}) OR ({_WAITS_AGAIN}))"
        " AND (NEW.why = OLD.why OR (NEW.kind = 'not_ours' AND OLD.kind IN ('receipt', 'unknown')))",
        message="a line of a statement is matched once",
    ),
    guard(
        "grants_statementline_pays_a_whole_batch",
        table="grants_statementline",
        when="BEFORE UPDATE",
        only="NEW.kind = 'batch' OR NEW.batch_id IS NOT NULL",
        holds=f"NEW.kind = 'batch' AND {_PAYS_ITS_BATCH}",
        message="one line pays a whole batch of the bank, once, to the cent, and no other line pays any of it",
    ),
    guard(
        "grants_statementline_sends_back_what_is_not_ours",
        table="grants_statementline",
        when="BEFORE UPDATE",
        only="NEW.kind = 'not_ours' AND NOT NEW.is_receipt AND NOT NEW.is_refusal AND NEW.order_id IS NULL",
        holds=f"NOT {_IS_OF_A_BATCH} AND (({_TO_NOBODY_PAID_HERE}) OR {_MORE_CAME_IN} OR {_TOLD_ALREADY})",
        message="what went out to whom the portal pays is not of this portal once, after it came in",
    ),
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
