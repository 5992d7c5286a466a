"""What the database refuses of accounts in doubt, and of payments to them, whatever the code does."""

from __future__ import annotations

from portal.triggers import alone, frozen, guard, is_near, register, same

_KEPT = "what was asked and noted of an account is kept"
_WAITS = "nothing is paid to an account in doubt before a second person noted why it is right"
_NOT_BY = "who noted why an account is right, or whose it is, never prepares or releases a payment to it"
# {0} is the account.
_OF_ANOTHER_NAME = (
    "EXISTS (SELECT 1 FROM grants_namecheck c WHERE c.account_id = {0} AND c.answer = 'no_match'"
    " AND NOT EXISTS (SELECT 1 FROM grants_namecheck n WHERE n.account_id = c.account_id AND n.id > c.id"
    " AND n.answer IN ('match', 'close'))"
    " AND NOT EXISTS (SELECT 1 FROM grants_vouch v WHERE v.account_id = c.account_id AND v.kind = 'name'"
    " AND v.saw >= c.id))"
)
_OF_A_MEMBER = (
    "EXISTS (SELECT 1 FROM grants_bankaccount a JOIN grants_memberaccount m ON m.iban_hash = a.iban_hash"
    " JOIN grants_proposal p ON p.id = a.proposal_id"
    " JOIN wijkraden_district d ON d.id = p.district_id AND d.city_id = m.city_id"
    " WHERE a.id = {0} AND NOT EXISTS (SELECT 1 FROM grants_vouch v"
    " WHERE v.account_id = a.id AND v.kind = 'member' AND v.saw >= m.id))"
)
_DOUBTS = (_OF_ANOTHER_NAME, _OF_A_MEMBER)
_MEMBER = ("id", "public_id", "city_id", "user_id", "iban_hash", "entered_by_id", "entered_at")
# {0} is the account, {1} the person: on one dossier a number is the same one in every row.
_VOUCHED_BY = (
    "EXISTS (SELECT 1 FROM grants_bankaccount b JOIN grants_bankaccount s"
    " ON s.proposal_id = b.proposal_id AND s.iban_hash = b.iban_hash JOIN grants_vouch w ON w.account_id = s.id"
    " WHERE b.id = {0} AND w.by_id = {1})"
)
_IS_HERS = (
    "EXISTS (SELECT 1 FROM grants_bankaccount a JOIN grants_memberaccount m ON m.iban_hash = a.iban_hash"
    " JOIN grants_proposal p ON p.id = a.proposal_id"
    " JOIN wijkraden_district d ON d.id = p.district_id AND d.city_id = m.city_id"
    " WHERE a.id = {0} AND m.user_id = {1})"
)
_STANDS_FOR_IT = f"({_VOUCHED_BY} OR {_IS_HERS})"
_OF_ITS_ORDER = "EXISTS (SELECT 1 FROM grants_order o WHERE o.id = NEW.order_id AND ({0}))"
_OF_ITS_ORDERS = "EXISTS (SELECT 1 FROM grants_order o WHERE o.batch_id = NEW.id AND ({0}))"
_BY_WHO_ENTERED = (
    "EXISTS (SELECT 1 FROM grants_bankaccount b JOIN grants_bankaccount s"
    " ON s.proposal_id = b.proposal_id AND s.iban_hash = b.iban_hash"
    " WHERE b.id = NEW.account_id AND s.entered_by_id = NEW.by_id)"
)
_BY_WHO_PAYS = (
    "EXISTS (SELECT 1 FROM grants_bankaccount b JOIN grants_bankaccount s"
    " ON s.proposal_id = b.proposal_id AND s.iban_hash = b.iban_hash"
    " JOIN grants_order o ON o.bank_account_id = s.id AND o.state IN ('prepared', 'released', 'settled')"
    " LEFT JOIN grants_batch t ON t.id = o.batch_id WHERE b.id = NEW.account_id"
    " AND (o.prepared_by_id = NEW.by_id OR t.prepared_by_id = NEW.by_id OR t.released_by_id = NEW.by_id))"
)
_SAW_WHAT_IS_THERE = (
    "(NEW.kind = 'name' AND EXISTS (SELECT 1 FROM grants_namecheck c WHERE c.id = NEW.saw"
    " AND c.account_id = NEW.account_id AND c.answer = 'no_match'))"
    " OR (NEW.kind = 'member' AND EXISTS (SELECT 1 FROM grants_bankaccount a"
    " JOIN grants_memberaccount m ON m.iban_hash = a.iban_hash AND m.id = NEW.saw"
    " JOIN grants_proposal p ON p.id = a.proposal_id"
    " JOIN wijkraden_district d ON d.id = p.district_id AND d.city_id = m.city_id WHERE a.id = NEW.account_id))"
)
_JOINS_A_BATCH = "EXISTS (SELECT 1 FROM grants_batch t WHERE t.id = NEW.batch_id AND {0})"
_JOINS_ONE_OF_WHO_VOUCHED = _JOINS_A_BATCH.format(
    _STANDS_FOR_IT.format("NEW.bank_account_id", "t.prepared_by_id")
)
_RELEASES = "NEW.state = 'released' AND OLD.state = 'prepared'"


def _in_doubt(account: str) -> str:
    return " OR ".join(one.format(account) for one in _DOUBTS)


register(
    *frozen("grants_namecheck", message=_KEPT),
    *frozen("grants_vouch", message=_KEPT),
    *(
        guard(
            f"grants_{name}_begins",
            table=f"grants_{name}",
            when="BEFORE INSERT",
            holds=f"{is_near(f'grants_{name}')} AND {alone(f'grants_{name}')}",
            message="a row takes the place of no other",
        )
        for name in ("namecheck", "vouch")
    ),
    guard(
        "grants_memberaccount_begins",
        table="grants_memberaccount",
        when="BEFORE INSERT",
        holds=is_near("grants_memberaccount"),
        on_sqlite=alone("grants_memberaccount", ("public_id",), ("city_id", "user_id")),
        message="a row takes the place of no other",
    ),
    guard(
        "grants_memberaccount_stays",
        table="grants_memberaccount",
        when="BEFORE UPDATE",
        holds=same(*_MEMBER),
        message="the account of a member is taken away and entered anew, never changed",
    ),
    guard(
        "grants_vouch_by_another",
        table="grants_vouch",
        when="BEFORE INSERT",
        holds=f"NOT {_BY_WHO_ENTERED}",
        message="who entered an account never notes why it is right",
    ),
    guard(
        "grants_vouch_saw_what_is_there",
        table="grants_vouch",
        when="BEFORE INSERT",
        holds=_SAW_WHAT_IS_THERE,
        message="a note is of an answer, or an account of a member, that is there",
    ),
    guard(
        "grants_vouch_by_who_pays_nothing_to_it",
        table="grants_vouch",
        when="BEFORE INSERT",
        holds=f"NOT {_BY_WHO_PAYS}",
        message="who prepared or released a payment to an account never notes why it is right",
    ),
    guard(
        "grants_vouch_by_no_member_with_it",
        table="grants_vouch",
        when="BEFORE INSERT",
        holds=f"NOT {_IS_HERS.format('NEW.account_id', 'NEW.by_id')}",
        message="nobody notes why her own account is right",
    ),
    guard(
        "grants_order_to_an_account_without_doubt",
        table="grants_order",
        when="BEFORE INSERT",
        holds=f"NOT ({_in_doubt('NEW.bank_account_id')})",
        message=_WAITS,
    ),
    guard(
        "grants_order_not_by_who_vouched",
        table="grants_order",
        when="BEFORE INSERT",
        holds=f"NOT {_STANDS_FOR_IT.format('NEW.bank_account_id', 'NEW.prepared_by_id')}",
        message=_NOT_BY,
    ),
    guard(
        "grants_order_joins_none_of_who_vouched",
        table="grants_order",
        when="BEFORE UPDATE",
        only="NEW.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id",
        holds=f"NOT {_JOINS_ONE_OF_WHO_VOUCHED}",
        message=_NOT_BY,
    ),
    guard(
        "grants_batch_release_without_doubt",
        table="grants_batch",
        when="BEFORE UPDATE",
        only=_RELEASES,
        holds=f"NOT {_OF_ITS_ORDERS.format(_in_doubt('o.bank_account_id'))}",
        message=_WAITS,
    ),
    guard(
        "grants_stripetransfer_without_doubt",
        table="grants_stripetransfer",
        when="BEFORE UPDATE",
        only="NEW.state = 'unknown' AND NEW.trouble = '' AND NEW.transfer_id IS NULL",  # Stripe is told after it
        holds=f"NOT {_OF_ITS_ORDER.format(_in_doubt('o.bank_account_id'))}",
        message=_WAITS,
    ),
    guard(
        "grants_batch_release_not_by_who_vouched",
        table="grants_batch",
        when="BEFORE UPDATE",
        only=_RELEASES,
        holds=f"NOT {_OF_ITS_ORDERS.format(_STANDS_FOR_IT.format('o.bank_account_id', 'NEW.released_by_id'))}",
        message=_NOT_BY,
    ),
)
