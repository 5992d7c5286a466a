"""Motions, promises and initiatives of the city council: what was asked, and how it is settled."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.triggers import register
from wijkraden.people.models import User

from ..states import Degree, PaperKind, PaperOf, PaperState, RequestOf
from .editions import (
    Edition,
    InThePlan,
    Point,
    Subject,
    edition_constraints,
    edition_guards,
    holds_some,
    in_an_adopted_plan,
    link_guards,
    point_guards,
    subject_guards,
)
from .plans import Element

number_of_a_paper = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._/-]*\Z", _("Type the number with letters, digits, and . - / _ alone.")
)


class Paper(Subject):
    """A paper of the city council."""

    NAME = "paper"


class PaperEdition(Edition):
    """What is known of a paper; only a decision of the city council that settles it closes it."""

    WHAT = PaperOf
    POINTS = NEEDED = ("requests",)

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="editions")
    editors = models.ManyToManyField(User, related_name="+")
    kind = models.CharField(max_length=10, choices=PaperKind)
    number = models.CharField(
        max_length=20, validators=[number_of_a_paper]
    )  # of the city council: 22bb004361
    title = models.CharField(max_length=200)
    made_on = models.DateField(null=True)  # the day of the meeting
    portfolio = models.CharField(max_length=120, blank=True)  # whose work it is, by its subject: no names
    referred_to = models.CharField(max_length=200, blank=True)  # another portfolio or report
    referred_in = models.CharField(max_length=40, blank=True)  # the number of the letter that says so
    proposal = models.TextField(max_length=4000, blank=True)  # how the college would settle it
    proposed_in = models.CharField(max_length=200, blank=True)  # the letter with the list on which it stands
    decision_number = models.CharField(max_length=40, blank=True)  # of the city council
    decision_on = models.DateField(null=True)
    is_settled = models.BooleanField(null=True)  # what the city council decided; None: nothing yet
    source = models.CharField(max_length=500, blank=True)

    class Meta(Edition.Meta):
        constraints = [
            *edition_constraints("paper", owner="paper"),
            models.CheckConstraint(name="paper_is_of_a_kind", condition=Q(kind__in=PaperKind.values)),
            models.CheckConstraint(
                name="paper_is_settled_by_the_city_council",
                condition=Q(is_settled__isnull=True, decision_number="", decision_on__isnull=True)
                | (Q(is_settled__isnull=False, decision_on__isnull=False) & ~Q(decision_number="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def short_title(self) -> str:
        """Its number."""
        return self.number

    @property
    def asked(self) -> list[PaperRequest]:
        """What it asks, in its order. One query, unless they are at hand."""
        return self.points("requests")

    @property
    def is_proposed(self) -> bool:
        """Tell if the college asked the city council to settle it."""
        return self.proposed_in != ""

    @property
    def state(self) -> PaperState:
        """How far it is: what the city council decided, else if it stands on the list."""
        if self.is_settled:
            return PaperState.SETTLED
        if self.is_settled is None and self.is_proposed:
            return PaperState.PROPOSED
        return PaperState.OPEN


class PaperRequest(InThePlan, Point):
    """One thing that a paper asks, with how far it was taken over and where in the plan."""

    WHAT = RequestOf

    edition = models.ForeignKey(PaperEdition, on_delete=models.PROTECT, related_name="requests")
    text = models.CharField(max_length=500)
    degree = models.CharField(max_length=10, choices=Degree)
    answer = models.TextField(max_length=4000, blank=True)
    elements = models.ManyToManyField(Element, related_name="paper_requests")

    class Meta(Point.Meta):
        constraints = [
            models.CheckConstraint(name="request_is_taken_over_so_far", condition=Q(degree__in=Degree.values))
        ]

    def __str__(self) -> str:
        return self.text


_EDITION, _REQUEST = "grants_paperedition", "grants_paperrequest"
_STANDS = "what was published of a paper stays as it is"
_STAYS_SETTLED = (
    f"NEW.is_settled IS TRUE OR NOT EXISTS (SELECT 1 FROM {_EDITION} e WHERE e.paper_id = NEW.paper_id"  # noqa: S608  # our own names
    " AND e.is_settled IS TRUE AND e.published_at IS NOT NULL)"
)

register(
    *subject_guards("grants_paper", message="papers of the city council are kept"),
    *edition_guards(_EDITION, owner="paper_id", also=_STAYS_SETTLED),
    holds_some(_EDITION, _REQUEST, message="a paper that is published asks something"),
    *point_guards(_REQUEST, edition=_EDITION, message=_STANDS),
    *link_guards(
        _REQUEST,
        links=f"{_REQUEST}_elements",
        column="element_id",
        edition=_EDITION,
        chosen=in_an_adopted_plan("grants_paper", "paper_id"),
        message=_STANDS,
    ),
)
