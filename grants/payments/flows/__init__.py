"""Every write of the payments: accounts, orders, batches, statements of the bank and what they match, claims."""

from django.utils.translation import gettext_lazy as _

from portal.trail.words import name_codes, name_facts, name_things

from ..states import Ground, LineKind, NameAnswer, SuspensionEnd
from ..states_of_connect import WayOutKind
from .accounts import (
    NO_ACCOUNT,
    change_payee,
    confirm_payee,
    note_account_read,
    reject_payee,
    set_paying_account,
)
from .batches import leave_out, note_download, prepare_batch, release_batch, return_batch
from .claims import ease_claims, give_notice, remind_of_claim, start_claim
from .connect import confirm_payout_account, invite, note_account, note_made, replace_account
from .doubts import ask_name, note_name_answer, note_no_answer, vouch
from .exports import note_position_export
from .instalments import let_due_instalments
from .matching import as_batch, as_claim, as_fee, as_not_ours, as_order, as_refund, take_back_not_ours
from .members import enter_member_accounts, forget_member_accounts, take_member_account_away
from .orders import cancel_order, fail_order, prepare_orders, renew_order
from .overtaken import end_overtaken
from .set_offs import approve_set_off, prepare_set_off, return_set_off, withdraw_set_off
from .statements import enter_statement
from .suspensions import end_by_decision, end_over, end_over_of, lift_suspension, suspend
from .told import begin_check, end_check, keep_event, note_applied
from .transfers import (
    ask_transfers,
    begin_call,
    begin_reversal,
    note_never_told,
    note_not_done,
    note_paid,
    note_payout,
    note_refusal,
    note_reversed,
    note_transfer,
    note_trouble,
)
from .ways_out import approve_way_out, prepare_way_out, return_way_out
from .withdrawing import withdraw_statement
from .write_offs import (
    approve_write_off,
    leave_with_recipient,
    prepare_write_off,
    return_write_off,
    withdraw_write_off,
)

__all__ = [
    "NO_ACCOUNT",
    "approve_set_off",
    "approve_way_out",
    "approve_write_off",
    "as_batch",
    "as_claim",
    "as_fee",
    "as_not_ours",
    "as_order",
    "as_refund",
    "ask_name",
    "ask_transfers",
    "begin_call",
    "begin_check",
    "begin_reversal",
    "cancel_order",
    "change_payee",
    "confirm_payee",
    "confirm_payout_account",
    "ease_claims",
    "end_by_decision",
    "end_check",
    "end_over",
    "end_over_of",
    "end_overtaken",
    "enter_member_accounts",
    "enter_statement",
    "fail_order",
    "forget_member_accounts",
    "give_notice",
    "invite",
    "keep_event",
    "leave_out",
    "leave_with_recipient",
    "let_due_instalments",
    "lift_suspension",
    "note_account",
    "note_account_read",
    "note_applied",
    "note_download",
    "note_made",
    "note_name_answer",
    "note_never_told",
    "note_no_answer",
    "note_not_done",
    "note_paid",
    "note_payout",
    "note_position_export",
    "note_refusal",
    "note_reversed",
    "note_transfer",
    "note_trouble",
    "prepare_batch",
    "prepare_orders",
    "prepare_set_off",
    "prepare_way_out",
    "prepare_write_off",
    "reject_payee",
    "release_batch",
    "remind_of_claim",
    "renew_order",
    "replace_account",
    "return_batch",
    "return_set_off",
    "return_way_out",
    "return_write_off",
    "set_paying_account",
    "start_claim",
    "suspend",
    "take_back_not_ours",
    "take_member_account_away",
    "vouch",
    "withdraw_set_off",
    "withdraw_statement",
    "withdraw_write_off",
]

name_facts(
    {
        "count": _("number"),
        "matched": _("matched"),
        "attempt": _("attempt"),
        "execution_on": _("day of payment"),
        "as_kind": _("what it is"),
        "is_settled": _("the bank had paid"),
        "ended_as": _("why it ended"),
        "answer": _("what the bank said of the name"),
        "way_out": _("how it ended"),
    }
)
name_things(
    {
        "grants.batch": _("batch of payments"),
        "grants.claim": _("claim"),
        "grants.connectedaccount": _("account of a recipient at Stripe"),
        "grants.order": _("payment"),
        "grants.payingaccount": _("account of the city"),
        "grants.payoutaccount": _("account to which Stripe pays"),
        "grants.setoff": _("set-off of a claim"),
        "grants.statement": _("statement or status file"),
        "grants.statementline": _("line of a statement"),
        "grants.suspension": _("payments that stand still"),
        "grants.wayout": _("how a payment by Stripe ended"),
        "grants.writeoff": _("write-off of a claim"),
    }
)
name_codes({kind.value: kind.label for kind in LineKind}, of="as_kind")
name_codes({ground.value: ground.label for ground in Ground}, of="ground")
name_codes({one.value: one.label for one in NameAnswer}, of="answer")
name_codes({one.value: one.label for one in WayOutKind}, of="way_out")
name_codes({end.value: end.label for end in SuspensionEnd}, of="ended_as")
name_codes(
    {
        "payments.account_changed": _("another account was entered, to the recipient"),
        "payments.claim": _("the request to pay back"),
        "payments.claim_late": _("the reminder to pay back"),
        "payments.claim_notice": _("the formal notice to pay back"),
        "payments.name_close": _("the bank knows an account in nearly this name, to who entered it"),
        "payments.set_off": _("what was set off, to the recipient"),
        "payments.set_off_decided": _("what was decided on a set-off"),
        "payments.set_off_waits": _("a set-off waits to be decided on"),
        "payments.suspended": _("that payments stand still, to the recipient"),
        "payments.suspension_lifted": _("that payments go on, to the recipient"),
        "payments.write_off_decided": _("what was decided on a write-off"),
        "payments.write_off_waits": _("a write-off waits to be decided on"),
        "payments.stripe_account_changed": _("another bank account at Stripe, to the recipient"),
        "payments.stripe_invited": _("the link to be paid by Stripe"),
        "payments.waits": _("a batch waits to be released"),
        "payments.way_out_waits": _("how a payment by Stripe ended waits to be decided on"),
    }
)
