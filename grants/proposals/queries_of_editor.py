"""Reads for the council's own pages: its proposals, what is known of one in a single look, the calls it may answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from grants.budget.states import Scope
from grants.plan.models import Element, Insight, Tier
from grants.plan.queries import heard
from grants.plan.states import Assessment, ElementKind
from grants.rounds.models import Round
from grants.rounds.queries import last_day_in
from grants.rounds.states import RoundState
from portal.reads import put_together_once
from portal.search import search_words
from wijkraden.people.models import Seat
from wijkraden.places.models import District

from .models import (
    Aim,
    Attachment,
    BankAccount,
    Comment,
    CompletionRequest,
    Confirmation,
    CostLine,
    CouncilDecision,
    CoverLine,
    Event,
    Interest,
    Party,
    Proposal,
)
from .queries import proposals_in
from .states import NEXT_STEPS, AttachmentKind, PartyKind, Route, State

if TYPE_CHECKING:
    from datetime import date

    from wijkraden.people.models import User
    from wijkraden.places.models import City

_REACHABLE = ~Q(email="") | (~Q(street="") & ~Q(postcode="") & ~Q(town=""))


@dataclass(frozen=True)
class Facts:
    """What stands around a proposal, as `with_facts` reads it; amounts in euro cents."""

    costs_cents: int
    covers_cents: int  # beside what is asked
    has_goal: bool
    has_applicant: bool
    applicant_is_reachable: bool
    has_payee: bool
    has_account: bool
    has_tier: bool
    is_unassessed: bool  # so small that no one scores it
    attachment_count: int
    comment_count: int


def with_facts(found: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Add the columns of Facts. No query more."""
    payee = _of(Party).filter(kind=PartyKind.PAYEE)
    applicant = _of(Party).filter(kind=PartyKind.APPLICANT)
    tiers = Tier.objects.filter(
        regulation=OuterRef("round__regulation"), up_to_cents__gte=OuterRef("asked_cents")
    )
    return found.annotate(
        costs_cents=_sum(CostLine),
        covers_cents=_sum(CoverLine),
        has_goal=Exists(_of(Aim).filter(element__kind=ElementKind.GOAL)),
        has_applicant=Exists(applicant),
        applicant_is_reachable=Exists(applicant.filter(_REACHABLE)),
        has_payee=Exists(payee),
        has_account=Exists(_of(BankAccount)),
        has_tier=Exists(tiers),
        is_unassessed=Exists(tiers.filter(assessment=Assessment.NONE)),
        attachment_count=_count(_of(Attachment).filter(removed_at__isnull=True)),
        comment_count=_count(_of(Comment)),
    )


def facts_of(proposal: Proposal) -> Facts:
    """Return what stands around a proposal: as it was read with it, else one query."""
    names = [one.name for one in fields(Facts)]
    [row] = [proposal] if hasattr(proposal, names[0]) else _with_facts(proposal.pk)
    return Facts(**{name: getattr(row, name) for name in names})


@put_together_once
def _with_facts(pk: int) -> QuerySet[Proposal]:
    return with_facts(Proposal.objects.filter(pk=pk)).order_by()


def proposal_to_write(city: City, public_id: str, *, user: User) -> Proposal | None:
    """Return one proposal with its Facts, `has_own_interest` and `interest_told` of `user`. One query."""
    return next(iter(_to_write(city, public_id, user)), None)


@put_together_once
def _to_write(city: City, public_id: str, user: User) -> QuerySet[Proposal]:
    mine = _of(Interest).filter(user=user)
    found = with_facts(proposals_in(city)).filter(public_id=public_id)
    return found.annotate(has_own_interest=Exists(mine.filter(has_interest=True)), interest_told=Exists(mine))


def list_of(
    districts: Iterable[District], *, words: str = "", states: Iterable[State] = ()
) -> QuerySet[Proposal]:
    """Return the proposals of councils, first those whose next step is the council's own, then the last edited.

    Adds `shown` (its state as the council knows it: nothing of a decision before its day), `group` (its place in
    NEXT_STEPS), `complete_by`, the last day of a question to complete it that is not answered, and as
    `queries.unconfirmed` reads it `asked_at` and `asked_until`. One query.
    """
    asked = CompletionRequest.objects.filter(
        proposal=OuterRef("pk"), ended_at__isnull=True, answered_at__isnull=True
    )
    is_answered = Q(shown=State.COMPLETING, complete_by__isnull=True)
    groups = [
        When(is_answered, then=list(NEXT_STEPS).index("city")),
        *(
            When(shown__in=[one.value for one in states_], then=place)
            for place, states_ in enumerate(NEXT_STEPS.values())
        ),
    ]
    found = Proposal.objects.filter(district__in=list(districts)).select_related(
        "round__year", "round__plan", "district", "dossier"
    )
    shown = Case(When(is_held_back=True, then=Value(State.PREPARED.value)), default=F("state"))
    found = found.annotate(shown=shown)
    wanted_words = search_words(words)
    if words.strip() and not wanted_words:
        found = found.none()
    for word in wanted_words:
        found = found.filter(search__contains=word)
    if wanted := [one.value for one in states]:
        found = found.filter(shown__in=wanted)
    return found.annotate(
        complete_by=Subquery(asked.values("last_day")[:1], output_field=DateField()),
        asked_at=_unconfirmed("asked_at"),
        asked_until=_unconfirmed("expires_at"),
        group=Case(*groups, default=Value(len(NEXT_STEPS)), output_field=IntegerField()),
    ).order_by("group", "-edited_at", "-id")


def _unconfirmed(column: str) -> Case:
    """Return a column of the question that the applicant has yet to answer, of what the council puts forward."""
    now = {"proposal": OuterRef("pk"), "step": OuterRef("steps")}
    asked = Confirmation.objects.filter(
        **now, ended_at__isnull=True, confirmed_at__isnull=True, declined_at__isnull=True
    )
    is_put_forward = Exists(CouncilDecision.objects.filter(**now, accepted=True))
    waits = Q(is_put_forward, ~Exists(_signed()), state=State.PRESENTED)
    return Case(When(waits, then=Subquery(asked.values(column)[:1])), output_field=DateTimeField())


def first_of_each(districts: Iterable[District], *, most: int) -> QuerySet[Proposal]:
    """Return of each council and each group of `list_of` at most so many, in its order. One query.

    Adds `in_group`: how many there are in that group of that council.
    """
    one_group = [F("district"), F("group")]
    placed = list_of(districts).annotate(
        nth=Window(RowNumber(), partition_by=one_group, order_by=["-edited_at", "-id"]),
        in_group=Window(Count("pk"), partition_by=one_group),
    )
    return placed.filter(nth__lte=most).order_by(F("group"), "-edited_at", "-id")


def waiting_for_council(districts: Iterable[District], *, user: User, on: date) -> QuerySet[Proposal]:
    """Return what a council has to do before a last day, the first day in front, but where `user` has an interest.

    That is what lies before it in a round that is not over, and what is being completed. Adds what there is of each:
    `decided` and `accepted` (by the council), `confirmed`, `asked_at` (the applicant), `complete_by`. One query.
    """
    now = {
        "proposal": OuterRef("pk"),
        "step": OuterRef("steps"),
    }  # of the text that lies before the council now
    decisions = CouncilDecision.objects.filter(**now)
    questions = Confirmation.objects.filter(**now, ended_at__isnull=True)
    request = CompletionRequest.objects.filter(
        proposal=OuterRef("pk"), ended_at__isnull=True, answered_at__isnull=True
    )
    mine = _of(Interest).filter(user=user, has_interest=True)
    found = Proposal.objects.filter(~Exists(mine), district__in=list(districts)).annotate(
        decided=Exists(decisions),
        accepted=Exists(decisions.filter(accepted=True)),
        asked_at=Subquery(questions.filter(declined_at__isnull=True).values("asked_at")[:1]),
        confirmed=Exists(questions.filter(confirmed_at__isnull=False))
        | Exists(_signed())
        | ~Q(route=Route.SUBSIDY),
        complete_by=Subquery(request.values("last_day")[:1], output_field=DateField()),
    )
    is_waiting = Q(state=State.PRESENTED, until__gte=on) | Q(
        state=State.COMPLETING, complete_by__isnull=False
    )
    found = found.annotate(until=last_day_in("round__")).filter(is_waiting)
    return found.select_related("round__plan", "district").order_by(Coalesce("complete_by", "until"), "id")


def _signed() -> QuerySet[Attachment]:
    """Return the signed authorisations of a presented text that count, as `queries.consent_of` counts them."""
    of = {"proposal": OuterRef("proposal")}
    went_back = Event.objects.filter(**of, state=State.DRAFT, number__gt=1, at__gte=OuterRef("added_at"))
    said_no = Confirmation.objects.filter(
        **of, step=OuterRef("proposal__steps"), declined_at__gte=OuterRef("added_at")
    )
    signed = _of(Attachment).filter(kind=AttachmentKind.AUTHORISATION, removed_at__isnull=True)
    return signed.filter(~Exists(went_back), ~Exists(said_no))


def calls_for(districts: Iterable[District], *, on: date) -> list[tuple[Round, District]]:
    """Return each announced round whose last day is to come with each of these councils it is for. One query.

    A round that divides money of the whole city is for every council of that city.
    """
    by_id = {one.pk: one for one in districts}
    is_for = Q(slices__slice__scope=Scope.CITY) | Q(slices__slice__shares__district__in=list(by_id))
    found = Round.objects.annotate(until=last_day_in()).filter(
        is_for, state=RoundState.ANNOUNCED, until__gte=on
    )
    found = found.annotate(scope=F("slices__slice__scope"), of=F("slices__slice__shares__district"))
    calls: dict[tuple[int, int], tuple[Round, District]] = {}
    for one in found.select_related("year", "regulation", "plan"):
        for district in by_id.values():
            reaches = one.scope == Scope.CITY or one.of == district.pk
            if reaches and one.year.city_id == district.city_id:
                calls[one.pk, district.pk] = one, district
    return sorted(calls.values(), key=lambda pair: (pair[0].last_day, pair[0].pk, pair[1].name))


def copyable(districts: Iterable[District], *, but: Iterable[Round], user: User) -> QuerySet[Proposal]:
    """Return the councils' proposals of other rounds than these that `user` may copy, the newest first. One query."""
    found = Proposal.objects.filter(district__in=list(districts)).exclude(round__in=list(but))
    mine = Exists(_of(Interest).filter(user=user, has_interest=True))
    return (
        found.exclude(mine).select_related("round__year", "district").order_by("-round__opens_on", "sort_key")
    )


def plan_elements(proposal: Proposal) -> list[Element]:
    """Return what the plan of its round holds now, kind by kind in the order of a page, and what it chose before.

    One query.
    """
    kinds = list(ElementKind.values)
    chosen = Q(pk__in=proposal.aims.values("element"))
    rows = Element.objects.filter(chosen | Q(until__isnull=True), plan_id=proposal.round.plan_id)
    found = list(rows.select_related("until"))
    return sorted(found, key=lambda one: (kinds.index(one.kind), one.position, one.pk))


def insights_for(proposal: Proposal) -> list[Insight]:
    """Return what residents said that a proposal may come from, and what it comes from now. Two queries."""
    return heard(proposal.district.city, also=[proposal.insight] if proposal.insight else [])


def aims_of(proposal: Proposal) -> set[int]:
    """Return the ids of the parts of the plan that it serves. One query."""
    return set(proposal.aims.values_list("element_id", flat=True))


def parties_of(proposal: Proposal) -> dict[str, Party]:
    """Return who has to do with it, by kind. One query."""
    return {one.kind: one for one in proposal.parties.all()}


def attachments_of(proposal: Proposal) -> QuerySet[Attachment]:
    """Return the attachments that stand there now, with their files and who added them. One query."""
    return proposal.attachments.filter(removed_at__isnull=True).select_related("file", "added_by")


def attachment_at(proposal: Proposal, public_id: str) -> Attachment | None:
    """Return one attachment that stands there now. One query."""
    return attachments_of(proposal).filter(public_id=public_id).first()


def comments_on(proposal: Proposal) -> QuerySet[Comment]:
    """Return what members of the council said about it, the first in front. One query."""
    return proposal.comments.select_related("by")


def interests_in(proposal: Proposal) -> QuerySet[Interest]:
    """Return what people told about an own interest while they were of the council. One query."""
    day = OuterRef("declared_at__date")
    seats = Seat.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        user=OuterRef("user"),
        district=proposal.district_id,
        starts_on__lte=day,
    )
    return proposal.interests.filter(Exists(seats)).select_related("user")


def _of(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.filter(proposal=OuterRef("pk"))


def _sum(model: type[Model]) -> Coalesce:
    sums = _of(model).order_by().values("proposal").annotate(total=Sum("cents")).values("total")
    return Coalesce(Subquery(sums, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())


def _count(found: QuerySet[Any]) -> Coalesce:
    counts = found.order_by().values("proposal").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counts, output_field=IntegerField()), Value(0), output_field=IntegerField())
