"""What is to be paid: an instalment, how much of it, to which account and by which channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from grants.decisions.models import Instalment
from grants.plan.states import Channel
from grants.proposals.models import BankAccount, Proposal

from .gateway_of_stripe import is_live, is_on
from .models import ConnectedAccount, Order, PayoutAccount, Suspension
from .queries_of_doubts import doubts_of
from .queries_of_instalments import channel_of


@dataclass(frozen=True)
class Payable:
    """An instalment that is to be paid and has no order that stands.

    `cents` is what is left of it to pay: less after a lower determination, 0 when nothing is. `account` is the one that
    stands now, `failed` the attempt before, `suspended` why the payments of its dossier stand still.
    """

    instalment: Instalment
    cents: int
    account: BankAccount | None
    failed: Order | None
    due_on: date
    suspended: Suspension | None = None
    connected: ConnectedAccount | None = None  # by Stripe alone
    set_off_cents: int = 0  # of its dossier, against a claim of another one
    set_off_waits: bool = False  # another payer decides on such a thing

    @property
    def proposal(self) -> Proposal:
        """The proposal that it belongs to."""
        return self.instalment.decision.proposal

    @property
    def channel(self) -> str:
        """By what it would leave now: the channel of its regulation."""
        return channel_of(self.proposal)

    @property
    def leaves_by(self) -> str:
        """The same in words."""
        return str(Channel(self.channel).label)

    @property
    def is_ready(self) -> bool:
        """Tell if it can be prepared: nothing stands still, to an account that needs no confirmation any more."""
        is_known = (
            self.account is not None and not self.account.is_unconfirmed and not doubts_of(self.account)
        )
        return self.suspended is None and is_known and self.cents > 0 and not self.stripe_fault

    @property
    def is_by_stripe(self) -> bool:
        """Tell if it would leave by Stripe."""
        return self.channel == Channel.STRIPE

    @property
    def payout(self) -> PayoutAccount | None:
        """By Stripe: the bank account to which it would pay out."""
        return self.connected.payout_now if self.connected is not None and self.is_by_stripe else None

    @property
    def stripe_fault(self) -> str:
        """Why it cannot leave by Stripe now, "" when it can or leaves otherwise."""
        return fault_at_stripe(self.connected, self.account) if self.is_by_stripe else ""

    @property
    def would_fail_again(self) -> bool:
        """Tell if the attempt before failed, and it would go to the same account."""
        return self.failed is not None and self.failed.bank_account_id == (self.account and self.account.pk)


def fault_at_stripe(connected: ConnectedAccount | None, known: BankAccount | None) -> str:
    """Return why nothing can be paid to an account at Stripe, "" when it can; `known` is the one of the dossier."""
    if not is_on():
        return _("Stripe is switched off in this portal.")
    if connected is None:
        return _("The recipient has no account at Stripe yet. Send the link first.")
    if connected.stripe_id is not None and connected.livemode != is_live():
        return _("The account of the recipient was made by another key of Stripe. Tell the administrator.")
    return connected.fault_with(known)
