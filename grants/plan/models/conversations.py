"""Conversations with residents (stadsgesprekken): what was asked, what was heard, and what was done with it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from portal.fields import PUBLIC_ID_LENGTH, new_public_id
from portal.triggers import register
from wijkraden.people.models import User
from wijkraden.places.models import District

from ..states import ConversationOf, Degree, InsightOf
from .editions import (
    Edition,
    InThePlan,
    Point,
    Subject,
    edition_constraints,
    edition_guards,
    holds_some,
    in_an_adopted_plan,
    in_its_city,
    link_guards,
    point_guards,
    subject_guards,
)
from .plans import Element


class Conversation(Subject):
    """A conversation with residents, or a series of them on one theme."""

    NAME = "conversation"


class ConversationEdition(Edition):
    """What is known of a conversation: no names of persons, only what was heard.

    `accessible`, `safe`, `transparent` and `involved` say how each value of the process was seen to (letter, §1).
    """

    WHAT = ConversationOf
    POINTS = NEEDED = ("insights",)
    WHOLE = ~(Q(accessible="") | Q(safe="") | Q(transparent="") | Q(involved=""))

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="editions")
    editors = models.ManyToManyField(User, related_name="+")
    title = models.CharField(max_length=200)
    theme = models.CharField(max_length=120)
    held_on = models.DateField()
    held_until = models.DateField(null=True)  # the last day of a series
    talks = models.PositiveSmallIntegerField(default=1)  # how many there were
    districts = models.ManyToManyField(District, related_name="conversations")  # none: the whole city
    participants = models.PositiveIntegerField(null=True)
    unique_people = models.PositiveIntegerField(
        null=True
    )  # an estimate of how many of them were different people
    asked = models.TextField(max_length=2000)  # of residents
    accessible = models.CharField(max_length=500, blank=True)
    safe = models.CharField(max_length=500, blank=True)
    transparent = models.CharField(max_length=500, blank=True)
    involved = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=500, blank=True)

    class Meta(Edition.Meta):
        constraints = [
            *edition_constraints("conversation", owner="conversation"),
            models.CheckConstraint(name="conversation_was_held", condition=Q(talks__gte=1)),
            models.CheckConstraint(
                name="conversation_ends_after_it_begins",
                condition=Q(held_until__isnull=True) | Q(held_until__gte=F("held_on")),
            ),
            models.CheckConstraint(
                name="conversation_had_no_more_people_than_participants",
                condition=Q(unique_people__isnull=True)
                | Q(participants__isnull=False, unique_people__lte=F("participants")),
            ),
            models.CheckConstraint(
                name="published_conversation_answers_each_value",
                condition=Q(published_at__isnull=True)
                | ~(Q(accessible="") | Q(safe="") | Q(transparent="") | Q(involved="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def insights_heard(self) -> list[Insight]:
        """What was heard, in its order. One query, unless they are at hand."""
        return self.points("insights")

    @property
    def taken_over(self) -> int:
        """How much of that was taken over, whole or in part."""
        return sum(one.degree in (Degree.TAKEN, Degree.PARTLY) for one in self.insights_heard)

    @property
    def where(self) -> list[District]:
        """The districts it was about; none: the whole city. One query, unless they are at hand."""
        return list(self.districts.all())


class Insight(InThePlan, Point):
    """One thing that was heard, with what was done with it; it keeps its `key` from edition to edition."""

    WHAT = InsightOf

    edition = models.ForeignKey(ConversationEdition, on_delete=models.PROTECT, related_name="insights")
    key = models.CharField(max_length=PUBLIC_ID_LENGTH, default=new_public_id, editable=False)
    text = models.CharField(max_length=500)
    degree = models.CharField(max_length=10, choices=Degree)
    answer = models.TextField(max_length=4000, blank=True)
    elements = models.ManyToManyField(Element, related_name="heard")

    class Meta(Point.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="insight_once_per_edition"),
            models.CheckConstraint(
                name="insight_is_taken_over_so_far", condition=Q(degree__in=Degree.values)
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def identity(self) -> dict[str, str]:
        """Its key, by which proposals and goals find it in a later edition too."""
        return {"key": self.key}


_EDITION, _INSIGHT = "grants_conversationedition", "grants_insight"
_STANDS = "what was published of a conversation stays as it is"

register(
    *subject_guards("grants_conversation", message="conversations are kept"),
    *edition_guards(_EDITION, owner="conversation_id", also="NEW.talks >= 1"),
    holds_some(_EDITION, _INSIGHT, message="a conversation that is published says what was heard"),
    *point_guards(_INSIGHT, edition=_EDITION, message=_STANDS, keys=(("edition_id", "key"),), kept=("key",)),
    *link_guards(
        _INSIGHT,
        links=f"{_INSIGHT}_elements",
        column="element_id",
        edition=_EDITION,
        chosen=in_an_adopted_plan("grants_conversation", "conversation_id"),
        message=_STANDS,
    ),
    *link_guards(
        _EDITION,
        links=f"{_EDITION}_districts",
        column="district_id",
        edition=_EDITION,
        chosen=in_its_city("grants_conversation", "conversation_id"),
        message=_STANDS,
    ),
)
