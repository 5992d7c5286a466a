"""What the database refuses of payments by Stripe, whatever the code does."""

from __future__ import annotations

from portal.triggers import alone, frozen, guard, is_near, register, same

from ..states_of_connect import TRANSFER_STEPS

_KEPT = "what was asked of Stripe, and what it told, is kept"
_BY_STRIPE = "NEW.channel = 'stripe'"
_RELEASES = "NEW.state = 'released' AND OLD.state = 'prepared'"
_TABLES = {
    "connectedaccount": (("public_id",), ("proposal_id",), ("stripe_id",), ("token_hash",)),
    "formeraccount": (("stripe_id",),),
    "wayout": (("public_id",),),
    "connectedaccount_inviters": (),  # who sends it twice stands there once, and that is tried
    "payoutaccount": (("public_id",),),
    "stripetransfer": (("order_id",), ("transfer_id",), ("payout_id",), ("reversal_id",)),
    "stripeevent": (("event_id",),),
    "stripecheck": (),
    "stripedifference": (),
}
_PAYOUT_ACCOUNT = (
    "id",
    "public_id",
    "account_id",
    "bank_id",
    "fingerprint",
    "ending",
    "seen_at",
    "needs_call",
)
_CALLED = ("verdict", "checked_by_id", "checked_at", "called_at", "called_number", "spoke_with", "check_note")
_WAY_OUT = ("id", "public_id", "transfer_id", "kind", "why", "first", "prepared_by_id", "prepared_at")
_IS_FORMER = "EXISTS (SELECT 1 FROM grants_formeraccount f WHERE f.account_id = NEW.id AND f.stripe_id = OLD.stripe_id)"
_REPLACED = f"(NEW.stripe_id IS NULL AND NEW.state = 'invited' AND {_IS_FORMER})"
_NOW_AT_STRIPE = (
    "EXISTS (SELECT 1 FROM grants_connectedaccount c"
    " WHERE c.id = NEW.account_id AND c.stripe_id = NEW.stripe_id)"
)
_OF_A_STUCK_TRANSFER = (
    "EXISTS (SELECT 1 FROM grants_stripetransfer t WHERE t.id = NEW.transfer_id"
    " AND ((NEW.kind = 'never_done' AND t.state = 'unknown' AND t.transfer_id IS NULL)"
    " OR (NEW.kind = 'kept' AND t.state = 'reversing')))"
)
_TWO_KEPT_IT = (
    "EXISTS (SELECT 1 FROM grants_wayout w"
    " WHERE w.transfer_id = NEW.id AND w.kind = 'kept' AND w.state = 'approved')"
)
_TWO_SAW_NOTHING = (
    "EXISTS (SELECT 1 FROM grants_wayout w"
    " WHERE w.transfer_id = NEW.id AND w.kind = 'never_done' AND w.state = 'approved')"
)
_TO_ITS_ACCOUNT = (
    "EXISTS (SELECT 1 FROM grants_order o JOIN grants_payoutaccount p ON p.id = o.payout_account_id"
    " JOIN grants_connectedaccount c ON c.id = p.account_id WHERE o.id = NEW.order_id"
    " AND (c.stripe_id = NEW.destination OR EXISTS (SELECT 1 FROM grants_formeraccount f"
    " WHERE f.account_id = c.id AND f.stripe_id = NEW.destination)))"
)
_EVENT = ("id", "event_id", "kind", "account", "object_id", "livemode", "made_at", "received_at")
_DIFFERENCE = ("id", "kind", "object_id", "city_id", "transfer_id", "ours_cents", "theirs_cents", "found_at")
_STEPS = " OR ".join(
    f"(NEW.state = '{to.value}' AND OLD.state IN ({', '.join(repr(one.value) for one in sorted(was))}))"
    for to, was in TRANSFER_STEPS.items()
)
_IDS = ("transfer_id", "payout_id", "reversal_id")
_IDS_STAY = " AND ".join(f"(OLD.{name} IS NULL OR {same(name)})" for name in _IDS)
_TO_A_USABLE_ACCOUNT = (
    "NEW.payout_account_id IS NULL OR EXISTS (SELECT 1 FROM grants_payoutaccount p"
    " JOIN grants_connectedaccount c ON c.id = p.account_id WHERE p.id = NEW.payout_account_id"
    " AND c.proposal_id = NEW.proposal_id AND c.state = 'usable'"
    " AND p.checked_by_id IS DISTINCT FROM NEW.prepared_by_id"
    " AND (p.verdict = 'confirmed' OR (NOT p.needs_call AND EXISTS (SELECT 1 FROM grants_bankaccount b"
    " WHERE b.id = NEW.bank_account_id AND b.ending = p.ending)))"
    " AND NOT EXISTS (SELECT 1 FROM grants_payoutaccount n WHERE n.account_id = p.account_id AND n.id > p.id))"
)
_JOINS_ONE_OF_SOMEBODY_ELSE = (
    "NEW.batch_id IS NOT DISTINCT FROM OLD.batch_id OR NEW.batch_id IS NULL"
    " OR EXISTS (SELECT 1 FROM grants_batch b JOIN grants_payoutaccount p ON p.id = NEW.payout_account_id"
    " WHERE b.id = NEW.batch_id AND p.checked_by_id IS DISTINCT FROM b.prepared_by_id)"
)
_RELEASED_BY_SOMEBODY_ELSE = (
    "NOT EXISTS (SELECT 1 FROM grants_order o JOIN grants_payoutaccount p ON p.id = o.payout_account_id"
    " JOIN grants_connectedaccount c ON c.id = p.account_id WHERE o.batch_id = NEW.id"
    " AND (p.checked_by_id = NEW.released_by_id OR c.state <> 'usable'"
    " OR EXISTS (SELECT 1 FROM grants_payoutaccount n WHERE n.account_id = p.account_id AND n.id > p.id)))"
)
_OF_ITS_ORDER = (
    "EXISTS (SELECT 1 FROM grants_order o WHERE o.id = NEW.order_id AND o.channel = 'stripe'"
    " AND o.state = 'released' AND o.cents = NEW.cents)"
)
_ENDS_AS_ITS_TRANSFER = (
    "EXISTS (SELECT 1 FROM grants_stripetransfer t WHERE t.order_id = NEW.id AND ("
    "(NEW.state = 'settled' AND t.state IN ('paid', 'kept'))"
    " OR (NEW.state = 'failed' AND t.state IN ('refused', 'failed'))))"
)
_NOT_WHO_INVITED = (
    "EXISTS (SELECT 1 FROM grants_connectedaccount c"
    " WHERE c.id = NEW.account_id AND c.invited_by_id <> NEW.checked_by_id"
    " AND NOT EXISTS (SELECT 1 FROM grants_connectedaccount_inviters i"
    " WHERE i.connectedaccount_id = c.id AND i.user_id = NEW.checked_by_id))"
)

register(
    *(trigger for name in _TABLES for trigger in frozen(f"grants_{name}", message=_KEPT, updates=False)),
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
        "grants_connectedaccount_stays",
        table="grants_connectedaccount",
        when="BEFORE UPDATE",
        holds=f"{same('id', 'public_id', 'proposal_id')}"
        f" AND (OLD.stripe_id IS NULL OR ({same('stripe_id', 'livemode')}) OR {_REPLACED})"
        f" AND (OLD.usable_at IS NULL OR {same('usable_at')})",
        message="an account at Stripe stays that of its dossier",
    ),
    guard(
        "grants_formeraccount_was_its_account",
        table="grants_formeraccount",
        when="BEFORE INSERT",
        holds=_NOW_AT_STRIPE,
        message="a former account is the one that a recipient had until now",
    ),
    guard(
        "grants_formeraccount_stays",
        table="grants_formeraccount",
        when="BEFORE UPDATE",
        holds="1 = 0",
        message=_KEPT,
    ),
    guard(
        "grants_wayout_is_of_a_stuck_transfer",
        table="grants_wayout",
        when="BEFORE INSERT",
        holds=f"NEW.state = 'prepared' AND {_OF_A_STUCK_TRANSFER}",
        message="a way out is of a payment of which nobody knows what Stripe did, or that it does not take back",
    ),
    guard(
        "grants_wayout_ends_once",
        table="grants_wayout",
        when="BEFORE UPDATE",
        holds=f"{same(*_WAY_OUT)} AND OLD.state = 'prepared'"
        f" AND (NEW.state <> 'approved' OR {_OF_A_STUCK_TRANSFER})",
        message="a way out stays as it was noted, and is decided on once",
    ),
    guard(
        "grants_connectedaccount_inviters_stay",
        table="grants_connectedaccount_inviters",
        when="BEFORE UPDATE",
        holds=same("id", "connectedaccount_id", "user_id"),
        message="who sent the link to a recipient is kept",
    ),
    guard(
        "grants_payoutaccount_begins_unchecked",
        table="grants_payoutaccount",
        when="BEFORE INSERT",
        holds="NEW.verdict = ''",
        message="a bank account at Stripe begins unchecked",
    ),
    guard(
        "grants_payoutaccount_is_checked_once",
        table="grants_payoutaccount",
        when="BEFORE UPDATE",
        holds=f"{same(*_PAYOUT_ACCOUNT)} AND (OLD.verdict = '' OR ({same(*_CALLED)}))"
        f" AND (NEW.checked_by_id IS NULL OR {_NOT_WHO_INVITED})",
        message="a bank account at Stripe is confirmed once, by who did not send the link",
    ),
    guard(
        "grants_order_by_stripe_to_a_usable_account",
        table="grants_order",
        when="BEFORE INSERT",
        holds=_TO_A_USABLE_ACCOUNT,
        message="by Stripe is paid to the account that can be paid now, prepared by who did not confirm it",
    ),
    guard(
        "grants_order_by_stripe_stays",
        table="grants_order",
        when="BEFORE UPDATE",
        only=_BY_STRIPE,
        holds=f"{same('payout_account_id')} AND ({_JOINS_ONE_OF_SOMEBODY_ELSE})",
        message="an order by Stripe keeps its account, and joins a batch of who did not confirm that",
    ),
    guard(
        "grants_order_by_stripe_ends_as_its_transfer",
        table="grants_order",
        when="BEFORE UPDATE",
        only=f"{_BY_STRIPE} AND NEW.state IN ('settled', 'failed') AND NEW.state <> OLD.state",
        holds=_ENDS_AS_ITS_TRANSFER,
        message="an order by Stripe is paid, or failed, once its transfer is",
    ),
    guard(
        "grants_batch_by_stripe_release",
        table="grants_batch",
        when="BEFORE UPDATE",
        only=f"{_BY_STRIPE} AND {_RELEASES}",
        holds=_RELEASED_BY_SOMEBODY_ELSE,
        message="a batch by Stripe is released to accounts of now, by who confirmed none of them",
    ),
    guard(
        "grants_stripetransfer_is_of_its_order",
        table="grants_stripetransfer",
        when="BEFORE INSERT",
        holds=f"NEW.state = 'asked' AND NEW.transfer_id IS NULL AND {_OF_ITS_ORDER} AND {_TO_ITS_ACCOUNT}",
        message="a transfer is asked for a released order by Stripe, to the cent, to the account of its recipient",
    ),
    guard(
        "grants_stripetransfer_steps",
        table="grants_stripetransfer",
        when="BEFORE UPDATE",
        holds=f"{same('id', 'order_id', 'cents', 'destination', 'asked_at')} AND {_IDS_STAY} AND NEW.round >= OLD.round"
        f" AND (NEW.state = OLD.state OR {_STEPS})"
        f" AND (NEW.state <> 'kept' OR OLD.state = 'kept' OR {_TWO_KEPT_IT})"
        f" AND (substr(NEW.reason, 1, 10) <> 'never_done' OR OLD.reason = NEW.reason OR {_TWO_SAW_NOTHING})",
        message="a transfer stays as it was asked, keeps its ids, and takes only the steps that there are",
    ),
    guard(
        "grants_stripeevent_is_applied_once",
        table="grants_stripeevent",
        when="BEFORE UPDATE",
        holds=f"{same(*_EVENT)} AND OLD.applied_at IS NULL",
        message="what Stripe told is applied once",
    ),
    guard(
        "grants_stripedifference_ends_once",
        table="grants_stripedifference",
        when="BEFORE UPDATE",
        holds=f"{same(*_DIFFERENCE)} AND OLD.ended_at IS NULL",
        message="a difference ends once",
    ),
)
