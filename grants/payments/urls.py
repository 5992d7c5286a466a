"""Addresses of the payments: what is to be paid, batches for the bank, its statements, and what must come back."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.payments, name="payments"),
    path("to-pay/", views.payments_to_pay, name="payments_to_pay"),
    path("prepared/", views.payments_prepared, name="payments_prepared"),
    path("position/", views.payments_position, name="payments_position"),
    path("position.csv", views.payments_position_csv, name="payments_position_csv"),
    path("all/", views.payments_all, name="payments_all"),
    path("orders/<slug:public_id>/", views.payment, name="payment"),
    path("orders/<slug:public_id>/account/", views.payment_account, name="payment_account"),
    path("orders/<slug:public_id>/cancel/", views.payment_cancel, name="payment_cancel"),
    path("orders/<slug:public_id>/again/", views.payment_renew, name="payment_renew"),
    path("orders/<slug:public_id>/failed/", views.payment_failed, name="payment_failed"),
    path("batches/", views.payment_batches, name="payment_batches"),
    path("batches/<slug:public_id>/", views.payment_batch, name="payment_batch"),
    path("batches/<slug:public_id>/release/", views.payment_release, name="payment_release"),
    path("batches/<slug:public_id>/return/", views.payment_return, name="payment_return"),
    path(
        "batches/<slug:public_id>/without/<slug:order_id>/", views.payment_leave_out, name="payment_leave_out"
    ),
    path("batches/<slug:public_id>/file/", views.payment_file, name="payment_file"),
    path("statements/", views.bank_statements, name="bank_statements"),
    path("statements/<slug:public_id>/", views.bank_statement, name="bank_statement"),
    path(
        "statements/<slug:public_id>/withdraw/", views.bank_statement_withdraw, name="bank_statement_withdraw"
    ),
    path("not-ours/", views.payments_not_ours, name="payments_not_ours"),
    path("unmatched/", views.payments_unmatched, name="payments_unmatched"),
    path("lines/<slug:public_id>/", views.payment_line, name="payment_line"),
    path("lines/<slug:public_id>/again/", views.payment_line_again, name="payment_line_again"),
    path("reconciliation/", views.payments_reconciliation, name="payments_reconciliation"),
    path("claims/", views.payment_claims, name="payment_claims"),
    path("claims/start/<slug:public_id>/", views.payment_claim, name="payment_claim"),
    path("claims/<slug:public_id>/remind/", views.payment_remind, name="payment_remind"),
    path("claims/<slug:public_id>/", views.payment_claim_page, name="payment_claim_page"),
    path("claims/<slug:public_id>/notice/", views.payment_notice, name="payment_notice"),
    path("claims/<slug:public_id>/write-off/", views.payment_give_up, name="payment_give_up"),
    path("dossiers/<slug:public_id>/write-off/", views.payment_leave, name="payment_leave"),
    path("write-offs/", views.payment_write_offs, name="payment_write_offs"),
    path("write-offs/<slug:public_id>/", views.payment_write_off, name="payment_write_off"),
    path(
        "write-offs/<slug:public_id>/approve/",
        views.payment_approve_write_off,
        name="payment_approve_write_off",
    ),
    path(
        "write-offs/<slug:public_id>/return/", views.payment_return_write_off, name="payment_return_write_off"
    ),
    path(
        "write-offs/<slug:public_id>/withdraw/",
        views.payment_withdraw_write_off,
        name="payment_withdraw_write_off",
    ),
    path("claims/<slug:public_id>/set-off/", views.payment_to_set_off, name="payment_to_set_off"),
    path("set-offs/", views.payment_set_offs, name="payment_set_offs"),
    path("set-offs/<slug:public_id>/", views.payment_set_off, name="payment_set_off"),
    path("set-offs/<slug:public_id>/approve/", views.payment_approve_set_off, name="payment_approve_set_off"),
    path("set-offs/<slug:public_id>/return/", views.payment_return_set_off, name="payment_return_set_off"),
    path(
        "set-offs/<slug:public_id>/withdraw/", views.payment_withdraw_set_off, name="payment_withdraw_set_off"
    ),
    path("stripe/", views.payments_stripe, name="payments_stripe"),
    path("orders/<slug:public_id>/ask-stripe/", views.payment_ask_stripe, name="payment_ask_stripe"),
    path("orders/<slug:public_id>/way-out/", views.payment_way_out, name="payment_way_out"),
    path("ways-out/<slug:public_id>/", views.payment_way_out_decide, name="payment_way_out_decide"),
    path("ways-out/<slug:public_id>/return/", views.payment_way_out_return, name="payment_way_out_return"),
    path("payees/<slug:public_id>/another/", views.payee_replace, name="payee_replace"),
    path("payees/<slug:public_id>/link/", views.payee_invite, name="payee_invite"),
    path("payouts/<slug:public_id>/confirm/", views.payout_confirm, name="payout_confirm"),
    path("account/", views.paying_account, name="paying_account"),
    path("members/", views.payments_members, name="payments_members"),
    path("members/<slug:public_id>/away/", views.payments_member_away, name="payments_member_away"),
    path("suspend/<slug:public_id>/", views.payment_suspend, name="payment_suspend"),
    path("suspensions/<slug:public_id>/lift/", views.payment_lift, name="payment_lift"),
    path("payee/<slug:public_id>/", views.payment_payee, name="payment_payee"),
    path("payees/<slug:public_id>/confirm/", views.payee_confirm, name="payee_confirm"),
    path("payees/<slug:public_id>/vouch/", views.payee_vouch, name="payee_vouch"),
    path("payees/<slug:public_id>/reject/", views.payee_reject, name="payee_reject"),
]
