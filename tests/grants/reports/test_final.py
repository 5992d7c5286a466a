"""The final amount that follows from a report: the real costs up to the grant, or the granted share of them."""

from collections.abc import Callable
from dataclasses import replace

from django.test import Client
from django.urls import reverse

from grants.budget.queries import figures_of
from grants.budget.states import Kind
from grants.decisions.flows import decide
from grants.decisions.queries import determined_cents
from grants.decisions.states import Ground, Settles
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.reports.final import Proposed, proposed_final
from grants.reports.flows import begin, submit_report
from tests import decisions, proposals
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import District


def test_lower_costs_lower_the_final_amount_as_in_the_worked_example(
    delfshaven: District, daan: User
) -> None:
    made = decisions.reported(delfshaven, cents=8_000_00, spent_cents=6_000_00, advance_percent=80)

    found = proposed_final(made)

    assert found == Proposed(cents=6_000_00, granted_cents=8_000_00, spent_cents=6_000_00)
    assert found.is_lower
    before = figures_of([made.slice])[made.slice_id][Kind.FREE]
    what = decisions.a_determination(found.cents, ground=Ground.COSTS)
    decide(decisions.prepared(made, what), by=daan, at=NOON)
    made.refresh_from_db()
    assert (made.state, determined_cents(made)) == (State.DETERMINED, 6_000_00)
    assert figures_of([made.slice])[made.slice_id][Kind.FREE] - before == 2_000_00


def test_higher_costs_do_not_raise_it(delfshaven: District) -> None:
    made = decisions.reported(delfshaven, cents=8_000_00, spent_cents=9_100_00)

    assert proposed_final(made) == Proposed(cents=8_000_00, granted_cents=8_000_00, spent_cents=9_100_00)


def in_proportion(district: District, spent_cents: int) -> Proposal:
    """Return one that reported so much, granted as 75% of the real costs and 8,000 euros at most."""
    made = proposals.reviewed(district, cents=8_000_00)
    decisions.mandate(district.city, maximum_cents=25_000_00)
    what = replace(decisions.a_grant(made), settles=Settles.SHARE, share_percent=75)
    decide(decisions.prepared(made, what), by=decisions.cast("daan"), at=NOON)
    made.refresh_from_db()
    assert made.starts_on is not None
    begin(made, at=decisions.noon_of(made.starts_on))
    made.refresh_from_db()
    submit_report(decisions.written(made, spent_cents=spent_cents), by=None, at=NOON)
    made.refresh_from_db()
    return made


def test_a_share_is_computed_to_the_cent(delfshaven: District) -> None:
    made = in_proportion(delfshaven, 6_000_01)

    found = proposed_final(made)

    assert found == Proposed(4_500_01, 8_000_00, 6_000_01, share_percent=75)
    assert "75%" in found.words


def test_a_share_never_passes_the_grant(delfshaven: District) -> None:
    found = proposed_final(in_proportion(delfshaven, 20_000_00))

    assert found is not None
    assert (found.cents, found.is_lower) == (8_000_00, False)


def test_nothing_follows_without_a_report(delfshaven: District) -> None:
    made = decisions.under_way(delfshaven)

    assert made.state == State.UNDER_WAY
    assert proposed_final(made) is None


def test_the_form_begins_with_what_follows_from_the_report_wherever_it_is_opened_from(
    delfshaven: District, olga: User, daan: User, signed_in: Callable[[User | None], Client]
) -> None:
    made = decisions.reported(delfshaven, cents=8_000_00, spent_cents=6_000_00)
    address = reverse("decision_prepare", args=[made.public_id, "determine"])

    page = signed_in(olga).get(address)
    form = page.context["form"]
    assert (form["cents"].value(), form["ground"].value()) == ("6000,00", Ground.COSTS)
    assert "€\u00a06.000,00" in str(form["reasons"].value())
    assert "Er ligt geen verslag" not in page.content.decode()
    other = decisions.prepared(made, decisions.a_determination(7_000_00, ground=Ground.COSTS))
    for name in ("decision", "decision_take"):
        shown = signed_in(daan).get(reverse(name, args=[other.public_id])).content.decode()
        assert ("Dit besluit noemt een ander bedrag" in shown, "€\u00a06.000,00" in shown) == (True, True)


def test_without_a_report_the_form_says_so(
    delfshaven: District, olga: User, signed_in: Callable[[User | None], Client]
) -> None:
    made = decisions.under_way(delfshaven)
    page = signed_in(olga).get(reverse("decision_prepare", args=[made.public_id, "determine"]))

    assert "Er ligt geen verslag" in page.content.decode()
