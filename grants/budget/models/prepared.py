"""What one person prepares and another approves or returns: four eyes, kept by the database."""

from django.db import models
from django.db.models import F, Q

from portal.fields import PublicIdField
from portal.triggers import Trigger, guard
from wijkraden.people.models import User

from ..states import ChangeState


class Prepared(models.Model):
    """Prepared by one person and decided by another, once; its constraints come from `four_eyes`."""

    public_id = PublicIdField()
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.PREPARED)
    explanation = models.TextField(max_length=2000, blank=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(max_length=2000, blank=True)  # why it was returned

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.public_id


def four_eyes(what: str) -> list[models.BaseConstraint]:
    """Return the constraints of something prepared, called `what`: whoever prepares it never decides on it."""
    return [
        models.CheckConstraint(
            name=f"who_prepares_a_{what}_never_approves_it",
            condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("prepared_by")),
        ),
        models.CheckConstraint(
            name=f"decided_{what}_says_by_whom",
            condition=Q(
                state__in=[ChangeState.APPROVED, ChangeState.RETURNED],
                decided_by__isnull=False,
                decided_at__isnull=False,
            )
            | ~Q(state__in=[ChangeState.APPROVED, ChangeState.RETURNED]),
        ),
        models.CheckConstraint(
            name=f"returned_{what}_says_why",
            condition=~Q(state=ChangeState.RETURNED) | ~Q(reason=""),
        ),
    ]


def decided_once(table: str, *columns: str, message: str) -> Trigger:
    """Return the guard of something prepared: decided once, and then as it is, with these columns of its own.

    One that was returned may still be withdrawn; who returned it, when and why stays.
    """
    kept = ("id", "public_id", "explanation", "prepared_by_id", "prepared_at", *columns)
    is_same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in kept)
    return guard(
        f"{table}_is_decided_once",
        table=table,
        when="BEFORE UPDATE",
        holds=f"{is_same} AND ((OLD.state = '{ChangeState.PREPARED.value}' AND NEW.state <> OLD.state)"
        f" OR (OLD.state = '{ChangeState.RETURNED.value}' AND NEW.state = '{ChangeState.WITHDRAWN.value}'"
        " AND NEW.decided_by_id = OLD.decided_by_id AND NEW.decided_at = OLD.decided_at"
        " AND NEW.reason = OLD.reason))",
        message=message,
    )
