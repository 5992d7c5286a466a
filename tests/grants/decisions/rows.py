"""The pages of the decisions in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping
from typing import Any

from grants.decisions.flows import ask_view, decide
from grants.decisions.models import Decision, Mandate, ViewAsked
from grants.decisions.states import DecisionKind, Ground
from grants.plan.models import Regulation
from grants.proposals.models import Proposal
from grants.rounds.models import Round
from grants.rounds.states import Body, Distribution
from tests import conditions, decisions, proposals
from tests.checks.permissions import ANYONE, CONTROL, Table, Things, holding
from tests.make import World
from wijkraden.people.states import Role
from wijkraden.places.models import District

Parameters = Mapping[str, object]
OFFICERS, DECIDERS = holding(Role.OFFICER), holding(Role.DECISION_MAKER)
STAFF = OFFICERS | DECIDERS | holding(Role.OBJECTIONS_LAWYER) | CONTROL
COUNCIL = frozenset({"anna", "chris", "coen"})
BAS = holding(Role.BUDGET_HOLDER)
NOT_PREPARE = dict.fromkeys((STAFF | COUNCIL) - OFFICERS, 403)
NOT_DECIDE = dict.fromkeys(STAFF - DECIDERS, 403)
READ_MANDATES = BAS | OFFICERS | DECIDERS | CONTROL
NOT_LISTS = (
    "decision",
    "decision_of_council",
    "decision_pdf",
    "decision_prepare",
    "decision_return",
    "decision_step_back",
    "decision_take",
    "letter_by_link",
    "letter_pdf_by_link",
    "mandate_end",
    "view_ask",
    "view_enter",
)


def _district(world: World) -> District:
    return world.city.districts.get(slug="delfshaven-schiemond")


def reviewed(world: World, title: str = "Te besluiten", **asked: Any) -> Proposal:
    """Return a proposal of Delfshaven that is ready to be decided on, the same for every row."""
    asked = {"cents": 2_600_00, **asked}  # so that the budget holds what every row of every room asks
    found = Proposal.objects.filter(title=title).first()
    return found or proposals.reviewed(_district(world), title=title, at=world.at, **asked)


def a_reviewed(world: World) -> Parameters:
    """Return the parameters of its address."""
    return {"public_id": reviewed(world).public_id}


def a_draft_of_others(world: World) -> Parameters:
    """Return those of a draft of another council, which the staff of the city does not see."""
    there = world.city.districts.get(slug="lage-land-prinsenland-s-gravenland")
    found = Proposal.objects.filter(title="Concept elders").first()
    return {"public_id": (found or proposals.draft(there, title="Concept elders", at=world.at)).public_id}


def _of_kind(of: Things) -> Things:
    return lambda world: {**of(world), "kind": "grant"}


def other_kinds(world: World) -> list[Parameters]:
    """Return those of the forms of the other kinds, of proposals that are granted and final too."""
    running = {"public_id": a_granted(world).proposal.public_id}
    final = {"public_id": a_granted(world, "Definitief", cents=900_00).proposal.public_id}
    kinds = (DecisionKind.DETERMINE, DecisionKind.CHANGE, DecisionKind.REVOKE)
    return [
        {**a_reviewed(world), "kind": "refuse"},
        *({**running, "kind": one.value} for one in kinds),
        {**final, "kind": "revise"},
    ]


def prepared_one(world: World, title: str = "Wacht op besluit", **asked: Any) -> Decision:
    """Return a decision that waits, under a mandate of daan."""
    proposal = reviewed(world, title, **asked)
    if not Mandate.objects.exists():
        decisions.mandate(world.city, at=world.at)
    return proposal.decisions.first() or decisions.prepared(proposal, at=world.at)


def a_prepared(world: World) -> Parameters:
    """Return those of a decision that waits."""
    return {"public_id": prepared_one(world).public_id}


def a_granted(world: World, title: str = "Toegekend", **asked: Any) -> Decision:
    """Return a grant that was told."""
    found = prepared_one(world, title, **asked)
    if found.is_prepared:
        decide(found, by=world.known("daan"), at=world.at)
    return found


def a_told(world: World) -> Parameters:
    """Return those of a decision that was told."""
    return {"public_id": a_granted(world).public_id}


def more_looks(world: World) -> list[Parameters]:
    """Return those of a decision that waits, and of one that was told in a tender."""
    return [a_prepared(world)]


def of_council(world: World) -> Parameters:
    """Return those of a decision that a council takes itself."""
    found = Proposal.objects.filter(title="De wijkraad besluit").first()
    if found is None:
        round_ = _other_round(world, decides=Body.COUNCIL)
        found = proposals.reviewed(_district(world), title="De wijkraad besluit", round_=round_, at=world.at)
    return {"public_id": (found.decisions.first() or decisions.prepared(found, at=world.at)).public_id}


def _other_round(world: World, **settings: Any) -> Round:
    """Announce a round beside the usual one, which closes before this one opens."""
    day = world.at.date()
    return proposals.open_round(world.city, at=world.at, opens_on=day, closes_on=day, **settings)


def a_round(world: World) -> Parameters:
    """Return those of a round of which a decision waits for its decision day."""
    found = Round.objects.filter(distribution=Distribution.TENDER).first()
    if found is None:
        found = _other_round(world, distribution=Distribution.TENDER)
        made = proposals.reviewed(_district(world), title="Tender", round_=found, at=world.at)
        decisions.mandate(world.city, at=world.at)
        decide(decisions.prepared(made, at=world.at), by=world.known("daan"), at=world.at)
    return {"public_id": found.public_id}


def a_link(world: World) -> Parameters:
    """Return those of the link in the mail to the applicant."""
    return {"token": decisions.link_to_letter(a_granted(world))}


def a_mandate(world: World) -> Parameters:
    """Return those of a mandate."""
    found = Mandate.objects.first() or decisions.mandate(world.city, at=world.at)
    return {"public_id": found.public_id}


def a_view(world: World) -> Parameters:
    """Return those of a question for a view."""
    found = ViewAsked.objects.first() or ask_view(
        reviewed(world),
        kind=DecisionKind.REFUSE,
        ground=Ground.FEAR,
        intention="Wij twijfelen.",
        by=world.known("olga"),
        at=world.at,
    )
    return {"public_id": found.public_id}


def more_waiting(world: World, number: int) -> None:
    """Prepare further decisions."""
    for one in range(number):
        title = f"Wacht ook {Proposal.objects.count()}x{one}"
        prepared_one(world, title, cents=1_00)


def more_mandates(world: World, number: int) -> None:
    """Enter further mandates, each for a district."""
    for one in range(number):
        decisions.mandate(world.city, maximum_cents=100_00 + one, districts=(_district(world),), at=world.at)


def more_rules(world: World, number: int) -> None:
    """Enter further regulations, which the form of a mandate offers."""
    from tests import budget

    for _one in range(number):
        budget.regulation(world.city, by=world.known("beheer"), at=world.at)
    assert Regulation.objects.count() > number


def more_conditions(world: World, number: int) -> None:
    """Grant further proposals under condition of the budget, of a ceiling that holds them all."""
    conditions.round_of_next_year(world.city, cents=1_000_000_00, at=world.at)
    for one in range(number):
        title = f"Onder voorwaarde {Proposal.objects.count()}x{one}"
        made = conditions.reviewed(_district(world), cents=2_600_00, title=title, at=world.at)
        conditions.mandate(made, at=world.at)
        conditions.granted_one(made, at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {
    "conditions": more_conditions,
    "decisions": more_waiting,
    "mandates": more_mandates,
    "mandate_add": more_rules,
}


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the decisions."""
    see, do = table.see, table.do
    see("decisions", DECIDERS)
    see("conditions", STAFF)
    do("decisions_publish", DECIDERS, answer=302, things=a_round)
    see("decision", STAFF | COUNCIL, things=a_told, more=more_looks)
    see("decision_pdf", STAFF | COUNCIL, things=a_told)
    see("letter_by_link", ANYONE, stranger=200, things=a_link)
    see("letter_pdf_by_link", ANYONE, stranger=200, things=a_link)
    of_grant, elsewhere = _of_kind(a_reviewed), _of_kind(a_draft_of_others)
    see("decision_prepare", OFFICERS, but=NOT_PREPARE, things=of_grant, elsewhere=elsewhere, more=other_kinds)
    do("decision_prepare", OFFICERS, but=NOT_PREPARE, things=of_grant, elsewhere=elsewhere)
    see("view_ask", OFFICERS, but=NOT_PREPARE, things=a_reviewed, elsewhere=a_draft_of_others)
    see("view_enter", STAFF, but=dict.fromkeys(COUNCIL, 403), things=a_view)
    do("view_ask", OFFICERS, but=NOT_PREPARE, things=a_reviewed, elsewhere=a_draft_of_others)
    do("view_enter", OFFICERS, answer=302, but=NOT_PREPARE, things=a_view)
    see("decision_take", DECIDERS, but=NOT_DECIDE, things=a_prepared)
    do("decision_take", DECIDERS, answer=302, but={**NOT_DECIDE, "dewi": 422}, things=a_prepared)
    see("decision_return", DECIDERS, but=NOT_DECIDE, things=a_prepared)
    do("decision_return", DECIDERS, but=NOT_DECIDE, things=a_prepared)
    not_step_back = dict.fromkeys((STAFF | COUNCIL) - DECIDERS, 403)
    see("decision_step_back", DECIDERS, but=not_step_back, things=a_reviewed, elsewhere=a_draft_of_others)
    do("decision_step_back", DECIDERS, but=not_step_back, things=a_reviewed, elsewhere=a_draft_of_others)
    not_enter = dict.fromkeys(STAFF - OFFICERS, 403)
    see("decision_of_council", OFFICERS, but=not_enter, things=of_council)
    do("decision_of_council", OFFICERS, but=not_enter, things=of_council)
    see("mandates", READ_MANDATES)
    not_set = dict.fromkeys(READ_MANDATES - BAS, 403)
    see("mandate_add", BAS, but=not_set)
    do("mandate_add", BAS, but=not_set)
    see("mandate_end", BAS, but=not_set, things=a_mandate)
    do("mandate_end", BAS, but=not_set, things=a_mandate)
