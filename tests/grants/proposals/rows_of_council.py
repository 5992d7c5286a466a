"""The pages of the council in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping

from grants.proposals import flows
from grants.proposals.models import CouncilRules, Proposal
from tests import proposals
from tests.checks.permissions import ADMIN, ANYONE, Table, holding
from tests.make import World
from wijkraden.people.states import Role
from wijkraden.places.models import District

Parameters = Mapping[str, object]
LISTS: dict[str, Callable[[World, int], None]] = {}
NOT_LISTS: tuple[str, ...] = (
    "confirm",
    "confirm_decline",
    "council_authorisation",
    "council_rules",
    "council_rules_list",
    "council_vote",
    "my_application",
    "my_application_withdraw",
    "proposal_applicant",
    "proposal_not_put_forward",
    "proposal_receipt",
    "proposal_send_back",
    "proposal_submit",
    "proposal_withdraw",
)

ANNA = frozenset({"anna"})
ACTS = frozenset({"chris", "coen"})
OF_COUNCIL = ANNA | ACTS
STAFF = holding(Role.OFFICER, Role.DECISION_MAKER, Role.OBJECTIONS_LAWYER, Role.CONTROLLER)
ONLY_WRITES = {"anna": 403}


def _district(world: World, slug: str = "delfshaven-schiemond") -> District:
    return world.city.districts.get(slug=slug)


def _one(world: World, title: str, make: Callable[..., Proposal], **asked: object) -> Proposal:
    found = Proposal.objects.filter(title=title).first()
    return found or make(_district(world), title=title, at=world.at, **asked)


def presented(world: World) -> Parameters:
    """Return the parameters of a proposal that lies before the council of chris."""
    return {"public_id": _one(world, "Ligt voor", proposals.presented).public_id}


def authorised(world: World) -> Parameters:
    """Return those of one that one person may put forward for the council."""
    if not CouncilRules.objects.exists():
        flows.set_council_rules(
            _district(world),
            quorum_percent=50,
            tie_accepts=False,
            authorised_cents=5_000_00,
            source="Reglement van orde",
            by=world.known("beheer"),
            at=world.at,
        )
    return presented(world)


def put_forward(world: World) -> Parameters:
    """Return those of one that can be submitted."""
    return {"public_id": _one(world, "Kan ingediend", proposals.put_forward).public_id}


def voted_down(world: World) -> Parameters:
    """Return those of one that the council voted down."""
    return {"public_id": _one(world, "Weggestemd", proposals.voted_down).public_id}


def submitted(world: World) -> Parameters:
    """Return those of one that was submitted."""
    return {"public_id": _one(world, "Ingediend", proposals.submitted).public_id}


def presented_elsewhere(world: World) -> Parameters:
    """Return those of one of bram's council."""
    title, there = "Ligt elders voor", _district(world, "lage-land-prinsenland-s-gravenland")
    found = Proposal.objects.filter(title=title).first()
    made = found or proposals.presented(there, title=title, at=world.at)
    return {"public_id": made.public_id}


def _kept(world: World, name: str, make: Callable[[], str]) -> Parameters:
    """Return a token, which is known only to who made it, the same for every question of a test."""
    kept: dict[str, str] = vars(world)
    if name not in kept:
        kept[name] = make()
    return {"token": kept[name]}


def question(world: World) -> Parameters:
    """Return those of a link that an applicant can confirm by."""

    def ask() -> str:
        found = _one(world, "Te bevestigen", proposals.presented)
        return flows.ask_applicant(found, by=world.known("anna"), at=world.at)[1]

    return _kept(world, "token_of_question", ask)


def answered(world: World) -> Parameters:
    """Return those of a link by which one was confirmed."""

    def confirm() -> str:
        found = _one(world, "Bevestigd", proposals.presented)
        made, token = flows.ask_applicant(found, by=world.known("anna"), at=world.at)
        flows.confirm(made, name="Fatima el Idrissi", at=world.at)
        return token

    return _kept(world, "token_of_answer", confirm)


def application(world: World) -> Parameters:
    """Return those of an applicant's own page."""

    def link() -> str:
        found = _one(world, "Ingediend", proposals.submitted)
        return proposals.link_of_applicant(found, at=world.at)

    return _kept(world, "token_of_application", link)


def council(world: World) -> Parameters:
    """Return those of the voting rules of chris's council."""
    return {"slug": "delfshaven-schiemond"}


def council_elsewhere(world: World) -> Parameters:
    """Return those of a council of the other city."""
    return {"slug": world.elders.districts.get().slug}


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the council."""
    _add_steps(table)
    _add_pages(table)
    _add_links(table)


def _add_steps(table: Table) -> None:
    see, do = table.see, table.do
    for name, things, more in (
        ("council_vote", presented, None),
        ("council_authorisation", authorised, None),
        ("proposal_send_back", presented, None),
        ("proposal_not_put_forward", voted_down, lambda world: [presented(world)]),
        ("proposal_withdraw", submitted, lambda world: [presented(world)]),
    ):
        elsewhere = presented_elsewhere
        see(name, ACTS, but={**ONLY_WRITES, **_seen(things)}, things=things, elsewhere=elsewhere, more=more)
        do(name, ACTS, but={**ONLY_WRITES, **_seen(things)}, things=things, elsewhere=elsewhere)
    see(
        "proposal_submit",
        ACTS,
        but=ONLY_WRITES,
        things=put_forward,
        elsewhere=presented_elsewhere,
        more=lambda world: [presented(world)],
    )
    do(
        "proposal_submit",
        ACTS,
        answer=302,
        but=ONLY_WRITES,
        things=put_forward,
        elsewhere=presented_elsewhere,
    )


def _add_pages(table: Table) -> None:
    see, do = table.see, table.do
    see("proposal_receipt", OF_COUNCIL | STAFF, things=submitted, elsewhere=presented_elsewhere)
    see(
        "proposal_applicant",
        OF_COUNCIL,
        things=presented,
        elsewhere=presented_elsewhere,
        more=lambda world: [put_forward(world)],
    )
    do("proposal_applicant", OF_COUNCIL, things=presented, elsewhere=presented_elsewhere)
    do("applicant_ask", OF_COUNCIL, answer=302, things=presented, elsewhere=presented_elsewhere)
    see("council_rules_list", ADMIN)
    see("council_rules", ADMIN, things=council, elsewhere=council_elsewhere)
    do("council_rules", ADMIN, things=council, elsewhere=council_elsewhere)


def _add_links(table: Table) -> None:
    see, do = table.see, table.do
    see("confirm", ANYONE, stranger=200, things=question, more=lambda world: [answered(world)])
    do("confirm", ANYONE, stranger=422, things=question)
    see("confirm_decline", ANYONE, stranger=200, things=question)
    do("confirm_decline", ANYONE, stranger=422, things=question)
    see("my_application", ANYONE, stranger=200, things=application)
    see("my_application_withdraw", ANYONE, stranger=200, things=application)
    do("my_application_withdraw", ANYONE, stranger=422, things=application)


def _seen(things: Callable[[World], Parameters]) -> dict[str, int]:
    """Whoever sees a submitted proposal for the city is told that its steps are not hers."""
    return dict.fromkeys(STAFF, 403) if things is submitted else {}
