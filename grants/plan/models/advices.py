"""Advice that was asked on a version of the plan: the question, what was answered to it, and what that changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from portal.triggers import guard, register, same
from wijkraden.people.models import User

from ..states import AdviceOf, AdvicePointOf, AdviceState, Degree
from .editions import (
    Edition,
    InThePlan,
    Point,
    Subject,
    edition_constraints,
    edition_guards,
    in_an_adopted_plan,
    link_guards,
    point_guards,
    subject_guards,
)
from .plans import Element, Plan


class Advice(Subject):
    """Advice of one body on one version of the plan."""

    NAME = "advice"


class AdviceEdition(Edition):
    """What is known of an advice. A version is adopted once each is answered, or its absence is explained."""

    WHAT = AdviceOf
    POINTS = ("points_made",)

    advice = models.ForeignKey(Advice, on_delete=models.PROTECT, related_name="editions")
    editors = models.ManyToManyField(User, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="advice")
    title = models.CharField(max_length=200)  # the body that advises: no names of members
    question = models.TextField(max_length=2000)
    asked_on = models.DateField()
    due_on = models.DateField()
    received_on = models.DateField(null=True)
    text = models.TextField(max_length=8000, blank=True)  # what it says as a whole, in short
    absence = models.TextField(max_length=2000, blank=True)  # why there is none
    source = models.CharField(max_length=500, blank=True)

    class Meta(Edition.Meta):
        constraints = [
            *edition_constraints("advice", owner="advice"),
            models.CheckConstraint(
                name="advice_is_asked_before_it_is_due", condition=Q(due_on__gte=F("asked_on"))
            ),
            models.CheckConstraint(
                name="advice_comes_with_its_text_or_not_at_all",
                condition=Q(received_on__isnull=True, text="")
                | (Q(received_on__isnull=False, received_on__gte=F("asked_on"), absence="") & ~Q(text="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_answered(self) -> bool:
        """Tell if it came and each of its points has an answer. One query, unless they are at hand."""
        points: list[AdvicePoint] = self.points("points_made")
        return self.received_on is not None and bool(points) and all(one.is_answered for one in points)

    @property
    def is_done(self) -> bool:
        """Tell if it does not stand in the way of adopting its version."""
        return self.is_published and (bool(self.absence) or self.is_answered)

    @property
    def shows_empty_lists(self) -> bool:
        """Tell if its points are shown while there are none: not when its absence is explained."""
        return not self.absence

    @property
    def state(self) -> AdviceState:
        """How far it is."""
        if self.absence:
            return AdviceState.ABSENT
        if self.received_on is None:
            return AdviceState.ASKED
        return AdviceState.ANSWERED if self.is_answered else AdviceState.RECEIVED


class AdvicePoint(InThePlan, Point):
    """One point of an advice, with the answer and what it changed."""

    WHAT = AdvicePointOf

    edition = models.ForeignKey(AdviceEdition, on_delete=models.PROTECT, related_name="points_made")
    text = models.CharField(max_length=500)
    degree = models.CharField(max_length=10, choices=Degree)
    answer = models.TextField(max_length=4000, blank=True)
    elements = models.ManyToManyField(Element, related_name="advised")

    class Meta(Point.Meta):
        constraints = [
            models.CheckConstraint(
                name="point_of_advice_is_taken_over_so_far", condition=Q(degree__in=Degree.values)
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_answered(self) -> bool:
        """Tell if it has an answer and says what it changed."""
        return self.answer != "" and self.degree != Degree.UNKNOWN


_EDITION, _POINT = "grants_adviceedition", "grants_advicepoint"
_STANDS = "what was published of an advice stays as it is"
_ANSWERED = (
    f"e.received_on IS NOT NULL AND EXISTS (SELECT 1 FROM {_POINT} p WHERE p.edition_id = e.id)"  # noqa: S608  # our own names
    f" AND NOT EXISTS (SELECT 1 FROM {_POINT} p WHERE p.edition_id = e.id"  # our own names
    " AND (p.degree = 'unknown' OR p.answer = ''))"
)
_ITS_CONCEPTS = (  # itself, and the concept that it was copied from; flows look further back
    "(NEW.id, (SELECT b.id FROM grants_plan b WHERE b.id = NEW.replaces_id AND b.state = 'concept'))"
)
_NEWEST = (
    f"e.version = (SELECT max(n.version) FROM {_EDITION} n"  # noqa: S608  # our own names
    " WHERE n.advice_id = e.advice_id AND n.dropped_at IS NULL)"
)
_ON_ITS_VERSION = (
    "EXISTS (SELECT 1 FROM grants_plan v JOIN grants_advice s ON s.city_id = v.city_id"  # noqa: S608  # our own names
    " WHERE v.id = NEW.plan_id AND s.id = NEW.advice_id)"
    f" AND NOT EXISTS (SELECT 1 FROM {_EDITION} e WHERE e.advice_id = NEW.advice_id"
    " AND e.published_at IS NOT NULL AND e.plan_id <> NEW.plan_id)"
)

register(
    *subject_guards("grants_advice", message="advice on the plan is kept"),
    *edition_guards(
        _EDITION,
        owner="advice_id",
        also=_ON_ITS_VERSION,
    ),
    *point_guards(_POINT, edition=_EDITION, message=_STANDS),
    *link_guards(
        _POINT,
        links=f"{_POINT}_elements",
        column="element_id",
        edition=_EDITION,
        chosen=in_an_adopted_plan("grants_advice", "advice_id"),
        message=_STANDS,
    ),
    guard(
        "grants_plan_is_advised_on",
        table="grants_plan",
        when="BEFORE UPDATE",
        only="NEW.adopted_at IS NOT NULL",
        holds=f"NOT EXISTS (SELECT 1 FROM {_EDITION} e WHERE e.plan_id IN {_ITS_CONCEPTS} AND e.dropped_at IS NULL"  # noqa: S608  # our own names
        f" AND {_NEWEST} AND NOT (e.published_at IS NOT NULL AND (e.absence <> '' OR ({_ANSWERED}))))",
        message="a version of the plan is adopted once each advice on it is answered",
    ),
    guard(
        "grants_plan_is_called_so_in_an_advice",
        table="grants_plan",
        when="BEFORE UPDATE",
        only="OLD.state = 'concept'",
        holds=f"({same('title', 'first_year', 'last_year')}) OR NOT EXISTS (SELECT 1 FROM {_EDITION} e"  # noqa: S608  # our own names
        " WHERE e.plan_id = NEW.id AND e.published_at IS NOT NULL)",
        message="what everyone reads of a version with an advice stays",
    ),
)
