"""Advice that a district council gives unasked, on the plan or on an action of the city, and the city's answer."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from portal.fields import PublicIdField
from portal.triggers import alone, frozen, guard, is_near, register, same
from wijkraden.people.models import User
from wijkraden.places.models import District

from ..states import Degree
from .actions import PlanAction
from .plans import Plan


class CouncilAdvice(models.Model):
    """What a council advises on the plan in force, or on one action of the city; it never changes."""

    public_id = PublicIdField()
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="advice_given")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="advice_unasked")
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, null=True, related_name="advice_unasked")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=4000)
    decided_on = models.DateField()  # the meeting in which the council decided to give it
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    answer_by_on = models.DateField()  # the last day of the term for the answer

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="council_advice_says_something", condition=~Q(title="") & ~Q(text="")
            ),
            models.CheckConstraint(
                name="council_decides_before_its_advice_is_due",
                condition=Q(answer_by_on__gt=F("decided_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def answered(self) -> CouncilAnswer | None:
        """The answer that everyone reads; None while there is none."""
        found = getattr(self, "answer", None)
        return found if found is not None and found.is_published else None

    def is_late(self, *, on: date) -> bool:
        """Tell if the term is over without an answer."""
        return self.answered is None and on > self.answer_by_on


class CouncilAnswer(models.Model):
    """The city's answer to a council; one edits it, another publishes it, and then it stays."""

    advice = models.OneToOneField(CouncilAdvice, on_delete=models.PROTECT, related_name="answer")
    degree = models.CharField(max_length=10, choices=Degree)
    text = models.TextField(max_length=4000)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edits = models.PositiveIntegerField(default=1)
    editors = models.ManyToManyField(User, related_name="+")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answer_to_a_council_says_how_far",
                condition=Q(degree__in=[one for one in Degree.values if one != Degree.UNKNOWN]) & ~Q(text=""),
            ),
            models.CheckConstraint(
                name="answer_to_a_council_is_published_by_another",
                condition=Q(published_by__isnull=True, published_at__isnull=True)
                | (
                    Q(published_by__isnull=False, published_at__isnull=False)
                    & ~Q(published_by=F("edited_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.advice)

    @property
    def is_published(self) -> bool:
        """Tell if everyone can read it."""
        return self.published_at is not None


_ADVICE, _ANSWER = "grants_counciladvice", "grants_councilanswer"
_KEPT = "advice of a council is kept"
_STAYS = "an answer that was published stays as it is"
_OF_ITS_CITY = (
    "EXISTS (SELECT 1 FROM grants_plan v JOIN wijkraden_district d ON d.city_id = v.city_id"
    " WHERE v.id = NEW.plan_id AND v.state = 'adopted' AND d.id = NEW.district_id"
    " AND (NEW.action_id IS NULL OR EXISTS (SELECT 1 FROM grants_planaction a"
    " WHERE a.id = NEW.action_id AND a.city_id = v.city_id)))"
)
_OPEN = f"EXISTS (SELECT 1 FROM {_ANSWER} o WHERE o.id = NEW.councilanswer_id AND o.published_at IS NULL)"  # noqa: S608  # our own names

register(
    *frozen(_ADVICE, message=_KEPT),
    guard(
        f"{_ADVICE}_begins",
        table=_ADVICE,
        when="BEFORE INSERT",
        holds=f"{is_near(_ADVICE)} AND {alone(_ADVICE, ('public_id',))} AND {_OF_ITS_CITY}",
        message="a council advises once on the adopted plan or an action of its own city",
    ),
    *frozen(_ANSWER, message=_KEPT, updates=False),
    guard(
        f"{_ANSWER}_begins",
        table=_ANSWER,
        when="BEFORE INSERT",
        holds=f"NEW.published_at IS NULL AND {is_near(_ANSWER)} AND {alone(_ANSWER, ('advice_id',))}",
        message="an answer begins once, open",
    ),
    guard(
        f"{_ANSWER}_stays",
        table=_ANSWER,
        when="BEFORE UPDATE",
        holds=f"OLD.published_at IS NULL AND {same('id', 'advice_id')}",
        message=_STAYS,
    ),
    guard(
        f"{_ANSWER}_by_another",
        table=_ANSWER,
        when="BEFORE UPDATE",
        only="NEW.published_by_id IS NOT NULL",
        holds=f"NOT EXISTS (SELECT 1 FROM {_ANSWER}_editors o"  # noqa: S608  # our own names
        " WHERE o.councilanswer_id = NEW.id AND o.user_id = NEW.published_by_id)",
        message="who edited it never publishes it",
    ),
    *frozen(f"{_ANSWER}_editors", message="who edited what is said of the plan is kept"),
    guard(
        f"{_ANSWER}_editors_while_open",
        table=f"{_ANSWER}_editors",
        when="BEFORE INSERT",
        holds=_OPEN,
        message="who edited what is said of the plan is kept",
    ),
)
