"""Setting a claim off against what the same recipient is paid for another year: by two payers, to the cent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from grants.budget.models import Account
from grants.budget.proof import prove
from grants.budget.states import Event, Kind
from grants.decisions.weighing import dossier_of
from grants.dossier.told import story_of
from grants.payments.errors import NotPayable, NotToSetOff, NotToWriteOff, OwnSetOff
from grants.payments.flows import (
    approve_set_off,
    as_claim,
    cancel_order,
    prepare_orders,
    return_set_off,
    suspend,
    withdraw_set_off,
)
from grants.payments.models import Claim, SetOff, StatementLine
from grants.payments.queries import left_of, to_pay
from grants.payments.queries_of_claims import (
    claims_listed,
    has_lapsed,
    overpaid_claims,
    paid_back_of,
)
from grants.payments.queries_of_position import position_of
from grants.payments.queries_of_set_offs import candidates_for
from grants.payments.queries_of_standing import Amount
from grants.payments.reconciling import reconcile
from grants.payments.states import ClaimState, LineKind, SetOffState
from grants.proposals.addressees import recipient_of
from grants.proposals.errors import HasInterest
from grants.proposals.flows import PartyOf
from grants.proposals.models import Interest, Proposal
from grants.proposals.states import State
from grants.register.queries.public import actions_in
from portal.errors import NoLongerAllowed, WrongState
from portal.post.models import Message
from portal.trail.models import Record
from tests import decisions, payments, set_offs
from tests.grants.decisions.test_revising import again, claimed, upheld
from tests.grants.payments.given_up import comes_in
from tests.make import NOON, person, post
from tests.proposals import cast
from tests.set_offs import JANUARY, WHY
from tests.shared import shared
from wijkraden.people.flows import give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

SignIn = Callable[[User | None], Client]
DAY = timedelta(days=1)


@shared
def claim(delfshaven: District) -> Claim:
    """Of 2026: 6,400 euros were paid, the final amount is 2,400, so 4,000 must come back."""
    return claimed(delfshaven)[1]


@shared
def due(delfshaven: District, claim: Claim) -> Proposal:
    """Of 2027, of the same recipient: 1,000 euros are to be paid."""
    return set_offs.next_year(delfshaven)


def stands(claim: Claim) -> tuple[str, int, int, int]:
    """Return how a claim stands: its state, what was paid, set off and is left."""
    found = Claim.objects.get(pk=claim.pk)
    return found.state, found.paid_cents, found.set_off_cents, found.left_cents


def leaf(proposal: Proposal, kind: Kind) -> int:
    """Return what stands on an account of its dossier, over all years."""
    rows = Account.objects.filter(dossier=dossier_of(proposal), kind=kind)
    return sum(one.balance for one in rows)


def left_to_pay(*proposals: Proposal) -> list[int]:
    found = to_pay(proposals[0].district.city, proposals=[one.pk for one in proposals])
    return [one.cents for one in found]


def test_the_cash_position_tells_what_was_set_off_this_year(claim: Claim, due: Proposal, city: City) -> None:
    set_offs.approved(claim, due, 700_00)
    assert position_of(city, on=JANUARY.date()).set_off == Amount(1, 700_00)
    assert position_of(city, on=JANUARY.date().replace(year=2028)).set_off == Amount()


def sound(city: City) -> bool:
    """Tell if ledger, payments and cash position agree; both commands say so too."""
    call_command("verify_payments")
    call_command("verify_ledger")
    found = reconcile(city, on=(JANUARY + DAY).date())
    checks = position_of(city, on=JANUARY.date()).checks
    return prove().faults == [] and found.differences == [] and all(one.agrees for one in checks)


def test_one_payer_prepares_it_and_another_sets_it_off(
    claim: Claim, due: Proposal, pim: User, petra: User, city: City
) -> None:
    waits = set_offs.prepared(claim, due, 700_00)
    assert (stands(claim), left_to_pay(due)) == (("open", 0, 0, 4_000_00), [1_000_00])

    approve_set_off(waits, by=petra, at=JANUARY)

    row = SetOff.objects.get(pk=waits.pk)
    assert (row.state, row.decided_by, str(row.told_on), str(row.objection_until)) == (
        SetOffState.APPROVED,
        petra,
        "2027-01-20",
        "2027-03-03",
    )
    assert row.entry is not None
    assert (row.entry.event, row.entry.by, row.entry.source) == (Event.SET_OFF, petra, claim.source)
    assert (stands(claim), left_to_pay(due)) == (("open", 0, 700_00, 3_300_00), [300_00])
    assert (leaf(claim.proposal, Kind.RECEIVABLE), leaf(due, Kind.PAYABLE)) == (3_300_00, 300_00)
    told = Record.objects.filter(act__startswith="payments.set_off").order_by("id")
    assert [(one.act, one.by) for one in told] == [
        ("payments.set_off_prepared", pim),
        ("payments.set_off_approved", petra),
    ]
    mails = Message.objects.filter(kind__startswith="payments.set_off").order_by("id")
    assert [(one.kind, one.address) for one in mails] == [
        ("payments.set_off_waits", petra.email),
        ("payments.set_off", "fatima@demo.example"),
        ("payments.set_off_decided", pim.email),
    ]
    letter = mails[1].plain_text
    for said in ("€ 700,00", "€ 3.300,00", "€ 300,00", WHY, "3 maart 2027", claim.reference, due.number):
        assert said.replace(" ", "\u00a0", 1) in letter or said in letter
    assert sound(city)


def test_what_is_left_of_both_is_paid_and_comes_back(
    claim: Claim, due: Proposal, delfshaven: District, city: City
) -> None:
    set_offs.approved(claim, due, 700_00)

    batch = payments.batched(again(due), execution_on=(JANUARY + DAY).date(), at=JANUARY)
    order = payments.release(batch, at=JANUARY).orders.get()
    payments.read(city, [payments.out(order)], number="STMT-2", at=JANUARY)
    comes_in(claim, 3_300_00, at=JANUARY)

    assert (order.cents, stands(claim)) == (300_00, (ClaimState.SET_OFF, 3_300_00, 700_00, 0))
    assert (leaf(claim.proposal, Kind.RECEIVABLE), leaf(due, Kind.PAYABLE)) == (0, 0)
    assert (paid_back_of(claim.decision), left_of(claim.decision)) == (4_000_00, 0)
    rows = {one["pk"]: one for one in actions_in(city).values("pk", "paid_cents", "returned_cents")}
    assert [rows[one]["paid_cents"] for one in (claim.proposal_id, due.pk)] == [2_400_00, 1_000_00]
    assert rows[claim.proposal_id]["returned_cents"] == 4_000_00
    assert sound(city)


def test_a_claim_that_is_set_off_whole_asks_nothing_and_what_still_comes_in_is_too_much(
    claim: Claim, delfshaven: District, city: City
) -> None:
    due = set_offs.next_year(delfshaven, cents=5_000_00, advance_percent=80)  # 4,000 of it at once
    set_offs.approved(claim, due, 4_000_00)
    assert (stands(claim), left_to_pay(due)) == ((ClaimState.SET_OFF, 0, 4_000_00, 0), [])
    assert again(due).state == State.UNDER_WAY

    line = comes_in(claim, 50_00, at=JANUARY)

    assert (line.kind, stands(claim)) == (LineKind.RECEIPT, (ClaimState.SET_OFF, 0, 4_000_00, 0))
    as_claim(line, Claim.objects.get(pk=claim.pk), by=cast("pim"), at=JANUARY)
    assert StatementLine.objects.get(pk=line.pk).kind == LineKind.CLAIM
    assert [one.over_cents for one in overpaid_claims(city)] == [50_00]
    assert sound(city)


def test_a_higher_final_amount_pays_what_was_set_off(claim: Claim, due: Proposal, city: City) -> None:
    """Of 4,000 that had to come back 1,000 was set off; 500 above the rest of 3,000 becomes theirs after all."""
    set_offs.approved(claim, due, 1_000_00)

    decisions.raised(upheld(again(claim.proposal)), 5_900_00, at=JANUARY + 3 * DAY)

    assert stands(claim) == (ClaimState.SET_OFF, 0, 1_000_00, 0)
    assert (leaf(claim.proposal, Kind.RECEIVABLE), left_to_pay(claim.proposal)) == (0, [500_00])
    assert prove().faults == []


def test_who_had_a_hand_in_it_does_not_decide_on_it(
    claim: Claim, due: Proposal, pim: User, petra: User, carla: User
) -> None:
    with pytest.raises(NoLongerAllowed):
        set_offs.prepared(claim, due, 1_00, by=carla)
    waits = set_offs.prepared(claim, due, 1_00)
    with pytest.raises(OwnSetOff):
        approve_set_off(waits, by=pim, at=JANUARY)
    with pytest.raises(NoLongerAllowed):
        approve_set_off(waits, by=carla, at=JANUARY)
    paula = person("paula", role=Role.PAYER, city=due.district.city, at=JANUARY)
    told = {"has_interest": True, "explanation": "Buren", "declared_at": NOON}
    Interest.objects.create(proposal=due, user=paula, **told)
    for flow, more in ((approve_set_off, {}), (return_set_off, {"reason": "Nee."})):
        with pytest.raises(HasInterest):
            flow(waits, **more, by=paula, at=JANUARY)
    with pytest.raises(NotToSetOff, match=r"interest|belang"):
        withdraw_set_off(waits, by=pim, at=JANUARY)
        set_offs.prepared(claim, due, 1_00, by=paula)
    waits = set_offs.prepared(claim, due, 1_00)
    with pytest.raises(NotToSetOff, match=r"prepared|klaarzette"):
        withdraw_set_off(waits, by=petra, at=JANUARY)

    return_set_off(waits, reason="Het zijn andere activiteiten.", by=petra, at=JANUARY)

    assert (waits.state, stands(claim)) == (SetOffState.RETURNED, ("open", 0, 0, 4_000_00))
    again_ = set_offs.prepared(claim, due, 1_00)
    withdraw_set_off(again_, by=pim, at=JANUARY)
    for flow in (approve_set_off, withdraw_set_off):
        with pytest.raises(WrongState):
            flow(again_, by=petra, at=JANUARY)


def test_who_confirmed_an_account_of_either_dossier_does_not_approve_it(
    claim: Claim, due: Proposal, petra: User, city: City
) -> None:
    give_seat(petra, role=Role.OFFICER, city=city, starts_on=JANUARY.date(), by=None, at=JANUARY)
    changed = payments.changed(again(claim.proposal), at=JANUARY)
    with pytest.raises(NotToSetOff, match=r"call back|nagebeld|terugbel"):
        set_offs.prepared(claim, due, 1_00)
    payments.confirmed(changed, by=petra, at=JANUARY)
    waits = set_offs.prepared(claim, due, 1_00)  # the same number at the chamber of commerce

    with pytest.raises(OwnSetOff):
        approve_set_off(waits, by=petra, at=JANUARY)
    with pytest.raises(OwnSetOff):
        return_set_off(waits, reason="Nee.", by=cast("pim"), at=JANUARY)
    assert stands(claim) == ("open", 0, 0, 4_000_00)
    return_set_off(waits, reason="Wie dit klaarzette is weg.", by=petra, at=JANUARY)  # so that it ends
    assert waits.state == SetOffState.RETURNED


def test_only_what_one_recipient_is_paid_for_another_year(
    claim: Claim, due: Proposal, delfshaven: District
) -> None:
    def found() -> list[tuple[int, str]]:
        row = claims_listed(delfshaven.city).get(pk=claim.pk)
        return [(one.proposal.pk, one.fault) for one in candidates_for(row)]

    payments.at_once(delfshaven, cents=500_00, title="Nog een van dit jaar", at=NOON)
    assert found() == [(due.pk, "")]

    other = PartyOf(is_person=False, name="Stichting Elders", email="e@demo.example", registration="87654321")
    set_offs.next_year(delfshaven, title="Een ander, met dezelfde rekening", applicant=other)
    assert found() == [(due.pk, "")]
    mine = PartyOf.of(recipient_of(claim.proposal))
    assert mine is not None
    bare = replace(mine, registration="", name=mine.name.upper())  # then account, name and kind say who it is
    for applicant in (replace(bare, is_person=True, name="Jan Jansen"), replace(bare, is_person=True), other):
        unlike = replace(applicant, registration="", name=applicant.name)
        set_offs.next_year(delfshaven, title="Een ander zonder nummer", applicant=unlike)
        assert found() == [(due.pk, "")]
    same = set_offs.next_year(delfshaven, title="Zonder nummer", applicant=bare)
    assert found() == [(due.pk, ""), (same.pk, "")]
    payments.confirmed(payments.changed(again(same), at=JANUARY), at=JANUARY)
    assert found() == [(due.pk, "")]


def test_two_addresses_of_one_recipient_both_get_the_letter(claim: Claim, delfshaven: District) -> None:
    mine = PartyOf.of(recipient_of(claim.proposal))
    assert mine is not None
    due = set_offs.next_year(delfshaven, applicant=replace(mine, email="nieuw@demo.example"))
    set_offs.approved(claim, due, 700_00)
    letters = Message.objects.filter(kind="payments.set_off").order_by("id")
    assert [one.address for one in letters] == ["nieuw@demo.example", mine.email]


def test_not_more_than_is_left_not_before_its_last_day_and_one_at_a_time(
    claim: Claim, due: Proposal, pim: User, delfshaven: District
) -> None:
    for cents in (1_000_01, 4_000_01):
        with pytest.raises(NotToSetOff) as more:
            set_offs.prepared(claim, due, cents)
        assert more.value.field == "cents"
    with pytest.raises(NotToSetOff, match=r"still has time|nog tijd"):
        set_offs.prepared(claim, due, 1_00, at=payments.late(claim, days=0))
    set_offs.prepared(claim, due, 1_00)
    other = set_offs.next_year(delfshaven, cents=200_00, title="Een andere")
    with pytest.raises(NotToSetOff):
        set_offs.prepared(claim, other, 1_00)
    with pytest.raises(NotToWriteOff):
        payments.to_write_off(claim, at=JANUARY)


def test_after_five_years_from_the_final_amount_nothing_is_set_off(
    claim: Claim, due: Proposal, city: City
) -> None:
    """A formal notice keeps the claim from lapsing; the five years of article 4:57 go on."""
    payments.noticed(claim, at=JANUARY + 30 * DAY)
    late = JANUARY.replace(year=2031, month=11, day=4)
    row = claims_listed(city).get(pk=claim.pk)
    assert not has_lapsed(row, on=late.date())

    assert set_offs.prepared(claim, due, 1_00, at=late - 2 * DAY).is_waiting
    withdraw_set_off(SetOff.objects.get(), by=cast("pim"), at=late - 2 * DAY)
    with pytest.raises(NotToSetOff, match=r"five years|vijf jaar"):
        set_offs.prepared(claim, due, 1_00, at=late)


def test_a_set_off_makes_the_five_years_of_the_claim_begin_anew(
    claim: Claim, due: Proposal, city: City
) -> None:
    before = claims_listed(city).get(pk=claim.pk).interrupted_on
    set_offs.approved(claim, due, 1_00)
    row = claims_listed(city).get(pk=claim.pk)
    assert (before, row.interrupted_on) == (claim.due_on, JANUARY.date())


def test_a_dossier_that_stands_still_or_is_frozen_is_left_alone(
    claim: Claim, due: Proposal, olga: User, petra: User
) -> None:
    waits = set_offs.prepared(claim, due, 1_00)
    suspend(again(due), reason="De bonnen kloppen niet.", by=olga, at=JANUARY)
    with pytest.raises(NotToSetOff, match=r"4:56"):
        approve_set_off(waits, by=petra, at=JANUARY)

    approve_set_off(waits, by=petra, at=JANUARY + 14 * 7 * DAY)  # its thirteen weeks are over

    assert stands(claim) == ("open", 0, 1_00, 3_999_00)
    payments.changed(again(due), at=JANUARY + 14 * 7 * DAY)
    with pytest.raises(NotToSetOff):
        set_offs.prepared(claim, due, 1_00, at=JANUARY + 14 * 7 * DAY)


def test_a_payment_that_was_prepared_meanwhile_refuses_it(claim: Claim, due: Proposal, petra: User) -> None:
    waits = set_offs.prepared(claim, due, 700_00)
    (what,) = to_pay(due.district.city, proposals=[due.pk])
    assert what.set_off_waits
    (order,) = payments.ordered(due, at=JANUARY)

    with pytest.raises(NotToSetOff, match=r"Nothing is to be paid|niets te betalen"):
        approve_set_off(waits, by=petra, at=JANUARY)
    assert stands(claim) == ("open", 0, 0, 4_000_00)

    cancel_order(order, by=cast("pim"), at=JANUARY)
    approve_set_off(waits, by=petra, at=JANUARY)
    with pytest.raises(NotPayable):
        prepare_orders(due.district.city, instalments=[], by=petra, at=JANUARY)
    assert [one.cents for one in payments.ordered(again(due), at=JANUARY)] == [300_00]


def test_money_that_came_meanwhile_ends_it(claim: Claim, due: Proposal, petra: User) -> None:
    waits = set_offs.prepared(claim, due, 700_00)
    comes_in(claim, 3_500_00, at=JANUARY)

    row = SetOff.objects.get(pk=waits.pk)
    assert (row.state, row.decided_by) == (SetOffState.WITHDRAWN, None)
    with pytest.raises(WrongState):
        approve_set_off(waits, by=petra, at=JANUARY)
    assert stands(claim) == ("open", 3_500_00, 0, 500_00)


def test_the_stories_of_both_dossiers_tell_of_it(claim: Claim, due: Proposal, pim: User, anna: User) -> None:
    set_offs.approved(claim, due, 700_00)
    for user in (pim, anna):
        for here, there in ((claim.proposal, due), (due, claim.proposal)):
            told = [one.words for one in story_of(user, again(here)) if there.number in one.words]
            assert (len(told), "€\u00a0700,00" in told[0]) == (1, True)


def test_the_form_says_what_is_wrong_at_its_field_and_keeps_what_was_typed(
    claim: Claim, due: Proposal, pim: User, petra: User, signed_in: SignIn
) -> None:
    path = reverse("payment_to_set_off", args=[claim.public_id])
    with time_machine.travel(JANUARY, tick=False):
        browser = signed_in(pim)
        page = browser.get(reverse("payment_claim_page", args=[claim.public_id]))
        assert path in page.content.decode()
        empty = post(browser, pim, path, cents="", reason="")
        assert (empty.status_code, set(empty.context["form"].errors)) == (422, {"against", "cents", "reason"})
        asked = {"against": due.public_id, "reason": WHY}
        more = post(browser, pim, path, cents="1.000,01", **asked)
        assert (more.status_code, list(more.context["form"].errors)) == (422, ["cents"])
        assert WHY in more.content.decode()
        assert not SetOff.objects.exists()
        done = post(browser, pim, path, cents="700,00", **asked)
        made = SetOff.objects.get()
        here = reverse("payment_set_off", args=[made.public_id])
        assert (done.status_code, done["Location"], made.cents) == (302, here, 700_00)
        approve = reverse("payment_approve_set_off", args=[made.public_id])
        assert approve not in browser.get(here).content.decode()

        browser = signed_in(petra)
        assert here in browser.get(reverse("payments")).content.decode()
        assert browser.get(approve).status_code == 200
        assert post(browser, petra, approve).status_code == 302

    assert stands(claim) == ("open", 0, 700_00, 3_300_00)
