"""Reads of the papers of the city council and of what they ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from wijkraden.people.models import User
from wijkraden.places.models import City

from ..models import Element, Paper, PaperEdition, PaperRequest
from ..states import ElementKind, PaperOf
from .plans import plan_in_force, published_versions

PAPER_COLUMNS = tuple(PaperOf.__dataclass_fields__)
REQUEST_COLUMNS = ("text", "degree", "answer", "position")


def papers_of(city: City, *, is_inside: bool = False) -> QuerySet[PaperEdition]:
    """Return the newest edition of each paper that was published, by number; inside also what is open. One query."""
    among = PaperEdition.objects.filter(paper__city=city, dropped_at__isnull=True)
    newest = PaperEdition.objects.filter(paper=OuterRef("paper"), dropped_at__isnull=True)
    if not is_inside:
        among, newest = (rows.filter(published_at__isnull=False) for rows in (among, newest))
    version = Subquery(newest.order_by("-version").values("version")[:1])
    around = ("paper__city", "edited_by", "published_by")
    return among.filter(version=version).select_related(*around).order_by("number", "pk")


def with_requests(editions: QuerySet[PaperEdition]) -> QuerySet[PaperEdition]:
    """Return the editions with what they ask and the parts of the plan that answer it. Three queries together."""
    elements = Prefetch("elements", Element.objects.select_related("plan").order_by("kind", "position"))
    return editions.prefetch_related(Prefetch("requests", PaperRequest.objects.prefetch_related(elements)))


def paper_at(city: City, public_id: str, *, is_inside: bool = False) -> PaperEdition | None:
    """Return the newest edition of one paper, as `papers_of` does, with what it asks. Three queries."""
    return with_requests(papers_of(city, is_inside=is_inside)).filter(paper__public_id=public_id).first()


def newest_edition(paper: Paper) -> PaperEdition | None:
    """Return the newest edition of a paper that was not dropped, with its paper; None without one. One query."""
    return paper.editions.filter(dropped_at__isnull=True).select_related("paper__city").first()


def earlier_editions(edition: PaperEdition) -> list[PaperEdition]:
    """Return what everyone read of a paper before this edition, the newest first. One query."""
    before = edition.paper.editions.filter(version__lt=edition.version, published_at__isnull=False)
    return list(before)


def edition_at(city: City, public_id: str, version: int) -> PaperEdition | None:
    """Return an edition of a paper that was published, with what it asks. Three queries."""
    found = PaperEdition.objects.filter(paper__city=city, published_at__isnull=False)
    return (
        with_requests(found.select_related("paper"))
        .filter(paper__public_id=public_id, version=version)
        .first()
    )


def is_replaced(edition: PaperEdition) -> bool:
    """Tell if something newer was published of its paper. One query."""
    later = PaperEdition.objects.filter(paper=edition.paper_id, version__gt=edition.version)
    return later.filter(published_at__isnull=False).exists()


def to_publish(city: City, user: User) -> list[PaperEdition]:
    """Return the open editions that ask something and that `user` did not edit, the oldest edit first. One query."""
    found = papers_of(city, is_inside=True).filter(published_at__isnull=True, requests__isnull=False)
    return list(found.exclude(editors=user).exclude(edited_by=user).distinct().order_by("edited_at"))


def to_settle(city: City) -> QuerySet[PaperEdition]:
    """Return the papers on the list that the college proposes to settle, with what they ask. Three queries."""
    return with_requests(papers_of(city)).filter(is_settled__isnull=True).exclude(proposed_in="")


def numbered(city: City, number: str) -> Iterable[Paper]:
    """Return the papers that have that number, inside or for everyone, whatever its letters. Two queries."""
    found = [
        papers_of(city, is_inside=is_inside).filter(number__iexact=number) for is_inside in (True, False)
    ]
    return {one.paper for editions in found for one in editions}


def linkable(city: City, *, year: int, also: Iterable[Element] = ()) -> list[Element]:
    """Return what something may be linked to: the parts of the plan in force, and `also` what it is. Two queries."""
    in_force = plan_in_force(published_versions(city), year)
    found = list(in_force.elements.select_related("plan")) if in_force else []
    found += [one for one in also if one not in found]
    kinds = list(ElementKind.values)
    return sorted(found, key=lambda one: (kinds.index(one.kind), one.plan.number, one.position))


def values_of_paper(edition: PaperEdition) -> dict[str, Any]:
    """Return the columns of an edition that its form shows, as `change_paper` compares them."""
    return {name: getattr(edition, name) for name in PAPER_COLUMNS}


def values_of_request(request: PaperRequest) -> dict[str, Any]:
    """Return the columns of something asked, and its parts of the plan, as `change_request` compares them."""
    columns = {name: getattr(request, name) for name in REQUEST_COLUMNS}
    return {**columns, "elements": sorted(one.public_id for one in request.stands_in)}
