"""Writes of the papers of the city council: one edits an edition, another publishes it, and then it stays."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import ChangedMeanwhile, changed_meanwhile, refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_things
from wijkraden.people.models import User
from wijkraden.people.rules import Act
from wijkraden.places.models import City

from ..errors import NumberTaken, OwnEdit, PartGone, StaysSettled, WithoutRequests, WrongDay
from ..holding import change_columns, hold_city, note_edit, refuse_published
from ..models import Element, Paper, PaperEdition, PaperRequest
from ..queries import moved, newest_edition, numbered, values_of_paper, values_of_request
from ..rules import EDIT_PLAN, PUBLISH_PLAN, has_edited
from ..states import PaperOf, PlanState, RequestOf

name_things({"grants.paper": gettext_lazy("paper of the city council")})
ADDED = describe("plan.paper_added", gettext_lazy("entered a paper of the city council ({number})"))
BEGUN = describe("plan.paper_begun", gettext_lazy("began to change a paper of the city council ({version})"))
CHANGED = describe("plan.paper_changed", gettext_lazy("changed a paper of the city council ({changed})"))
ASKED = describe("plan.request_added", gettext_lazy("added to what a paper asks ({position})"))
ANSWERED = describe("plan.request_changed", gettext_lazy("changed what a paper asks ({changed})"))
REMOVED = describe("plan.request_removed", gettext_lazy("removed something that a paper asks ({position})"))
PUBLISHED = describe(
    "plan.paper_published", gettext_lazy("published a paper of the city council ({version})")
)

DROPPED = describe(
    "plan.paper_dropped", gettext_lazy("dropped an edition of a paper of the city council ({version})")
)


@flow
def add_paper(city: City, *, what: PaperOf, by: User, at: datetime) -> Paper:
    """Enter a paper; its first edition is open. Raises NoLongerAllowed, NumberTaken and WrongDay."""
    held = hold_city(city.pk, EDIT_PLAN, by=by, at=at)
    _refuse_number(held, what.number, but=None)
    _refuse_day(what, at=at)
    made = Paper.objects.create(city=held)
    edition = PaperEdition.objects.create(paper=made, version=1, edited_by=by, edited_at=at, **asdict(what))
    edition.editors.add(by)
    record(ADDED, made, by=by, at=at, number=what.number)
    return made


@flow
def begin_edition(paper: Paper, *, by: User, at: datetime) -> PaperEdition:
    """Return the open edition of a paper; without one it begins as a copy of what is published.

    Raises NoLongerAllowed, and PartGone when the paper itself was dropped.
    """
    hold_city(paper.city_id, EDIT_PLAN, by=by, at=at)
    newest = _newest(paper)
    if not newest.is_published:
        return newest
    last = paper.editions.latest("version")
    made = PaperEdition.objects.create(
        paper=paper,
        version=last.version + 1,
        edits=last.edits + 1,
        edited_by=by,
        edited_at=at,
        **values_of_paper(newest),
    )
    made.editors.add(by)
    for one in newest.asked:
        asked = values_of_request(one)
        del asked["elements"]
        PaperRequest.objects.create(edition=made, **asked).elements.set(one.stands_in)
    record(BEGUN, paper, by=by, at=at, version=made.version)
    return made


@flow
def change_paper(
    paper: Paper, *, what: PaperOf, was: Mapping[str, Any] | None = None, by: User, at: datetime
) -> None:
    """Change what the open edition says of a paper.

    Raises NoLongerAllowed, EditionStands, NumberTaken, WrongDay, StaysSettled, and ChangedMeanwhile when it is no
    longer what it `was`.
    """
    row = _hold(paper, EDIT_PLAN, by=by, at=at)
    refuse_if_changed(row, was)
    _refuse_number(paper.city, what.number, but=paper)
    _refuse_day(what, at=at)
    if not what.is_settled and paper.editions.filter(is_settled=True, published_at__isnull=False).exists():
        raise StaysSettled(_("The city council settled this paper. That is published, so it stays."))
    if changed := change_columns(row, asdict(what)):
        note_edit(row, by=by, at=at)
        record(CHANGED, paper, by=by, at=at, changed="/".join(changed))


@flow
def add_request(
    paper: Paper, *, what: RequestOf, position: int | None = None, by: User, at: datetime
) -> PaperRequest:
    """Add to what a paper asks, at a place; None: the last. Raises NoLongerAllowed, EditionStands and PartGone."""
    row = _hold(paper, EDIT_PLAN, by=by, at=at)
    elements = _elements(paper.city, what.elements)
    made = PaperRequest.objects.create(
        edition=row, position=0, text=what.text, degree=what.degree, answer=what.answer
    )
    made.elements.set(elements)
    _place(moved(_siblings(row), made, to=position))
    note_edit(row, by=by, at=at)
    record(ASKED, paper, by=by, at=at, position=made.position)
    return made


@flow
def change_request(
    request: PaperRequest,
    *,
    what: RequestOf,
    position: int,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change what a paper asks, how far it was taken over, and where in the plan.

    Raises NoLongerAllowed, EditionStands, PartGone, and ChangedMeanwhile when it is no longer what it `was`.
    """
    edition = _hold(request.edition.paper, EDIT_PLAN, by=by, at=at)
    row = _row(request, edition, was)
    elements = _elements(edition.paper.city, what.elements)
    changed = change_columns(row, {"text": what.text, "degree": what.degree, "answer": what.answer})
    if {one.pk for one in elements} != set(row.elements.values_list("pk", flat=True)):
        row.elements.set(elements)
        changed.append("elements")
    if rows := moved(_siblings(edition), row, to=position):
        _place(rows)
        changed.append("position")
    if changed:
        note_edit(edition, by=by, at=at)
        record(ANSWERED, edition.paper, by=by, at=at, changed="/".join(changed))


@flow
def remove_request(
    request: PaperRequest, *, was: Mapping[str, Any] | None = None, by: User, at: datetime
) -> None:
    """Remove something that a paper asks from its open edition; raises as `change_request`."""
    edition = _hold(request.edition.paper, EDIT_PLAN, by=by, at=at)
    row = _row(request, edition, was)
    position = row.position
    row.delete()
    _place(moved(_siblings(edition)))
    note_edit(edition, by=by, at=at)
    record(REMOVED, edition.paper, by=by, at=at, position=position)


@flow
def publish_paper(paper: Paper, *, edits: int | None = None, by: User, at: datetime) -> None:
    """Publish the open edition of a paper: everyone reads it from now on, and it stays.

    Raises NoLongerAllowed, EditionStands, OwnEdit when `by` edited it, ChangedMeanwhile when it was edited more than
    `edits` times, and WithoutRequests.
    """
    row = _hold(paper, PUBLISH_PLAN, by=by, at=at)
    if has_edited(by, row):
        raise OwnEdit(_("You edited this yourself. Someone else publishes it."))
    if edits is not None and row.edits != edits:
        raise ChangedMeanwhile(_("Someone changed it after you opened the page. Read it once more."))
    if not row.requests.exists():
        raise WithoutRequests(_("It does not say yet what this paper asks. Add at least one thing."))
    row.published_by, row.published_at = by, at
    row.save(update_fields=["published_by", "published_at"])
    record(PUBLISHED, paper, by=by, at=at, version=row.version)


@flow
def drop_edition(paper: Paper, *, edits: int | None = None, by: User, at: datetime) -> None:
    """Drop the open edition of a paper, which was a mistake: what was published before stands; it is kept.

    Without anything published nobody finds the paper any more, and its number is free. Raises as `publish_paper`.
    """
    row = _hold(paper, EDIT_PLAN, by=by, at=at)
    if edits is not None and row.edits != edits:
        raise ChangedMeanwhile(_("Someone changed it after you opened the page. Read it once more."))
    row.dropped_by, row.dropped_at = by, at
    row.save(update_fields=["dropped_by", "dropped_at"])
    record(DROPPED, paper, by=by, at=at, version=row.version)


def _hold(paper: Paper, what: Act, *, by: User, at: datetime) -> PaperEdition:
    """Lock the city and return the open edition; raises EditionStands without one, and PartGone without a paper."""
    hold_city(paper.city_id, what, by=by, at=at)
    row = _newest(paper)
    refuse_published(row)
    return row


def _newest(paper: Paper) -> PaperEdition:
    found = newest_edition(paper)
    if found is None:
        raise PartGone(_("Someone removed this paper after you opened the page."))
    return found


def _row(request: PaperRequest, edition: PaperEdition, was: Mapping[str, Any] | None) -> PaperRequest:
    row = edition.requests.filter(pk=request.pk).first()
    if row is None:
        raise PartGone(_("Someone removed this after you opened the page."))
    if was is not None and values_of_request(row) != was:
        raise ChangedMeanwhile(changed_meanwhile())
    return row


def _elements(city: City, ids: Iterable[str]) -> list[Element]:
    wanted = set(ids)
    found = list(Element.objects.filter(plan__city=city, plan__state=PlanState.ADOPTED, public_id__in=wanted))
    if len(found) != len(wanted):
        raise PartGone(_("Someone removed a part of the plan that you chose. Choose again."))
    return found


def _refuse_number(city: City, number: str, *, but: Paper | None) -> None:
    if any(one != but for one in numbered(city, number)):
        raise NumberTaken(
            _("There is a paper with the number %(number)s already. Change that one.") % {"number": number}
        )


def _refuse_day(what: PaperOf, *, at: datetime) -> None:
    if what.decision_on is not None and what.decision_on > timezone.localdate(at):
        raise WrongDay(_("This day has yet to come. Enter the decision once the city council has taken it."))
    if what.decision_on and what.made_on and what.decision_on < what.made_on:
        raise WrongDay(
            _("The city council decided on it before the meeting of the paper. Look at both days.")
        )


def _siblings(edition: PaperEdition) -> QuerySet[PaperRequest]:
    return PaperRequest.objects.filter(edition=edition)


def _place(rows: list[PaperRequest]) -> None:
    PaperRequest.objects.bulk_update(rows, ["position"])
