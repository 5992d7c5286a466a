"""What councils and applicants do: write, vote, confirm, submit, withdraw."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from grants.money import split_cents
from grants.plan.models import Insight
from grants.plan.queries import elements_now
from grants.plan.states import ElementKind
from grants.proposals import flows
from grants.proposals.flows import Cost, Cover, PartyOf, Votes
from grants.proposals.flows.telling import open_page_of_applicant
from grants.proposals.models import ApplicantLink, Proposal
from grants.proposals.states import CoverKind, Part, PartyKind, Route, Section
from grants.terms import day_of
from grants.vat import Rate
from wijkraden.people.models import User
from wijkraden.people.queries import token_hash
from wijkraden.people.states import Role

from ..dossiers import Dossier
from .stage import Act, Stage

_SEATS = 7  # of a council of which no source names it
_STREETS = ("Dorpsdijk", "Kanaalstraat", "Havenlaan", "Parkweg", "Molenstraat", "Sluiskade", "Tuindersweg")
_INTEREST = "Ik zit in het bestuur van de stichting die de subsidie aanvraagt."
_BANKS = ("ABNA", "INGB", "RABO")
_PARTIES = {
    Route.SUBSIDY: (PartyKind.APPLICANT, PartyKind.PAYEE),
    Route.PURCHASE: (PartyKind.PERFORMER,),
    Route.OWN: (),
}


def write(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Write the whole draft, by a member of the council."""
    by = stage.of_council(dossier, Role.MEMBER, at)
    round_ = stage.round_of(dossier.year, dossier.kind)
    made = flows.start_proposal(
        round_,
        stage.districts[dossier.district],
        title=dossier.title,
        asked_cents=dossier.asked_cents,
        by=by,
        at=at,
    )
    action = dossier.action
    what = {
        "summary": action.summary,
        "for_whom": action.for_whom,
        "place": action.place,
        "starts_on": dossier.starts_on,
        "ends_on": dossier.ends_on,
    }
    flows.change(made, section=Section.WHAT, values=what, by=by, at=at)
    story = {
        "contribution": action.contribution,
        "district_plan": f"Wijkplan {dossier.year}, punt {dossier.number % 9 + 1} (verzonnen).",
    }
    aims = Q(kind=ElementKind.GOAL, code=str(action.goal)) | Q(kind=ElementKind.TERRAIN, code=action.terrain)
    flows.change(made, section=Section.PLAN, values=story, by=by, at=at)
    flows.set_aims(made, elements=list(elements_now().filter(aims, plan_id=round_.plan_id)), by=by, at=at)
    insights = Insight.objects.filter(edition__districts=made.district, edition__published_at__isnull=False)
    flows.set_origin(made, insight=insights.order_by("pk").first(), by=by, at=at)
    _enter_money(made, dossier, by=by, at=at)
    made = stage.proposal(dossier)
    _enter_parties(made, dossier, by=by, at=at)


def _enter_money(made: Proposal, dossier: Dossier, *, by: User, at: datetime) -> None:
    own = 0 if dossier.route == Route.OWN else max(5_000, dossier.asked_cents // 20 // 2_500 * 2_500)
    costs, own_words = dossier.action.costs, "Inzet en giften van bewoners"
    parts = split_cents(dossier.asked_cents + own, [weight for _words, weight in costs])
    rates = (Rate.HIGH, Rate.LOW) if dossier.route == Route.PURCHASE else ("",)
    lines = [
        Cost(words, cents, str(rates[place % len(rates)]))
        for place, ((words, _weight), cents) in enumerate(zip(costs, parts, strict=True))
    ]
    covers = [Cover(CoverKind.OWN, own_words, own)] if own else []
    flows.set_money(made, asked_cents=dossier.asked_cents, costs=lines, covers=covers, by=by, at=at)


def _enter_parties(made: Proposal, dossier: Dossier, *, by: User, at: datetime) -> None:
    """Name who asks and receives a subsidy, with the account, or whom the city buys from; the rest is asked later."""
    person = dossier.is_of_a_person
    party = PartyOf(
        is_person=person,
        name=dossier.recipient,
        contact="" if person else dossier.contact,
        email=dossier.organisation.email,
        registration="" if person else f"{90_000_000 + dossier.recipient_number}",
        street=f"{_STREETS[dossier.number % len(_STREETS)]} {dossier.number % 180 + 1}",
        postcode=f"30{dossier.number % 90 + 10} ZZ",
        town="Rotterdam",
    )
    if dossier.route != Route.SUBSIDY:
        flows.change(made, section=Section.WHO, values={"route": dossier.route}, by=by, at=at)
    for kind in _PARTIES[dossier.route]:
        flows.set_party(made, kind=kind, what=party, by=by, at=at)
    if dossier.route == Route.SUBSIDY:
        flows.set_bank_account(made, iban=iban_of(dossier.recipient_number), holder=party.name, by=by, at=at)


def iban_of(number: int) -> str:
    """Return an account number that is made up and whose check digits are right."""
    bank, account = _BANKS[number % len(_BANKS)], f"{900_000_000 + number * 37:010}"
    digits = "".join(str(int(sign, 36)) for sign in f"{bank}{account}NL00")
    return f"NL{98 - int(digits) % 97:02}{bank}{account}"


def present(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Put it before the council."""
    flows.present(stage.proposal(dossier), by=stage.of_council(dossier, Role.MEMBER, at), at=at)


def vote(stage: Stage, dossier: Dossier, at: datetime, *, accepts: bool) -> None:
    """Enter the vote of the council."""
    proposal = stage.proposal(dossier)
    chair, member = (stage.of_council(dossier, one, at) for one in (Role.CHAIR, Role.MEMBER))
    seats = proposal.district.seats or _SEATS
    against = min(dossier.number % 3, (seats - 3) // 2)
    votes = Votes(seats - 1 - against, against) if accepts else Votes(1, seats - 3, 1)
    part, by = Part.PRESENT, chair
    if dossier.chair_steps_back:
        flows.declare_interest(proposal, has_interest=True, explanation=_INTEREST, by=chair, at=at)
        votes, part = Votes(seats - 2, 0), Part.STEPPED_BACK
        by = stage.of_council(dossier, Role.COORDINATOR, at)
    flows.record_meeting(
        proposal,
        decided_on=day_of(at),
        attendance={chair: part, member: Part.PRESENT},
        others_present=seats - 3,
        seats=seats,
        votes=votes,
        by=by,
        at=at,
    )


def ask_applicant(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Mail the applicant the text to confirm."""
    flows.ask_applicant(stage.proposal(dossier), by=stage.of_council(dossier, Role.MEMBER, at), at=at)


def confirm(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let the applicant confirm it."""
    question = stage.proposal(dossier).confirmations.get(ended_at__isnull=True)
    flows.confirm(question, name=dossier.contact, at=at)


def decline(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let the applicant say that the text is not right."""
    question = stage.proposal(dossier).confirmations.get(ended_at__isnull=True)
    flows.decline(
        question, reason="De kosten van de zaal kloppen niet meer. Wij sturen een nieuwe offerte.", at=at
    )


def submit(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Submit it to the city."""
    flows.submit(stage.proposal(dossier), by=_who_acts(stage, dossier, at), at=at)


def _who_acts(stage: Stage, dossier: Dossier, at: datetime) -> User:
    """Return the coordinator of the council every other time, where it has one with an account."""
    role = Role.COORDINATOR if dossier.number % 2 and stage.has(dossier, Role.COORDINATOR, at) else Role.CHAIR
    return stage.of_council(dossier, role, at)


def not_put_forward(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Close what the council voted down."""
    reason = "De wijkraad wil eerst horen wat bewoners van het plan vinden."
    chair = stage.of_council(dossier, Role.CHAIR, at)
    flows.not_put_forward(stage.proposal(dossier), reason=reason, by=chair, at=at)


def withdraw(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Withdraw it for the council."""
    proposal = stage.proposal(dossier)
    reason = "De organisatie heeft te weinig vrijwilligers. Wij proberen het volgend jaar opnieuw."
    flows.withdraw(proposal, reason=reason, by=stage.of_council(dossier, Role.CHAIR, at), at=at)


def withdraw_by_applicant(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let the applicant withdraw it on the page that her link opens."""
    proposal = stage.proposal(dossier)
    token = open_page_of_applicant(proposal, email=dossier.organisation.email, by=None, at=at)
    link = ApplicantLink.objects.get(token_hash=token_hash(token))
    flows.withdraw_by_applicant(link, name=dossier.contact, reason="Het gaat dit jaar niet door.", at=at)


ACTS: dict[str, Act] = {
    one.__name__: one
    for one in (
        *(write, present, vote, ask_applicant, confirm, decline, submit),
        *(not_put_forward, withdraw, withdraw_by_applicant),
    )
}
