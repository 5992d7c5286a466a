"""Stripe Connect: the accounts of recipients there, what was asked of it, and what it told. No IBAN is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from grants.proposals.models import BankAccount, Proposal
from grants.proposals.states import AccountVerdict
from portal.errors import WrongState
from portal.fields import PublicIdField
from portal.reads import reread
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..states_of_connect import (
    TRANSFER_STEPS,
    ConnectState,
    DifferenceKind,
    TransferState,
    Trouble,
)

STRIPE_ID = 100  # signs


class ConnectedAccount(models.Model):
    """The account of a recipient at Stripe for one dossier; one link that opens its page works at a time.

    `stripe_id` is empty until the recipient went on to Stripe. `usable_at`: when it could first be paid.
    """

    public_id = PublicIdField()
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="connected_account")
    stripe_id = models.CharField(max_length=STRIPE_ID, null=True, unique=True)
    livemode = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ConnectState, default=ConnectState.INVITED)
    token_hash = models.CharField(max_length=64, unique=True)  # of the link; no more of it is kept
    link_ends_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    inviters = models.ManyToManyField(User, related_name="+")  # all who ever sent it, `invited_by` the last
    usable_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)  # when Stripe was asked last

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="usable_account_is_at_stripe",
                condition=Q(state=ConnectState.INVITED)
                | Q(stripe_id__isnull=False, checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="usable_account_knows_since_when",
                condition=~Q(state=ConnectState.USABLE) | Q(usable_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.stripe_id or self.public_id

    @property
    def is_usable(self) -> bool:
        """Tell if Stripe can pay to it."""
        return self.state == ConnectState.USABLE

    @property
    def payout_now(self) -> PayoutAccount | None:
        """The bank account to which it pays out now; no query when they were read with it."""
        return next(iter(self.payout_accounts.all()), None)

    def fault_with(self, known: BankAccount | None) -> str:
        """Tell in words why nothing can be paid to it now, "" when it can; `known` is the account of the dossier."""
        now = self.payout_now
        if self.stripe_id is None:
            return _("The recipient has a link to Stripe, and did not go there yet.")
        if not self.is_usable or now is None:
            return _("Stripe asks more of the recipient first.")
        if now.waits_for_call(known):
            return _(
                "Stripe pays out to an account that ends in %(ending)s. An officer calls back about it."
            ) % {"ending": now.ending}
        return ""


class PayoutAccount(models.Model):
    """The bank account to which Stripe pays out, as Stripe told it; a newer one takes the place of an older one.

    One that came after the account could be paid (`needs_call`), or that is not the one of the dossier, is paid to
    once an officer called back, who did not send the link.
    """

    public_id = PublicIdField()
    account = models.ForeignKey(ConnectedAccount, on_delete=models.PROTECT, related_name="payout_accounts")
    bank_id = models.CharField(max_length=STRIPE_ID)  # of Stripe: to this one is paid out, and to no other
    fingerprint = models.CharField(max_length=STRIPE_ID)  # of Stripe: the same number has the same one
    ending = models.CharField(max_length=4)
    seen_at = models.DateTimeField()
    needs_call = models.BooleanField()
    verdict = models.CharField(max_length=10, blank=True, choices=AccountVerdict)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    called_number = models.CharField(max_length=30, blank=True)
    spoke_with = models.CharField(max_length=160, blank=True)
    check_note = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="confirmed_payout_account_was_called_about",
                condition=Q(
                    verdict="",
                    checked_by__isnull=True,
                    checked_at__isnull=True,
                    called_at__isnull=True,
                    called_number="",
                    spoke_with="",
                    check_note="",
                )
                | (
                    Q(
                        verdict=AccountVerdict.CONFIRMED,
                        checked_by__isnull=False,
                        called_at__isnull=False,
                        called_at__gte=F("seen_at"),
                        called_at__lte=F("checked_at"),
                    )
                    & ~Q(called_number="")
                    & ~Q(spoke_with="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"**** {self.ending}"

    def waits_for_call(self, known: BankAccount | None) -> bool:
        """Tell if nothing is paid to it before a call back; `known` is the account of the dossier."""
        return self.waits_beside(known.ending if known is not None else None)

    def waits_beside(self, ending: str | None) -> bool:
        """Tell the same by how the account of the dossier ends, None when it has none."""
        return (self.needs_call or ending != self.ending) and not self.verdict


class FormerAccount(models.Model):
    """The account at Stripe that a recipient had before: replaced by one person, with the reason."""

    account = models.ForeignKey(ConnectedAccount, on_delete=models.PROTECT, related_name="former")
    stripe_id = models.CharField(max_length=STRIPE_ID, unique=True)
    why = models.CharField(max_length=500)
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="former_account_says_why", condition=~Q(why="") & ~Q(stripe_id=""))
        ]

    def __str__(self) -> str:
        return self.stripe_id


class StripeTransfer(models.Model):
    """One order by Stripe (euro cents): one transfer to the account of the recipient, and one payout from there.

    `destination` is that account as it was when it was asked, whatever account the recipient has later. Each id is kept
    in a commit of its own, as soon as Stripe told it. `round` makes our idempotency keys new after Stripe said for sure
    that it did nothing: it gives the same answer to the same key.
    """

    order = models.OneToOneField("grants.Order", on_delete=models.PROTECT, related_name="stripe_transfer")
    cents = models.BigIntegerField()
    destination = models.CharField(max_length=STRIPE_ID, default="")
    state = models.CharField(max_length=12, choices=TransferState, default=TransferState.ASKED)
    transfer_id = models.CharField(max_length=STRIPE_ID, null=True, unique=True)
    payout_id = models.CharField(max_length=STRIPE_ID, null=True, unique=True)
    reversal_id = models.CharField(max_length=STRIPE_ID, null=True, unique=True)
    round = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True, choices=Trouble)
    reason = models.CharField(max_length=200, blank=True)  # why it is taken back, or was refused
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="stripe_transfer_pays_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="stripe_transfer_has_the_ids_of_its_state",
                condition=Q(
                    state__in=[TransferState.ASKED, TransferState.REFUSED],
                    transfer_id__isnull=True,
                    payout_id__isnull=True,
                    reversal_id__isnull=True,
                )
                | Q(state=TransferState.UNKNOWN, payout_id__isnull=True, reversal_id__isnull=True)
                | Q(
                    state=TransferState.TRANSFERRED,
                    transfer_id__isnull=False,
                    payout_id__isnull=True,
                    reversal_id__isnull=True,
                )
                | Q(
                    state__in=[TransferState.PAYING_OUT, TransferState.PAID],
                    transfer_id__isnull=False,
                    payout_id__isnull=False,
                    reversal_id__isnull=True,
                )
                | Q(
                    state__in=[TransferState.REVERSING, TransferState.FAILED],
                    transfer_id__isnull=False,
                )
                | Q(state=TransferState.KEPT, transfer_id__isnull=False, reversal_id__isnull=True),
            ),
            models.CheckConstraint(
                name="stripe_transfer_that_fails_says_why",
                condition=~Q(
                    state__in=[
                        TransferState.REFUSED,
                        TransferState.REVERSING,
                        TransferState.FAILED,
                        TransferState.KEPT,
                    ],
                    reason="",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.transfer_id or str(self.order_id)

    def key(self, act: str) -> str:
        """Return our idempotency key of that act: the same until Stripe said for sure that it did nothing."""
        again = f"-{self.round}" if self.round else ""
        return f"{act}-{self.order.public_id}{again}"

    def move(self, to: TransferState, *, at: datetime, **columns: Any) -> None:
        """Step to `to`, with what the step itself writes. Inside a flow only, which holds its proposal.

        Raises WrongState when TRANSFER_STEPS forbids it, also when someone else was first.
        """
        columns = {"trouble": "", **columns, "changed_at": at}
        moved = StripeTransfer.objects.filter(pk=self.pk, state__in=TRANSFER_STEPS[to])
        if not moved.update(state=to, **columns):
            raise WrongState(
                _("This payment can no longer become “%(state)s”. Look at how it stands now.")
                % {"state": to.label}
            )
        reread(self, "state", *columns)


class StripeEvent(models.Model):
    """What Stripe told, once by its id: of what it told, never what. The thing itself is asked for afresh.

    `applied_at` is empty while nobody here knows of what it tells.
    """

    event_id = models.CharField(max_length=STRIPE_ID, unique=True)
    kind = models.CharField(max_length=60)
    account = models.CharField(max_length=STRIPE_ID, blank=True)
    object_id = models.CharField(max_length=STRIPE_ID, blank=True)
    livemode = models.BooleanField()
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["applied_at", "received_at"], name="stripe_event_to_apply")]

    def __str__(self) -> str:
        return self.event_id


class StripeCheck(models.Model):
    """One comparison of all that is recent with Stripe: how many were asked, and how many differences stood then."""

    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)
    differences = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.begun_at)


class StripeDifference(models.Model):
    """Something that does not agree between Stripe and us (euro cents); it ends when a comparison finds it no more."""

    kind = models.CharField(max_length=10, choices=DifferenceKind)
    object_id = models.CharField(max_length=STRIPE_ID)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="+")
    transfer = models.ForeignKey(
        StripeTransfer, on_delete=models.PROTECT, null=True, related_name="differences"
    )
    ours_cents = models.BigIntegerField(null=True)
    theirs_cents = models.BigIntegerField(null=True)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=Q(ended_at__isnull=True),
                name="stripe_difference_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
