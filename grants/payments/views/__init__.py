"""The pages of the payments."""

from .accounts import payee_confirm, payee_reject, paying_account, payment_payee
from .batches import (
    payment_batch,
    payment_batches,
    payment_file,
    payment_leave_out,
    payment_release,
    payment_return,
)
from .claims import payment_claim, payment_claim_page, payment_claims, payment_notice, payment_remind
from .connect import payee_invite, payee_replace, payment_ask_stripe, payments_stripe, payout_confirm
from .connect_public import my_payout, stripe_webhook
from .doubts import payee_vouch
from .members import payments_member_away, payments_members
from .orders import (
    payment,
    payment_account,
    payment_cancel,
    payment_failed,
    payment_renew,
    payments_all,
    payments_prepared,
    payments_to_pay,
)
from .overview import payments
from .position import payments_position, payments_position_csv
from .reconciliation import payments_reconciliation
from .set_offs import (
    payment_approve_set_off,
    payment_return_set_off,
    payment_set_off,
    payment_set_offs,
    payment_to_set_off,
    payment_withdraw_set_off,
)
from .statements import (
    bank_statement,
    bank_statement_withdraw,
    bank_statements,
    payment_line,
    payment_line_again,
    payments_not_ours,
    payments_unmatched,
)
from .suspensions import payment_lift, payment_suspend
from .ways_out import payment_way_out, payment_way_out_decide, payment_way_out_return
from .write_offs import (
    payment_approve_write_off,
    payment_give_up,
    payment_leave,
    payment_return_write_off,
    payment_withdraw_write_off,
    payment_write_off,
    payment_write_offs,
)

__all__ = [
    "bank_statement",
    "bank_statement_withdraw",
    "bank_statements",
    "my_payout",
    "payee_confirm",
    "payee_invite",
    "payee_reject",
    "payee_replace",
    "payee_vouch",
    "paying_account",
    "payment",
    "payment_account",
    "payment_approve_set_off",
    "payment_approve_write_off",
    "payment_ask_stripe",
    "payment_batch",
    "payment_batches",
    "payment_cancel",
    "payment_claim",
    "payment_claim_page",
    "payment_claims",
    "payment_failed",
    "payment_file",
    "payment_give_up",
    "payment_leave",
    "payment_leave_out",
    "payment_lift",
    "payment_line",
    "payment_line_again",
    "payment_notice",
    "payment_payee",
    "payment_release",
    "payment_remind",
    "payment_renew",
    "payment_return",
    "payment_return_set_off",
    "payment_return_write_off",
    "payment_set_off",
    "payment_set_offs",
    "payment_suspend",
    "payment_to_set_off",
    "payment_way_out",
    "payment_way_out_decide",
    "payment_way_out_return",
    "payment_withdraw_set_off",
    "payment_withdraw_write_off",
    "payment_write_off",
    "payment_write_offs",
    "payments",
    "payments_all",
    "payments_member_away",
    "payments_members",
    "payments_not_ours",
    "payments_position",
    "payments_position_csv",
    "payments_prepared",
    "payments_reconciliation",
    "payments_stripe",
    "payments_to_pay",
    "payments_unmatched",
    "payout_confirm",
    "stripe_webhook",
]
