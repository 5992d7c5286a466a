"""The city's account, and orders that leave in batches: one person prepares, another releases."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from grants.budget.models import Entry
from grants.decisions.models import Instalment
from grants.plan.states import Channel
from grants.proposals.models import BankAccount, Proposal
from portal.errors import WrongState
from portal.fields import PublicIdField
from portal.reads import reread
from portal.security.fields import EncryptedTextField
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..states import ORDER_STEPS, RETURN_REASONS, STANDING, BatchState, OrderState
from ..states_of_connect import STRIPE_REASONS
from .connect import PayoutAccount


class PayingAccount(models.Model):
    """The account of the city from which is paid; a newer one takes the place of an older one, which stays."""

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="paying_accounts")
    holder = models.CharField(max_length=70)
    iban: EncryptedTextField[str, str] = EncryptedTextField()
    iban_hash = models.CharField(max_length=64)
    ending = models.CharField(max_length=4)
    bic = models.CharField(max_length=11)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"**** {self.ending}"


class Batch(models.Model):
    """Orders that leave together by one channel as one file, made once: downloading it again gives the same bytes.

    Who prepared it never releases it. `cents` and `count` are its control sums. The file stands in the row itself,
    encrypted like every account number, so that neither can be there without the other.
    """

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()  # from 1 on in each city
    account = models.ForeignKey(PayingAccount, on_delete=models.PROTECT, related_name="batches")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.BANK)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.PREPARED)
    execution_on = models.DateField()  # the day on which the bank pays
    count = models.PositiveIntegerField()
    cents = models.BigIntegerField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    reason = models.TextField(max_length=2000, blank=True)  # why it was returned
    message_id = models.CharField(max_length=35, blank=True)
    file: EncryptedTextField[str | None, str | None] = EncryptedTextField(
        null=True
    )  # pain.001 or a payment proposal, as it was made
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="batch_number_once_per_city"),
            models.UniqueConstraint(
                fields=["message_id"], condition=~Q(message_id=""), name="batch_message_once"
            ),
            models.CheckConstraint(
                name="who_prepares_a_batch_never_releases_it",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="released_batch_has_its_file",
                condition=(
                    Q(
                        state=BatchState.RELEASED,
                        released_by__isnull=False,
                        released_at__isnull=False,
                        file__isnull=False,
                        size__gt=0,
                    )
                    & ~Q(message_id="")
                    & ~Q(sha256="")
                )
                | (~Q(state=BatchState.RELEASED) & Q(released_by__isnull=True, file__isnull=True)),
            ),
            models.CheckConstraint(
                name="returned_batch_says_why",
                condition=~Q(state=BatchState.RETURNED) | (Q(returned_by__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(name="batch_pays_something", condition=Q(count__gt=0, cents__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def payments(self) -> int:
        """How many payments it holds, or held when it was returned."""
        return self.count

    @property
    def is_for_finance(self) -> bool:
        """Tell if it leaves as a proposal for the city's financial system."""
        return self.channel == Channel.FINANCE


class Order(models.Model):
    """One attempt to pay an instalment (euro cents) to the account that was known when it was prepared.

    It pays the whole of it, or what a lower determination left of it. An instalment has one order that stands at
    most; one that failed stays on file, and the next attempt is a row of its own. `end_to_end_id` comes back in the
    statement of the bank.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="orders")
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="orders")
    attempt = models.PositiveSmallIntegerField(default=1)
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="orders")
    payout_account = models.ForeignKey(
        PayoutAccount, on_delete=models.PROTECT, null=True, related_name="orders"
    )  # by Stripe: to which it pays out, and which ends as the one of the dossier unless someone called back
    cents = models.BigIntegerField()
    end_to_end_id = models.CharField(max_length=35, unique=True)
    due_on = models.DateField()  # the last day to pay (Awb 4:87)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.BANK)  # of its regulation then
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="orders")
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.PREPARED)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    sent_entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(null=True)
    failed_on = models.DateField(null=True)
    failure = models.CharField(max_length=200, blank=True)  # why it failed or came back

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["instalment", "attempt"], name="order_attempt_once"),
            models.UniqueConstraint(
                fields=["instalment"],
                condition=Q(state__in=STANDING),
                name="one_order_of_an_instalment_stands",
            ),
            models.CheckConstraint(name="order_pays_something", condition=Q(cents__gt=0, attempt__gte=1)),
            models.CheckConstraint(
                name="sent_order_is_booked",
                condition=Q(state__in=[OrderState.PREPARED, OrderState.CANCELLED], sent_entry__isnull=True)
                | Q(
                    state__in=[OrderState.RELEASED, OrderState.SETTLED, OrderState.FAILED],
                    sent_entry__isnull=False,
                    batch__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="failed_order_says_why", condition=~Q(state=OrderState.FAILED) | ~Q(failure="")
            ),
            models.CheckConstraint(
                name="order_by_stripe_names_its_account",
                condition=Q(channel=Channel.STRIPE, payout_account__isnull=False)
                | (~Q(channel=Channel.STRIPE) & Q(payout_account__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id

    @property
    def source(self) -> str:
        """For what its entries are booked."""
        return f"order:{self.public_id}"

    @property
    def why_failed(self) -> str:
        """Why it failed or came back, with the code of the bank or Stripe in words where it is known."""
        code, _space, rest = self.failure.partition(" ")
        words = STRIPE_REASONS.get(code) if self.channel == Channel.STRIPE else RETURN_REASONS.get(code)
        return f"{words} ({code}). {rest}".strip() if words is not None else self.failure

    @property
    def is_for_finance(self) -> bool:
        """Tell if it leaves as a proposal for the city's financial system."""
        return self.channel == Channel.FINANCE

    def move(self, to: OrderState, **columns: Any) -> None:
        """Step to `to`, with what the step itself writes. Inside a flow only, which holds its proposal.

        Raises WrongState when ORDER_STEPS forbids it, also when someone else was first.
        """
        moved = Order.objects.filter(pk=self.pk, state__in=ORDER_STEPS[to])
        if not moved.update(state=to, **columns):
            raise WrongState(
                _("This payment can no longer become “%(state)s”. Look at how it stands now.")
                % {"state": to.label}
            )
        reread(self, "state", *columns)
