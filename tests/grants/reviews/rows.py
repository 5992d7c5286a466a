"""The pages of the reviews in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping

from grants.proposals.models import Proposal
from grants.reviews.models import Assignment, Talk
from tests import proposals
from tests.checks.permissions import CONTROL, Table, Things, holding
from tests.make import World
from wijkraden.people.states import Role
from wijkraden.places.models import District

Parameters = Mapping[str, object]
FULL, SHORT, NONE = 9_000_00, 4_800_00, 2_000_00  # amounts that are assessed so
REVIEWERS, RIK, OFFICERS = holding(Role.REVIEWER), frozenset({"rik"}), holding(Role.OFFICER)
READERS = OFFICERS | CONTROL | holding(Role.DECISION_MAKER, Role.OBJECTIONS_LAWYER)
NOT_ASSIGN = dict.fromkeys(READERS - OFFICERS, 403)
NOT_LISTS = (
    "review_declare",
    "review_talk",
    "review_talk_close",
    "review_accept",
    "review_assign",
    "review_release",
    "review",
    "review_of",
    "ranking_draw",
)


def _district(world: World) -> District:
    return world.city.districts.get(slug="delfshaven-schiemond")


def _proposal(world: World, title: str, make: Callable[..., Proposal], **asked: object) -> Proposal:
    """Return the proposal with that title, made when it is asked for first."""
    found = Proposal.objects.filter(title=title).first()
    return found or make(_district(world), title=title, at=world.at, **asked)


def _busy(world: World) -> Proposal:
    return _proposal(world, "Wordt beoordeeld", proposals.in_review, cents=FULL)


def _differing(world: World) -> Proposal:
    made = _proposal(world, "Verschil", proposals.in_review, cents=FULL)
    if not Talk.objects.filter(proposal=made).exists():
        for name, values in (("rik", (4, 3)), ("roos", (1, None))):
            proposals.score(made, name, *values, at=world.at)
    return made


def _review(proposal: Proposal, name: str) -> Parameters:
    return {"public_id": Assignment.objects.get(proposal=proposal, reviewer=proposals.cast(name)).public_id}


def own_review(world: World) -> Parameters:
    """Return the parameters of a review that rik is busy with."""
    return _review(_busy(world), "rik")


def review_of_roos(world: World) -> Parameters:
    """Return those of a review that is not rik's."""
    return _review(_busy(world), "roos")


def more_reviews(world: World) -> list[Parameters]:
    """Return those of a review with a talk, of one that waits for others, and of a short one."""
    waits = _proposal(world, "Wacht op roos", proposals.in_review, cents=FULL)
    mine = Assignment.objects.get(proposal=waits, reviewer=proposals.cast("rik"))
    if not mine.is_submitted:
        proposals.score(waits, "rik", 4, None, at=world.at)
    short = _proposal(world, "Kort", proposals.in_review, cents=SHORT)
    done = _proposal(world, "Kort klaar", proposals.reviewed, cents=SHORT)
    return [_review(one, "rik") for one in (_differing(world), waits, short, done)]


def undeclared_review(world: World) -> Parameters:
    """Return those of a review before which rik has yet to tell about an interest."""
    return _review(
        _proposal(world, "Nog niets gezegd", proposals.in_review, cents=FULL, declares=False), "rik"
    )


def undeclared_of_roos(world: World) -> Parameters:
    """Return those of such a review of roos."""
    undeclared_review(world)
    return _review(Proposal.objects.get(title="Nog niets gezegd"), "roos")


def own_talk(world: World) -> Parameters:
    """Return those of a talk about a score of rik's."""
    made = _differing(world)
    return {**_review(made, "rik"), "talk_id": made.talks.get().public_id}


def talk_of_roos(world: World) -> Parameters:
    """Return those of the same talk under the review of roos."""
    made = _differing(world)
    return {**_review(made, "roos"), "talk_id": made.talks.get().public_id}


def a_proposal(world: World) -> Parameters:
    """Return those of a proposal that is being reviewed."""
    return {"public_id": _busy(world).public_id}


def a_draft(world: World) -> Parameters:
    """Return those of a draft, which is nobody's at the city."""
    return {"public_id": _proposal(world, "Nog een concept", proposals.draft).public_id}


def more_proposals(world: World) -> list[Parameters]:
    """Return those of proposals with a talk, with short answers, with a checklist and without reviewers."""
    made = [
        _differing(world),
        _proposal(world, "Kort klaar", proposals.reviewed, cents=SHORT),
        _proposal(world, "Klein", proposals.checked, cents=NONE),
        _proposal(world, "Volledig", proposals.checked, cents=FULL),
        _proposal(world, "Alles klaar", proposals.reviewed, cents=FULL),
    ]
    return [{"public_id": one.public_id} for one in made]


def a_small_one(world: World) -> Parameters:
    """Return those of a proposal that its checklist assesses."""
    return {"public_id": _proposal(world, "Klein", proposals.checked, cents=NONE).public_id}


def a_waiting_one(world: World) -> Parameters:
    """Return those of a proposal that waits for reviewers."""
    return {"public_id": _proposal(world, "Volledig", proposals.checked, cents=FULL).public_id}


def a_release(world: World) -> Parameters:
    """Return those of a review that can be taken back."""
    return {**a_proposal(world), "review_id": own_review(world)["public_id"]}


def a_talk(world: World) -> Parameters:
    """Return those of a talk for its proposal."""
    made = _differing(world)
    return {"public_id": made.public_id, "talk_id": made.talks.get().public_id}


def a_round(world: World) -> Parameters:
    """Return those of the round."""
    return {"public_id": _busy(world).round.public_id}


def a_budget(world: World) -> Parameters:
    """Return those of a budget in the round."""
    return {**a_round(world), "slice_id": _busy(world).slice.public_id}


def a_draw(world: World) -> Parameters:
    """Return those of a draw of lots about the proposals of a day that cross the ceiling."""
    found = [
        _proposal(world, f"Over het plafond {number}", proposals.checked, cents=FULL) for number in range(6)
    ]
    its = {"public_id": found[0].round.public_id, "slice_id": found[0].slice.public_id}
    return {**its, "day": world.at.date().isoformat()}


def more_waiting(world: World, number: int) -> None:
    """Submit further proposals that wait, are being reviewed and were reviewed."""
    for one in range(max(number, 3)):  # one of each at least
        make = (proposals.checked, proposals.in_review, proposals.reviewed)[one % 3]
        make(_district(world), cents=(FULL, SHORT)[one % 2], title=f"Voorstel {one}", at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {
    "reviews": more_waiting,
    "reviews_office": more_waiting,
    "reviews_spread": more_waiting,
    "ranking": more_waiting,
    "ranking_budget": more_waiting,
    "ranking_sheet": more_waiting,
}


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the reviews."""
    table.see("reviews", REVIEWERS)
    table.see("review", RIK, things=own_review, elsewhere=review_of_roos, more=more_reviews)
    table.do("review", RIK, answer=302, things=own_review, elsewhere=review_of_roos)
    _both(table, "review_declare", RIK, undeclared_review, undeclared_of_roos)
    _both(table, "review_talk", RIK, own_talk, talk_of_roos)
    table.see("reviews_office", READERS)
    table.see("review_of", READERS, things=a_proposal, elsewhere=a_draft, more=more_proposals)
    _both(table, "review_assign", OFFICERS, a_waiting_one, a_draft)
    _both(table, "review_accept", OFFICERS, a_small_one, a_draft, answer=302)
    _both(table, "review_release", OFFICERS, a_release)
    _both(table, "review_talk_close", OFFICERS, a_talk)
    _both(table, "reviews_spread", OFFICERS, a_round)
    table.see("ranking", READERS, things=a_round)
    table.see("ranking_budget", READERS, things=a_budget)
    table.see("ranking_sheet", READERS, things=a_round)
    _both(table, "ranking_draw", OFFICERS, a_draw)


def _both(
    table: Table,
    name: str,
    may: frozenset[str],
    things: Things,
    elsewhere: Things | None = None,
    *,
    answer: int = 422,
) -> None:
    """Say who sees and sends a form; sent empty it gets `answer`. Who only reads the reviews may not assign."""
    but = NOT_ASSIGN if may == OFFICERS else {}
    table.see(name, may, but=but, things=things, elsewhere=elsewhere)
    table.do(name, may, but=but, answer=answer, things=things, elsewhere=elsewhere)
