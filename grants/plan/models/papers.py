"""Motions, promises and initiatives of the city council: what was asked, and how it is settled."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.fields import PublicIdField
from portal.triggers import alone, frozen, guard, is_near, parts, register
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..states import Degree, PaperKind, PaperState
from .editions import Edition, edition_constraints, edition_guards, is_open
from .plans import Element

number_of_a_paper = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._/-]*\Z", _("Type the number with letters, digits, and . - / _ alone.")
)


class Paper(models.Model):
    """A paper of the city council; what is known of it stands in its editions."""

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="papers")

    def __str__(self) -> str:
        return self.public_id


class PaperEdition(Edition):
    """What is known of a paper; only a decision of the city council that settles it closes it."""

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
    def asked(self) -> list[PaperRequest]:
        """What it asks, in its order. One query, unless they are at hand."""
        return list(self.requests.all())

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


class PaperRequest(models.Model):
    """One thing that a paper asks, with how far it was taken over and where in the plan."""

    public_id = PublicIdField()
    edition = models.ForeignKey(PaperEdition, on_delete=models.PROTECT, related_name="requests")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    degree = models.CharField(max_length=10, choices=Degree)
    answer = models.TextField(max_length=4000, blank=True)
    elements = models.ManyToManyField(Element, related_name="paper_requests")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="request_is_taken_over_so_far", condition=Q(degree__in=Degree.values))
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def stands_in(self) -> list[Element]:
        """The parts of the plan that answer it. One query, unless they are at hand."""
        return list(self.elements.all())


_EDITION, _REQUEST = "grants_paperedition", "grants_paperrequest"
_STANDS = "what was published of a paper stays as it is"
_LINKED = f"{_REQUEST}_elements"
_OPEN_REQUEST = (
    f"EXISTS (SELECT 1 FROM {_REQUEST} r JOIN {_EDITION} e ON e.id = r.edition_id"  # noqa: S608  # our own names
    " JOIN grants_paper p ON p.id = e.paper_id"
    " WHERE r.id = {0}.paperrequest_id AND e.published_at IS NULL AND e.dropped_at IS NULL AND EXISTS"
    " (SELECT 1 FROM grants_element x JOIN grants_plan v ON v.id = x.plan_id"
    " WHERE x.id = {0}.element_id AND v.city_id = p.city_id AND v.state = 'adopted'))"
)
_STAYS_SETTLED = (
    f"NEW.is_settled IS TRUE OR NOT EXISTS (SELECT 1 FROM {_EDITION} e WHERE e.paper_id = NEW.paper_id"  # noqa: S608  # our own names
    " AND e.is_settled IS TRUE AND e.published_at IS NOT NULL)"
)

register(
    *frozen("grants_paper", message="papers of the city council are kept"),
    guard(
        "grants_paper_begins",
        table="grants_paper",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_paper')} AND {alone('grants_paper', ('public_id',))}",
        message="a paper begins once",
    ),
    *edition_guards(_EDITION, owner="paper_id", also=_STAYS_SETTLED),
    guard(
        f"{_EDITION}_asks_something",
        table=_EDITION,
        when="BEFORE UPDATE",
        only="NEW.published_at IS NOT NULL",
        holds=f"EXISTS (SELECT 1 FROM {_REQUEST} r WHERE r.edition_id = NEW.id)",  # noqa: S608  # our own names
        message="a paper that is published asks something",
    ),
    *parts(
        _REQUEST,
        owner="edition_id",
        is_open=is_open(_EDITION),
        keys=(("public_id",),),
        kept=("public_id",),
        message=_STANDS,
    ),
    *parts(
        _LINKED,
        owner="paperrequest_id",
        is_open=_OPEN_REQUEST,
        keys=(("paperrequest_id", "element_id"),),
        message=_STANDS,
    ),
)
