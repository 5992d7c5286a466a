"""What a proposal holds beside its own columns: money lines, aims, parties, files, interests, comments."""

from django.db import models
from django.db.models import F, Q

from grants.plan.models import Element
from grants.vat import Rate, net_in
from portal.fields import PublicIdField
from portal.files.models import StoredFile
from portal.security.fields import EncryptedTextField
from wijkraden.people.models import User

from ..states import AccountVerdict, AttachmentKind, CoverKind, PartyKind
from .proposals import Proposal


class CostLine(models.Model):
    """What the action costs, in euro cents, with VAT."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="costs")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=160)
    cents = models.BigIntegerField()
    vat_rate = models.CharField(
        max_length=10, choices=Rate, blank=True
    )  # of what the city buys; within `cents`

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(name="cost_is_something", condition=Q(cents__gt=0))]

    def __str__(self) -> str:
        return self.description

    @property
    def net_cents(self) -> int | None:
        """The amount without VAT, None where the rate is not told."""
        return net_in(self.cents, self.vat_rate) if self.vat_rate else None

    @property
    def vat_cents(self) -> int | None:
        """The VAT in it, None where the rate is not told."""
        return None if self.net_cents is None else self.cents - self.net_cents


class CoverLine(models.Model):
    """Where money comes from beside what is asked, in euro cents."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="covers")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=CoverKind)
    description = models.CharField(max_length=160)
    cents = models.BigIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(name="cover_is_something", condition=Q(cents__gt=0))]

    def __str__(self) -> str:
        return self.description


class Aim(models.Model):
    """A goal, principle, hallmark, terrain or paragraph of the plan that the proposal serves."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="aims")
    element = models.ForeignKey(Element, on_delete=models.PROTECT, related_name="aims")

    class Meta:
        ordering = ["element__position", "id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "element"], name="aim_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.element_id}"


class Party(models.Model):
    """Who asks, who does it, who receives the money: a person or an organisation, without an account."""

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=10, choices=PartyKind)
    is_person = models.BooleanField()
    name = models.CharField(max_length=160)
    contact = models.CharField(max_length=160, blank=True)  # who speaks for an organisation
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    registration = models.CharField(max_length=8, blank=True)  # number at the chamber of commerce (KvK)
    street = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=7, blank=True)
    town = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "kind"], name="party_once_per_kind")]

    def __str__(self) -> str:
        return self.name


class BankAccount(models.Model):
    """The account to which is paid; a newer one takes the place of an older one, which stays.

    Who entered it never releases a payment to it. One that took the place of another after the grant (`replaces`) is
    paid to once another officer called back and confirmed it; is it rejected, then what stood before it stands again.
    The columns after `replaces` tell of that, are written once, and stay empty for an account that needs none of it.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="bank_accounts")
    iban: EncryptedTextField[str, str] = EncryptedTextField()
    iban_hash = models.CharField(max_length=64)  # finds the same account elsewhere
    ending = models.CharField(max_length=4)  # its last four signs, which a screen may show
    holder = models.CharField(max_length=160)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=10, blank=True, choices=AccountVerdict)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    called_number = models.CharField(max_length=30, blank=True)  # known before the change
    spoke_with = models.CharField(max_length=160, blank=True)
    check_note = models.TextField(max_length=1000, blank=True)  # of a rejected one: why

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["iban_hash"], name="bank_account_by_hash")]
        constraints = [
            models.CheckConstraint(
                name="checked_account_took_the_place_of_another",
                condition=Q(
                    verdict="",
                    checked_by__isnull=True,
                    checked_at__isnull=True,
                    called_at__isnull=True,
                    called_number="",
                    spoke_with="",
                    check_note="",
                )
                | Q(
                    verdict__in=AccountVerdict.values,
                    replaces__isnull=False,
                    entered_by__isnull=False,
                    checked_by__isnull=False,
                    checked_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="confirmed_account_was_called_about",
                condition=~Q(verdict=AccountVerdict.CONFIRMED)
                | (
                    Q(called_at__isnull=False, called_at__gte=F("entered_at"), called_at__lte=F("checked_at"))
                    & ~Q(called_number="")
                    & ~Q(spoke_with="")
                ),
            ),
            models.CheckConstraint(
                name="rejected_account_says_why",
                condition=~Q(verdict=AccountVerdict.REJECTED) | ~Q(check_note=""),
            ),
            models.CheckConstraint(
                name="who_enters_an_account_never_confirms_it",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("entered_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"**** {self.ending}"

    @property
    def is_unconfirmed(self) -> bool:
        """Tell if it took the place of another one and nobody called back yet: nothing is paid to it."""
        return self.replaces_id is not None and not self.verdict

    @property
    def is_rejected(self) -> bool:
        """Tell if it stands no more."""
        return self.verdict == AccountVerdict.REJECTED


class Attachment(models.Model):
    """A file that belongs to a proposal; one that was taken out stays on file."""

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="attachment")
    kind = models.CharField(max_length=20, choices=AttachmentKind)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="removed_attachment_says_by_whom",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.file.name


class Interest(models.Model):
    """What a council member or coordinator said about an own interest; once declared it stays."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="interests")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interests")
    has_interest = models.BooleanField()
    explanation = models.TextField(max_length=1000, blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["declared_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user"], name="interest_once_per_person"),
            models.CheckConstraint(
                name="interest_says_which", condition=Q(has_interest=False) | ~Q(explanation="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.user_id}"


class Comment(models.Model):
    """What a council member says about a draft to the others; never seen outside the council."""

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.public_id
