"""How far a payment by Stripe, and the account of a recipient there, are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConnectState(models.TextChoices):
    """The recipient is invited, then can be paid at Stripe, or Stripe wants to know more first."""

    INVITED = "invited", pgettext_lazy("account at Stripe", "Invited")
    USABLE = "usable", pgettext_lazy("account at Stripe", "Can be paid")
    RESTRICTED = "restricted", pgettext_lazy("account at Stripe", "Stripe asks for more")


class TransferState(models.TextChoices):
    """A transfer is asked; while nobody knows what became of a call it is unknown; then it goes on to the payout."""

    ASKED = "asked", pgettext_lazy("transfer", "Asked")
    UNKNOWN = "unknown", pgettext_lazy("transfer", "Not known")
    TRANSFERRED = "transferred", pgettext_lazy("transfer", "At the account of the recipient")
    PAYING_OUT = "paying_out", pgettext_lazy("transfer", "On its way to the bank")
    PAID = "paid", pgettext_lazy("transfer", "Paid")
    REFUSED = "refused", pgettext_lazy("transfer", "Refused by Stripe")
    REVERSING = "reversing", pgettext_lazy("transfer", "Is taken back")
    FAILED = "failed", pgettext_lazy("transfer", "Failed and taken back")
    KEPT = "kept", pgettext_lazy("transfer", "Stays at the account of the recipient")


_STATE = TransferState
TRANSFER_STEPS: dict[TransferState, frozenset[TransferState]] = {  # new state: where it may be reached from
    # before each call, in a commit of its own, also before the next one
    _STATE.UNKNOWN: frozenset({_STATE.ASKED, _STATE.TRANSFERRED, _STATE.UNKNOWN}),
    _STATE.ASKED: frozenset({_STATE.UNKNOWN}),  # Stripe said for sure that it did nothing, and it may later
    _STATE.TRANSFERRED: frozenset({_STATE.UNKNOWN}),
    _STATE.REFUSED: frozenset({_STATE.ASKED, _STATE.UNKNOWN}),  # never told, or Stripe said no itself
    _STATE.PAYING_OUT: frozenset({_STATE.UNKNOWN}),
    _STATE.PAID: frozenset({_STATE.PAYING_OUT}),
    _STATE.REVERSING: frozenset({_STATE.UNKNOWN, _STATE.TRANSFERRED, _STATE.PAYING_OUT, _STATE.PAID}),
    _STATE.FAILED: frozenset(
        {_STATE.REVERSING, _STATE.KEPT}
    ),  # taken back while two people noted that it was not
    _STATE.KEPT: frozenset({_STATE.REVERSING}),  # by two people, once Stripe would not take it back
}
# nothing follows; what was paid may yet come back
ENDED = (TransferState.REFUSED, TransferState.FAILED, TransferState.KEPT)
RUNNING = tuple(one for one in TransferState if one not in {*ENDED, TransferState.PAID})


class Trouble(models.TextChoices):
    """Why a payment by Stripe does not go on by itself now."""

    NO_ANSWER = "no_answer", _("Stripe gave no answer, so nobody knows yet what it did.")
    NO_BALANCE = "no_balance", _("There is not enough on the balance at Stripe.")
    NO_BALANCE_OF_PAYEE = (
        "no_balance_of_payee",
        _("The money is not free yet at the account of the recipient."),
    )
    ACCOUNT_CHANGED = "account_changed", _("The account of the recipient changed, or waits to be confirmed.")
    IN_DOUBT = "in_doubt", _("The account of the recipient is in doubt.")
    NOT_OWED = "not_owed", _("Less is owed by now than this payment.")
    FOUND = "found", _("Stripe has something else with the mark of this payment. Ask Stripe about it.")
    OTHER_KEY = (
        "other_key",
        _("The portal has another key of Stripe than the one that it began with. Tell the administrator."),
    )
    KEY = "key", _("Stripe does not take the key of this portal, or not for this. Tell the administrator.")
    SAYS_NO = "says_no", _("Stripe does not take it back. Ask Stripe about it.")
    WAY_OUT = "way_out", _("Two payers note that Stripe never did it.")
    SUSPENDED = "suspended", _("The payments of this dossier stand still (Awb 4:56).")
    OFF = "off", _("Stripe is switched off in this portal. Ask the administrator to have its keys set.")


class WayOutKind(models.TextChoices):
    """What two people note of a payment by Stripe that does not end by itself."""

    NEVER_DONE = "never_done", _("Stripe never made this transfer")
    KEPT = "kept", _("The money stays at the account of the recipient at Stripe")


class WayOutState(models.TextChoices):
    """A way out is noted by one payer, and approved or returned by another."""

    PREPARED = "prepared", pgettext_lazy("way out", "To decide")
    APPROVED = "approved", pgettext_lazy("way out", "Approved")
    RETURNED = "returned", pgettext_lazy("way out", "Returned")


class DifferenceKind(models.TextChoices):
    """What does not agree between Stripe and us."""

    AMOUNT = "amount", _("Stripe has another amount")
    TWICE = "twice", _("Stripe has more than one transfer of this payment")
    NOT_OURS = "not_ours", _("Stripe has a transfer with our mark that we do not know")
    NOT_THERE = "not_there", _("Stripe does not know what we think it did")
    NOT_PAID = "not_paid", _("We think that it was paid, and Stripe does not")
    TAKEN_BACK = "taken_back", _("It was taken back at Stripe, not by us")


# What Stripe says of a payout or a transfer that failed, by its code.
STRIPE_REASONS = {
    "account_closed": _("The bank account was closed"),
    "account_frozen": _("The bank account is blocked"),
    "bank_account_restricted": _("No payment to this bank account is allowed"),
    "bank_ownership_changed": _("The bank account changed hands"),
    "account_changed": _("The account changed before it left"),
    "could_not_process": _("The bank could not carry it out"),
    "debit_not_authorized": _("The bank account takes no payment from Stripe"),
    "declined": _("The bank refused it"),
    "incorrect_account_holder_name": _("The name of the account holder is not right"),
    "insufficient_funds": _("There was not enough money at Stripe"),
    "invalid_account_number": _("The account number is not right"),
    "invalid_currency": _("The bank account takes no euros"),
    "no_account": _("The bank account does not exist"),
    "no_longer_owed": _("Less was owed before it left"),
    "payout_canceled": _("The payout was called back at Stripe"),
    "taken_back_at_stripe": _("It was taken back at Stripe"),
    "transfer_refused": _("Stripe refused the transfer"),
    "payout_refused": _("Stripe refused to pay it out"),
    "never_done": _("Two people noted, after asking Stripe twice, that it never made it"),
}
