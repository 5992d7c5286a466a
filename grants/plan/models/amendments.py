"""Changes within a version of the plan: what comes in, reads otherwise or goes out, by which decision and why."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from portal.triggers import day_in, guard, register, year_in
from wijkraden.people.models import User

from ..states import AmendedPartOf, AmendmentGround, AmendmentOf, Amends, ElementKind
from .advices import Advice
from .conversations import Insight
from .editions import (
    Edition,
    Point,
    Subject,
    edition_constraints,
    edition_guards,
    holds_some,
    is_published,
    link_guards,
    of_a_published_conversation,
    point_guards,
    subject_guards,
)
from .papers import Paper
from .plans import Element, Plan, code_of_a_part, ends_within


class Amendment(Subject):
    """A change within an adopted version of the plan."""

    NAME = "amendment"


class AmendmentEdition(Edition):
    """What is known of an amendment. Its publication changes the plan, so nothing is published of it after that."""

    WHAT = AmendmentOf
    POINTS = ("parts",)
    WHOLE = Q(parts__isnull=False) | Q(ends_on__isnull=False)
    IS_ONCE = True

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="editions")
    editors = models.ManyToManyField(User, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="amendments")
    title = models.CharField(max_length=200)
    ground = models.CharField(max_length=12, choices=AmendmentGround)
    reason = models.TextField(max_length=4000)
    decision_number = models.CharField(max_length=40)  # of the city council
    decision_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day of the plan, when it ends before its last year
    papers = models.ManyToManyField(Paper, related_name="amendments")
    advices = models.ManyToManyField(Advice, related_name="amendments")
    insights = models.ManyToManyField(Insight, related_name="amendments")
    source = models.CharField(max_length=500, blank=True)

    class Meta(Edition.Meta):
        constraints = [
            *edition_constraints("amendment", owner="amendment"),
            models.CheckConstraint(
                name="amendment_comes_from_something", condition=Q(ground__in=AmendmentGround.values)
            ),
            models.CheckConstraint(
                name="amendment_is_decided_and_explained", condition=~Q(decision_number="") & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="plan_ends_after_that_was_decided",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("decision_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shows_empty_lists(self) -> bool:
        """Tell if its parts are shown while there are none: not of one that ended the plan and changed nothing else."""
        return self.ends_on is None or not self.is_published

    @property
    def changes(self) -> list[AmendedPart]:
        """What becomes of each part, in their order. One query, unless they are at hand."""
        return self.points("parts")

    @property
    def comes_from(self) -> list[Insight]:
        """What residents said that it comes from. One query, unless they are at hand."""
        return list(self.insights.all())

    @property
    def comes_from_papers(self) -> list[Paper]:
        """The papers of the city council that it comes from. One query, unless they are at hand."""
        return list(self.papers.all())

    @property
    def comes_from_advice(self) -> list[Advice]:
        """The advice that it comes from. One query, unless they are at hand."""
        return list(self.advices.all())


class AmendedPart(Point):
    """What becomes of one part of the plan: a text that is empty stays as it was."""

    WHAT = AmendedPartOf

    edition = models.ForeignKey(AmendmentEdition, on_delete=models.PROTECT, related_name="parts")
    act = models.CharField(max_length=6, choices=Amends)
    element = models.ForeignKey(Element, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ElementKind, blank=True)
    code = models.CharField(max_length=20, blank=True, validators=[code_of_a_part])
    title = models.CharField(max_length=200, blank=True)
    explanation = models.TextField(max_length=4000, blank=True)
    source = models.CharField(max_length=500, blank=True)

    class Meta(Point.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "element"], name="part_is_amended_once"),
            models.CheckConstraint(
                name="amended_part_says_what_becomes_of_it",
                condition=(
                    Q(act=Amends.ADD, element__isnull=True, kind__in=ElementKind.values)
                    & ~Q(code="")
                    & ~Q(title="")
                )
                | (
                    Q(act=Amends.CHANGE, element__isnull=False, kind="")
                    & ~Q(code="", title="", explanation="", source="")
                )
                | Q(
                    act=Amends.END,
                    element__isnull=False,
                    kind="",
                    code="",
                    title="",
                    explanation="",
                    source="",
                ),
            ),
        ]

    def __str__(self) -> str:
        if self.element is None:
            return f"{self.code} {self.title}"
        return str(self.element)

    @property
    def becomes(self) -> dict[str, str]:
        """What the part says from then on, by the columns of an element; nothing when it goes out."""
        if self.act == Amends.END:
            return {}
        before = self.element
        said = {
            "code": self.code,
            "title": self.title,
            "explanation": self.explanation,
            "source": self.source,
        }
        if before is None:
            return {"kind": self.kind, **said}
        return {"kind": before.kind, **{name: text or getattr(before, name) for name, text in said.items()}}


_EDITION, _PART = "grants_amendmentedition", "grants_amendedpart"
_STANDS = "what was published of an amendment stays as it is"
_OF_ITS_PLAN = (
    "EXISTS (SELECT 1 FROM grants_plan v JOIN grants_amendment s ON s.city_id = v.city_id"
    " WHERE v.id = NEW.plan_id AND s.id = NEW.amendment_id AND v.state = 'adopted')"
)
_ONCE = (
    f"NOT EXISTS (SELECT 1 FROM {_EDITION} e WHERE e.amendment_id = NEW.amendment_id"  # noqa: S608  # our own names
    " AND e.published_at IS NOT NULL AND e.id <> NEW.id)"
)
_ENDS_WITHIN = (
    f"{day_in('NEW.ends_on')} >= {day_in('NEW.published_at')}"  # noqa: S608  # our own names
    f" AND EXISTS (SELECT 1 FROM grants_plan v WHERE v.id = NEW.plan_id AND {ends_within('v', 'NEW.ends_on')})"
)
_NOT_ENDED = (
    f"EXISTS (SELECT 1 FROM grants_plan v WHERE v.id = NEW.plan_id AND v.last_year >= {year_in('NEW.published_at')}"  # noqa: S608  # our own names
    f" AND (v.ends_on IS NULL OR {day_in('v.ends_on')} >= {day_in('NEW.published_at')}))"
)

register(
    *subject_guards("grants_amendment", message="amendments of the plan are kept"),
    *edition_guards(_EDITION, owner="amendment_id", also=f"{_OF_ITS_PLAN} AND {_ONCE}"),
    holds_some(
        _EDITION,
        _PART,
        instead="NEW.ends_on IS NOT NULL",
        message="an amendment that is published changes something",
    ),
    guard(
        f"{_EDITION}_ends_a_plan_of_now",
        table=_EDITION,
        when="BEFORE UPDATE",
        only="NEW.published_at IS NOT NULL AND NEW.ends_on IS NOT NULL",
        holds=_ENDS_WITHIN,
        message="a plan ends within its years, on the day of publication or later",
    ),
    guard(
        f"{_EDITION}_changes_a_plan_of_now",
        table=_EDITION,
        when="BEFORE UPDATE",
        only="NEW.published_at IS NOT NULL",
        holds=_NOT_ENDED,
        message="a plan that has ended is not changed any more",
    ),
    *point_guards(_PART, edition=_EDITION, message=_STANDS, keys=(("edition_id", "element_id"),)),
    *(
        trigger
        for what in ("paper", "advice")
        for trigger in link_guards(
            _EDITION,
            links=f"{_EDITION}_{what}s",
            column=f"{what}_id",
            edition=_EDITION,
            chosen=is_published(what, of="grants_amendment", owner="amendment_id"),
            message=_STANDS,
        )
    ),
    *link_guards(
        _EDITION,
        links=f"{_EDITION}_insights",
        column="insight_id",
        edition=_EDITION,
        chosen=of_a_published_conversation("grants_amendment", "amendment_id"),
        message=_STANDS,
    ),
    *(
        guard(
            f"{_PART}_of_its_plan_{event}",
            table=_PART,
            when=f"BEFORE {event.upper()}",
            only=only,
            holds=f"EXISTS (SELECT 1 FROM grants_element x JOIN {_EDITION} e ON e.plan_id = x.plan_id"  # noqa: S608  # our own names
            " WHERE x.id = NEW.element_id AND e.id = NEW.edition_id AND x.until_id IS NULL)",
            message="an amendment changes what its own version of the plan holds now",
        )
        for event, only in (
            ("insert", "NEW.element_id IS NOT NULL"),
            ("update", "NEW.element_id IS NOT NULL AND NEW.element_id IS DISTINCT FROM OLD.element_id"),
        )
    ),
)
