"""Reads of consultations on a concept of the plan, and of the reactions on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.security.fields import keyed_hash
from portal.ui.dates import full_date
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..models import IS_SHOWN, NO_ANSWER, SHOWN_IN_IT, Consultation, Plan, Reaction
from ..states import ElementKind, HiddenWhy, Outcome, PartOf
from .plans import groups_of

KEPT_UNCONFIRMED = timedelta(days=30)  # an address after the closing, when nobody confirmed by it
KEPT_ANSWERED = timedelta(days=90)  # an address after the document was published
KEPT_UNTOLD = timedelta(days=365)  # an address after the closing, when no document was published
_TO_ANSWER = IS_SHOWN & NO_ANSWER
_NOT_TOLD = Q(published_at=None, is_withdrawn=False)


@dataclass(frozen=True)
class About:
    """The reactions on one part of a concept; `title` is empty for those on the whole plan."""

    title: str
    reactions: list[Reaction]


@dataclass(frozen=True)
class Entry:
    """A part in the contents of all reactions: its first one, how many there are, and on which page they begin."""

    title: str
    first: str
    number: int
    page: int


@dataclass(frozen=True)
class Counts:
    """How many reactions there are, and how many of them changed something."""

    shown: int
    not_shown: int
    changed: int
    to_answer: int


def consultations_of(city: City) -> QuerySet[Consultation]:
    """Return the consultations of a city with their versions, the newest first. One query.

    Also those that were withdrawn before they began. Adds `shown`: how many reactions everyone reads once they are
    answered.
    """
    found = Consultation.objects.filter(plan__city=city).annotate(
        shown=Count("reactions", filter=SHOWN_IN_IT)
    )
    found = found.order_by("-opens_on", "-id")  # a count forgets the order of the model
    return found.select_related("plan__city", "document")


def consultations_held(city: City) -> QuerySet[Consultation]:
    """Return those of which everyone may know: not those that were withdrawn before they began. One query."""
    return consultations_of(city).filter(is_withdrawn=False)


def consultation_at(city: City, public_id: str) -> Consultation | None:
    """Return one consultation. One query."""
    return consultations_of(city).filter(public_id=public_id).first()


def consultations_now(city: City, *, on: date) -> QuerySet[Consultation]:
    """Return those on which one can react that day. One query."""
    return consultations_of(city).filter(closed_at=None, opens_on__lte=on, closes_on__gte=on)


def is_consulted(plan: Plan) -> bool:
    """Tell if a consultation on a version stands open, so that the version may not change. One query."""
    return Consultation.objects.filter(plan=plan, closed_at=None).exists()


def being_consulted(plans: Iterable[Plan]) -> set[int]:
    """Return the ids of those versions whose consultation is not published yet. One query."""
    found = Consultation.objects.filter(_NOT_TOLD, plan__in=list(plans))
    return set(found.values_list("plan_id", flat=True))


def newest_consultation(plan: Plan) -> Consultation | None:
    """Return the newest consultation on a version that was not withdrawn. One query."""
    return plan.consultations.filter(is_withdrawn=False).order_by("-id").first()


def not_told(city_id: int) -> bool:
    """Tell if a consultation of a city, on whichever version, has no published document. One query."""
    return Consultation.objects.filter(_NOT_TOLD, plan__city_id=city_id).exists()


def last_day(consultation: Consultation) -> date:
    """Return the last day on which one can react, or could: it may have been closed earlier than it was to be."""
    if consultation.closed_at is None or consultation.is_withdrawn:
        return consultation.closes_on
    return min(consultation.closes_on, timezone.localdate(consultation.closed_at))


def days_to_react(consultation: Consultation, *, on: date) -> str:
    """Return in words from when to when one can react, or could."""
    last = last_day(consultation)
    days = {"first": full_date(consultation.opens_on), "last": full_date(last)}
    if consultation.is_withdrawn:
        return (
            _("Everyone could have reacted from %(first)s, but this consultation was withdrawn before.")
            % days
        )
    if consultation.closed_at is not None or on > last:
        return _("Everyone could react from %(first)s up to and including %(last)s.") % days
    return _("Everyone can react from %(first)s up to and including %(last)s.") % days


def shown_reactions(consultation: Consultation) -> QuerySet[Reaction]:
    """Return the reactions that everyone may read, in the order in which they were sent. One query."""
    return consultation.reactions.filter(IS_SHOWN).select_related("district")


def reactions_of(consultation: Consultation, *, which: str = "") -> QuerySet[Reaction]:
    """Return the confirmed reactions for who answers: all, or those that wait, are answered or hidden. One query."""
    found = consultation.reactions.filter(confirmed_at__isnull=False)
    found = found.select_related("district", "answered_by", "hidden_by")
    conditions = {
        "waits": _TO_ANSWER,
        "answered": IS_SHOWN & ~NO_ANSWER,
        "hidden": Q(hidden_at__isnull=False),
    }
    return found.filter(conditions.get(which, Q()))


def reactions_to_tell(consultation: Consultation) -> QuerySet[Reaction]:
    """Return the reactions of a published consultation of which nobody was told yet, with who gave them. One query."""
    found = Reaction.objects.filter(consultation=consultation, consultation__published_at__isnull=False)
    return found.filter(confirmed_at__isnull=False, told_at=None).select_related("by").order_by("pk")


def to_tell() -> QuerySet[Consultation]:
    """Return the published consultations of which someone who reacted was not told yet. One query."""
    waits = Reaction.objects.filter(consultation=OuterRef("pk"), confirmed_at__isnull=False, told_at=None)
    found = Consultation.objects.filter(Exists(waits), published_at__isnull=False)
    return found.select_related("plan__city").order_by("pk")


def reaction_at(consultation: Consultation, public_id: str) -> Reaction | None:
    """Return one confirmed reaction. One query."""
    return reactions_of(consultation).filter(public_id=public_id).first()


def reaction_with(city: City, token: str) -> Reaction | None:
    """Return the reaction whose link has this hashed token. One query."""
    found = Reaction.objects.filter(consultation__plan__city=city, token_hash=token)
    return found.select_related("consultation__plan__city").first()


def address_hash(email: str) -> str:
    """Return the keyed hash by which the reactions of one address are found."""
    return keyed_hash(email.strip().lower(), "reaction-address")


def links_until(consultation: Consultation, *, at: datetime) -> datetime | None:
    """Return until when someone can still confirm a reaction; None when nobody can any more. One query."""
    found = consultation.reactions.filter(_can_confirm(at)).aggregate(until=Max("confirm_by"))
    until: datetime | None = found["until"]
    return until


def _can_confirm(at: datetime) -> Q:
    return Q(confirmed_at=None, confirm_by__gte=at)


def by_part(reactions: Iterable[Reaction]) -> list[About]:
    """Put reactions together by what they are about, in the order of the plan; the whole plan comes last."""
    order = {kind: place for place, kind in enumerate(ElementKind)}
    found: dict[tuple[int, str, str], list[Reaction]] = {}
    for one in reactions:
        place = order[ElementKind(one.about_kind)] if one.about_kind else len(order)
        found.setdefault((place, one.about_code, one.about), []).append(one)
    return [About(key[2], rows) for key, rows in sorted(found.items(), key=lambda pair: _in_order(pair[0]))]


def shown_by_part(consultation: Consultation) -> list[About]:
    """Return what everyone may read in the order of the document, without the texts: hundreds of them are long.

    One query.
    """
    about = ("consultation_id", "public_id", "about_kind", "about_code", "about_title")
    return by_part(consultation.reactions.filter(IS_SHOWN).only(*about))


def reactions_among(consultation: Consultation, found: Iterable[Reaction]) -> list[About]:
    """Return some of the reactions that everyone may read, by part, with all that is shown of them. One query."""
    return by_part(shown_reactions(consultation).filter(pk__in=[one.pk for one in found]))


def contents_of(about: Iterable[About], *, per: int) -> list[Entry]:
    """Return the contents of reactions of which so many stand on a page (0: all of them)."""
    found, before = [], 0
    for one in about:
        number = len(one.reactions)
        page = before // per + 1 if per else 1
        found.append(Entry(one.title, one.reactions[0].public_id, number, page))
        before += number
    return found


def _in_order(key: tuple[int, str, str]) -> tuple[int, str, list[int]]:
    letters = key[1].rstrip("0123456789.")
    numbers = [int(one) for one in key[1].removeprefix(letters).split(".") if one]
    return key[0], letters, numbers


def counts_of(consultation: Consultation) -> Counts:
    """Return how many reactions there are. One query."""
    changed = IS_SHOWN & Q(degree__in=(Outcome.CHANGED, Outcome.PARTLY))
    found = consultation.reactions.aggregate(
        all=Count("id"),
        shown=Count("id", filter=IS_SHOWN),
        changed=Count("id", filter=changed),
        to_answer=Count("id", filter=_TO_ANSWER),
    )
    return Counts(found["shown"], found["all"] - found["shown"], found["changed"], found["to_answer"])


def concept_of(plan: Plan) -> dict[str, Any]:
    """Return what everyone reacts on: a concept as it reads now, with its parts kind by kind. One query."""
    columns = ("kind", "code", "title", "explanation", "source")
    parts = [
        {"id": one.public_id, **{name: getattr(one, name) for name in columns}}
        for group in groups_of(plan)
        for one in group.elements
    ]
    return {"title": plan.title, "years": plan.years, "parts": parts}


def consulted_parts(consultation: Consultation) -> list[tuple[ElementKind, list[PartOf]]]:
    """Return what the concept of a consultation held, kind by kind."""
    kinds = [(kind, [one for one in consultation.parts if one.kind == kind]) for kind in ElementKind]
    return [(kind, parts) for kind, parts in kinds if parts]


def to_close(*, on: date) -> QuerySet[Consultation]:
    """Return the consultations that are past their last day and not closed. One query."""
    found = Consultation.objects.filter(closed_at=None, closes_on__lt=on)
    return found.select_related("plan__city").order_by("pk")


def addresses_to_forget(at: datetime) -> QuerySet[Reaction]:
    """Return the reactions whose address is not needed any more. One query."""
    return Reaction.objects.filter(_is_over(at) | _is_unused(at), email__isnull=False).order_by("pk")


def texts_to_erase(at: datetime) -> QuerySet[Reaction]:
    """Return the reactions whose text goes with the addresses: not confirmed, or with personal data. One query."""
    personal = _is_over(at) & Q(hidden_why=HiddenWhy.PERSONAL)
    return Reaction.objects.filter(personal | _is_unused(at), erased_at=None).order_by("pk")


def _is_over(at: datetime) -> Q:
    untold = Q(consultation__published_at=None, consultation__closed_at__lt=at - KEPT_UNTOLD)
    return Q(consultation__published_at__lt=at - KEPT_ANSWERED) | untold


def _is_unused(at: datetime) -> Q:
    return Q(confirmed_at=None, consultation__closed_at__lt=at - KEPT_UNCONFIRMED)


def consultations_to_answer(city: City) -> list[tuple[Consultation, int]]:
    """Return the closed consultations in which reactions wait for an answer, each with how many. One query."""
    waits = Count("reactions", filter=SHOWN_IN_IT & Q(reactions__degree=Outcome.NONE))
    found = Consultation.objects.filter(plan__city=city, closed_at__isnull=False, published_at=None)
    found = found.select_related("plan").order_by("closed_at", "pk")
    return [(one, one.waits) for one in found.annotate(waits=waits).filter(waits__gt=0)]


def consultations_to_publish(city: City, user: User, *, at: datetime) -> QuerySet[Consultation]:
    """Return the closed consultations with every answer, of which `user` answered or hid no reaction. One query.

    Not those in which someone can still confirm a reaction at that moment.
    """
    waits = Reaction.objects.filter(_TO_ANSWER | _can_confirm(at), consultation=OuterRef("pk"))
    found = consultations_of(city).filter(_NOT_TOLD, closed_at__isnull=False).exclude(Exists(waits))
    mine = Consultation.handlers.through.objects.filter(consultation=OuterRef("pk"), user=user)
    return found.exclude(Exists(mine)).order_by(F("closed_at"), "pk")
