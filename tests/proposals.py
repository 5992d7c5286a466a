"""Builders of rounds and proposals, through their flows: each returns what the step before it made, one step on."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from grants.budget.flows import approve, open_slices
from grants.budget.models import Slice
from grants.budget.queries import year_of
from grants.plan.flows import Gazette, add_regulation
from grants.plan.models import Element, Frame, Regulation
from grants.plan.queries import tiers_of
from grants.plan.states import Assessment, ElementKind, TierOf
from grants.proposals import flows
from grants.proposals.flows import Cost, Cover, Missing, PartyOf, Votes
from grants.proposals.flows.telling import open_page_of_applicant
from grants.proposals.models import Check, Proposal
from grants.proposals.states import Answer, CoverKind, Part, PartyKind, Route, Section
from grants.reviews import flows as reviews
from grants.reviews.flows import Answered, Scored
from grants.reviews.states import MOST, Question
from grants.rounds.flows import announce, start_round
from grants.rounds.models import Round
from grants.terms import day_of
from portal.post.models import Message
from tests import budget, plan
from tests.make import NOON, person
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

IBAN = "NL91ABNA0417164300"
MEETING = date(2026, 10, 29)
_EACH_CENTS = 25_000_00
_DISTRICTS = ("delfshaven-schiemond", "lage-land-prinsenland-s-gravenland", "feijenoord")


def cast(name: str) -> User:
    """Return someone of the cast by first name."""
    return User.objects.get(email=f"{name}@demo.example")


def own_budgets(
    city: City, *, year: int = budget.NOW, tiers: Sequence[TierOf] = (), at: datetime = NOON
) -> list[Slice]:
    """Make budgets of € 25.000 for the districts of anna and bram and for Feijenoord, under a regulation of their own.

    It has the tiers of the demo's, unless told. A year that is not there yet is opened.
    """
    fenna, bas, count = cast("fenna"), cast("bas"), Regulation.objects.count()
    rule = add_regulation(
        city,
        title=f"Eigen regeling {count}",
        prefix=f"R{chr(64 + count)}",
        starts_on=date(2025, 1, 1),
        gazette=Gazette(f"gmb-2024-{count}", date(2024, 11, 3)),
        tiers=tiers or tiers_of(Regulation.objects.get(city=city, prefix="WS")),
        by=cast("beheer"),
        at=at,
    )
    of = year_of(city, year) or budget.new_year(city, year, by=fenna, at=at)
    reserved = of.reserved_cents + len(_DISTRICTS) * _EACH_CENTS
    of = budget.approved_share(of, cents=reserved, prepares=fenna, approves=bas, at=at)
    districts = list(city.districts.filter(slug__in=_DISTRICTS).order_by("sort_key"))
    made = open_slices(of, regulation=rule, districts=districts, by=fenna, at=at)
    change = budget.waiting_amounts(of, dict.fromkeys(made, _EACH_CENTS), by=fenna, at=at)
    approve(change, by=bas, at=at, booked_on=day_of(at))
    return made


def concept_round(
    city: City,
    *,
    budgets: Sequence[Slice] = (),
    frame: Frame | None = None,
    at: datetime = NOON,
    **settings: Any,
) -> Round:
    """Prepare a round, open all of 2026, that divides budgets of its own unless some are given."""
    budgets = budgets or own_budgets(city, at=at)
    usual = {
        "regulation": budgets[0].regulation,
        "plan": plan.adopted(city),
        "title": f"Ronde {Round.objects.count()}",
        "opens_on": date(2026, 1, 1),
        "closes_on": date(2026, 12, 31),
        "maximum_cents": 25_000_00,
        "gazette_number": "gmb-2025-100",
        "gazette_on": date(2025, 12, 1),
    }
    return start_round(
        budgets[0].year,
        frame=frame or plan.frame(city, by=cast("ella"), at=at),
        slices=budgets,
        **usual | settings,
        by=cast("beheer"),
        at=at,
    )


def open_round(city: City, *, at: datetime = NOON, **settings: Any) -> Round:
    """Return the round of the demo that is open all of 2026 for every district; with `settings` announce another one.

    That one divides budgets of its own (`own_budgets`), since two rounds never divide the same in the same days.
    """
    if not settings:
        return Round.objects.select_related("year__city", "regulation", "plan", "frame").get(
            year__city=city, title="Wijkbudget samenleven 2026"
        )
    made = concept_round(city, at=at, **settings)
    announce(made, by=cast("beheer"), at=at)
    return made


def round_elsewhere(city: City, *, by: User, at: datetime = NOON) -> Round:
    """Prepare a round in another city, of which `by` is the administrator; it divides no budget yet."""
    editor = person("editor.of.rounds", role=Role.PLAN_EDITOR, city=city)
    return start_round(
        budget.new_year(city, 2028, by=by, at=at),
        regulation=budget.regulation(city, by=by, at=at),
        plan=plan.concept(city, by=editor, at=at),
        frame=plan.frame(city, by=editor, at=at),
        title="Ronde elders",
        opens_on=date(2028, 1, 1),
        closes_on=date(2028, 12, 31),
        maximum_cents=1_000_00,
        slices=[],
        by=by,
        at=at,
    )


def draft(
    district: District,
    *,
    cents: int = 4_800_00,
    title: str = "Zomerfeest op het plein",
    route: Route = Route.SUBSIDY,
    round_: Round | None = None,
    says: Mapping[str, object] | None = None,
    applicant: PartyOf | None = None,
    performer: PartyOf | None = None,
    rates: tuple[str, str] = ("", ""),
    by: User | None = None,
    at: datetime = NOON,
) -> Proposal:
    """Write a whole draft that asks so many euro cents, with 200 euros of its own.

    `says` takes the place of what its first part says otherwise, `applicant` that of the foundation.
    """
    by = by or member_of(district, at=at)
    round_ = round_ or open_round(district.city, at=at)
    made = flows.start_proposal(round_, district, title=title, by=by, at=at)
    what = {
        "summary": "Buren eten samen op het plein.",
        "for_whom": "Alle bewoners van de wijk.",
        "place": "Het plein",
        "starts_on": date(round_.year.year, 12, 12),
        "ends_on": date(round_.year.year, 12, 13),
    }
    flows.change(made, section=Section.WHAT, values={**what, **(says or {})}, by=by, at=at)
    story = {"contribution": "Bewoners leren elkaar kennen.", "district_plan": "Wijkplan, punt 3."}
    flows.change(made, section=Section.PLAN, values=story, by=by, at=at)
    flows.set_aims(made, elements=[_goal(round_)], by=by, at=at)
    flows.change(made, section=Section.WHO, values={"route": route}, by=by, at=at)
    lines = [Cost("Eten en drinken", cents, rates[0]), Cost("Muziek", 200_00, rates[1])]
    own = [Cover(CoverKind.OWN, "Verkoop van taart", 200_00)]
    flows.set_money(made, asked_cents=cents, costs=lines, covers=own, by=by, at=at)
    if route == Route.SUBSIDY:
        _enter_parties(made, applicant, by=by, at=at)
    if performer is not None:
        flows.set_party(made, kind=PartyKind.PERFORMER, what=performer, by=by, at=at)
    return made


def presented(district: District, **asked: object) -> Proposal:
    """Put such a draft before the council."""
    made = draft(district, **asked)  # type: ignore[arg-type]  # what a draft takes
    flows.present(made, by=member_of(district), at=_at(asked))
    return made


def put_forward(district: District, **asked: object) -> Proposal:
    """Have the council put it forward, and the applicant confirm it."""
    made = presented(district, **asked)
    _put_forward(made, at=_at(asked))
    return made


def bring_forward(made: Proposal, *, at: datetime = NOON) -> None:
    """Bring a draft through its council."""
    flows.present(made, by=member_of(made.district), at=at)
    _put_forward(made, at=at)


def submit(made: Proposal, *, at: datetime = NOON) -> None:
    """Bring a draft through its council to the city."""
    bring_forward(made, at=at)
    flows.submit(made, by=chair_of(made.district), at=at)


def _put_forward(made: Proposal, *, at: datetime) -> None:
    decide(made, at=at)
    if made.route == Route.SUBSIDY:
        question, _token = flows.ask_applicant(made, by=member_of(made.district), at=at)
        flows.confirm(question, name="Fatima el Idrissi", at=at)


def voted_down(district: District, **asked: object) -> Proposal:
    """Have the council vote against it."""
    made = presented(district, **asked)
    decide(made, votes=Votes(1, 5), at=_at(asked))
    return made


def link_of_applicant(proposal: Proposal, *, at: datetime) -> str:
    """Open the applicant's own page and return the token of its link."""
    return open_page_of_applicant(proposal, email="fatima@demo.example", by=None, at=at)


def submitted(district: District, **asked: object) -> Proposal:
    """Submit it to the city."""
    made = put_forward(district, **asked)
    flows.submit(made, by=chair_of(district), at=_at(asked))
    return made


def complete(district: District, **asked: object) -> Proposal:
    """Have olga find it complete."""
    made = submitted(district, **asked)
    flows.find_complete(made, by=cast("olga"), at=_at(asked))
    return made


def checked(district: District, **asked: object) -> Proposal:
    """Answer the conditions of a complete proposal by yes."""
    made = complete(district, **asked)
    for condition in made.round.frame.conditions.all():
        Check.objects.create(
            proposal=made, condition=condition, answer=Answer.YES, by=cast("olga"), at=_at(asked)
        )
    return made


def in_review(
    district: District, *, reviewers: Sequence[str] = ("rik", "roos"), declares: bool = True, **asked: object
) -> Proposal:
    """Have olga ask them (the first alone where the tier asks one); they tell that they have no interest.

    It is scored on two criteria, of 60 and of 40, unless it is of another round.
    """
    at = _at(asked)
    if "round_" not in asked:
        asked["round_"] = two_criteria(district.city, at=at)
    made = checked(district, **asked)
    people = [cast(name) for name in reviewers][: MOST[made.assessment]]
    found = reviews.start_review(
        made, reviewers=people, last_day=at.date() + timedelta(days=14), by=cast("olga"), at=at
    )
    for one in found if declares else []:
        reviews.declare(one, has_interest=False, by=one.reviewer, at=at)
    return made


def two_criteria(city: City, *, at: datetime = NOON) -> Round:
    """Return a round whose frame has two criteria; it is announced when it is asked for first."""
    title = "Ronde met twee criteria"
    return Round.objects.filter(year__city=city, title=title).first() or open_round(city, title=title, at=at)


def score(proposal: Proposal, name: str, *values: int | None, at: datetime = NOON) -> None:
    """Have a reviewer give these scores, one a criterion, each with its reason, and submit."""
    mine = proposal.assignments.get(reviewer=cast(name), released_at__isnull=True)
    criteria = proposal.round.frame.criteria.all()
    scores = [Scored(one, value, "Dat staat erin.") for one, value in zip(criteria, values, strict=True)]
    reviews.save_scores(mine, scores=scores, by=mine.reviewer, at=at)
    reviews.submit_review(mine, by=mine.reviewer, at=at)
    proposal.refresh_from_db()


def answer(proposal: Proposal, name: str, *, yes: bool = True, at: datetime = NOON) -> None:
    """Have a reviewer answer the three questions of the short assessment, and submit."""
    mine = proposal.assignments.get(reviewer=cast(name), released_at__isnull=True)
    answers = [Answered(one, yes, "Dat staat erin.") for one in Question]
    reviews.save_answers(mine, answers=answers, by=mine.reviewer, at=at)
    reviews.submit_review(mine, by=mine.reviewer, at=at)
    proposal.refresh_from_db()


def reviewed(district: District, **asked: object) -> Proposal:
    """Have it assessed as its tier asks: by its checklist, by rik alone, or by rik and roos, who give 3 for all."""
    at = _at(asked)
    if "round_" not in asked:
        asked["round_"] = open_round(district.city)
    if tier_of(asked) == Assessment.NONE:
        made = checked(district, **asked)
        reviews.accept_checklist(made, by=cast("olga"), at=at)
        return made
    made = in_review(district, **asked)  # type: ignore[arg-type]  # what a draft takes
    if made.assessment == Assessment.SHORT:
        answer(made, "rik", at=at)
    else:
        for name in ("rik", "roos"):
            score(made, name, *[3] * made.round.frame.criteria.count(), at=at)
    return made


def tier_of(asked: dict[str, object]) -> str:
    """Return how the amount that is asked is assessed."""
    cents = asked.get("cents", 4_800_00)
    found = Regulation.objects.get(prefix="WS").tiers.filter(up_to_cents__gte=cents)
    return found.order_by("up_to_cents")[0].assessment


def decide(proposal: Proposal, *, votes: Votes | None = None, at: datetime = NOON) -> None:
    """Enter the vote of the council: five for, one against, unless told otherwise; three have an account at most."""
    flows.record_meeting(
        proposal,
        decided_on=day_of(at),
        attendance={chair_of(proposal.district): Part.PRESENT},
        others_present=5,
        seats=7,
        votes=votes or Votes(5, 1),
        by=chair_of(proposal.district),
        at=at,
    )


def member_of(district: District, *, at: datetime = NOON) -> User:
    """Return anna or bram in their districts, else whoever acts for that council."""
    found = User.objects.filter(seats__district=district, seats__role=Role.MEMBER).first()
    return found or chair_of(district, at=at)


def chair_of(district: District, *, at: datetime = NOON) -> User:
    """Return chris in his district; elsewhere a chair is seated when asked for first."""
    from wijkraden.people.flows import give_seat

    found = User.objects.filter(seats__district=district, seats__role=Role.CHAIR).first()
    if found is not None:
        return found
    made = person(f"chair-{district.pk}")
    give_seat(
        made,
        role=Role.CHAIR,
        city=district.city,
        district=district,
        starts_on=(at - timedelta(days=200)).date(),
        by=None,
        at=at,
    )
    return User.objects.get(pk=made.pk)


def _goal(round_: Round) -> Element:
    return round_.plan.elements.filter(kind=ElementKind.GOAL)[0]


def _enter_parties(proposal: Proposal, applicant: PartyOf | None, *, by: User, at: datetime) -> None:
    applicant = applicant or PartyOf(
        is_person=False,
        name="Stichting Samen aan de Schie",
        contact="Fatima el Idrissi",
        email="fatima@demo.example",
        registration="12345678",
    )
    for kind in (PartyKind.APPLICANT, PartyKind.PAYEE):
        flows.set_party(proposal, kind=kind, what=applicant, by=by, at=at)
    flows.set_bank_account(proposal, iban=IBAN, holder=applicant.name, by=by, at=at)


def _at(asked: dict[str, object]) -> datetime:
    at = asked.get("at", NOON)
    assert isinstance(at, datetime)
    return at


def ask(
    proposal: Proposal, *, items: Sequence[Missing] = (), last_day: date | None = None, at: datetime = NOON
) -> str:
    """Have olga ask what is missing, a line about the money unless told otherwise; returns the token of the link."""
    _made, token = flows.ask_to_complete(
        proposal,
        items=items or [Missing(Section.MONEY, "Een offerte voor de muziek")],
        last_day=last_day or (at + timedelta(days=14)).date(),
        by=cast("olga"),
        at=at,
    )
    return token


def link_of(proposal: Proposal) -> str:
    """Return the token of the applicant's link to a proposal that is being completed, from the mail."""
    asked = proposal.completion_requests.get(ended_at__isnull=True)
    mail = Message.objects.get(kind="proposals.completion", about_id=asked.public_id)
    found = re.search(r"/complete/([^/\s]+)/", mail.plain_text)
    assert found is not None
    return found[1]
