"""What residents and council members say of a concept of the plan, and what the city answers them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from portal.documents.models import Document
from portal.fields import PublicIdField
from portal.security.fields import EncryptedTextField
from wijkraden.people.models import User
from wijkraden.places.models import District

from ..states import ConsultationState, ElementKind, HiddenWhy, Outcome, PartOf
from .plans import Plan

NO_ANSWER = Q(degree=Outcome.NONE)
_SHOWN = {"confirmed_at__isnull": False, "hidden_at__isnull": True}
IS_SHOWN = Q(**_SHOWN)
SHOWN_IN_IT = Q(**{f"reactions__{name}": value for name, value in _SHOWN.items()})  # of a consultation


class Consultation(models.Model):
    """The question to everyone what they think of a concept; the concept waits until it is closed.

    `concept` is what everyone reacts on, as it read at the opening. `handlers` are all who answered or hid a reaction;
    none of them publishes the document. `edits` counts what changed in what the document tells. One that was withdrawn
    is closed before its first day, so that nobody reacted.
    """

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="consultations")
    concept: models.JSONField[dict[str, Any]] = models.JSONField()
    introduction = models.TextField(max_length=4000)
    opens_on = models.DateField()
    closes_on = models.DateField()  # the last day
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    is_withdrawn = models.BooleanField(default=False)
    edits = models.PositiveIntegerField(default=0)
    handlers = models.ManyToManyField(User, related_name="+")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(published_at__isnull=True, is_withdrawn=False),
                name="consultation_one_at_a_time",
            ),
            models.CheckConstraint(
                name="withdrawn_consultation_is_closed_without_document",
                condition=Q(is_withdrawn=False) | Q(closed_at__isnull=False, published_at__isnull=True),
            ),
            models.CheckConstraint(
                name="consultation_asks_something_for_some_days",
                condition=Q(closes_on__gte=F("opens_on")) & ~Q(introduction=""),
            ),
            models.CheckConstraint(
                name="consultation_is_closed_before_its_document",
                condition=Q(published_by__isnull=True, published_at__isnull=True, document__isnull=True)
                | Q(
                    published_by__isnull=False,
                    published_at__isnull=False,
                    document__isnull=False,
                    closed_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def title(self) -> str:
        """What the concept was called."""
        return str(self.concept["title"])

    @property
    def years(self) -> str:
        """For which years the concept was."""
        return str(self.concept["years"])

    @property
    def parts(self) -> list[PartOf]:
        """What the concept held, in the order of its pages."""
        return [PartOf(**one) for one in self.concept["parts"]]

    @property
    def document_key(self) -> str:
        """By what the document of what stands there now is found."""
        return f"consultation:{self.public_id}:{self.edits}"

    @property
    def is_published(self) -> bool:
        """Tell if everyone reads the document."""
        return self.published_at is not None

    def takes_reactions(self, *, on: date) -> bool:
        """Tell if one can react on that day."""
        return self.closed_at is None and self.opens_on <= on <= self.closes_on

    def state(self, *, on: date) -> ConsultationState:
        """Return how far it is on that day."""
        if self.is_withdrawn:
            return ConsultationState.WITHDRAWN
        if self.is_published:
            return ConsultationState.ANSWERED
        if self.closed_at is not None or on > self.closes_on:
            return ConsultationState.CLOSED
        return ConsultationState.TO_COME if on < self.opens_on else ConsultationState.RUNS


class Reaction(models.Model):
    """What someone says of a part of a concept, as that part was called then (empty: of the whole plan).

    A council member reacts by her account, for her council. Of a resident only an address is kept, for some time; it
    counts once she confirmed it by a link in her mail.
    """

    public_id = PublicIdField()
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="reactions")
    about_kind = models.CharField(max_length=10, choices=ElementKind, blank=True)
    about_code = models.CharField(max_length=20, blank=True)
    about_title = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=4000)
    sent_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="+")
    email: EncryptedTextField[str | None, str | None] = EncryptedTextField(null=True)
    email_hash = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # of the link in her mail
    mails = models.JSONField[list[str]](
        default=list
    )  # public ids of what was sent to her, to be erased with it
    confirm_by = models.DateTimeField(null=True)  # of a resident: until when her link works
    confirmed_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    hidden_why = models.CharField(max_length=10, choices=HiddenWhy, blank=True)
    degree = models.CharField(max_length=10, choices=Outcome, default=Outcome.NONE)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when who gave it was told of the answers
    erased_at = models.DateTimeField(null=True)  # from when on nobody reads the text any more

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="reaction_says_something_of_a_part_or_of_all",
                condition=(~Q(text="") | Q(erased_at__isnull=False))
                & (
                    Q(about_kind="", about_code="", about_title="")
                    | (Q(about_kind__in=ElementKind.values) & ~Q(about_code="") & ~Q(about_title=""))
                ),
            ),
            models.CheckConstraint(
                name="reaction_is_of_a_council_or_of_a_resident",
                condition=Q(
                    by__isnull=False,
                    district__isnull=False,
                    email__isnull=True,
                    email_hash="",
                    token_hash__isnull=True,
                    confirm_by__isnull=True,
                    confirmed_at__isnull=False,
                )
                | (
                    Q(
                        by__isnull=True,
                        district__isnull=True,
                        token_hash__isnull=False,
                        confirm_by__isnull=False,
                    )
                    & (Q(email__isnull=True, email_hash="") | (Q(email__isnull=False) & ~Q(email_hash="")))
                ),
            ),
            models.CheckConstraint(
                name="reaction_is_confirmed_in_time",
                condition=Q(confirmed_at__isnull=True)
                | Q(confirm_by__isnull=True)
                | Q(confirmed_at__lte=F("confirm_by")),
            ),
            models.CheckConstraint(
                name="reaction_is_erased_that_counts_nowhere",
                condition=Q(erased_at__isnull=True)
                | (
                    Q(text="", email__isnull=True)
                    & (Q(confirmed_at__isnull=True) | Q(hidden_why=HiddenWhy.PERSONAL))
                ),
            ),
            models.CheckConstraint(
                name="hidden_reaction_says_by_whom_and_why",
                condition=Q(hidden_at__isnull=True, hidden_by__isnull=True, hidden_why="")
                | Q(hidden_at__isnull=False, hidden_by__isnull=False, hidden_why__in=HiddenWhy.values),
            ),
            models.CheckConstraint(
                name="answer_to_a_reaction_says_what_it_changed",
                condition=Q(
                    degree=Outcome.NONE, answer="", answered_by__isnull=True, answered_at__isnull=True
                )
                | (
                    Q(
                        degree__in=[one for one in Outcome.values if one != Outcome.NONE],
                        answered_by__isnull=False,
                        answered_at__isnull=False,
                        confirmed_at__isnull=False,
                    )
                    & ~Q(answer="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["email_hash"], name="reaction_by_address")]

    def __str__(self) -> str:
        return self.public_id

    @property
    def about(self) -> str:
        """What it is about: “4.3 Onderwijs”; nothing for the whole plan."""
        return f"{self.about_code} {self.about_title}".strip()

    @property
    def is_answered(self) -> bool:
        """Tell if an answer stands there."""
        return self.degree != Outcome.NONE
