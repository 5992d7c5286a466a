"""What the database refuses of a set-off, whatever the code does."""

from __future__ import annotations

from dataclasses import replace

from grants.decisions.models.final import final_sql
from portal.triggers import Trigger, alone, day_in, frozen, guard, is_near, register, same, year_in

_KEPT = "what was set off, and why, is kept"
_ASKED = ("id", "public_id", "claim_id", "proposal_id", "cents", "reason", "prepared_by_id", "prepared_at")
_PREPARED_ON = day_in("NEW.prepared_at")
_OF_A_LATE_CLAIM = (
    "EXISTS (SELECT 1 FROM grants_claim c JOIN grants_decision d ON d.id = c.decision_id"
    " WHERE c.id = NEW.claim_id AND c.state = 'open' AND d.replaced_at IS NULL"
    " AND CAST(c.due_on AS text) <= {0}"
    " AND NEW.cents <= c.cents - c.eased_cents - c.written_off_cents - c.set_off_cents - c.paid_cents)"
)
_IN_ANOTHER_PERIOD = (
    "EXISTS (SELECT 1 FROM grants_claim c JOIN grants_proposal x ON x.id = c.proposal_id"
    " JOIN grants_dossier dx ON dx.id = x.dossier_id JOIN grants_year jx ON jx.id = dx.year_id"
    " JOIN grants_proposal y ON y.id = NEW.proposal_id"
    " JOIN grants_dossier dy ON dy.id = y.dossier_id JOIN grants_year jy ON jy.id = dy.year_id"
    " WHERE c.id = NEW.claim_id AND jx.city_id = jy.city_id AND jx.year <> jy.year"
    " AND x.route = 'subsidy' AND y.route = 'subsidy')"
)
_OF_CLAIM = "(SELECT c.proposal_id FROM grants_claim c WHERE c.id = NEW.claim_id)"
_BOTH = "(NEW.proposal_id, (SELECT c.proposal_id FROM grants_claim c WHERE c.id = NEW.claim_id))"
_REGISTRATION = (
    "coalesce((SELECT p.registration FROM grants_party p WHERE p.proposal_id = {0}"
    " AND p.kind IN ('payee', 'applicant') ORDER BY p.kind DESC LIMIT 1), '')"
)
_NAME = (
    "coalesce((SELECT lower(trim(p.name)) FROM grants_party p WHERE p.proposal_id = {0}"
    " AND p.kind IN ('payee', 'applicant') ORDER BY p.kind DESC LIMIT 1), '')"
)
_PERSON = (
    "coalesce((SELECT p.is_person FROM grants_party p WHERE p.proposal_id = {0}"
    " AND p.kind IN ('payee', 'applicant') ORDER BY p.kind DESC LIMIT 1), true)"
)
_ACCOUNT = (
    "coalesce((SELECT b.iban_hash FROM grants_bankaccount b WHERE b.proposal_id = {0}"
    " AND b.verdict <> 'rejected' ORDER BY b.id DESC LIMIT 1), '')"
)
_KVK = tuple(_REGISTRATION.format(one) for one in (_OF_CLAIM, "NEW.proposal_id"))
_NAMED = tuple(_NAME.format(one) for one in (_OF_CLAIM, "NEW.proposal_id"))
_IS_PERSON = tuple(_PERSON.format(one) for one in (_OF_CLAIM, "NEW.proposal_id"))
_IBAN = tuple(_ACCOUNT.format(one) for one in (_OF_CLAIM, "NEW.proposal_id"))
_OF_THE_SAME_RECIPIENT = (
    f"CASE WHEN {_KVK[0]} <> '' AND {_KVK[1]} <> '' THEN {_KVK[0]} = {_KVK[1]}"
    f" ELSE {_IBAN[0]} <> '' AND {_IBAN[0]} = {_IBAN[1]} AND {_NAMED[0]} <> '' AND {_NAMED[0]} = {_NAMED[1]}"
    f" AND {_IS_PERSON[0]} = {_IS_PERSON[1]} AND ({_KVK[0]} = {_KVK[1]} OR NOT {_IS_PERSON[0]}) END"
)
_TO_PAY = (
    "coalesce((SELECT sum(a.credits - a.debits) FROM grants_account a JOIN grants_proposal p"
    " ON p.dossier_id = a.dossier_id WHERE p.id = NEW.proposal_id AND a.kind IN ('payable', 'receivable')), 0)"
    " - coalesce((SELECT sum(o.cents) FROM grants_order o"
    " WHERE o.proposal_id = NEW.proposal_id AND o.state = 'prepared'), 0)"
)
_FIRST_TOLD = (
    "(SELECT min(d.sent_on) FROM grants_claim c JOIN grants_decision d ON d.proposal_id = c.proposal_id"
    " WHERE c.id = NEW.claim_id AND d.state = 'decided' AND {0})"
)
_FIRST_FINAL = _FIRST_TOLD.format(final_sql("d"))
# Five years after the first final amount that was told (Awb 4:57); without one the law sets no last day.
_FIVE_YEARS_ON = f"CAST({year_in(_FIRST_FINAL)} + 5 AS text) || substr({day_in(_FIRST_FINAL)}, 5)"
_WITHIN_FIVE_YEARS = f"coalesce({{0}} <= {_FIVE_YEARS_ON}, true)"
_DECIDED_ON = day_in("NEW.decided_at")  # in UTC: the day in the Netherlands is that one or the next
_TOLD_AT_ONCE = (
    f"(CAST({day_in('NEW.told_on')} AS date) - CAST({_DECIDED_ON} AS date)) BETWEEN 0 AND 1"
    f" AND (CAST({day_in('NEW.objection_until')} AS date) - CAST({day_in('NEW.told_on')} AS date)) BETWEEN 42 AND 70"
)
_TOLD_AT_ONCE_ON_SQLITE = (
    f"(julianday({day_in('NEW.told_on')}) - julianday({_DECIDED_ON})) BETWEEN 0 AND 1"
    f" AND (julianday({day_in('NEW.objection_until')}) - julianday({day_in('NEW.told_on')})) BETWEEN 42 AND 70"
)
_DOES_NOT_STAND_STILL = (
    "NOT EXISTS (SELECT 1 FROM grants_suspension s"
    " WHERE s.proposal_id = NEW.proposal_id AND s.ended_at IS NULL)"
)
_NOT_FROZEN = (
    "NOT EXISTS (SELECT 1 FROM grants_bankaccount b"
    " WHERE b.proposal_id IN {0} AND b.replaces_id IS NOT NULL AND b.verdict = ''"
    " AND NOT EXISTS (SELECT 1 FROM grants_bankaccount n"
    " WHERE n.proposal_id = b.proposal_id AND n.id > b.id AND n.verdict <> 'rejected'))"
)
_WITHOUT_A_HAND = (
    "NOT EXISTS (SELECT 1 FROM grants_bankaccount b"
    " WHERE b.proposal_id IN {0}"
    " AND NEW.decided_by_id IN (b.entered_by_id, b.checked_by_id))"
    " AND NOT EXISTS (SELECT 1 FROM grants_payoutaccount t JOIN grants_connectedaccount a ON a.id = t.account_id"
    " WHERE a.proposal_id IN {0} AND t.checked_by_id = NEW.decided_by_id)"
)
_WITHOUT_AN_INTEREST = (
    "NOT EXISTS (SELECT 1 FROM grants_interest i"
    " WHERE i.proposal_id IN {0}"
    " AND i.user_id = NEW.decided_by_id AND i.has_interest)"
)
_NONE_WAITS = (
    "NOT EXISTS (SELECT 1 FROM grants_setoff x WHERE x.state = 'prepared'"
    " AND (x.claim_id = NEW.claim_id OR x.proposal_id = NEW.proposal_id))"
    " AND NOT EXISTS (SELECT 1 FROM grants_writeoff w"
    " WHERE w.claim_id = NEW.claim_id AND w.state = 'prepared')"
)
_BOOKED = (
    "EXISTS (SELECT 1 FROM grants_entry e JOIN grants_claim c ON c.id = NEW.claim_id"
    " JOIN grants_proposal p ON p.id = c.proposal_id AND p.dossier_id = e.dossier_id"
    " WHERE e.id = NEW.entry_id AND e.event = 'set_off' AND e.key = 'setoff:' || NEW.public_id"
    " AND e.source = 'claim:' || c.public_id"
    " AND NEW.cents = (SELECT sum(t.cents) FROM grants_transfer t WHERE t.entry_id = e.id))"
    " AND EXISTS (SELECT 1 FROM grants_entry e JOIN grants_transfer t ON t.entry_id = e.id"
    " JOIN grants_account a ON a.id = t.debit_id AND a.kind = 'payable'"
    " JOIN grants_proposal p ON p.dossier_id = a.dossier_id"
    " WHERE p.id = NEW.proposal_id AND e.key = 'setoff:' || NEW.public_id AND t.cents = NEW.cents)"
)
_APPROVED = (
    "(SELECT coalesce(sum(s.cents), 0) FROM grants_setoff s"
    " WHERE s.claim_id = NEW.id AND s.state = 'approved')"
)


def _told_at_once(holds: str) -> Trigger:
    return guard(
        "grants_setoff_is_told_at_once",
        table="grants_setoff",
        when="BEFORE UPDATE",
        only="NEW.state = 'approved'",
        holds=holds,
        message="a set-off is told on the day on which it is approved, and six weeks are left to object",
    )


register(
    replace(
        _told_at_once(_TOLD_AT_ONCE), sqlite_condition=_told_at_once(_TOLD_AT_ONCE_ON_SQLITE).sqlite_condition
    ),
    guard(
        "grants_order_is_of_what_is_to_be_paid",
        table="grants_order",
        when="BEFORE INSERT",
        holds=f"NEW.cents <= {_TO_PAY}",
        message="paid is what is to be paid of a dossier, and is not prepared or set off",
    ),
    *frozen("grants_setoff", message=_KEPT, updates=False),
    guard(
        "grants_setoff_begins",
        table="grants_setoff",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_setoff')} AND {alone('grants_setoff', ('public_id',))}"
        f" AND NEW.state = 'prepared' AND {_NONE_WAITS}",
        message="a set-off begins as prepared, while no other and no write-off waits",
    ),
    guard(
        "grants_setoff_is_of_a_late_claim",
        table="grants_setoff",
        when="BEFORE INSERT",
        holds=f"{_OF_A_LATE_CLAIM.format(_PREPARED_ON)} AND {_WITHIN_FIVE_YEARS.format(_PREPARED_ON)}",
        message="set off is what is open of a claim whose last day is over, within five years, and no more",
    ),
    guard(
        "grants_setoff_is_of_one_recipient",
        table="grants_setoff",
        when="BEFORE INSERT",
        holds=f"{_IN_ANOTHER_PERIOD} AND {_OF_THE_SAME_RECIPIENT}",
        message="set off are subsidies of one recipient in different years (Awb 4:57)",
    ),
    guard(
        "grants_setoff_is_of_what_is_to_be_paid",
        table="grants_setoff",
        when="BEFORE INSERT",
        holds=f"{_DOES_NOT_STAND_STILL} AND {_NOT_FROZEN.format(_BOTH)} AND NEW.cents <= {_TO_PAY}",
        message="set off is what is to be paid and not prepared, of a dossier that does not stand still or frozen",
    ),
    guard(
        "grants_setoff_is_decided_once",
        table="grants_setoff",
        when="BEFORE UPDATE",
        holds=f"{same(*_ASKED)} AND OLD.state = 'prepared' AND NEW.state <> 'prepared'",
        message="a set-off is approved, returned or taken back once",
    ),
    guard(
        "grants_setoff_is_approved_by_another",
        table="grants_setoff",
        when="BEFORE UPDATE",
        only="NEW.state = 'approved'",
        holds=f"{_WITHOUT_A_HAND.format(_BOTH)} AND {_WITHOUT_AN_INTEREST.format(_BOTH)}",
        message="who entered or confirmed an account of either dossier, or has an interest, approves no set-off",
    ),
    guard(
        "grants_setoff_is_booked",
        table="grants_setoff",
        when="BEFORE UPDATE",
        only="NEW.state = 'approved'",
        holds=f"{_OF_A_LATE_CLAIM.format(_PREPARED_ON)} AND {_WITHIN_FIVE_YEARS.format(_DECIDED_ON)}"
        f" AND {_DECIDED_ON} >= {_PREPARED_ON} AND {_OF_THE_SAME_RECIPIENT} AND {_BOOKED} AND {_TO_PAY} >= 0"
        f" AND {_DOES_NOT_STAND_STILL} AND {_NOT_FROZEN.format(_BOTH)}",
        message="an approved set-off is booked to the cent, of what is left of its claim and was to be paid",
    ),
    guard(
        "grants_claim_is_set_off_by_two",
        table="grants_claim",
        when="BEFORE UPDATE",
        only="NEW.set_off_cents <> OLD.set_off_cents",
        holds=f"{same('paid_cents', 'eased_cents', 'written_off_cents')} AND NEW.set_off_cents = {_APPROVED}",
        message="a claim is set off by what another payer approved",
    ),
)
