"""The call: in which days the councils may submit, for which budgets, and how the money is divided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from grants.budget.models import Slice, Year
from grants.plan.models import Frame, Plan, Regulation
from grants.terms import closing_moment, day_of, is_in_time
from portal.fields import PublicIdField
from portal.triggers import Trigger, alone, day_in, frozen, guard, is_near, parts, register, year_in
from wijkraden.people.models import User

from .states import LONGEST_COMPLETION, LONGEST_TERM, Body, Distribution, Phase, Preference, RoundState

if TYPE_CHECKING:
    from datetime import date, datetime


class Round(models.Model):
    """A call for proposals under one regulation, for the budgets of one year.

    Once announced nothing of it changes (Awb 4:25-4:27): its ceilings, its days and its way of distribution are
    published. The terms are in weeks and days, the maximum of one proposal in euro cents.
    """

    public_id = PublicIdField()
    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="rounds")  # of the actions
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="rounds")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rounds")
    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=160)
    opens_on = models.DateField()
    closes_on = models.DateField()  # the last day, included: until midnight in Amsterdam
    distribution = models.CharField(max_length=10, choices=Distribution, default=Distribution.RECEIPT)
    decides = models.CharField(max_length=10, choices=Body, default=Body.MANDATE)
    preference = models.CharField(max_length=12, choices=Preference, default=Preference.INFORMS)
    maximum_cents = models.BigIntegerField()  # of one proposal, euro cents
    decision_weeks = models.PositiveSmallIntegerField(default=8)
    extension_weeks = models.PositiveSmallIntegerField(default=12)
    completion_days = models.PositiveSmallIntegerField(default=14)
    gazette_number = models.CharField(max_length=40, blank=True)  # of the ceiling and the way of distribution
    gazette_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.CONCEPT)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    announced_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    announced_at = models.DateTimeField(null=True)
    awaits_budget = models.BooleanField(default=False)  # announced before it was adopted (Awb 4:28)

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="round_ends_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="round_asks_at_most_something",
                condition=Q(
                    maximum_cents__gt=0,
                    decision_weeks__range=(1, LONGEST_TERM),
                    extension_weeks__range=(0, LONGEST_TERM),
                    completion_days__range=(1, LONGEST_COMPLETION),
                ),
            ),
            models.CheckConstraint(
                name="announced_round_stands_in_the_gazette",
                condition=Q(state=RoundState.CONCEPT, announced_by__isnull=True, announced_at__isnull=True)
                | (
                    Q(
                        state=RoundState.ANNOUNCED,
                        gazette_on__isnull=False,
                        gazette_on__lte=F("opens_on"),
                        announced_by__isnull=False,
                        announced_at__isnull=False,
                    )
                    & ~Q(gazette_number="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_announced(self) -> bool:
        """Tell if it was announced, so that it stays as it is."""
        return self.state == RoundState.ANNOUNCED

    @property
    def reserves(self) -> bool:
        """Tell if money is reserved when a proposal comes in; a tender reserves nothing."""
        return self.distribution == Distribution.RECEIPT

    @property
    def last_day(self) -> date:
        """The last day on which one can submit: as announced, or the day on which its plan ended before that."""
        return min(self.closes_on, self.plan.last_day)

    @property
    def closes_at(self) -> datetime:
        """The moment that screens and letters name: 23:59 of the last day, in Amsterdam."""
        return closing_moment(self.last_day)

    def phase(self, at: datetime) -> Phase:
        """Tell where it stands at that moment."""
        if not self.is_announced:
            return Phase.CONCEPT
        if self.last_day < self.opens_on:
            return Phase.CLOSED
        if day_of(at) < self.opens_on:
            return Phase.TO_COME
        return Phase.OPEN if is_in_time(at, self.last_day) else Phase.CLOSED

    def is_open(self, at: datetime) -> bool:
        """Tell if a proposal may be submitted at that moment: the one function that button and server ask."""
        return self.phase(at) == Phase.OPEN


class RoundSlice(models.Model):
    """A budget that the round divides; its ceiling (euro cents) is what it was when the round was announced.

    While the budget of the year is not adopted, the ceiling is filled in before that: what the city expects.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="slices")
    slice = models.ForeignKey(Slice, on_delete=models.PROTECT, related_name="rounds")
    ceiling_cents = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["slice__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "slice"], name="slice_once_in_a_round"),
            models.CheckConstraint(
                name="ceiling_is_an_amount", condition=Q(ceiling_cents__isnull=True) | Q(ceiling_cents__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.slice_id}"


_STANDS = "an announced round stays as it is"
_OPEN = "EXISTS (SELECT 1 FROM grants_round r WHERE r.id = {0}.round_id AND r.state = 'concept')"
_OF_ONE_CITY = (
    "EXISTS (SELECT 1 FROM grants_year y"
    " JOIN grants_regulation g ON g.id = NEW.regulation_id AND g.city_id = y.city_id"
    " JOIN grants_plan p ON p.id = NEW.plan_id AND p.city_id = y.city_id"
    " JOIN grants_frame f ON f.id = NEW.frame_id AND f.city_id = y.city_id"
    " WHERE y.id = NEW.year_id AND y.closed_at IS NULL)"
)
_TITLE_IS_FREE = (
    "NOT EXISTS (SELECT 1 FROM grants_round r JOIN grants_year y ON y.id = r.year_id"
    " JOIN grants_year mine ON mine.id = NEW.year_id AND mine.city_id = y.city_id"
    " WHERE r.title = NEW.title AND r.id <> {0}.id)"
)
_ANNOUNCED = "NEW.state = 'concept' OR "
_ITS_YEAR = "(SELECT y.year FROM grants_year y WHERE y.id = NEW.year_id)"
_OF_ITS_PLAN = (
    "EXISTS (SELECT 1 FROM grants_plan p WHERE p.id = NEW.plan_id AND p.state = 'adopted'"  # noqa: S608  # our names
    f" AND p.first_year <= {_ITS_YEAR} AND p.last_year >= {_ITS_YEAR}"
    f" AND (p.ends_on IS NULL OR {day_in('p.ends_on')} >= {day_in('NEW.closes_on')})"
    " AND NOT EXISTS (SELECT 1 FROM grants_plan n WHERE n.replaces_id = p.id AND n.state = 'adopted'))"
    " AND EXISTS (SELECT 1 FROM grants_frame f WHERE f.id = NEW.frame_id AND f.frozen_at IS NOT NULL)"
)
_OF_ITS_REGULATION = (
    "EXISTS (SELECT 1 FROM grants_regulation g WHERE g.id = NEW.regulation_id AND g.gazette_number <> '')"
    " AND NEW.maximum_cents <= (SELECT max(t.up_to_cents) FROM grants_tier t"
    " WHERE t.regulation_id = NEW.regulation_id)"
)
_CEILINGS = (
    "EXISTS (SELECT 1 FROM grants_roundslice s WHERE s.round_id = NEW.id)"
    " AND NOT EXISTS (SELECT 1 FROM grants_roundslice s JOIN grants_account a ON a.slice_id = s.slice_id"
    " AND a.kind = 'authority' AND a.dossier_id IS NULL"
    " WHERE s.round_id = NEW.id AND CASE WHEN NEW.awaits_budget THEN s.ceiling_cents IS NULL"
    " ELSE s.ceiling_cents IS DISTINCT FROM a.credits - a.debits END)"
)
_AWAITS_ITS_BUDGET = (
    "EXISTS (SELECT 1 FROM grants_year y WHERE y.id = NEW.year_id AND CASE WHEN NEW.awaits_budget"  # noqa: S608  # made of our own names only
    f" THEN y.decision_on IS NULL OR {day_in('y.decision_on')} > {day_in('NEW.announced_at')}"
    " ELSE y.decision_on IS NOT NULL END)"
)
_DAYS = f"{year_in('NEW.closes_on')} <= {_ITS_YEAR} AND {year_in('NEW.opens_on')} >= {_ITS_YEAR} - 1"
_ALONE_IN_ITS_DAYS = (
    "NOT EXISTS (SELECT 1 FROM grants_round o JOIN grants_plan p ON p.id = o.plan_id"
    " JOIN grants_roundslice s ON s.round_id = o.id"
    " JOIN grants_roundslice m ON m.slice_id = s.slice_id AND m.round_id = NEW.id"
    " WHERE o.id <> NEW.id AND o.state = 'announced'"
    " AND o.opens_on <= NEW.closes_on AND o.closes_on >= NEW.opens_on"
    " AND (p.ends_on IS NULL OR p.ends_on >= NEW.opens_on))"
)
_IS_SAME = " AND ".join(
    f"NEW.{name} = OLD.{name}" for name in ("id", "public_id", "year_id", "regulation_id")
)


def _asked_at_announcing(name: str, holds: str, message: str) -> Trigger:
    return guard(
        f"grants_round_{name}",
        table="grants_round",
        when="BEFORE UPDATE",
        holds=f"{_ANNOUNCED}({holds})",
        message=message,
    )


register(
    *frozen("grants_round", message="rounds are kept", updates=False),
    guard(
        "grants_round_begins",
        table="grants_round",
        when="BEFORE INSERT",
        holds=f"NEW.state = 'concept' AND {is_near('grants_round')} AND {alone('grants_round', ('public_id',))}",
        message="a round begins as a concept, once",
    ),
    guard(
        "grants_round_is_announced_once",
        table="grants_round",
        when="BEFORE UPDATE",
        holds=f"OLD.state = 'concept' AND {_IS_SAME}",
        message=_STANDS,
    ),
    *(
        made
        for when, itself in (("INSERT", "NEW"), ("UPDATE", "OLD"))
        for made in (
            guard(
                f"grants_round_of_one_city_{when.lower()}",
                table="grants_round",
                when=f"BEFORE {when}",
                holds=_OF_ONE_CITY,
                message="a round has an open year, a regulation, a plan and a frame of one city",
            ),
            guard(
                f"grants_round_has_its_own_title_{when.lower()}",
                table="grants_round",
                when=f"BEFORE {when}",
                holds=_TITLE_IS_FREE.format(itself),
                message="two rounds of a city have different titles",
            ),
        )
    ),
    _asked_at_announcing(
        "serves_its_plan",
        _OF_ITS_PLAN,
        "a round is announced with the adopted plan of its year and a frozen frame",
    ),
    _asked_at_announcing(
        "keeps_to_its_regulation",
        _OF_ITS_REGULATION,
        "a round is announced under a published regulation, its maximum within the tiers",
    ),
    _asked_at_announcing(
        "has_its_ceilings",
        _CEILINGS,
        "the ceilings of a round are its budgets when it is announced, or its own before these are adopted",
    ),
    _asked_at_announcing(
        "awaits_its_budget",
        _AWAITS_ITS_BUDGET,
        "a round says when it is announced whether the budget of its year is adopted",
    ),
    _asked_at_announcing(
        "lies_near_its_year", _DAYS, "a round lies in the year of its budgets or the year before"
    ),
    _asked_at_announcing(
        "is_alone_in_its_days", _ALONE_IN_ITS_DAYS, "two rounds never divide one budget in the same days"
    ),
    *parts(
        "grants_roundslice",
        owner="round_id",
        is_open=_OPEN,
        keys=(("round_id", "slice_id"),),
        message=_STANDS,
    ),
    *(
        guard(
            f"grants_roundslice_of_its_year_{when.lower()}",
            table="grants_roundslice",
            when=f"BEFORE {when}",
            holds="EXISTS (SELECT 1 FROM grants_round r JOIN grants_slice s ON s.id = NEW.slice_id"
            " WHERE r.id = NEW.round_id AND s.year_id = r.year_id AND s.regulation_id = r.regulation_id"
            " AND s.closed_at IS NULL)",
            message="a round divides open budgets of its own year and regulation",
        )
        for when in ("INSERT", "UPDATE")
    ),
)
