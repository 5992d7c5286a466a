"""What the page of an upheld objection says that follows, and no longer says once it came."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants.decisions.flows import decide_objection
from grants.decisions.letter import as_text
from grants.decisions.models import Objection
from grants.decisions.states import DecisionKind, Outcome
from grants.money import format_euros
from grants.proposals.models import Proposal
from grants.reports.asking import due_day
from grants.reports.flows import remind
from grants.reports.queries import due_after, listed
from portal.ui.dates import short_date
from tests import decisions, objections, payments
from tests.grants.decisions.test_recovery_falls import falls as recovery_falls
from tests.grants.decisions.test_revising import again, claimed, upheld
from tests.grants.decisions.test_revocation_falls import claimed as revoked_and_asked
from tests.grants.decisions.test_revocation_falls import falls as revocation_falls
from tests.grants.decisions.test_revocation_falls import revoked
from tests.make import NOON
from tests.objections import DECIDED, REASONS
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]
HOUR = timedelta(hours=1)
STANDS = "The revocation was taken away: the grant stands again."
KEPT = (
    "was paid back already. That stays with the city for now; whoever asks it back gets a decision on that."
)
LATE = ("overdue", "due")


@pytest.fixture(autouse=True)
def _later(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with time_machine.travel(DECIDED, tick=False):
        yield


def page_of(objection: Objection, browser: Client) -> str:
    return browser.get(reverse("objection", args=[objection.public_id])).content.decode()


def dossier(made: Proposal, browser: Client) -> str:
    return browser.get(reverse("proposal", args=[made.public_id])).content.decode()


def test_an_answered_objection_asks_nothing_when_a_later_one_is_upheld(
    delfshaven: District, olga: User, signed_in: Browser
) -> None:
    made, _claim = claimed(delfshaven)
    first = upheld(made).decisions.get(kind=DecisionKind.DETERMINE).objections.get()
    prepare = reverse("decision_prepare", args=[made.public_id, "revise"])
    browser = signed_in(olga)
    assert prepare in page_of(first, browser)
    decisions.raised(again(made), 3_400_00, at=DECIDED)
    assert prepare not in page_of(first, browser)

    second = objections.heard(again(made).decisions.get(kind=DecisionKind.REVISE), at=DECIDED)
    decide_objection(
        second, outcome=Outcome.UPHELD, reasons=REASONS, by=decisions.cast("joris"), at=DECIDED + HOUR
    )

    assert (prepare in page_of(first, browser), prepare in page_of(second, browser)) == (False, True)


@pytest.mark.parametrize(("came_in", "is_open"), [(1_500_00, True), (4_000_00, False)])
def test_what_was_paid_back_of_a_recovery_that_fell_is_told_to_everyone(
    delfshaven: District, came_in: int, *, is_open: bool, olga: User, anna: User, signed_in: Browser
) -> None:
    made, claim = claimed(delfshaven, came_in=came_in)
    amount = format_euros(came_in)
    recovery_falls(made)

    objection = claim.decision.objections.get()
    assert objection.letter is not None
    letter, told = as_text(objection.letter), page_of(objection, signed_in(olga))
    assert amount in letter
    assert KEPT in told
    assert amount in told
    prepare = reverse("decision_prepare", args=[made.public_id, "recover"])
    assert (prepare in told) == is_open
    for user in (olga, anna):
        assert f"{amount} {KEPT}" in dossier(made, signed_in(user))


def test_who_decides_reads_beforehand_what_becomes_of_it(
    delfshaven: District, joris: User, signed_in: Browser
) -> None:
    made, claim = claimed(delfshaven, came_in=1_500_00)
    objection = objections.heard(claim.decision)

    page = signed_in(joris).get(reverse("objection_decide", args=[objection.public_id])).content.decode()

    assert f"{format_euros(1_500_00)} {KEPT}" in page
    assert made.decisions.count() == 3


def test_nothing_is_told_of_it_when_nothing_came_back_or_the_final_amount_was_revised(
    delfshaven: District, olga: User, signed_in: Browser
) -> None:
    made, claim = claimed(delfshaven)
    recovery_falls(made)
    objection, browser = claim.decision.objections.get(), signed_in(olga)
    assert KEPT not in page_of(objection, browser) + dossier(made, browser)

    payments.read(
        delfshaven.city,
        [payments.Booked(1_500_00, is_receipt=True, text=claim.reference, reference="A")],
        number="STMT-9",
        at=DECIDED,
    )
    assert KEPT in page_of(objection, browser)
    assert KEPT in dossier(made, browser)
    objections.decided(made.decisions.get(kind=DecisionKind.DETERMINE))
    decisions.raised(again(made), 6_400_00, at=DECIDED)
    assert KEPT not in page_of(objection, browser) + dossier(made, browser)


def test_a_revoked_grant_that_stands_again_says_what_is_to_be_paid(
    delfshaven: District, joris: User, signed_in: Browser
) -> None:
    made, _claim = revoked_and_asked(delfshaven, came_in=500_25)
    revocation_falls(made)
    objection = made.decisions.get(kind=DecisionKind.REVOKE).objections.get()

    told = page_of(objection, signed_in(joris))

    assert "What follows now" in told
    assert f"{format_euros(500_25)} is to be paid to the recipient" in told


def test_the_register_tells_that_it_was_revoked_and_stands_again(
    delfshaven: District, olga: User, signed_in: Browser
) -> None:
    made = revoked(delfshaven)
    address, browser = reverse("action", args=[made.public_id]), signed_in(olga)

    def told() -> list[tuple[str, str]]:
        return [(one.title, one.on) for one in browser.get(address).context["story"]]

    with translation.override("en"):
        was_revoked, again_ = ("The grant was revoked.", short_date(NOON)), (STANDS, short_date(DECIDED))
    assert told()[-1] == was_revoked
    revocation_falls(made)
    assert told()[-2:] == [was_revoked, again_]


def test_one_whose_day_for_the_report_went_by_meanwhile_has_a_new_one(
    delfshaven: District, olga: User, anna: User, signed_in: Browser
) -> None:
    made = revoked(delfshaven)
    objection = objections.heard(made.decisions.get(kind=DecisionKind.REVOKE))
    needed, late = "The day for its report went by meanwhile", DECIDED + timedelta(days=365)
    assert needed not in dossier(made, signed_in(olga))
    with time_machine.travel(late, tick=False):
        decide_objection(
            objection, outcome=Outcome.UPHELD, reasons=REASONS, by=decisions.cast("joris"), at=late
        )
        assert needed in dossier(made, signed_in(olga))
        assert needed in dossier(made, signed_in(anna))
        made.refresh_from_db()
        assert remind(made, at=late) == 0
        due = due_day(made)
        assert [made in listed(made.district.city, show, on=late.date()) for show in LATE] == [False, True]
    assert due == due_after(late.date())
    with time_machine.travel(late + timedelta(weeks=8), tick=False):
        assert remind(made, at=late + timedelta(weeks=8)) == 1
        then = (late + timedelta(weeks=8)).date()
        assert [made in listed(made.district.city, show, on=then) for show in LATE] == [True, False]
    other = decisions.under_way(delfshaven)
    with time_machine.travel(late, tick=False):
        assert needed not in dossier(other, signed_in(olga))
