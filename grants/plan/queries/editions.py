"""Reads of what the city says of its plan, edition by edition: papers, conversations, advice and actions alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from wijkraden.people.models import User
from wijkraden.places.models import City, District

from ..models import (
    EDITIONS,
    Advice,
    AdviceEdition,
    AmendedPart,
    AmendmentEdition,
    ConversationEdition,
    Edition,
    Element,
    Insight,
    Paper,
    PaperEdition,
    Plan,
    Point,
    Subject,
)
from ..states import ElementKind, PlanState
from .plans import adopted_versions, elements_now, open_versions, plan_in_force, published_versions, versions

E = TypeVar("E", bound=Edition)


def newest_of(of: type[E], city: City, *, is_inside: bool = False) -> QuerySet[E]:
    """Return the newest edition of each subject that was published; inside also what is open. One query."""
    owner = of.owner()
    rows = of._default_manager.filter(dropped_at__isnull=True)
    if not is_inside:
        rows = rows.filter(published_at__isnull=False)
    newest = rows.filter(**{owner: OuterRef(owner)}).order_by("-version").values("version")[:1]
    among = rows.filter(**{f"{owner}__city": city}, version=Subquery(newest))
    return among.select_related(f"{owner}__city", "edited_by", "published_by")


def with_points(editions: QuerySet[E]) -> QuerySet[E]:
    """Return the editions with what they hold and what that is linked to. Two queries or three for each kind of row."""
    for name in editions.model.POINTS:
        points: Any = editions.model._meta.get_field(name).related_model
        rows = points._default_manager.prefetch_related(*(_linked(links) for links in _links(points)))
        for one in _single_links(points):
            rows = rows.select_related(one)
        editions = editions.prefetch_related(Prefetch(name, rows))
    return editions.prefetch_related(*(_linked(links) for links in _links(editions.model)))


def edition_of(of: type[E], city: City, public_id: str, *, is_inside: bool = False) -> E | None:
    """Return the newest edition of one subject, as `newest_of` does, with what it holds."""
    return with_points(newest_of(of, city, is_inside=is_inside)).filter(**_named(of, public_id)).first()


def edition_at(of: type[E], city: City, public_id: str, version: int) -> E | None:
    """Return an edition that was published, with what it holds."""
    owner = of.owner()
    found = of._default_manager.filter(**{f"{owner}__city": city}, published_at__isnull=False)
    return with_points(found.select_related(owner)).filter(**_named(of, public_id), version=version).first()


def newest_edition(subject: Subject) -> Edition | None:
    """Return the newest edition of a subject that was not dropped; None without one. One query."""
    found: Edition | None = subject.editions.filter(dropped_at__isnull=True).first()
    return found


def earlier_editions(edition: E) -> list[E]:
    """Return what everyone read before this edition, the newest first. One query."""
    return list(edition.subject.editions.filter(version__lt=edition.version, published_at__isnull=False))


def is_replaced(edition: Edition) -> bool:
    """Tell if something newer was published of its subject. One query."""
    later = edition.subject.editions.filter(version__gt=edition.version)
    return later.filter(published_at__isnull=False).exists()


def to_publish(city: City, user: User) -> list[Edition]:
    """Return the open editions that are complete and that `user` did not edit, the oldest edit first.

    One query for each kind of subject.
    """
    found: list[Edition] = []
    for of in EDITIONS:
        rows: Any = _open(of, city).filter(_is_whole(of))
        found += rows.exclude(editors=user).exclude(edited_by=user).distinct()
    return sorted(found, key=lambda one: one.edited_at)


def to_finish(city: City) -> list[Edition]:
    """Return the open editions that are not complete, the oldest edit first. One query for each kind of subject."""
    found: list[Edition] = []
    for of in EDITIONS:
        rows: Any = _open(of, city)
        found += rows.exclude(pk__in=rows.filter(_is_whole(of)).values("pk"))
    return sorted(found, key=lambda one: one.edited_at)


def _open(of: type[E], city: City) -> QuerySet[E]:
    return newest_of(of, city, is_inside=True).filter(published_at__isnull=True)


def _is_whole(of: type[Edition]) -> Q:
    return of.WHOLE & Q(**{f"{name}__isnull": False for name in of.NEEDED})


def values_of_row(row: Edition | Point) -> dict[str, Any]:
    """Return what the form of a row shows: its columns, links as public ids; a point with its position."""
    shown = {one.name: _value(row, one.name) for one in fields(row.WHAT)}
    return {**shown, "position": row.position} if isinstance(row, Point) else shown


def offered(
    of: type[Edition | Point],
    city: City,
    *,
    on: date,
    row: Edition | Point | None = None,
    edition: Edition | None = None,
) -> dict[str, list[Any]]:
    """Return what each link of a row may name, by its name: what counts on that day, and what it names already.

    `edition` is the one whose row it is.
    """
    found = {}
    for name in (one.name for one in fields(of.WHAT) if is_link(of, one.name)):
        also = _named_by(row, name) if row else []
        offers = _OFFERS.get((of, name))
        found[name] = (
            offers(city, edition, also) if offers else _LINKS[_target(of, name)].offered(city, on, also)
        )
    return found


def linkable(city: City, *, on: date, also: Iterable[Element] = ()) -> list[Element]:
    """Return what something may be linked to: the parts of the plan in force, and `also` what it is. Two queries."""
    plan = plan_in_force(published_versions(city), on)
    found = list(elements_now().filter(plan=plan).select_related("plan")) if plan else []
    return _in_order([*found, *(one for one in also if one not in found)])


def _in_order(found: list[Element]) -> list[Element]:
    kinds = list(ElementKind)
    return sorted(found, key=lambda one: (kinds.index(ElementKind(one.kind)), one.plan.number, one.position))


def heard(city: City, *, also: Iterable[Insight] = ()) -> list[Insight]:
    """Return what was heard in conversations, as everyone reads it, the newest conversation first.

    What is named already (`also`) stands in the place of what it became in a newer edition. One query.
    """
    newest = newest_of(ConversationEdition, city).values("pk")
    rows = Insight.objects.filter(edition__in=newest).select_related("edition__conversation")
    named = {one.key: one for one in also}
    found = [named.pop(one.key, one) for one in rows] + list(named.values())
    return sorted(found, key=lambda one: (-one.edition.held_on.toordinal(), one.edition_id, one.position))


def choosable(of: type[Edition | Point], name: str, city: City) -> QuerySet[Any]:
    """Return every row that a link of that name may lead to."""
    return _LINKS[_target(of, name)].choosable(city)


def is_link(of: type[Model], name: str) -> bool:
    """Tell if a column of that name leads to another row, or to several."""
    return bool(of._meta.get_field(name).is_relation)


def is_links(of: type[Model], name: str) -> bool:
    """Tell if a column of that name leads to several rows."""
    return bool(of._meta.get_field(name).many_to_many)


def _links(of: type[Edition | Point]) -> list[tuple[type[Edition | Point], str]]:
    return [(of, one.name) for one in fields(of.WHAT) if is_links(of, one.name)]


def _single_links(of: type[Edition | Point]) -> list[str]:
    return [one.name for one in fields(of.WHAT) if is_link(of, one.name) and not is_links(of, one.name)]


def _named_by(row: Edition | Point, name: str) -> list[Any]:
    if is_links(type(row), name):
        return list(getattr(row, name).all())
    found = getattr(row, name)
    return [] if found is None else [found]


def _linked(link: tuple[type[Edition | Point], str]) -> Prefetch[str]:
    of, name = link
    to = _target(of, name)
    return Prefetch(name, _LINKS[to].around(to._default_manager.all()))


def _target(of: type[Edition | Point], name: str) -> type[Model]:
    found: Any = of._meta.get_field(name).related_model
    return found  # type: ignore[no-any-return]  # a model


def _named(of: type[Edition], public_id: str) -> dict[str, str]:
    return {f"{of.owner()}__public_id": public_id}


def _value(row: Edition | Point, name: str) -> Any:
    if is_link(type(row), name):
        found = sorted(one.public_id for one in _named_by(row, name))
        return found if is_links(type(row), name) else next(iter(found), "")
    return getattr(row, name)


@dataclass(frozen=True)
class _Link:
    """How rows of one kind are chosen: which are offered, which may be chosen, and how they are read beside another."""

    offered: Callable[[City, date, list[Any]], list[Any]]
    choosable: Callable[[City], QuerySet[Any]]
    around: Callable[[QuerySet[Any]], QuerySet[Any]]


_LINKS: dict[type[Model], _Link] = {
    Element: _Link(
        lambda city, on, also: linkable(city, on=on, also=also),
        lambda city: Element.objects.filter(plan__city=city, plan__state=PlanState.ADOPTED),
        lambda rows: rows.select_related("plan").order_by("kind", "position"),
    ),
    District: _Link(
        lambda city, _on, also: _with(_districts(city), also),
        lambda city: District.objects.filter(city=city),
        lambda rows: rows,
    ),
    Insight: _Link(
        lambda city, _on, also: heard(city, also=also),
        lambda city: Insight.objects.filter(
            edition__conversation__city=city, edition__published_at__isnull=False
        ),
        lambda rows: rows.select_related("edition__conversation"),
    ),
    Paper: _Link(
        lambda city, _on, also: _with(_papers().filter(city=city), also),
        lambda city: _papers().filter(city=city),
        lambda _rows: _papers(),
    ),
    Advice: _Link(
        lambda city, _on, also: _with(_advices().filter(city=city), also),
        lambda city: _advices().filter(city=city),
        lambda _rows: _advices(),
    ),
    Plan: _Link(
        lambda city, _on, also: _with(open_versions(city), also),
        versions,
        lambda rows: rows,
    ),
}


# What another kind of row may name through the same kind of link.
_OFFERS: dict[tuple[type[Model], str], Callable[[City, Any, list[Any]], list[Any]]] = {
    (AmendmentEdition, "plan"): lambda city, _edition, also: _with(adopted_versions(city), also),
    (AmendedPart, "element"): lambda _city, edition, also: _in_order(
        _with(elements_now().filter(plan=edition.plan).select_related("plan"), also)
    ),
}


def _with(rows: Iterable[Any], also: Iterable[Any]) -> list[Any]:
    """Return rows to choose from, and after them those that are named already."""
    found = list(rows)
    return [*found, *(one for one in also if one not in found)]


def _papers() -> QuerySet[Paper]:
    """Return the papers of which something is published, each with what it is `called`, the newest first."""
    found = PaperEdition.objects.filter(paper=OuterRef("pk"), published_at__isnull=False).order_by("-version")
    called = found.annotate(called=Concat("number", Value(" "), "title")).values("called")[:1]
    return Paper.objects.annotate(called=Subquery(called)).filter(called__isnull=False).order_by("-pk")


def _advices() -> QuerySet[Advice]:
    """Return the advice of which something is published, each with who advises as `called`, the newest first."""
    found = AdviceEdition.objects.filter(advice=OuterRef("pk"), published_at__isnull=False).order_by(
        "-version"
    )
    called = found.values("title")[:1]
    return Advice.objects.annotate(called=Subquery(called)).filter(called__isnull=False).order_by("-pk")


def _districts(city: City) -> QuerySet[District]:
    return District.objects.filter(city=city, valid_until__isnull=True)
