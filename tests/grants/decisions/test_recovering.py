"""Asking back what was paid too much: a decision of its own, of exactly that amount."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from grants.budget.models import Entry
from grants.decisions.errors import NotReady, TooLate
from grants.decisions.flows import decide
from grants.decisions.letter import as_text, letter_of
from grants.decisions.models import Decision
from grants.decisions.offers import offers
from grants.decisions.queries import proposals_to_recover, to_recover
from grants.decisions.states import DecisionKind, Ground
from grants.money import parse_euros
from grants.payments.flows import change_payee
from grants.proposals.models import Proposal
from grants.proposals.states import Route, State
from portal.errors import NoLongerAllowed
from tests import decisions, payments
from tests.grants.decisions.test_revising import again, claimed
from tests.make import NOON
from tests.proposals import IBAN
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)


def test_what_was_paid_too_much_is_asked_back_by_a_decision_of_its_own(
    delfshaven: District, olga: User, daan: User
) -> None:
    made = decisions.granted(delfshaven, advance_percent=80)
    payments.paid(made)
    lower = decisions.a_determination(3_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, lower), by=daan, at=NOON)
    assert (
        to_recover(made),
        [one.recover_cents for one in proposals_to_recover(delfshaven.city, on=NOON.date())],
    ) == (
        840_00,
        [840_00],
    )
    for wrong in (839_99, 840_01, 0):
        with pytest.raises(NotReady):
            decisions.prepared(made, decisions.a_recovery(wrong))
    entries = Entry.objects.count()

    waits = decisions.prepared(made, decisions.a_recovery(840_00))
    assert list(proposals_to_recover(delfshaven.city, on=NOON.date())) == []
    with pytest.raises(NoLongerAllowed):
        decide(waits, by=olga, at=NOON)
    decide(waits, by=daan, at=NOON)

    made.refresh_from_db()
    waits.refresh_from_db()
    assert (made.state, to_recover(made), Entry.objects.count()) == (State.DETERMINED, 0, entries)
    assert waits.letter is not None
    assert "€\xa0840,00" in as_text(waits.letter)
    assert "Definitief bedrag: €\xa03.000,00" in as_text(waits.letter)
    assert waits.objection_until is not None
    with pytest.raises(NotReady):
        decisions.prepared(made, decisions.a_recovery(840_00))


def _sum_of(decision: Decision) -> list[list[str]]:
    """Return the second table of its letter: how the amount is made up; what is above its last line comes to it."""
    (found,) = (
        one
        for one in letter_of(decision, [], [])["sections"]
        if one.get("heading") == "Zo komen we op wat u terugbetaalt"
    )
    rows: list[list[str]] = found["table"]["rows"]
    assert sum(_cents(amount) for _what, amount in rows[:-1]) == _cents(rows[-1][1]) == decision.cents
    return rows


def _cents(amount: str) -> int:
    minus = "\N{MINUS SIGN}"
    return parse_euros(amount.removeprefix(minus).strip()) * (-1 if amount.startswith(minus) else 1)


def test_the_letter_says_how_its_sum_is_made_up(delfshaven: District, olga: User) -> None:
    """Paid 6,400 of a grant of 8,000, final 2,400: 4,000 asked back, of which 1,000 came; then 400 lower still."""
    made, claim = claimed(delfshaven, came_in=1_000_00)
    first = Decision.objects.get(claim=claim)
    assert first.letter is not None
    told = as_text(first.letter).replace("\xa0", " ")
    assert "Betaald: € 6.400,00\nDit houdt u: − € 2.400,00\nTerug te betalen: € 4.000,00" in told

    decisions.lowered(made, 2_000_00, at=NOON)
    made = again(made)
    second = decisions.prepared(made, decisions.a_recovery(400_00))
    assert [(what, _cents(amount)) for what, amount in _sum_of(second)] == [
        ("Betaald", 6_400_00),
        ("Al terugbetaald", -1_000_00),
        ("Dit houdt u", -2_000_00),
        ("Eerder teruggevraagd, en nog open", -3_000_00),
        ("Terug te betalen", 400_00),
    ]

    payments.written_off(claim)
    assert ("Vragen we nu niet terug", -3_000_00) in [
        (what, _cents(amount)) for what, amount in _sum_of(second)
    ]


def _too_much(district: District, *, told_on: date, route: Route = Route.SUBSIDY) -> Proposal:
    """Return one of which 840 euros more were paid than the final amount that was told on that day."""
    made = decisions.granted(district, route=route, advance_percent=80)
    if route != Route.SUBSIDY:
        change_payee(made, iban=IBAN, holder="Wie het doet", by=decisions.cast("olga"), at=NOON)
    payments.paid(made)
    final, at = decisions.a_determination(3_000_00, ground=Ground.COSTS), decisions.noon_of(told_on)
    decide(decisions.prepared(made, final, at=at), by=decisions.cast("daan"), at=at)
    return Proposal.objects.get(pk=made.pk)


def _is_offered(proposal: Proposal, *, on: date) -> tuple[bool, bool]:
    """Tell if olga is offered to ask it back on that day, on its page and in the list."""
    address = reverse("decision_prepare", args=[proposal.public_id, DecisionKind.RECOVER.value])
    shown = [one.address for one in offers(decisions.cast("olga"), proposal, at=decisions.noon_of(on))]
    return address in shown, proposal in proposals_to_recover(proposal.district.city, on=on)


@pytest.mark.parametrize(
    ("told_on", "last"), [(NOON.date(), date(2031, 11, 2)), (date(2028, 2, 29), date(2033, 2, 28))]
)
def test_it_is_asked_back_until_five_years_after_the_final_amount_was_told(
    delfshaven: District, daan: User, told_on: date, last: date
) -> None:
    """Awb 4:57 and TIM-3: told on 29 February 2028, so until 28 February 2033."""
    made, what, too_late = _too_much(delfshaven, told_on=told_on), decisions.a_recovery(840_00), last + DAY
    assert (_is_offered(made, on=last), _is_offered(made, on=too_late)) == ((True, True), (False, False))
    with pytest.raises(TooLate):
        decisions.prepared(made, what, at=decisions.noon_of(too_late))

    waits = decisions.prepared(made, what, at=decisions.noon_of(last))
    with pytest.raises(TooLate):
        decide(waits, by=daan, at=decisions.noon_of(too_late))
    assert decide(waits, by=daan, at=decisions.noon_of(last)).is_decided


def test_what_the_city_does_itself_is_asked_back_by_no_term_of_subsidies(delfshaven: District) -> None:
    made = _too_much(delfshaven, told_on=NOON.date(), route=Route.OWN)

    assert _is_offered(made, on=date(2031, 11, 3)) == (True, True)
