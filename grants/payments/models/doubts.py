"""What makes an account of a recipient doubtful, and who noted why it is right all the same."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from grants.proposals.models import BankAccount
from portal.fields import PublicIdField
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..states import DoubtKind, NameAnswer


class NameCheck(models.Model):
    """What was answered when somebody was asked whether an account is in the name that was entered. It stays."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="name_checks")
    answer = models.CharField(max_length=10, choices=NameAnswer)
    suggested = models.CharField(max_length=160, blank=True)  # the name in which the bank knows it
    adapter = models.CharField(max_length=200)  # the dotted name of who was asked
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="name_check_is_answered",
                condition=Q(answer__in=NameAnswer.values) & ~Q(adapter=""),
            ),
            models.CheckConstraint(
                name="name_is_suggested_for_a_close_match",
                condition=Q(answer=NameAnswer.CLOSE) | Q(suggested=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.answer}"


class NameTry(models.Model):
    """How often nobody answered in which name an account is, and when that is asked again; it goes with the answer."""

    account = models.OneToOneField(BankAccount, on_delete=models.PROTECT, related_name="name_try")
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.tries}"


class MemberAccount(models.Model):
    """That the city pays the allowance of a council member to some account: its keyed hash alone, which finds it.

    Nobody can read the number from it, not the last signs either; `told_at` is when it was entered last, the same or
    another, so that nobody learns from the page whether a number that she tries is hers. It goes once she has no seat
    in a council of the city left and no dossier that is not closed has that account.
    """

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    iban_hash = models.CharField(max_length=64)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["iban_hash"], name="member_account_by_hash")]
        constraints = [
            models.UniqueConstraint(fields=["city", "user"], name="one_account_of_a_member"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Vouch(models.Model):
    """An officer who did not enter an account noted why it is right, in spite of that doubt. It stays.

    It counts for what she saw: `saw` is the id of the newest answer, or of the newest account of a member, of its kind.
    What becomes known later asks for another one. Who wrote it never prepares or releases a payment to that account.
    """

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="vouches")
    kind = models.CharField(max_length=10, choices=DoubtKind)
    saw = models.BigIntegerField()
    why = models.TextField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="who_vouches_says_why", condition=Q(kind__in=DoubtKind.values) & ~Q(why="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind}"
