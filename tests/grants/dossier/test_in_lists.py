"""The list of a council and its first page say of each proposal who acts next, in the words of its own page."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from grants.dossier.told import turn_for
from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.proposals.queries_of_editor import list_of
from grants.proposals.states import Route
from grants.proposals.turns import lines_of
from tests import conditions, decisions, objections, proposals
from tests.grants.decisions.test_revising import claimed
from tests.grants.home.test_after_objection import refused
from tests.grants.register import ends
from tests.make import NOON
from tests.waiting_list import three_listed
from wijkraden.people.models import User
from wijkraden.places.models import District

LATE = ends.LONG_AFTER
NOBODY = "Nobody has to do anything more."


def asked_to_confirm(district: District, at: datetime = NOON) -> Proposal:
    """Have the council put one forward, and ask the applicant to confirm it."""
    made = proposals.presented(district, at=at)
    proposals.decide(made, at=at)
    flows.ask_applicant(made, by=proposals.member_of(district), at=at)
    return made


SCENES: dict[
    str, tuple[Callable[[District], object], str]
] = {  # what, and one of the lines that are told of it
    "to write": (
        proposals.draft,
        "Next: the council, to write it and present it, on 31 December 2026 at the latest.",
    ),
    "to be confirmed": (
        asked_to_confirm,
        "Next: the council, to submit it once the applicant confirms it (asked on 2 November 2026),"
        " on 31 December 2026 at the latest.",
    ),
    "not confirmed in time": (
        lambda district: asked_to_confirm(district, at=NOON - timedelta(days=31)),
        "Next: the council, until it is submitted, on 31 December 2026 at the latest.",
    ),
    "to complete": (
        lambda district: proposals.ask(proposals.submitted(district), at=NOON),
        "Next: the council, with what the city asked, on 16 November 2026 at the latest.",
    ),
    "granted under condition": (conditions.granted, "Next: the city council, with the budget."),
    "under way": (decisions.under_way, "Next: whoever carries out the action, with the report, on "),
    "to be judged": (
        decisions.reported,
        "Next: the council, with its judgement on the report, and the city, with the final amount.",
    ),
    "judged": (
        lambda district: decisions.judged(decisions.reported(district)),
        "Next: the city, with the report.",
    ),
    "to be judged after the final amount": (
        ends.determined,
        "Next: the council, with its judgement on the report, and the city, which closes it",
    ),
    "under way by the city itself": (
        lambda district: decisions.under_way(district, route=Route.OWN),
        "Next: the city, which carries out the action itself.",
    ),
    "to report on what the city did": (
        lambda district: decisions.under_way(district, route=Route.OWN),
        "Next: the council, with the report on what the city did, on ",
    ),
    "determined": (
        lambda district: decisions.judged(ends.determined(district)),
        "Next: the city, which closes it once all terms are over.",
    ),
    "paid too much": (claimed, "Next: who received the money, to pay back what is asked, on "),
    "refused on the ceiling": (
        three_listed,
        "It waits on the waiting list, up to and including 31 December 2026.",
    ),
    "refused wrongly": (
        lambda district: objections.decided(refused(district)),
        "Next: the city, with a new decision after the objection.",
    ),
    "withdrawn": (ends.withdrawn, NOBODY),
}


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("make", "line"), SCENES.values(), ids=SCENES)
def test_the_list_of_a_council_says_what_the_page_of_a_proposal_says(
    make: Callable[[District], object], line: str, delfshaven: District, anna: User
) -> None:
    make(delfshaven)
    told: list[str] = []
    for at in (NOON, LATE):
        lines = {one.proposal.pk: one.turn for one in lines_of(list_of([delfshaven]), at=at)}
        assert lines == {one.pk: turn_for(anna, one, at=at) for one in Proposal.objects.all()}
        told += lines.values()
    assert [one for one in told if one.startswith(line)] != []


@pytest.mark.usefixtures("at_noon")
def test_both_pages_of_a_council_show_it(
    delfshaven: District, anna: User, signed_in: Callable[[User | None], Client]
) -> None:
    objections.decided(refused(delfshaven))
    line = "Next: the city, with a new decision after the objection."

    pages = [signed_in(anna).get(path).content.decode() for path in ("/home/", "/proposals/")]

    assert [page.count(line) for page in pages] == [1, 1]
    assert NOBODY not in "".join(pages)


@pytest.mark.usefixtures("at_noon")
def test_the_office_reads_until_when_what_it_asked_can_be_completed(
    delfshaven: District, olga: User, signed_in: Callable[[User | None], Client]
) -> None:
    proposals.submitted(delfshaven, title="Te controleren")
    made = proposals.submitted(delfshaven)
    proposals.ask(made, at=NOON)
    line = "The council and the applicant, to complete it, on 16 November 2026 at the latest"

    pages = [signed_in(olga).get(path).content.decode() for path in ("/work/", "/home/")]

    assert [page.count(line) for page in pages] == [1, 1]
    assert [page.count("The officer, to check it,") for page in pages] == [0, 0]
    assert line[1:] in turn_for(olga, Proposal.objects.get(pk=made.pk), at=NOON)
