"""A view is given on one intention: each decision on a ground that needs one asks for its own (Awb 4:7, 4:8)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from grants.decisions.errors import NotReady, NoView
from grants.decisions.flows import DecisionOf, ask_view, decide, enter_view, return_decision
from grants.decisions.models import Decision, ViewAsked
from grants.decisions.queries_of_views import view_on
from grants.decisions.states import DecisionKind, Ground
from grants.proposals.models import Proposal
from portal.post.models import Message
from tests import decisions, proposals
from tests.grants.decisions.test_guards import refused, take
from tests.grants.register import ends
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)
Browser = Callable[[User | None], Client]


@shared
def lowered(delfshaven: District) -> Proposal:
    """A final amount of 6,000 euros that daan lowered to 5,000 after a view on later facts."""
    made = ends.determined(delfshaven)
    decisions.viewed(made, Ground.LATER_FACTS)
    waits = decisions.prepared(made, decisions.a_revision(5_000_00, ground=Ground.LATER_FACTS))
    decide(waits, by=decisions.cast("daan"), at=NOON + DAY)
    return Proposal.objects.get(pk=made.pk)


def _lower(cents: int, ground: Ground = Ground.LATER_FACTS) -> DecisionOf:
    return decisions.a_revision(cents, ground=ground)


def test_a_second_lower_amount_on_that_ground_needs_a_view_of_its_own(lowered: Proposal, daan: User) -> None:
    later = NOON + 9 * DAY
    assert lowered.views_asked.count() == 1
    with pytest.raises(NoView):
        decisions.prepared(lowered, _lower(4_000_00), at=later)

    decisions.viewed(lowered, Ground.LATER_FACTS, at=later)
    waits = decisions.prepared(lowered, _lower(4_000_00), at=later)
    assert decide(waits, by=daan, at=later + DAY).cents == 4_000_00


def test_a_change_on_a_ground_uses_up_the_view_of_the_determination_too(
    delfshaven: District, daan: User
) -> None:
    made = decisions.under_way(delfshaven)
    kinds = (DecisionKind.CHANGE, DecisionKind.DETERMINE)
    for kind in kinds:
        decisions.viewed(made, Ground.NOT_DONE, kind=kind, cents=6_000_00, at=NOON + DAY)
    less = decisions.replace(decisions.a_change(7_000_00), ground=Ground.NOT_DONE)
    decide(decisions.prepared(made, less, at=NOON + DAY), by=daan, at=NOON + 2 * DAY)

    made.refresh_from_db()
    final = decisions.prepared(
        made, decisions.a_determination(6_000_00, ground=Ground.NOT_DONE), at=NOON + 3 * DAY
    )
    with pytest.raises(NoView):
        decide(final, by=daan, at=NOON + 3 * DAY)
    decisions.viewed(made, Ground.NOT_DONE, kind=kinds[1], cents=6_000_00, at=NOON + 4 * DAY)
    assert decide(final, by=daan, at=NOON + 5 * DAY).is_decided


def test_a_decision_that_was_returned_or_stands_on_another_ground_uses_up_no_view(
    delfshaven: District, daan: User
) -> None:
    made = ends.determined(delfshaven)
    for ground in (Ground.LATER_FACTS, Ground.KNEW_FINAL):
        decisions.viewed(made, ground, at=NOON + DAY)
    waits = decisions.prepared(made, _lower(5_000_00), at=NOON + 2 * DAY)
    return_decision(waits, reason="Het bedrag klopt niet.", by=daan, at=NOON + 3 * DAY)
    waits = decisions.prepared(made, _lower(5_500_00), at=NOON + 4 * DAY)
    decide(waits, by=daan, at=NOON + 5 * DAY)

    grounds = (Ground.LATER_FACTS, Ground.KNEW_FINAL)
    count = [view_on(made, DecisionKind.REVISE, one, cents=5_000_00) for one in grounds]
    assert count == [None, made.views_asked.get(ground=Ground.KNEW_FINAL)]


def test_the_page_asks_for_a_view_again(lowered: Proposal, olga: User, signed_in: Browser) -> None:
    page = f"/decisions/prepare/{lowered.public_id}/revise/"
    ask = f"/decisions/views/ask/{lowered.public_id}/"
    browser = signed_in(olga)
    assert ask in browser.get(page).content.decode()

    decisions.viewed(lowered, Ground.LATER_FACTS, at=NOON + 9 * DAY)
    assert ask not in browser.get(page).content.decode()


def test_the_page_speaks_of_the_term_to_decide_while_it_runs(
    lowered: Proposal, delfshaven: District, olga: User, signed_in: Browser
) -> None:
    User.objects.update(language="en")
    asks = [f"/decisions/views/ask/{one.public_id}/" for one in (proposals.reviewed(delfshaven), lowered)]

    pages = [signed_in(olga).get(path).content.decode() for path in asks]

    assert ["The applicant gets two weeks to answer." in page for page in pages] == [True, True]
    assert [page.count("The term to decide runs on meanwhile.") for page in pages] == [1, 0]


def test_the_database_asks_for_one_of_its_own_too(lowered: Proposal) -> None:
    later = NOON + 9 * DAY
    values = {
        "kind": "revise",
        "cents": 4_000_00,
        "prepared_cents": 4_000_00,
        "before_cents": 5_000_00,
        "ground": Ground.LATER_FACTS,
        "reasons": "x",
        "legal_basis": "y",
        "prepared_by": decisions.cast("olga"),
        "prepared_at": later,
    }
    version = lowered.decisions.latest("version").version + 1
    made = Decision.objects.create(
        proposal=lowered, version=version, number=f"{lowered.number}-{version}", **values
    )
    assert lowered.dossier is not None
    daan = decisions.cast("daan")
    told = {
        "entry": lowered.dossier.entries.filter(decision__isnull=True).first(),
        "mandate": daan.mandates.get(),
        "decided_at": later,
        "decided_on": later.date(),
    }
    used = lowered.views_asked.get()
    milder = decisions.viewed(lowered, Ground.LATER_FACTS, cents=4_000_01, at=later)
    other = decisions.viewed(lowered, Ground.KNEW_FINAL, at=later)
    for view in (None, used, milder, other):
        with refused():
            take(made, by=daan, **told, view=view)
    meant = decisions.viewed(lowered, Ground.LATER_FACTS, cents=4_000_00, at=later)
    with refused("on each one anew"):
        take(made, by=daan, **told)
    take(made, by=daan, **told, view=meant)
    assert lowered.decisions.latest("version").view == meant


def test_an_amount_below_what_was_intended_needs_a_view_of_its_own(
    delfshaven: District, daan: User, olga: User
) -> None:
    made, later = ends.determined(delfshaven), NOON + DAY
    asked = decisions.viewed(made, Ground.LATER_FACTS, cents=5_000_00)
    with override("en"), pytest.raises(NoView, match=r"another intention: “.*5\.000,00”"):
        decisions.prepared(made, _lower(4_999_99))
    waits = decisions.prepared(made, _lower(5_500_00))  # milder than what was said

    assert decide(waits, by=daan, at=later).view == asked


def test_a_view_on_lowering_a_grant_is_none_on_revoking_it(delfshaven: District, daan: User) -> None:
    made = decisions.under_way(delfshaven)
    decisions.viewed(made, Ground.NOT_DONE, kind=DecisionKind.CHANGE, cents=7_000_00)
    waits = decisions.prepared(made, decisions.a_revocation())
    with override("en"), pytest.raises(NoView, match="another intention"):
        decide(waits, by=daan, at=NOON + DAY)

    asked = decisions.viewed(made, Ground.NOT_DONE, at=NOON + DAY)
    assert decide(waits, by=daan, at=NOON + DAY).view == asked


def test_the_newest_intention_is_the_one_that_is_awaited(
    delfshaven: District, daan: User, olga: User
) -> None:
    made = ends.determined(delfshaven)
    decisions.viewed(made, Ground.LATER_FACTS, cents=5_000_00)
    what: dict[str, Any] = {"kind": DecisionKind.REVISE, "ground": Ground.LATER_FACTS}
    changed = ask_view(made, **what, cents=4_000_00, intention="Toch nog lager.", by=olga, at=NOON + DAY)
    waits = decisions.prepared(made, _lower(4_000_00), at=NOON + DAY)

    with override("en"), pytest.raises(NoView, match="still has time"):
        decide(waits, by=daan, at=NOON + DAY)
    enter_view(changed, answer="Dat is niet eerlijk.", by=olga, at=NOON + 2 * DAY)
    assert decide(waits, by=daan, at=NOON + 2 * DAY).view == changed


@pytest.mark.parametrize(
    ("kind", "ground", "cents"),
    [
        (DecisionKind.REVISE, Ground.LATER_FACTS, 6_000_00),
        (DecisionKind.REVISE, Ground.LATER_FACTS, -1),
        (DecisionKind.REVISE, Ground.NOT_DONE, 5_000_00),
        (DecisionKind.REVOKE, Ground.NOT_DONE, 0),
        (DecisionKind.GRANT, Ground.LATER_FACTS, 0),
    ],
    ids=str,
)
def test_what_cannot_be_intended_here_is_asked_of_nobody(
    kind: DecisionKind, ground: Ground, cents: int, delfshaven: District
) -> None:
    made = ends.determined(delfshaven)
    with pytest.raises(NotReady):
        decisions.viewed(made, ground, kind=kind, cents=cents)
    assert not made.views_asked.exists()


def test_the_database_keeps_what_was_intended(lowered: Proposal) -> None:
    values = {
        "proposal": lowered,
        "ground": Ground.LATER_FACTS,
        "intention": "x",
        "asked_on": NOON.date(),
        "last_day": (NOON + DAY).date(),
        "asked_by": decisions.cast("olga"),
        "asked_at": NOON,
    }
    for wrong in ({}, {"kind": "revoke"}, {"kind": "refuse", "cents": 1}, {"kind": "revise", "cents": -1}):
        with refused():
            ViewAsked.objects.create(**values, **wrong)
    made = ViewAsked.objects.create(**values, kind="revise", cents=1)
    for changed in ({"kind": "change"}, {"cents": 2}):
        with refused("a view is given once"):
            ViewAsked.objects.filter(pk=made.pk).update(**changed)


def test_the_form_begins_with_what_was_returned_for_a_view_and_asks_its_amount(
    delfshaven: District, olga: User, daan: User, signed_in: Browser
) -> None:
    User.objects.update(language="en")
    made = decisions.under_way(delfshaven)
    final = decisions.prepared(made, decisions.a_determination(6_000_00, ground=Ground.NOT_DONE))
    return_decision(final, reason="Vraag eerst een zienswijze.", by=daan, at=NOON)
    browser, path = signed_in(olga), f"/decisions/views/ask/{made.public_id}/"

    form = browser.get(path).context["form"]
    began = [form[name].value() for name in ("kind", "ground", "cents")]
    assert began == ["determine", "not_done", "6000,00"]
    told = {"kind": "determine", "ground": "not_done", "intention": "Eén avond ging niet door."}
    nothing = post(browser, olga, path, **told)
    too_much = post(browser, olga, path, **told, cents="8000")
    assert [answer.status_code for answer in (nothing, too_much)] == [422, 422]
    assert nothing.context["form"].errors["cents"] == ["Fill in to which amount."]
    wrong = post(browser, olga, path, **{**told, "ground": "fear"}, cents="6000")
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["ground"])

    answer = post(browser, olga, path, **told, cents="6000")
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "Determine € 6.000,00" in page.replace("\u00a0", " ")
    mail = Message.objects.get(kind="decisions.view")
    assert "6.000,00" in mail.text


def test_before_a_refusal_on_fear_the_applicant_is_heard(
    delfshaven: District, olga: User, daan: User
) -> None:
    proposal = proposals.reviewed(delfshaven)
    decisions.mandate(proposal.district.city)
    waits = decisions.prepared(proposal, decisions.a_refusal(Ground.FEAR))
    with pytest.raises(NoView):
        decide(waits, by=daan, at=NOON)
    return_decision(waits, reason="Vraag eerst een zienswijze.", by=daan, at=NOON)
    view = ask_view(
        proposal, kind=DecisionKind.REFUSE, ground=Ground.FEAR, intention="Wij twijfelen.", by=olga, at=NOON
    )
    again = decisions.prepared(proposal, decisions.a_refusal(Ground.FEAR))
    with pytest.raises(NoView):
        decide(again, by=daan, at=NOON)

    enter_view(view, answer="Dat klopt niet.", by=olga, at=NOON)
    decide(again, by=daan, at=NOON)
    assert (again.version, again.state) == (2, "decided")
