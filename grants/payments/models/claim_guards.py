"""What the database refuses of claims, their notices and write-offs, whatever the code does."""

from __future__ import annotations

from grants.decisions.models.final import final_sql
from portal.triggers import alone, frozen, guard, is_near, register, same

_KEPT = "what was asked back, and given up, is kept"
_TABLES = {"claim": (("public_id",),), "notice": (), "writeoff": (("public_id",),)}
_CLAIM = ("id", "public_id", "proposal_id", "decision_id", "reference", "cents", "told_on", "due_on")
_CLAIM_TOO = ("started_by_id", "started_at")
_AMOUNTS = ("paid_cents", "eased_cents", "written_off_cents", "set_off_cents")
_GETS_LESS = (
    "NEW.paid_cents >= OLD.paid_cents AND NEW.eased_cents >= OLD.eased_cents"
    " AND NEW.set_off_cents >= OLD.set_off_cents"
    f" AND NOT ({same(*_AMOUNTS)})"
    " AND NEW.paid_cents + NEW.eased_cents + NEW.written_off_cents + NEW.set_off_cents"
    " >= OLD.paid_cents + OLD.eased_cents + OLD.written_off_cents + OLD.set_off_cents"
)
_IS_REMINDED = f"{same(*_AMOUNTS)} AND OLD.reminded_on IS NULL AND NEW.reminded_on IS NOT NULL"
_APPROVED = (
    "(SELECT coalesce(sum(w.cents), 0) FROM grants_writeoff w"
    " WHERE w.claim_id = NEW.id AND w.state = 'approved')"
)
_WRITE_OFF = (
    "id",
    "public_id",
    "claim_id",
    "proposal_id",
    "cents",
    "ground",
    "reason",
    "prepared_by_id",
    "prepared_at",
)
_OF_AN_OPEN_CLAIM = (
    "EXISTS (SELECT 1 FROM grants_claim c WHERE c.id = NEW.claim_id AND c.state = 'open'"
    " AND NEW.cents <= c.cents - c.eased_cents - c.written_off_cents - c.set_off_cents - c.paid_cents)"
)
_OF_A_LATE_CLAIM = (
    "EXISTS (SELECT 1 FROM grants_claim c JOIN grants_decision d ON d.id = c.decision_id"
    " WHERE c.id = NEW.claim_id AND c.state = 'open' AND c.due_on < NEW.told_on"
    " AND c.reminded_on <= NEW.told_on AND d.replaced_at IS NULL"
    " AND NEW.cents = c.cents - c.eased_cents - c.written_off_cents - c.set_off_cents - c.paid_cents)"
)
_NO_NOTICE_RUNS = (
    "NOT EXISTS (SELECT 1 FROM grants_notice x WHERE x.claim_id = NEW.claim_id AND x.due_on >= NEW.told_on)"
)
_ITS_LAST_DAY_IS_OVER = (
    "EXISTS (SELECT 1 FROM grants_claim c JOIN grants_decision d ON d.id = c.decision_id WHERE c.id = NEW.claim_id"
    " AND (d.replaced_at IS NOT NULL OR CAST(c.due_on AS text) <= substr(CAST(NEW.prepared_at AS text), 1, 10)))"
)
_NONE_WAITS = (
    "NOT EXISTS (SELECT 1 FROM grants_writeoff x WHERE x.claim_id = NEW.claim_id AND x.state = 'prepared')"
    " AND NOT EXISTS (SELECT 1 FROM grants_setoff s WHERE s.claim_id = NEW.claim_id AND s.state = 'prepared')"
)
_OWED = (
    "(SELECT coalesce(sum(a.debits - a.credits), 0) FROM grants_account a"
    " JOIN grants_proposal p ON p.dossier_id = a.dossier_id"
    " WHERE p.id = NEW.proposal_id AND a.kind = 'receivable')"
)
_ASKED = (
    "(SELECT coalesce(sum(c.cents - c.eased_cents - c.written_off_cents - c.set_off_cents - c.paid_cents), 0)"
    " FROM grants_claim c WHERE c.proposal_id = NEW.proposal_id AND c.state = 'open')"
)
# Five years after a final amount was told: the last day of 29 February is the 28th (grants/terms).
_LAST_DAY = (
    "(CAST(CAST(substr(CAST(d.sent_on AS text), 1, 4) AS integer) + 5 AS text)"
    " || replace(substr(CAST(d.sent_on AS text), 5, 6), '-02-29', '-02-28'))"
)
_TOLD_FIVE_YEARS_AGO = (
    "EXISTS (SELECT 1 FROM grants_decision d JOIN grants_proposal p ON p.id = d.proposal_id"  # noqa: S608  # our own names
    f" WHERE d.proposal_id = NEW.proposal_id AND p.route = 'subsidy' AND d.state = 'decided' AND {final_sql('d')}"
    f" AND {_LAST_DAY} <= substr(CAST(NEW.prepared_at AS text), 1, 10))"
)
_LAPSED_UNASKED = f"NEW.cents <= {_OWED} - {_ASKED} AND {_TOLD_FIVE_YEARS_AGO}"
_BOOKED_UNASKED = (
    "EXISTS (SELECT 1 FROM grants_entry e JOIN grants_proposal p ON p.dossier_id = e.dossier_id"
    " WHERE e.id = NEW.entry_id AND p.id = NEW.proposal_id AND e.event = 'write_off'"
    " AND e.source = 'writeoff:' || NEW.public_id"
    " AND NEW.cents = (SELECT sum(t.cents) FROM grants_transfer t WHERE t.entry_id = e.id))"
)
_BOOKED = (
    "EXISTS (SELECT 1 FROM grants_entry e JOIN grants_claim c ON c.id = NEW.claim_id"
    " JOIN grants_proposal p ON p.id = c.proposal_id AND p.dossier_id = e.dossier_id"
    " WHERE e.id = NEW.entry_id AND e.event = 'write_off' AND e.source = 'claim:' || c.public_id"
    " AND NEW.cents = (SELECT sum(t.cents) FROM grants_transfer t WHERE t.entry_id = e.id))"
)

register(
    *(
        trigger
        for name in _TABLES
        for trigger in frozen(f"grants_{name}", message=_KEPT, updates=name == "notice")
    ),
    *(
        guard(
            f"grants_{name}_begins",
            table=f"grants_{name}",
            when="BEFORE INSERT",
            holds=f"{is_near(f'grants_{name}')} AND {alone(f'grants_{name}', *keys)}",
            message="a row takes the place of no other",
        )
        for name, keys in _TABLES.items()
    ),
    guard(
        "grants_claim_stands",
        table="grants_claim",
        when="BEFORE UPDATE",
        holds=f"{same(*_CLAIM, *_CLAIM_TOO)} AND (({_GETS_LESS}) OR ({_IS_REMINDED}))",
        message="a claim only gets less",
    ),
    guard(
        "grants_claim_is_reminded_once",
        table="grants_claim",
        when="BEFORE UPDATE",
        holds="(NEW.reminded_on IS NOT DISTINCT FROM OLD.reminded_on"
        " AND NEW.reminded_by_id IS NOT DISTINCT FROM OLD.reminded_by_id)"
        f" OR (OLD.reminded_on IS NULL AND OLD.state = 'open' AND {same(*_AMOUNTS)})",
        message="a claim is reminded of once, while it is open",
    ),
    guard(
        "grants_claim_is_written_off_by_two",
        table="grants_claim",
        when="BEFORE UPDATE",
        only="NEW.written_off_cents > OLD.written_off_cents",
        holds=f"{same('paid_cents', 'eased_cents', 'set_off_cents')} AND NEW.written_off_cents <= {_APPROVED}",
        message="a claim is given up by a write-off that someone else approved",
    ),
    guard(
        "grants_claim_begins_unpaid",
        table="grants_claim",
        when="BEFORE INSERT",
        holds="NEW.state = 'open' AND NEW.paid_cents = 0 AND NEW.eased_cents = 0 AND NEW.written_off_cents = 0"
        " AND NEW.set_off_cents = 0 AND NEW.reminded_on IS NULL",
        message="a claim begins as it is asked",
    ),
    guard(
        "grants_notice_is_of_a_late_claim",
        table="grants_notice",
        when="BEFORE INSERT",
        holds=f"{_OF_A_LATE_CLAIM} AND {_NO_NOTICE_RUNS}",
        message="a formal notice is of a late claim that was reminded of, once its last one is over",
    ),
    guard(
        "grants_writeoff_begins_prepared",
        table="grants_writeoff",
        when="BEFORE INSERT",
        only="NEW.claim_id IS NOT NULL",
        holds=f"NEW.state = 'prepared' AND {_OF_AN_OPEN_CLAIM} AND {_NONE_WAITS} AND {_ITS_LAST_DAY_IS_OVER}",
        message="a write-off begins as prepared, of a late claim and of no more than is left of it",
    ),
    guard(
        "grants_writeoff_begins_lapsed",
        table="grants_writeoff",
        when="BEFORE INSERT",
        only="NEW.claim_id IS NULL",
        holds=f"NEW.state = 'prepared' AND {_LAPSED_UNASKED}",
        message="without a claim is given up what was not asked back within five years, and no more",
    ),
    guard(
        "grants_writeoff_is_decided_once",
        table="grants_writeoff",
        when="BEFORE UPDATE",
        holds=f"{same(*_WRITE_OFF)} AND OLD.state = 'prepared' AND NEW.state <> 'prepared'",
        message="a write-off is approved, returned or taken back once",
    ),
    guard(
        "grants_writeoff_is_booked",
        table="grants_writeoff",
        when="BEFORE UPDATE",
        only="NEW.state = 'approved'",
        holds=f"CASE WHEN NEW.claim_id IS NULL THEN {_BOOKED_UNASKED} ELSE {_OF_AN_OPEN_CLAIM} AND {_BOOKED} END",
        message="an approved write-off is booked to the cent, of what is left of its claim",
    ),
)
