"""Actions of the city's own departments under the plan: what is planned, how far it is, and how it is measured."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from portal.triggers import guard, register
from wijkraden.people.models import User
from wijkraden.places.models import District

from ..states import ActionOf, ActionState, IndicatorOf, YearOf
from .conversations import Insight
from .editions import (
    Edition,
    InThePlan,
    Point,
    Subject,
    edition_constraints,
    edition_guards,
    in_an_adopted_plan,
    in_its_city,
    link_guards,
    of_a_published_conversation,
    point_guards,
    subject_guards,
)
from .plans import EARLIEST, LATEST, Element


class PlanAction(Subject):
    """An action of the city itself; the councils' actions are proposals."""

    NAME = "city_action"


class PlanActionEdition(InThePlan, Edition):
    """What is known of an action: who does what in which years, under which parts of the plan."""

    WHAT = ActionOf
    POINTS = ("years", "indicators")
    NEEDED = ("elements",)

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="editions")
    editors = models.ManyToManyField(User, related_name="+")
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=160)  # that is responsible: no names
    planned = models.TextField(max_length=4000)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    districts = models.ManyToManyField(District, related_name="plan_actions")  # none: the whole city
    elements = models.ManyToManyField(Element, related_name="plan_actions")
    insights = models.ManyToManyField(Insight, related_name="plan_actions")  # where it comes from
    source = models.CharField(max_length=500, blank=True)

    class Meta(Edition.Meta):
        constraints = [
            *edition_constraints("action", owner="action"),
            models.CheckConstraint(
                name="city_action_ends_after_it_starts",
                condition=Q(first_year__gte=EARLIEST, last_year__lte=LATEST, last_year__gte=F("first_year")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def span(self) -> str:
        """Its years as they are read: 2024–2027, or one."""
        if self.first_year == self.last_year:
            return str(self.first_year)
        return f"{self.first_year}–{self.last_year}"

    @property
    def newest_year(self) -> ActionYear | None:
        """How far it was in the last year that tells. One query, unless the years are at hand."""
        told: list[ActionYear] = self.points("years")
        return max(told, key=lambda one: one.year, default=None)

    @property
    def where(self) -> list[District]:
        """The districts it is done in; none: the whole city. One query, unless they are at hand."""
        return list(self.districts.all())

    @property
    def comes_from(self) -> list[Insight]:
        """What was heard that it comes from. One query, unless they are at hand."""
        return list(self.insights.all())


class ActionYear(Point):
    """How far an action was at the end of a year, in words."""

    WHAT = YearOf

    edition = models.ForeignKey(PlanActionEdition, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ActionState)
    words = models.TextField(max_length=4000)

    class Meta(Point.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "year"], name="action_year_once_per_edition"),
            models.CheckConstraint(
                name="action_year_is_of_our_time", condition=Q(year__gte=EARLIEST, year__lte=LATEST)
            ),
            models.CheckConstraint(name="action_is_so_far", condition=Q(state__in=ActionState.values)),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Indicator(Point):
    """A figure that tells of an action, with what it means and what it does not say."""

    WHAT = IndicatorOf

    edition = models.ForeignKey(PlanActionEdition, on_delete=models.PROTECT, related_name="indicators")
    name = models.CharField(max_length=200)
    definition = models.TextField(max_length=2000)
    source = models.CharField(max_length=500)
    silent_on = models.TextField(max_length=2000)  # what it does not say
    measured = models.TextField(max_length=2000, blank=True)  # the figures, year by year

    class Meta(Point.Meta):
        pass

    def __str__(self) -> str:
        return self.name


_EDITION = "grants_planactionedition"
_STANDS = "what was published of an action of the city stays as it is"

register(
    *subject_guards("grants_planaction", message="actions of the city are kept"),
    *edition_guards(_EDITION, owner="action_id", also="NEW.last_year >= NEW.first_year"),
    guard(
        f"{_EDITION}_stands_in_the_plan",
        table=_EDITION,
        when="BEFORE UPDATE",
        only="NEW.published_at IS NOT NULL",
        holds=f"EXISTS (SELECT 1 FROM {_EDITION}_elements r WHERE r.planactionedition_id = NEW.id)",  # noqa: S608  # our own names
        message="an action of the city that is published stands in the plan",
    ),
    *point_guards("grants_actionyear", edition=_EDITION, message=_STANDS, keys=(("edition_id", "year"),)),
    *point_guards("grants_indicator", edition=_EDITION, message=_STANDS),
    *(
        one
        for name, column, chosen in (
            ("elements", "element_id", in_an_adopted_plan("grants_planaction", "action_id")),
            ("insights", "insight_id", of_a_published_conversation("grants_planaction", "action_id")),
            ("districts", "district_id", in_its_city("grants_planaction", "action_id")),
        )
        for one in link_guards(
            _EDITION,
            links=f"{_EDITION}_{name}",
            column=column,
            edition=_EDITION,
            chosen=chosen,
            message=_STANDS,
        )
    ),
)
