"""The proposal itself, the events of its life, and what of its text was kept."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from grants.budget.models import Dossier, Slice
from grants.plan.models import Insight
from grants.plan.states import Assessment, Settlement
from grants.rounds.models import Round
from portal.errors import WrongState
from portal.fields import PublicIdField
from portal.reads import followed, reread
from portal.search import normalise
from wijkraden.people.models import User
from wijkraden.places.models import District

from ..states import (
    BEFORE_SUBMISSION,
    PUBLIC_LABELS,
    PUBLIC_ROUTE_LABELS,
    STEPS,
    Route,
    SnapshotKind,
    State,
)

if TYPE_CHECKING:
    from datetime import datetime


class Proposal(models.Model):
    """What a district asks, from its draft to its end; one dossier once it is submitted.

    `asked_cents` (euro cents) and the cover lines are together what the cost lines are. `steps` is the number of the
    newest event. Tier, assessment and settlement are kept from the submission on. `received_at` is the moment of
    receipt, `completed_at` that of completeness, which ranks in the order of receipt. `handler` is the officer who
    has it in hand; whether she still is one is asked of her seats.
    """

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="proposals")
    slice = models.ForeignKey(Slice, on_delete=models.PROTECT, related_name="proposals")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="proposals")
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, null=True, related_name="proposal")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    steps = models.PositiveSmallIntegerField(default=1)
    route = models.CharField(max_length=10, choices=Route, default=Route.SUBSIDY)
    title = models.CharField(max_length=160)
    summary = models.TextField(max_length=2000, blank=True)
    for_whom = models.TextField(max_length=1000, blank=True)
    place = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    contribution = models.TextField(max_length=3000, blank=True)  # how it serves the goals of the plan
    district_plan = models.TextField(max_length=1000, blank=True)  # its place in the district's own plan
    insight = models.ForeignKey(
        Insight, on_delete=models.PROTECT, null=True, related_name="proposals"
    )  # what was heard in a conversation that it comes from
    asked_cents = models.BigIntegerField(default=0)
    place_is_hidden = models.BooleanField(default=False)  # for the public, for safety
    days_are_hidden = models.BooleanField(default=False)
    name_is_hidden = models.BooleanField(default=False)  # of the organisation
    safety_reason = models.TextField(max_length=1000, blank=True)  # never shown outside the city
    preference = models.PositiveSmallIntegerField(null=True)  # place in the council's order, 1 first
    tier = models.CharField(max_length=1, blank=True)
    assessment = models.CharField(max_length=10, choices=Assessment, blank=True)
    settlement = models.CharField(max_length=10, choices=Settlement, blank=True)
    received_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)  # the last day to decide, kept for lists by clocks.keep_due
    handler = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="handled")
    is_held_back = models.BooleanField(default=False)  # decided, and told on a decision day to come
    told_on = models.DateField(null=True)  # the day on which the decision on it was first made known
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edits = models.PositiveIntegerField(default=1)  # how often its content changed
    search = models.CharField(max_length=600, editable=False)
    sort_key = models.CharField(max_length=160, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["district", "state"], name="proposal_by_district"),
            models.Index(fields=["state", "due_on"], name="proposal_by_deadline"),
        ]
        constraints = [
            models.CheckConstraint(
                name="proposal_asks_no_less_than_nothing", condition=Q(asked_cents__gte=0)
            ),
            models.CheckConstraint(
                name="action_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="submitted_proposal_has_its_dossier",
                condition=Q(
                    state__in=sorted(BEFORE_SUBMISSION), dossier__isnull=True, received_at__isnull=True
                )
                | Q(state__in=[State.WITHDRAWN, State.CLOSED])
                | (
                    ~Q(state__in=sorted(BEFORE_SUBMISSION))
                    & Q(dossier__isnull=False, received_at__isnull=False)
                    & ~Q(tier="")
                ),
            ),
            models.CheckConstraint(
                name="what_is_hidden_has_its_reason",
                condition=Q(place_is_hidden=False, days_are_hidden=False, name_is_hidden=False)
                | ~Q(safety_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """The number of its dossier, "" before it was submitted."""
        return followed(self, "dossier", Dossier).number if self.dossier_id else ""

    @property
    def is_submitted(self) -> bool:
        """Tell if it ever reached the city."""
        return self.dossier_id is not None

    @property
    def public_label(self) -> str:
        """What members and the public call its state; before a decision day they see no outcome."""
        state = self.shown_state
        return str(PUBLIC_ROUTE_LABELS.get((Route(self.route), state), PUBLIC_LABELS[state]))

    @property
    def shown_state(self) -> State:
        """Where it stands for members and the public."""
        return State.PREPARED if self.is_held_back else State(self.state)

    def index_words(self) -> None:
        """Fill the search and sort columns from the texts (before saving)."""
        self.search = normalise(f"{self.number} {self.title} {self.place}")[:600]
        self.sort_key = normalise(self.title)[:160]

    def move(self, to: State, *, by: User | None, at: datetime, reason: str = "", **columns: Any) -> Event:
        """Step to `to` and note who did it, None for the system; `reason` is for staff and the council.

        `columns` are what the step itself writes, in the same UPDATE. Raises WrongState when STEPS forbids it, also
        when someone else was first. Inside a flow only.
        """
        moved = Proposal.objects.filter(pk=self.pk, state__in=STEPS[to])
        if not moved.update(state=to, steps=F("steps") + 1, **columns):
            raise WrongState(
                _("This proposal can no longer become “%(state)s”. Look at where it stands now.")
                % {"state": to.label}
            )
        reread(self, "state", "steps", *columns)
        return Event.objects.create(proposal=self, number=self.steps, state=to, by=by, at=at, reason=reason)


class Event(models.Model):
    """A step in the life of a proposal: numbered without gaps, never changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=State)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # None: the system
    at = models.DateTimeField()
    reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="event_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.number} {self.state}"


class Snapshot(models.Model):
    """The whole content of a proposal at a moment, with its checksum: what was confirmed or submitted."""

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="snapshots")
    kind = models.CharField(max_length=10, choices=SnapshotKind)
    content: models.JSONField[dict[str, Any]] = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.kind}"


def content_hash(content: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the content of a proposal."""
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
