"""Asking to complete a proposal opens only what was asked; the answers close it again and let the clock run on."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from grants.proposals import flows
from grants.proposals.clocks import dismissal_day
from grants.proposals.errors import NothingAsked, NotWhole, WrongDay
from grants.proposals.flows import Cost, Cover, Missing, PartyOf
from grants.proposals.models import (
    Attachment,
    BankAccount,
    CompletionRequest,
    CostLine,
    Proposal,
    RequestedItem,
)
from grants.proposals.queries import clock_of, open_request, open_sections
from grants.proposals.states import AttachmentKind, CoverKind, PartyKind, Route, Section, SnapshotKind, State
from grants.terms import Why
from portal.errors import NoLongerAllowed, WrongState
from portal.files.flows import store
from portal.files.models import StoredFile
from portal.post.models import Channel, Message
from tests import proposals
from tests.make import NOON, picture
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)
TODAY = NOON.date()
ITEMS = [Missing(Section.MONEY, "Een offerte"), Missing(Section.WHAT, "Hoe laat begint het?")]


def items_of(proposal: Proposal) -> list[RequestedItem]:
    asked = open_request(proposal)
    assert asked is not None
    return list(asked.items.all())


@shared
def submitted(delfshaven: District) -> Proposal:
    """What the council submitted to the city."""
    return proposals.submitted(delfshaven)


def test_only_what_was_asked_opens(submitted: Proposal) -> None:
    assert open_sections(submitted) == frozenset()

    proposals.ask(submitted, items=ITEMS)

    assert submitted.state == State.COMPLETING
    assert open_sections(submitted) == {Section.MONEY, Section.WHAT}


def test_applicant_and_council_get_the_question_by_mail(
    submitted: Proposal, anna: User, chris: User, coen: User
) -> None:
    token = proposals.ask(submitted, items=ITEMS)

    to_applicant = Message.objects.get(kind="proposals.completion")
    copies = Message.objects.filter(kind="proposals.completion_of_council")

    assert (to_applicant.address, to_applicant.secret) == ("fatima@demo.example", True)
    assert f"/complete/{token}/" in to_applicant.plain_text
    assert {one.to_id for one in copies} == {anna.pk, chris.pk, coen.pk}
    assert all(token not in one.text and "Een offerte" in one.text for one in copies)


def test_an_applicant_without_mail_gets_a_letter_without_a_link(delfshaven: District, anna: User) -> None:
    made = proposals.draft(delfshaven)
    what = PartyOf(
        is_person=True,
        name="Fatima el Idrissi",
        street="Schiedamseweg 1",
        postcode="3026 AA",
        town="Rotterdam",
    )
    for kind in (PartyKind.APPLICANT, PartyKind.PAYEE):
        flows.set_party(made, kind=kind, what=what, by=anna, at=NOON)
    flows.present(made, by=anna, at=NOON)
    proposals.decide(made)
    signed = store(picture(), by=anna, at=NOON)
    Attachment.objects.create(
        proposal=made, file=signed, kind=AttachmentKind.AUTHORISATION, added_by=anna, added_at=NOON
    )
    flows.submit(made, by=proposals.chair_of(delfshaven), at=NOON)

    token = proposals.ask(made)

    letter = Message.objects.get(kind="proposals.completion")
    assert (token, letter.channel) == ("", Channel.PAPER)
    assert letter.address == "Fatima el Idrissi\nSchiedamseweg 1\n3026 AA  Rotterdam"
    assert "/complete/" not in letter.text


def test_what_nobody_applied_for_is_asked_of_the_council_alone(delfshaven: District) -> None:
    made = proposals.submitted(delfshaven, route=Route.OWN)

    token = proposals.ask(made)

    assert token == ""
    assert not Message.objects.filter(kind="proposals.completion").exists()
    assert Message.objects.filter(kind="proposals.completion_of_council").count() == 3


def test_the_term_stands_still_until_the_answers_came(submitted: Proposal, anna: User) -> None:
    before = clock_of(submitted).read(TODAY).last_day
    proposals.ask(submitted)
    assert clock_of(submitted).read(TODAY + DAY).pause is not None

    flows.answer_item(items_of(submitted)[0], answer="Zie de bijlage.", by=anna, at=NOON + 5 * DAY)

    pause = submitted.pauses.get()
    assert (pause.why, pause.since, pause.runs_on) == (Why.INCOMPLETE, TODAY, TODAY + 5 * DAY)
    now = clock_of(Proposal.objects.get(pk=submitted.pk)).read(TODAY + 6 * DAY)
    assert now.pause is None
    assert now.end.unmoved == before + 4 * DAY


def test_it_ranks_by_the_moment_of_the_last_answer(submitted: Proposal, anna: User, olga: User) -> None:
    proposals.ask(submitted, items=ITEMS)
    first, second = items_of(submitted)
    flows.answer_item(first, by=anna, at=NOON + DAY)
    assert open_request(submitted).answered_at is None  # type: ignore[union-attr]  # it is there
    flows.answer_item(second, by=anna, at=NOON + 2 * DAY)

    flows.find_complete(submitted, by=olga, at=NOON + 7 * DAY)

    assert (submitted.state, submitted.completed_at) == (State.COMPLETE, NOON + 2 * DAY)
    assert open_request(submitted) is None
    assert [one.kind for one in submitted.snapshots.all()][-1] == SnapshotKind.COMPLETED


def test_the_officer_hears_that_everything_is_answered(
    submitted: Proposal, anna: User, olga: User, otto: User
) -> None:
    flows.assign(submitted, to=otto, by=otto, at=NOON)
    proposals.ask(submitted)

    flows.answer_item(items_of(submitted)[0], by=anna, at=NOON + DAY)

    assert [one.to_id for one in Message.objects.filter(kind="proposals.completed")] == [otto.pk]
    assert olga.pk != otto.pk


def test_an_answer_closes_its_part(submitted: Proposal, anna: User) -> None:
    proposals.ask(submitted, items=ITEMS)

    flows.answer_item(items_of(submitted)[0], by=anna, at=NOON + DAY)

    assert open_sections(submitted) == {Section.WHAT}
    with pytest.raises(WrongState):
        flows.set_aims(submitted, elements=[], by=anna, at=NOON + DAY)


def test_the_last_answer_waits_for_a_text_that_is_whole(submitted: Proposal, anna: User) -> None:
    proposals.ask(submitted)
    own = [Cover(CoverKind.OWN, "Taart", 100_00)]
    flows.set_money(
        submitted, asked_cents=4_800_00, costs=[Cost("Eten", 5_000_00)], covers=own, by=anna, at=NOON + DAY
    )

    with pytest.raises(NotWhole):
        flows.answer_item(items_of(submitted)[0], by=anna, at=NOON + DAY)

    assert items_of(submitted)[0].answered_at is None
    assert submitted.snapshots.filter(kind=SnapshotKind.COMPLETED).count() == 0


def test_nobody_asks_more_money_while_completing(submitted: Proposal, anna: User) -> None:
    proposals.ask(submitted)

    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=submitted.pk).update(asked_cents=4_900_00)
    Proposal.objects.filter(pk=submitted.pk).update(asked_cents=4_700_00)

    assert Proposal.objects.get(pk=submitted.pk).asked_cents == 4_700_00


def test_the_database_opens_only_what_was_asked(submitted: Proposal, anna: User) -> None:
    proposals.ask(submitted, items=[Missing(Section.WHAT, "Hoe laat?")])
    Proposal.objects.filter(pk=submitted.pk).update(summary="Van twee tot vijf.")

    for act in (
        lambda: Proposal.objects.filter(pk=submitted.pk).update(contribution="Anders"),
        lambda: Proposal.objects.filter(pk=submitted.pk).update(summary="Weer", route=Route.OWN),
        lambda: CostLine.objects.create(proposal=submitted, position=9, description="Extra", cents=1),
        lambda: BankAccount.objects.create(
            proposal=submitted,
            iban="NL91ABNA0417164300",
            iban_hash="x",
            ending="4300",
            holder="x",
            entered_at=NOON,
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    assert Proposal.objects.get(pk=submitted.pk).summary == "Van twee tot vijf."


def test_a_last_day_in_the_weekend_moves_to_monday(submitted: Proposal) -> None:
    proposals.ask(submitted, last_day=date(2026, 11, 15))  # a Sunday

    assert open_request(submitted).last_day == date(2026, 11, 16)  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize("last_day", [TODAY, TODAY - DAY])
def test_a_last_day_has_yet_to_come(submitted: Proposal, last_day: date) -> None:
    with pytest.raises(WrongDay):
        proposals.ask(submitted, last_day=last_day)

    assert Proposal.objects.get(pk=submitted.pk).state == State.SUBMITTED


def test_nothing_is_asked_without_a_thing(submitted: Proposal, olga: User) -> None:
    with pytest.raises(NothingAsked):
        flows.ask_to_complete(submitted, items=[], last_day=TODAY + DAY, by=olga, at=NOON)


def test_a_second_officer_asks_nothing_while_the_first_question_runs(submitted: Proposal, otto: User) -> None:
    stale = Proposal.objects.get(pk=submitted.pk)
    proposals.ask(submitted)

    with pytest.raises(WrongState):
        flows.ask_to_complete(stale, items=ITEMS, last_day=TODAY + 9 * DAY, by=otto, at=NOON)

    assert CompletionRequest.objects.filter(proposal=submitted).count() == 1


def test_it_is_asked_once_more_and_not_a_third_time(submitted: Proposal, anna: User) -> None:
    proposals.ask(submitted)
    flows.answer_item(items_of(submitted)[0], by=anna, at=NOON + DAY)
    proposals.ask(submitted, at=NOON + 3 * DAY)
    flows.answer_item(items_of(submitted)[0], by=anna, at=NOON + 4 * DAY)

    with pytest.raises(WrongState):
        proposals.ask(submitted, at=NOON + 5 * DAY)

    assert [(one.since, one.runs_on) for one in submitted.pauses.all()] == [
        (TODAY, TODAY + DAY),
        (TODAY + 3 * DAY, TODAY + 4 * DAY),
    ]


def test_a_term_that_passes_unused_lets_the_clock_run_on(submitted: Proposal, anna: User) -> None:
    proposals.ask(submitted, last_day=date(2026, 11, 16))
    asked = open_request(submitted)
    assert asked is not None

    late = clock_of(submitted).read(date(2026, 11, 17))

    assert late.pause is None
    assert dismissal_day(asked, on=date(2026, 11, 16)) is None
    assert dismissal_day(asked, on=date(2026, 11, 17)) == date(2026, 12, 14)
    flows.answer_item(items_of(submitted)[0], by=anna, at=NOON + 20 * DAY)
    assert clock_of(Proposal.objects.get(pk=submitted.pk)).read(date(2026, 11, 30)).last_day == late.last_day


def test_what_was_asked_of_a_complete_one_makes_it_incomplete_again(
    delfshaven: District, anna: User, olga: User
) -> None:
    made = proposals.complete(delfshaven)

    proposals.ask(made, at=NOON + DAY)
    flows.answer_item(items_of(made)[0], by=anna, at=NOON + 2 * DAY)
    flows.find_complete(made, by=olga, at=NOON + 3 * DAY)

    assert made.completed_at == NOON + 2 * DAY


def test_a_council_member_of_another_district_answers_nothing(submitted: Proposal, bram: User) -> None:
    proposals.ask(submitted)

    with pytest.raises(NoLongerAllowed):
        flows.answer_item(items_of(submitted)[0], by=bram, at=NOON + DAY)


def test_the_applicant_answers_by_the_link_with_words_and_a_file(submitted: Proposal) -> None:
    proposals.ask(submitted)

    flows.answer_by_link(items_of(submitted)[0], answer="Zie de foto.", upload=picture(), at=NOON + DAY)

    item = open_request(submitted).items.get()  # type: ignore[union-attr]  # it is there
    assert item.answer == "Zie de foto."
    assert item.attachment in submitted.attachments.all()
    assert open_request(submitted).answered_at == NOON + DAY  # type: ignore[union-attr]  # it is there
    assert open_request(submitted).answered_by is None  # type: ignore[union-attr]  # it is there


def test_an_answer_by_the_link_says_something(submitted: Proposal) -> None:
    proposals.ask(submitted)

    with pytest.raises(NothingAsked):
        flows.answer_by_link(items_of(submitted)[0], answer="", at=NOON + DAY)


def test_of_two_answers_to_one_thing_the_first_stays(submitted: Proposal, anna: User) -> None:
    proposals.ask(submitted, items=ITEMS)
    item, stale = items_of(submitted)[0], items_of(submitted)[0]
    flows.answer_item(item, answer="Van de wijkraad", by=anna, at=NOON + DAY)

    with pytest.raises(WrongState):
        flows.answer_by_link(stale, answer="Van mij", upload=picture(), at=NOON + DAY)

    assert RequestedItem.objects.get(pk=item.pk).answer == "Van de wijkraad"
    assert submitted.attachments.count() == 0
    assert not StoredFile.objects.filter(by=None).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        RequestedItem.objects.filter(pk=item.pk).update(answer="Achteraf")


def test_the_words_of_a_question_stay(submitted: Proposal) -> None:
    proposals.ask(submitted)

    with pytest.raises(DatabaseError), transaction.atomic():
        RequestedItem.objects.filter(request__proposal=submitted).update(words="Iets anders")
    with pytest.raises(DatabaseError), transaction.atomic():
        CompletionRequest.objects.filter(proposal=submitted).update(last_day=TODAY + 99 * DAY)
