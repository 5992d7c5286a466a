"""What residents and council members say of a concept of the plan, and what the city answers them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal.documents.models import Document
from portal.fields import PublicIdField
from portal.security.fields import EncryptedTextField
from portal.triggers import alone, frozen, guard, is_near, register, same
from wijkraden.people.models import User
from wijkraden.places.models import District

from ..states import ElementKind, HiddenWhy, Outcome
from .plans import Plan

NO_ANSWER = Q(degree=Outcome.NONE)
IS_SHOWN = Q(confirmed_at__isnull=False, hidden_at__isnull=True)


class Consultation(models.Model):
    """The question to everyone what they think of a concept; the concept waits until it is closed.

    `answerers` are all who answered a reaction; none of them publishes the document. `edits` counts what changed in
    what the document tells.
    """

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="consultations")
    introduction = models.TextField(max_length=4000)
    opens_on = models.DateField()
    closes_on = models.DateField()  # the last day
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    edits = models.PositiveIntegerField(default=0)
    answerers = models.ManyToManyField(User, related_name="+")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(published_at__isnull=True), name="consultation_one_at_a_time"
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
    def is_published(self) -> bool:
        """Tell if everyone reads the document."""
        return self.published_at is not None

    def takes_reactions(self, *, on: date) -> bool:
        """Tell if one can react on that day."""
        return self.closed_at is None and self.opens_on <= on <= self.closes_on

    def status(self, *, on: date) -> tuple[str, str]:
        """Return how far it is in words, with the kind of its badge."""
        if self.is_published:
            return _("Answered"), "good"
        if self.closed_at is not None or on > self.closes_on:
            return _("Closed: answers are written"), "wait"
        return (_("About to begin"), "neutral") if on < self.opens_on else (_("You can react"), "wait")


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
    confirmed_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    hidden_why = models.CharField(max_length=10, choices=HiddenWhy, blank=True)
    degree = models.CharField(max_length=10, choices=Outcome, default=Outcome.NONE)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="reaction_says_something_of_a_part_or_of_all",
                condition=~Q(text="")
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
                    confirmed_at__isnull=False,
                )
                | (
                    Q(by__isnull=True, district__isnull=True, token_hash__isnull=False)
                    & (Q(email__isnull=True, email_hash="") | (Q(email__isnull=False) & ~Q(email_hash="")))
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


_CONSULTATION, _REACTION = "grants_consultation", "grants_reaction"
_KEPT = "a consultation and its reactions are kept"
_STAYS = "a consultation whose document was published stays as it is"
_OPEN_CONCEPT = (
    "EXISTS (SELECT 1 FROM grants_plan p WHERE p.id = NEW.plan_id AND p.state = 'concept')"
    " AND NOT EXISTS (SELECT 1 FROM grants_plan p WHERE p.replaces_id = NEW.plan_id AND p.state = 'adopted')"
    " AND EXISTS (SELECT 1 FROM grants_element e WHERE e.plan_id = NEW.plan_id)"
)
_NOT_AN_EDITOR = (
    "NOT EXISTS (SELECT 1 FROM grants_plan_editors e"
    " WHERE e.plan_id = NEW.plan_id AND e.user_id = NEW.opened_by_id)"
)
_THE_ONLY_ONE = (
    f"NOT EXISTS (SELECT 1 FROM {_CONSULTATION} o WHERE o.plan_id = NEW.plan_id AND o.published_at IS NULL)"  # noqa: S608  # our own names
)
_CLOSED_ONCE = f"(OLD.closed_at IS NULL OR ({same('closed_at', 'closes_on')}))"
_ANSWERED_ALL = (
    f"NOT EXISTS (SELECT 1 FROM {_REACTION} r WHERE r.consultation_id = NEW.id AND r.confirmed_at IS NOT NULL"  # noqa: S608  # our own names
    " AND r.hidden_at IS NULL AND r.degree = 'none')"
)
_BY_ANOTHER = (
    f"NOT EXISTS (SELECT 1 FROM {_CONSULTATION}_answerers o"  # noqa: S608  # our own names
    " WHERE o.consultation_id = NEW.id AND o.user_id = NEW.published_by_id)"
    f" AND NOT EXISTS (SELECT 1 FROM {_REACTION} r"
    " WHERE r.consultation_id = NEW.id AND r.answered_by_id = NEW.published_by_id)"
)
_UNPUBLISHED = (
    f"EXISTS (SELECT 1 FROM {_CONSULTATION} o"  # noqa: S608  # our own names
    " WHERE o.id = NEW.consultation_id AND o.published_at IS NULL{0})"
)
_AS_SENT = same(
    *("id", "public_id", "consultation_id", "about_kind", "about_code", "about_title"),
    *("text", "sent_at", "by_id", "district_id", "token_hash"),
)
_TOLD = same(
    "confirmed_at",
    *("hidden_at", "hidden_by_id", "hidden_why", "degree", "answer", "answered_by_id", "answered_at"),
)
_ADDRESS_ONLY_GOES = (
    "(OLD.email IS NOT NULL OR NEW.email IS NULL)"
    " AND (NEW.email_hash = OLD.email_hash OR NEW.email_hash = '')"  # written anew with another key it stays the same
)

register(
    *frozen(_CONSULTATION, message=_KEPT, updates=False),
    guard(
        f"{_CONSULTATION}_begins",
        table=_CONSULTATION,
        when="BEFORE INSERT",
        holds=f"NEW.closed_at IS NULL AND NEW.published_at IS NULL AND {is_near(_CONSULTATION)}"
        f" AND {alone(_CONSULTATION, ('public_id',))} AND {_THE_ONLY_ONE} AND {_OPEN_CONCEPT}",
        message="a consultation begins open, on a concept that holds something, one at a time",
    ),
    guard(
        f"{_CONSULTATION}_by_another",
        table=_CONSULTATION,
        when="BEFORE INSERT",
        holds=_NOT_AN_EDITOR,
        message="who edited a version never opens its consultation",
    ),
    guard(
        f"{_CONSULTATION}_stays",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        holds="OLD.published_at IS NULL AND NEW.closes_on >= OLD.closes_on AND NEW.edits >= OLD.edits AND "
        f"{same('id', 'public_id', 'plan_id', 'introduction', 'opens_on', 'opened_by_id', 'opened_at')}"
        f" AND {_CLOSED_ONCE} AND {alone(_CONSULTATION, ('document_id',), but_old=True)}",
        message=_STAYS,
    ),
    guard(
        f"{_CONSULTATION}_is_answered",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        only="NEW.published_at IS NOT NULL",
        holds=_ANSWERED_ALL,
        message="a document answers every reaction that is shown",
    ),
    guard(
        f"{_CONSULTATION}_is_published_by_another",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        only="NEW.published_by_id IS NOT NULL",
        holds=_BY_ANOTHER,
        message="who answered a reaction never publishes the document",
    ),
    *frozen(f"{_CONSULTATION}_answerers", message="who answered reactions is kept"),
    guard(
        f"{_CONSULTATION}_answerers_while_open",
        table=f"{_CONSULTATION}_answerers",
        when="BEFORE INSERT",
        holds=_UNPUBLISHED.format(""),
        message="who answered reactions is kept",
    ),
    *frozen(_REACTION, message=_KEPT, updates=False),
    guard(
        f"{_REACTION}_begins",
        table=_REACTION,
        when="BEFORE INSERT",
        holds=f"NEW.hidden_at IS NULL AND NEW.answered_at IS NULL AND {is_near(_REACTION)}"
        f" AND {alone(_REACTION, ('public_id',), ('token_hash',))}"
        f" AND {_UNPUBLISHED.format(' AND o.closed_at IS NULL')}",
        message="a reaction is sent once, while the consultation is open",
    ),
    guard(
        f"{_REACTION}_stays",
        table=_REACTION,
        when="BEFORE UPDATE",
        holds=f"{_AS_SENT} AND {_ADDRESS_ONLY_GOES}",
        message="a reaction stays as it was sent",
    ),
    guard(
        f"{_REACTION}_is_told_once",
        table=_REACTION,
        when="BEFORE UPDATE",
        holds=f"({_TOLD}) OR ({_UNPUBLISHED.format('')}"
        f" AND (OLD.confirmed_at IS NULL OR {same('confirmed_at')}))",
        message=_STAYS,
    ),
)
