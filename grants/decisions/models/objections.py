"""An objection to a decision, from its receipt to the decision on it."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from portal.fields import PublicIdField
from wijkraden.people.models import User

from ..states import ONLY_OUTCOME, NotHeard, ObjectionState, Outcome
from .decisions import Decision

_NOT_DECIDED = Q(
    outcome="",
    reasons="",
    late_reason="",
    decided_by__isnull=True,
    decided_on__isnull=True,
    sent_on__isnull=True,
)


class Objection(models.Model):
    """One objection of one person or body to one decision that was told.

    It runs beside the state of the dossier and never changes it; only a decision that it is right does. `name_key` is
    the name as it is compared, so that someone has one running objection to a decision at a time.
    """

    public_id = PublicIdField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="objections")
    number = models.CharField(max_length=40)  # WS-2027-0123-2-B1
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=500, blank=True)  # lines, as on an envelope
    text = models.TextField(max_length=6000)  # what they say
    received_on = models.DateField()
    posted_on = models.DateField(null=True)  # by the stamp of the post
    is_late = models.BooleanField()  # Awb 6:7 to 6:9
    due_on = models.DateField()  # the last day to decide
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    extended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    extended_at = models.DateTimeField(null=True)
    extension_reason = models.TextField(max_length=2000, blank=True)
    heard_on = models.DateField(null=True)
    hearing = models.TextField(max_length=6000, blank=True)  # the report of it (Awb 7:7)
    not_heard = models.CharField(max_length=15, choices=NotHeard, blank=True)
    state = models.CharField(max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    withdrawn_on = models.DateField(null=True)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)
    late_reason = models.TextField(
        max_length=2000, blank=True
    )  # why a late one is judged nevertheless (Awb 6:11)
    reasons = models.TextField(max_length=6000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    letter: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    sent_on = models.DateField(null=True)  # the day on which it was told; it starts the term to appeal
    appeal_until = models.DateField(null=True)
    token_hash = models.CharField(max_length=64, blank=True)  # of the objector's link to the letter

    class Meta:
        ordering = ["entered_at", "id"]
        indexes = [models.Index(fields=["token_hash"], name="objection_by_token")]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="objection_number_once"),
            models.UniqueConstraint(
                fields=["decision", "name_key"],
                condition=Q(state=ObjectionState.OPEN),
                name="one_running_objection_of_someone",
            ),
            models.CheckConstraint(
                name="objection_says_who_and_what",
                condition=~Q(name="") & ~Q(name_key="") & ~Q(text="") & (~Q(email="") | ~Q(address="")),
            ),
            models.CheckConstraint(
                name="extended_objection_says_why",
                condition=Q(extended_at__isnull=True, extended_by__isnull=True, extension_reason="")
                | (Q(extended_at__isnull=False, extended_by__isnull=False) & ~Q(extension_reason="")),
            ),
            models.CheckConstraint(
                name="hearing_was_held_or_not",
                condition=Q(heard_on__isnull=True, hearing="")
                | (Q(heard_on__isnull=False, not_heard="") & ~Q(hearing="")),
            ),
            models.CheckConstraint(
                name="objection_is_decided_or_not",
                condition=(Q(state=ObjectionState.OPEN, withdrawn_on__isnull=True) & _NOT_DECIDED)
                | (Q(state=ObjectionState.WITHDRAWN, withdrawn_on__isnull=False) & _NOT_DECIDED)
                | (
                    Q(state=ObjectionState.DECIDED, withdrawn_on__isnull=True, letter__isnull=False)
                    & Q(decided_by__isnull=False, decided_at__isnull=False, decided_on__isnull=False)
                    & Q(sent_on__isnull=False, appeal_until__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(reasons="")
                ),
            ),
            models.CheckConstraint(
                name="objection_is_decided_after_a_hearing",
                condition=~Q(state=ObjectionState.DECIDED)
                | Q(heard_on__isnull=False)
                | Q(not_heard__in=[one for one in NotHeard if one not in ONLY_OUTCOME])
                | Q(*(Q(not_heard=why, outcome=only) for why, only in ONLY_OUTCOME.items()), _connector=Q.OR),
            ),
            models.CheckConstraint(
                name="days_of_an_objection_follow_each_other",
                condition=(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("received_on")))
                & (Q(posted_on__isnull=True) | Q(posted_on__lte=F("received_on")))
                & (Q(heard_on__isnull=True) | Q(heard_on__gte=F("received_on")))
                & (
                    Q(decided_on__isnull=True)
                    | Q(
                        decided_on__gte=F("received_on"),
                        sent_on__gte=F("decided_on"),
                        appeal_until__gt=F("sent_on"),
                    )
                ),
            ),
            models.CheckConstraint(
                name="late_objection_is_judged_with_a_reason",
                condition=~Q(state=ObjectionState.DECIDED, is_late=True)
                | Q(outcome=Outcome.INADMISSIBLE)
                | ~Q(late_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Tell if it runs."""
        return self.state == ObjectionState.OPEN

    @property
    def is_upheld(self) -> bool:
        """Tell if it was decided that it is right."""
        return self.outcome == Outcome.UPHELD

    @property
    def is_heard(self) -> bool:
        """Tell if its hearing was held, or is left out for a reason."""
        return self.heard_on is not None or bool(self.not_heard)
