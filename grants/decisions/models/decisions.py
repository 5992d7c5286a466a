"""The decision on a dossier, from its preparation to the day on which it was told, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from grants.budget.models import Entry
from grants.money import format_euros
from grants.plan.states import Settlement
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from portal.fields import PublicIdField
from wijkraden.people.models import User

from ..states import (
    GROUNDS,
    INTENDED,
    LOWERS_FINAL,
    NEED_VIEW,
    OF_AN_AMOUNT,
    ON_THE_REQUEST,
    DecisionKind,
    DecisionState,
    Ground,
    Moment,
    Settles,
)
from ..wording import act_words, kind_words
from .final import is_at_once, is_final
from .mandates import Mandate

if TYPE_CHECKING:
    from datetime import date, datetime

    from .conditions import BudgetCondition
    from .objections import Objection

_FREE_OF_GROUND = [DecisionKind.GRANT, DecisionKind.DETERMINE, DecisionKind.RECOVER]
_OF_NO_AMOUNT = [DecisionKind.REFUSE, DecisionKind.DISMISS, DecisionKind.REVOKE]
_BOOKED = [
    DecisionKind.GRANT,
    DecisionKind.DETERMINE,
    DecisionKind.CHANGE,
    DecisionKind.REVOKE,
    DecisionKind.REVISE,
]


class Decision(models.Model):
    """One decision on a dossier, prepared by one person and taken by another; amounts are euro cents.

    `cents` is what it grants, determines, or changes the grant or the final amount to; `prepared_cents` what the
    officer proposed; `before_cents` what was granted before, of a revision the final amount that stood. `version`
    counts the decisions of a dossier and ends its number. The ceiling as it was at the decision stays: it is what
    counts in an objection (Awb 4:25, third paragraph).
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=32)  # WS-2027-0123-2
    kind = models.CharField(max_length=10, choices=DecisionKind)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.PREPARED)
    cents = models.BigIntegerField(default=0)
    prepared_cents = models.BigIntegerField(default=0)
    before_cents = models.BigIntegerField(default=0)
    ground = models.CharField(max_length=20, choices=Ground, blank=True)
    reasons = models.TextField(max_length=6000)  # why: what the letter says
    legal_basis = models.CharField(max_length=500)
    starts_on = models.DateField(null=True)  # of the period for which is granted
    ends_on = models.DateField(null=True)
    settles = models.CharField(max_length=10, choices=Settles, blank=True)
    share_percent = models.PositiveSmallIntegerField(null=True)  # of the real costs, where it settles so
    settlement = models.CharField(max_length=10, choices=Settlement, blank=True)
    advance_cents = models.BigIntegerField(default=0)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="decisions")
    council_on = models.DateField(null=True)  # the meeting of a council that decides itself
    votes_for = models.PositiveSmallIntegerField(default=0)
    votes_against = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    council_basis = models.CharField(max_length=200, blank=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)  # the day in Amsterdam, on which it counts and is booked
    return_reason = models.TextField(max_length=2000, blank=True)
    authority_cents = models.BigIntegerField(null=True)
    free_before_cents = models.BigIntegerField(null=True)  # with what was reserved for this dossier
    free_after_cents = models.BigIntegerField(null=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="decision")
    # What was paid too much, found by this decision; below zero what a higher final amount takes off of what nobody
    # asked back yet.
    due_back_cents = models.BigIntegerField(default=0)
    letter: models.JSONField[dict[str, Any] | None] = models.JSONField(
        null=True, encoder=DjangoJSONEncoder
    )  # as it was sent
    sent_on = models.DateField(null=True)  # the day on which it was told; it starts the terms
    objection_until = models.DateField(null=True)
    token_hash = models.CharField(max_length=64, blank=True)  # of the applicant's link to the letter
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )  # the decision in whose place it comes
    open_cents = models.BigIntegerField(
        null=True
    )  # of a recovery that was taken away: what had yet to come back
    replaced_at = models.DateTimeField(null=True)  # when it was taken away, or another took its place
    # What the applicant was asked on this very intention.
    view = models.OneToOneField("ViewAsked", on_delete=models.PROTECT, null=True, related_name="decision")

    class Meta:
        ordering = ["proposal", "version"]
        indexes = [models.Index(fields=["token_hash"], name="decision_by_token")]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "version"], name="decision_version_once"),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state=DecisionState.PREPARED),
                name="one_decision_is_prepared",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state=DecisionState.DECIDED, kind__in=ON_THE_REQUEST, replaced_at__isnull=True),
                name="one_grant_or_refusal_stands",
            ),
            models.CheckConstraint(
                name="view_belongs_to_a_decision_that_needs_it",
                condition=Q(view__isnull=True) | Q(state=DecisionState.DECIDED, ground__in=sorted(NEED_VIEW)),
            ),
            models.CheckConstraint(
                name="who_prepares_a_decision_never_takes_it",
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("prepared_by"))
                | Q(council_on__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_says_why", condition=~Q(reasons="") & ~Q(legal_basis="") & Q(version__gte=1)
            ),
            models.CheckConstraint(
                name="decision_has_a_ground_of_its_kind",
                condition=Q(ground="", kind__in=_FREE_OF_GROUND)
                | Q(
                    *(Q(kind=kind, ground__in=grounds) for kind, grounds in GROUNDS.items() if grounds),
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="lower_determination_has_its_ground",
                condition=~Q(kind=DecisionKind.DETERMINE)
                | Q(cents=F("before_cents"), ground="")
                | (Q(cents__lt=F("before_cents")) & ~Q(ground="")),
            ),
            models.CheckConstraint(
                name="final_amount_goes_down_on_a_ground_or_up_after_an_objection",
                condition=~Q(kind=DecisionKind.REVISE)
                | Q(ground=Ground.OBJECTION, cents__gt=F("before_cents"))
                | Q(ground__in=LOWERS_FINAL, cents__lt=F("before_cents")),
            ),
            models.CheckConstraint(
                name="grant_says_what_it_must",
                condition=~Q(kind=DecisionKind.GRANT)
                | (
                    Q(cents__gt=0, starts_on__isnull=False, ends_on__gte=F("starts_on"))
                    & ~Q(settles="")
                    & ~Q(settlement="")
                    & (~Q(settles=Settles.SHARE) | Q(share_percent__range=(1, 100)))
                ),
            ),
            models.CheckConstraint(
                name="decision_is_about_an_amount_of_its_kind",
                condition=Q(
                    cents__gte=0,
                    prepared_cents__gte=F("cents"),
                    before_cents__gte=0,
                    advance_cents__gte=0,
                )
                & (
                    Q(due_back_cents__gte=0)
                    | Q(kind=DecisionKind.REVISE, due_back_cents__gte=F("before_cents") - F("cents"))
                )
                & (Q(advance_cents=0) | Q(kind=DecisionKind.GRANT, advance_cents__lte=F("cents")))
                & (~Q(kind__in=_OF_NO_AMOUNT) | Q(cents=0)),
            ),
            models.CheckConstraint(
                name="decided_by_someone_on_a_day",
                condition=Q(
                    state=DecisionState.PREPARED,
                    decided_by__isnull=True,
                    decided_on__isnull=True,
                    entry__isnull=True,
                )
                | Q(decided_by__isnull=False, decided_at__isnull=False, decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="returned_decision_says_why",
                condition=~Q(state=DecisionState.RETURNED) | (~Q(return_reason="") & Q(entry__isnull=True)),
            ),
            models.CheckConstraint(
                name="decided_under_a_mandate_or_by_a_council",
                condition=~Q(state=DecisionState.DECIDED)
                | Q(mandate__isnull=False, council_on__isnull=True)
                | (
                    Q(mandate__isnull=True, council_on__lte=F("decided_on"), votes_for__gt=F("votes_against"))
                    & ~Q(council_basis="")
                ),
            ),
            models.CheckConstraint(
                name="decision_with_an_amount_is_booked",
                condition=~Q(state=DecisionState.DECIDED, kind__in=_BOOKED) | Q(entry__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_that_is_taken_away_says_what_was_open",
                condition=Q(open_cents__isnull=True)
                & (~Q(kind=DecisionKind.RECOVER) | Q(replaced_at__isnull=True))
                | Q(kind=DecisionKind.RECOVER, replaced_at__isnull=False, open_cents__range=(0, F("cents"))),
            ),
            models.CheckConstraint(
                name="decided_grant_keeps_its_ceiling",
                condition=~Q(state=DecisionState.DECIDED, kind=DecisionKind.GRANT)
                | Q(authority_cents__gte=0, free_before_cents__gte=F("cents"), free_after_cents__gte=0),
            ),
            models.CheckConstraint(
                name="sent_decision_was_decided",
                condition=Q(sent_on__isnull=True, objection_until__isnull=True)
                | Q(state=DecisionState.DECIDED, sent_on__gte=F("decided_on"), letter__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_prepared(self) -> bool:
        """Tell if it waits for whoever decides."""
        return self.state == DecisionState.PREPARED

    @property
    def is_decided(self) -> bool:
        """Tell if it was taken."""
        return self.state == DecisionState.DECIDED

    @property
    def kind_words(self) -> str:
        """What it is called on its route."""
        return kind_words(self.kind, self.proposal.route)

    @property
    def running_objections(self) -> list[Objection]:
        """Return the objections to it that run, of those that were read with it."""
        return [one for one in self.objections.all() if one.is_open]

    @property
    def condition(self) -> BudgetCondition | None:
        """Return the condition of the budget under which it was granted, of those that were read with it, if any."""
        return next(iter(self.budget_conditions.all()), None)

    @property
    def fell_on_objection(self) -> bool:
        """Tell if an objection to it was upheld, of those that were read with it."""
        return any(one.is_upheld for one in self.objections.all())

    @property
    def fell_with_revocation_at(self) -> datetime | None:
        """Return when a recovery fell with the revocation whose money it asks back, None while it stands.

        One that asks anything else back too stands. One query for a recovery whose dossier was not read with it.
        """
        if self.kind != DecisionKind.RECOVER or not self.is_decided:
            return None
        before = [
            one for one in self.proposal.decisions.all() if one.version < self.version and one.is_decided
        ]
        asked = (one for one in before if one.kind == DecisionKind.RECOVER and one.replaced_at is None)
        since = max((one.version for one in asked), default=0)
        found = [one for one in before if one.version > since and one.due_back_cents]
        fell = [one.replaced_at for one in found if one.kind == DecisionKind.REVOKE and one.replaced_at]
        return max(fell) if fell and len(fell) == len(found) else None

    @property
    def is_at_once(self) -> bool:
        """Tell if a grant determines the final amount in the same moment."""
        return is_at_once(self.kind, self.settlement)

    @property
    def is_final(self) -> bool:
        """Tell if it says what the final amount is."""
        return is_final(self.kind, self.settlement)

    @property
    def is_in_part(self) -> bool:
        """Tell if a grant gives less than was asked."""
        return self.kind == DecisionKind.GRANT and self.cents < self.proposal.asked_cents


class Obligation(models.Model):
    """Something that is agreed with the recipient in a grant; what the grant does not say cannot be enforced."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="obligations")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500)
    due_on = models.DateField(null=True)
    is_report = models.BooleanField(default=False)  # the report that is asked, by that day

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="obligation_says_what", condition=~Q(words="")),
            models.UniqueConstraint(
                fields=["decision"], condition=Q(is_report=True), name="one_report_is_asked"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Instalment(models.Model):
    """Money to be paid because of a decision, in euro cents: a part of the advance, or what a determination leaves.

    `entry` is the entry by which it stands as to be paid; without it its moment has yet to come.
    """

    public_id = PublicIdField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="instalments")
    position = models.PositiveSmallIntegerField()
    cents = models.BigIntegerField()
    moment = models.CharField(max_length=15, choices=Moment)
    due_on = models.DateField(null=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="instalment")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "position"], name="instalment_position_once"),
            models.CheckConstraint(name="instalment_is_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="instalment_on_a_day_has_it",
                condition=Q(moment=Moment.ON_DAY, due_on__isnull=False)
                | (~Q(moment=Moment.ON_DAY) & Q(due_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}/{self.position}: {self.cents}"


class ViewAsked(models.Model):
    """The applicant was asked for a view on an intended decision (Awb 4:7, 4:12), with the last day for it.

    What is intended is a kind of decision on a ground, and to which amount (euro cents); a decision that is worse
    for the applicant is another intention. One that was asked before this was kept has no `kind`: it is on any.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="views_asked")
    kind = models.CharField(max_length=10, choices=DecisionKind, blank=True)
    cents = models.BigIntegerField(default=0)  # 0 where nothing is left, as when it is refused or revoked
    ground = models.CharField(max_length=20, choices=Ground)
    intention = models.TextField(max_length=4000)
    asked_on = models.DateField()
    last_day = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=6000, blank=True)  # what the applicant said, "" for: no view
    answered_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="view_is_on_an_amount_of_its_kind",
                condition=Q(kind__in=["", *sorted(INTENDED.keys() - OF_AN_AMOUNT)], cents=0)
                | Q(kind__in=sorted(INTENDED.keys() & OF_AN_AMOUNT), cents__gte=0),
            ),
            models.CheckConstraint(
                name="view_has_some_time", condition=Q(last_day__gt=F("asked_on")) & ~Q(intention="")
            ),
            models.CheckConstraint(
                name="answered_view_says_when",
                condition=Q(answered_at__isnull=True, answer="", entered_by__isnull=True)
                | Q(answered_at__isnull=False, entered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def intended(self) -> str:
        """What is intended, in words with its amount; "" for one that does not say it."""
        return act_words(self.kind, Route.SUBSIDY, format_euros(self.cents)) if self.kind else ""

    def is_open(self, on: date) -> bool:
        """Tell if the applicant did not answer and still may on that day."""
        return self.answered_at is None and self.last_day >= on
