"""What the database refuses of payments, whatever the code does."""

from __future__ import annotations

from portal.triggers import alone, frozen, guard, is_near, register, same

from ..states import BATCH_STEPS, ORDER_STEPS, BatchState, OrderState

_KEPT = "what was paid, and how, is kept"


def _steps(steps: dict[OrderState, frozenset[OrderState]] | dict[BatchState, frozenset[BatchState]]) -> str:
    pairs = " OR ".join(
        f"(NEW.state = '{to.value}' AND OLD.state IN ({', '.join(repr(one.value) for one in sorted(was))}))"
        for to, was in steps.items()
    )
    return f"(NEW.state = OLD.state OR {pairs})"


_ORDER = ("id", "public_id", "proposal_id", "instalment_id", "attempt", "bank_account_id", "cents")
_ORDER_TOO = ("end_to_end_id", "channel", "prepared_by_id", "prepared_at")
_LATER = (  # what stood still while it was prepared is to be paid so much later
    "(NEW.due_on = OLD.due_on OR (NEW.due_on > OLD.due_on AND OLD.state = 'prepared' AND NEW.state = 'prepared'))"
)
_BATCH = (
    "id",
    "public_id",
    "city_id",
    "number",
    "account_id",
    "channel",
    "execution_on",
    "prepared_by_id",
    "prepared_at",
)
_BATCH_END = (
    "state",
    "count",
    "cents",
    "released_by_id",
    "released_at",
    "returned_by_id",
    "returned_at",
    "reason",
)
_BATCH_FILE = ("message_id", "sha256", "size")
_ACCOUNT = (
    "id",
    "public_id",
    "city_id",
    "holder",
    "iban_hash",
    "ending",
    "bic",
    "entered_by_id",
    "entered_at",
)
_NO_LINE_IN_THE_WAY = (
    "NOT EXISTS (SELECT 1 FROM grants_order o JOIN grants_order p ON p.instalment_id = o.instalment_id"
    " JOIN grants_statementline l ON l.end_to_end_id = p.end_to_end_id AND l.city_id = NEW.city_id"
    " WHERE o.batch_id = NEW.id AND l.kind = 'unknown' AND NOT l.is_receipt AND NOT l.is_refusal)"
)
_OF_ITS_INSTALMENT = (
    "EXISTS (SELECT 1 FROM grants_instalment i JOIN grants_decision d ON d.id = i.decision_id"
    " JOIN grants_bankaccount b ON b.id = NEW.bank_account_id AND b.proposal_id = d.proposal_id"
    " WHERE i.id = NEW.instalment_id AND d.proposal_id = NEW.proposal_id AND i.cents >= NEW.cents"
    " AND i.entry_id IS NOT NULL AND d.sent_on IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM grants_bankaccount n"
    " WHERE n.proposal_id = d.proposal_id AND n.id > b.id AND n.verdict <> 'rejected'))"
)
_NOT_BY_A_REJECTER = (
    "NOT EXISTS (SELECT 1 FROM grants_bankaccount r JOIN grants_bankaccount b ON b.proposal_id = r.proposal_id"
    " AND r.id > b.id WHERE b.id = NEW.bank_account_id AND r.verdict = 'rejected'"
    " AND r.checked_by_id = NEW.prepared_by_id)"
)
_TO_A_CONFIRMED_ACCOUNT = (
    "EXISTS (SELECT 1 FROM grants_bankaccount b WHERE b.id = NEW.bank_account_id"
    " AND (b.replaces_id IS NULL OR b.verdict = 'confirmed')"
    " AND b.checked_by_id IS DISTINCT FROM NEW.prepared_by_id)"
)
_BY_ITS_CHANNEL = (
    "EXISTS (SELECT 1 FROM grants_proposal p JOIN grants_slice s ON s.id = p.slice_id"
    " JOIN grants_regulation r ON r.id = s.regulation_id"
    " WHERE p.id = NEW.proposal_id AND r.channel = NEW.channel)"
)
_IN_A_RELEASED_BATCH = (
    "EXISTS (SELECT 1 FROM grants_batch b WHERE b.id = NEW.batch_id AND b.state = 'released')"
)
_JOINS_A_PREPARED_BATCH = (
    "NEW.batch_id IS NOT DISTINCT FROM OLD.batch_id OR NEW.batch_id IS NULL OR (NEW.state = 'prepared'"
    " AND EXISTS (SELECT 1 FROM grants_batch b JOIN grants_bankaccount a ON a.id = NEW.bank_account_id"
    " WHERE b.id = NEW.batch_id AND b.state = 'prepared' AND b.channel = NEW.channel"
    " AND a.checked_by_id IS DISTINCT FROM b.prepared_by_id))"
)
_NEWEST_ACCOUNT = (
    "NOT EXISTS (SELECT 1 FROM grants_order o JOIN grants_bankaccount b ON b.proposal_id = o.proposal_id"
    " WHERE o.batch_id = NEW.id AND b.id > o.bank_account_id AND b.verdict <> 'rejected')"
)
_NOT_WHO_CHANGED = (
    "NOT EXISTS (SELECT 1 FROM grants_order o JOIN grants_bankaccount b ON b.id = o.bank_account_id"
    " WHERE o.batch_id = NEW.id AND NEW.released_by_id IN (b.entered_by_id, b.checked_by_id))"
)
_NOT_WHO_PREPARED = (
    "NOT EXISTS (SELECT 1 FROM grants_order o"
    " WHERE o.batch_id = NEW.id AND o.prepared_by_id = NEW.released_by_id)"
)
_BY_NO_REJECTER = (
    "NOT EXISTS (SELECT 1 FROM grants_order o JOIN grants_bankaccount b ON b.id = o.bank_account_id"
    " JOIN grants_bankaccount r ON r.proposal_id = b.proposal_id AND r.id > b.id WHERE o.batch_id = NEW.id"
    " AND r.verdict = 'rejected' AND r.checked_by_id = NEW.released_by_id)"
)
_NOT_OF_THE_CITY = (
    "NOT EXISTS (SELECT 1 FROM grants_payingaccount a JOIN wijkraden_district d ON d.city_id = a.city_id"
    " JOIN grants_proposal p ON p.district_id = d.id"
    " WHERE p.id = NEW.proposal_id AND a.iban_hash = NEW.iban_hash)"
)
_NOT_TO_ITSELF = (
    "NOT EXISTS (SELECT 1 FROM grants_order o JOIN grants_bankaccount b ON b.id = o.bank_account_id"
    " JOIN grants_payingaccount a ON a.id = NEW.account_id"
    " WHERE o.batch_id = NEW.id AND b.iban_hash = a.iban_hash)"
)
_SUMS = (
    "NEW.count = (SELECT count(*) FROM grants_order o WHERE o.batch_id = NEW.id)"
    " AND NEW.cents = (SELECT sum(o.cents) FROM grants_order o WHERE o.batch_id = NEW.id)"
)
_SENDS_BACK_WHAT_IS_OVER = (
    "(SELECT sum(CASE WHEN l.kind = 'refund' THEN -l.cents ELSE l.cents END) FROM grants_statementline l"
    " WHERE l.claim_id = NEW.claim_id AND l.id <> NEW.id) - NEW.cents"
    " >= (SELECT c.cents - c.eased_cents - c.written_off_cents - c.set_off_cents FROM grants_claim c"
    " WHERE c.id = NEW.claim_id)"
)
_OF_THE_FINANCIAL_SYSTEM = (
    "EXISTS (SELECT 1 FROM grants_statement s WHERE s.id = NEW.statement_id AND s.channel = 'finance')"
)
_OF_ITS_ORDER = (
    "EXISTS (SELECT 1 FROM grants_order o JOIN grants_statement s ON s.id = NEW.statement_id"
    " WHERE o.id = NEW.order_id AND o.cents = NEW.cents AND o.channel = s.channel"
    " AND (NOT NEW.is_refusal OR o.settled_on IS NULL))"
)
_NOTHING_OPEN = (
    "NOT NEW.is_held_back"
    " AND NOT EXISTS (SELECT 1 FROM grants_claim c WHERE c.proposal_id = NEW.id AND c.state = 'open')"
    " AND NOT EXISTS (SELECT 1 FROM grants_order o"
    " WHERE o.proposal_id = NEW.id AND o.state IN ('prepared', 'released'))"
    " AND NOT EXISTS (SELECT 1 FROM grants_account a WHERE a.dossier_id = NEW.dossier_id"
    " AND a.kind IN ('payable', 'in_transit', 'receivable') AND a.debits <> a.credits)"
)
_RELEASES = "NEW.state = 'released' AND OLD.state = 'prepared'"
_TABLES = ("payingaccount", "batch", "order", "statement", "statementline")

register(
    *(
        trigger
        for name in ("payingaccount", "batch", "order", "statement", "statementline")
        for trigger in frozen(f"grants_{name}", message=_KEPT, updates=False)
    ),
    *(
        guard(
            f"grants_{name}_begins",
            table=f"grants_{name}",
            when="BEFORE INSERT",
            holds=f"{is_near(f'grants_{name}')} AND {alone(f'grants_{name}', ('public_id',))}",
            message="a row takes the place of no other",
        )
        for name in _TABLES
    ),
    guard(
        "grants_payingaccount_stays",
        table="grants_payingaccount",
        when="BEFORE UPDATE",
        holds=same(*_ACCOUNT),  # all but the number itself, which is encrypted anew when a key changes
        message=_KEPT,
    ),
    guard(
        "grants_order_begins_prepared",
        table="grants_order",
        when="BEFORE INSERT",
        holds=f"NEW.state = 'prepared' AND NEW.batch_id IS NULL AND {_OF_ITS_INSTALMENT}",
        message="an order is prepared for an instalment that is to be paid, to an account of its proposal",
    ),
    guard(
        "grants_order_to_a_confirmed_account",
        table="grants_order",
        when="BEFORE INSERT",
        holds=_TO_A_CONFIRMED_ACCOUNT,
        message="nothing is paid to another account before a second person confirmed it, nor prepared by her",
    ),
    guard(
        "grants_order_not_by_who_rejected_a_newer_account",
        table="grants_order",
        when="BEFORE INSERT",
        holds=_NOT_BY_A_REJECTER,
        message="who rejected a newer account never prepares a payment to the one that stands again",
    ),
    guard(
        "grants_batch_not_by_who_rejected_a_newer_account",
        table="grants_batch",
        when="BEFORE UPDATE",
        only=_RELEASES,
        holds=_BY_NO_REJECTER,
        message="who rejected a newer account never releases a payment to the one that stands again",
    ),
    guard(
        "grants_order_by_the_channel_of_its_regulation",
        table="grants_order",
        when="BEFORE INSERT",
        holds=_BY_ITS_CHANNEL,
        message="a payment leaves by the channel of its regulation",
    ),
    guard(
        "grants_order_steps",
        table="grants_order",
        when="BEFORE UPDATE",
        holds=f"{same(*_ORDER, *_ORDER_TOO)} AND {_LATER} AND {_steps(ORDER_STEPS)}"
        " AND (OLD.state = 'prepared' OR NEW.batch_id = OLD.batch_id)",
        message="an order stays as it was prepared, and takes only the steps that there are",
    ),
    guard(
        "grants_order_joins_a_batch",
        table="grants_order",
        when="BEFORE UPDATE",
        holds=_JOINS_A_PREPARED_BATCH,
        message="an order joins a batch of its channel that waits, of somebody who did not confirm its account",
    ),
    guard(
        "grants_order_leaves_with_its_batch",
        table="grants_order",
        when="BEFORE UPDATE",
        only="NEW.state = 'released' AND OLD.state = 'prepared'",
        holds=_IN_A_RELEASED_BATCH,
        message="an order leaves with the batch that was released",
    ),
    guard(
        "grants_batch_begins_prepared",
        table="grants_batch",
        when="BEFORE INSERT",
        holds="NEW.state = 'prepared'",
        message="a batch begins as prepared",
    ),
    guard(
        "grants_batch_steps",
        table="grants_batch",
        when="BEFORE UPDATE",
        holds=f"{same(*_BATCH)} AND ((OLD.state = 'prepared' AND {_steps(BATCH_STEPS)})"
        f" OR ({same(*_BATCH_END, *_BATCH_FILE)} AND (NEW.file IS NULL) = (OLD.file IS NULL)))",
        message="a batch is released or returned once, and then it stays",
    ),
    guard(
        "grants_batch_release_by_another",
        table="grants_batch",
        when="BEFORE UPDATE",
        only=_RELEASES,
        holds=f"{_NOT_WHO_CHANGED} AND {_NOT_WHO_PREPARED}",
        message="who prepared a payment, or changed or confirmed its account, never releases it",
    ),
    guard(
        "grants_batch_release_to_known_accounts",
        table="grants_batch",
        when="BEFORE UPDATE",
        only=_RELEASES,
        holds=_NEWEST_ACCOUNT,
        message="an order to an account that changed since is frozen",
    ),
    guard(
        "grants_bankaccount_is_of_a_recipient",
        table="grants_bankaccount",
        when="BEFORE INSERT",
        holds=_NOT_OF_THE_CITY,
        message="the account of a recipient is not one of the city itself",
    ),
    guard(
        "grants_batch_release_to_others",
        table="grants_batch",
        when="BEFORE UPDATE",
        only=_RELEASES,
        holds=_NOT_TO_ITSELF,
        message="the city pays nothing to the account from which it pays",
    ),
    guard(
        "grants_batch_release_of_what_was_not_paid",
        table="grants_batch",
        when="BEFORE UPDATE",
        only=_RELEASES,
        holds=_NO_LINE_IN_THE_WAY,
        message="what may have been paid already is not paid once more",
    ),
    guard(
        "grants_batch_release_adds_up",
        table="grants_batch",
        when="BEFORE UPDATE",
        only=_RELEASES,
        holds=_SUMS,
        message="the control sums of a batch are those of its orders",
    ),
    guard(
        "grants_statementline_begins_unmatched",
        table="grants_statementline",
        when="BEFORE INSERT",
        holds="NEW.kind = 'unknown' AND NEW.entry_id IS NULL",
        message="a line of a statement begins unmatched",
    ),
    guard(
        "grants_statementline_refuses_for_the_financial_system",
        table="grants_statementline",
        when="BEFORE INSERT",
        only="NEW.is_refusal",
        holds=f"NOT NEW.is_receipt AND {_OF_THE_FINANCIAL_SYSTEM}",
        message="that a payment never left is told by the financial system, and moves no money",
    ),
    guard(
        "grants_statementline_refusal_is_of_a_payment",
        table="grants_statementline",
        when="BEFORE UPDATE",
        only="NEW.is_refusal OR NEW.is_return",
        holds="NEW.kind IN ('unknown', 'return', 'not_ours') OR (NOT NEW.is_refusal"
        f" AND (NEW.kind = 'receipt' OR NOT {_OF_THE_FINANCIAL_SYSTEM}))",
        message="what was refused, or came back by the financial system, is no money of anything else",
    ),
    guard(
        "grants_statementline_is_of_the_channel_of_its_order",
        table="grants_statementline",
        when="BEFORE UPDATE",
        only="NEW.kind IN ('payment', 'return') AND OLD.kind NOT IN ('payment', 'return')",
        holds=_OF_ITS_ORDER,
        message="a line is matched with a payment of its channel, to the cent; a refusal with one that was never paid",
    ),
    guard(
        "grants_statementline_sends_back_what_is_over",
        table="grants_statementline",
        when="BEFORE UPDATE",
        only="NEW.kind = 'refund' AND OLD.kind <> 'refund'",
        holds=_SENDS_BACK_WHAT_IS_OVER,
        message="sent back is at most what came in above a claim",
    ),
    guard(
        "grants_proposal_closes_with_nothing_open",
        table="grants_proposal",
        when="BEFORE UPDATE",
        only="NEW.state = 'closed' AND OLD.state <> 'closed'",
        holds=_NOTHING_OPEN,
        message="a dossier closes once all of it was told, paid and paid back",
    ),
)
