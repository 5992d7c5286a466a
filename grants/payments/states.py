"""How far an order, a batch, a line of a statement and a claim are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.decisions.states import DecisionKind
from grants.decisions.states import Ground as DecisionGround


class OrderState(models.TextChoices):
    """An order is prepared, released within a batch, then settled by the bank, or it failed."""

    PREPARED = "prepared", pgettext_lazy("order", "Prepared")
    RELEASED = "released", pgettext_lazy("order", "On its way")
    SETTLED = "settled", pgettext_lazy("order", "Paid")
    FAILED = "failed", pgettext_lazy("order", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")


ORDER_STEPS: dict[OrderState, frozenset[OrderState]] = {  # new state: where it may be reached from
    OrderState.RELEASED: frozenset({OrderState.PREPARED}),
    OrderState.SETTLED: frozenset({OrderState.RELEASED}),
    OrderState.FAILED: frozenset({OrderState.RELEASED, OrderState.SETTLED}),  # a settled one may come back
    OrderState.CANCELLED: frozenset({OrderState.PREPARED}),
}
STANDING = (
    OrderState.PREPARED,
    OrderState.RELEASED,
    OrderState.SETTLED,
)  # of which an instalment has one at most


class BatchState(models.TextChoices):
    """A batch is prepared by one person, then released or returned by another."""

    PREPARED = "prepared", pgettext_lazy("batch", "Prepared")
    RELEASED = "released", pgettext_lazy("batch", "Released")
    RETURNED = "returned", pgettext_lazy("batch", "Returned")


BATCH_STEPS: dict[BatchState, frozenset[BatchState]] = {
    BatchState.RELEASED: frozenset({BatchState.PREPARED}),
    BatchState.RETURNED: frozenset({BatchState.PREPARED}),
}


class LineKind(models.TextChoices):
    """What a line of a statement turned out to be."""

    PAYMENT = "payment", _("Payment of an order")
    BATCH = "batch", _("All payments of a batch at once")
    RETURN = "return", _("Payment that came back")
    CLAIM = "claim", _("Money that was claimed back")
    REFUND = "refund", _("What came in too much, sent back")
    RECEIPT = "receipt", _("Money received, not matched")
    FEE = "fee", _("Costs of the bank")
    NOT_OURS = "not_ours", _("Belongs to nothing here")
    WITHDRAWN = "withdrawn", _("Withdrawn with its statement")
    UNKNOWN = "unknown", _("Not matched")


class NameAnswer(models.TextChoices):
    """What a bank says when it is asked whether an account is in the name that was entered."""

    MATCH = "match", pgettext_lazy("name of an account", "The bank knows the account in this name")
    CLOSE = "close", pgettext_lazy("name of an account", "The bank knows the account in nearly this name")
    NO_MATCH = "no_match", pgettext_lazy("name of an account", "The bank knows the account in another name")
    UNKNOWN = (
        "unknown",
        pgettext_lazy("name of an account", "The bank cannot tell in which name the account is"),
    )


class DoubtKind(models.TextChoices):
    """Why a second person notes why an account is right before anything is paid to it."""

    NAME = "name", _("The bank knows this account in another name")
    MEMBER = "member", _("This is the account of a member of a council")


class DifferenceKind(models.TextChoices):
    """What does not agree between the bank, the cash book and the payments: first what waits for a person."""

    UNKNOWN_LINE = "unknown_line", _("Told by a statement, known to nobody")
    RECEIPT_WAITS = "receipt_waits", _("Received, and not matched")
    STATEMENT_MISSING = "statement_missing", _("Statement that seems to be missing")
    NOT_TOLD = "not_told", _("Released, and no statement told of it in time")
    STATE_DIFFERS = "state_differs", _("Stands otherwise than the statements tell")
    BOOKED_OTHERWISE = "booked_otherwise", _("Booked for another amount than was told")
    TOLD_APART = "told_apart", _("The bank tells it otherwise than the financial system")
    BOOKED_WITHOUT_LINE = "booked_without_line", _("Booked on the bank, and told by no statement")
    ON_ITS_WAY_DIFFERS = "on_its_way_differs", _("Another sum is on its way than the payments say")
    PAID_TOO_MUCH = "paid_too_much", _("More is paid than was granted")
    SET_OFF_DIFFERS = "set_off_differs", _("Set off otherwise than the claim or the books say")

    @property
    def is_fault(self) -> bool:
        """Tell if no act of the portal could make it: somebody looks into it at once."""
        return self not in {
            self.UNKNOWN_LINE,
            self.RECEIPT_WAITS,
            self.STATEMENT_MISSING,
            self.NOT_TOLD,
            self.TOLD_APART,
        }


class ClaimState(models.TextChoices):
    """What was paid too much is open until all of it came back, or is no longer asked, given up or set off."""

    OPEN = "open", pgettext_lazy("claim", "Open")
    PAID = "paid", pgettext_lazy("claim", "Paid back")
    EASED = "eased", pgettext_lazy("claim", "No longer asked")
    WRITTEN_OFF = "written_off", pgettext_lazy("claim", "Written off")
    SET_OFF = "set_off", pgettext_lazy("claim", "Set off")


class Ground(models.TextChoices):
    """Why a claim is given up."""

    NOT_TO_BE_HAD = "not_to_be_had", pgettext_lazy("write-off", "It is not to be had")
    LAPSED = "lapsed", pgettext_lazy("write-off", "It has lapsed: five years are over")


class WriteOffState(models.TextChoices):
    """A write-off is prepared by one person, then approved or returned by another, or taken back before that."""

    PREPARED = "prepared", pgettext_lazy("write-off", "To decide")
    APPROVED = "approved", pgettext_lazy("write-off", "Approved")
    RETURNED = "returned", pgettext_lazy("write-off", "Returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("write-off", "Taken back")


class SetOffState(models.TextChoices):
    """A set-off is prepared by one payer, then approved or returned by another, or taken back before that."""

    PREPARED = "prepared", pgettext_lazy("set-off", "To decide")
    APPROVED = "approved", pgettext_lazy("set-off", "Set off")
    RETURNED = "returned", pgettext_lazy("set-off", "Returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("set-off", "Taken back")


class SuspensionEnd(models.TextChoices):
    """Why payments that stood still go on."""

    LIFTED = "lifted", pgettext_lazy("suspension", "Lifted")
    DECIDED = "decided", pgettext_lazy("suspension", "A decision followed")
    OVER = "over", pgettext_lazy("suspension", "The thirteen weeks were over")


# What the recipient asked, or an objection brought, decides on no suspicion.
NOT_ON_SUSPICION = frozenset(
    {DecisionGround.REPORTED_CHANGE, DecisionGround.OBJECTION, DecisionGround.BUDGET}
)
ENDS_SUSPENSION = frozenset(  # the decision that it waits for, once that is made known (Awb 4:56)
    {DecisionKind.CHANGE, DecisionKind.REVOKE, DecisionKind.DETERMINE, DecisionKind.REVISE}
)


# Why a payment came back, by the code of the bank (ISO 20022, external return reasons).
RETURN_REASONS = {
    "AC01": _("The account number is not right"),
    "AC04": _("The account was closed"),
    "AC06": _("The account is blocked"),
    "AG01": _("No payment to this account is allowed"),
    "AM05": _("Paid twice, says the bank"),
    "BE04": _("The address of the recipient is missing"),
    "FOCR": _("Called back by whoever paid"),
    "MD07": _("The account holder died"),
    "MS02": _("Refused by the account holder"),
    "MS03": _("The bank gave no reason"),
    "RC01": _("The bank of the recipient is not known"),
}
