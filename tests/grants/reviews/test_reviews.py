"""From complete to reviewed: by a checklist, by three questions, by the whole frame with its talk."""

from datetime import timedelta

import pytest
from django.test import Client

from grants.proposals.models import Attachment, Check, Proposal
from grants.proposals.states import Answer, AttachmentKind, State
from grants.reviews import flows
from grants.reviews.access import may_open_attachment
from grants.reviews.errors import ConditionsOpen, NotFinished, ReviewStands, WrongNumber
from grants.reviews.flows import Scored
from grants.reviews.models import Assignment, Score, Talk
from grants.reviews.queries import matrix_of
from grants.reviews.states import Outcome
from portal.errors import NoLongerAllowed, WrongState
from portal.files.flows import store
from portal.post.models import Message
from portal.trail.flows import acting
from tests import make, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.flows import end_seat_at_once
from wijkraden.people.models import User
from wijkraden.places.models import District

FULL, SHORT, NONE = 9_000_00, 4_800_00, 2_000_00
LATER = (NOON + timedelta(days=14)).date()


def mails(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("address", flat=True))


@shared
def in_review(delfshaven: District) -> Proposal:
    """What rik and roos score."""
    return proposals.in_review(delfshaven, cents=FULL)


@shared
def short(delfshaven: District) -> Proposal:
    """What rik answers alone."""
    return proposals.in_review(delfshaven, cents=SHORT)


def test_a_full_review_goes_from_complete_to_reviewed(in_review: Proposal) -> None:
    proposals.score(in_review, "rik", 4, 3)
    assert in_review.state == State.IN_REVIEW
    proposals.score(in_review, "roos", 3, 3)

    assert [(event.state, event.by_id is None) for event in in_review.events.all()][-2:] == [
        (State.IN_REVIEW, False),
        (State.REVIEWED, True),
    ]
    assert matrix_of(in_review).totals_shown == ["90,00", "75,00"]
    assert matrix_of(in_review).total_shown == "82,50"
    assert mails("reviews.assigned") == ["rik@demo.example", "roos@demo.example"]


def test_a_short_review_is_three_answers_of_one_person(short: Proposal) -> None:
    proposals.answer(short, "rik")

    assert short.state == State.REVIEWED
    assert [line.answers[0].is_yes for line in matrix_of(short).questions if line.answers[0]] == [True] * 3


def test_a_small_proposal_is_reviewed_by_its_checklist(delfshaven: District, olga: User) -> None:
    made = proposals.complete(delfshaven, cents=NONE, round_=proposals.two_criteria(delfshaven.city))
    with pytest.raises(ConditionsOpen, match="D1"):
        flows.accept_checklist(made, by=olga, at=NOON)

    condition = made.round.frame.conditions.get()
    Check.objects.create(proposal=made, condition=condition, answer=Answer.NO, by=olga, at=NOON)
    flows.accept_checklist(made, by=olga, at=NOON)

    assert Proposal.objects.get(pk=made.pk).state == State.REVIEWED


def test_each_size_is_assessed_in_its_own_way(delfshaven: District, olga: User, rik: User) -> None:
    small = proposals.checked(delfshaven, cents=NONE)
    large = proposals.checked(delfshaven, cents=FULL)

    with pytest.raises(WrongState):
        flows.start_review(small, reviewers=[rik], last_day=LATER, by=olga, at=NOON)
    with pytest.raises(WrongState):
        flows.accept_checklist(large, by=olga, at=NOON)
    with pytest.raises(WrongNumber):
        flows.start_review(large, reviewers=[rik], last_day=LATER, by=olga, at=NOON)

    assert not Assignment.objects.exists()


def test_a_short_review_takes_one_person(delfshaven: District, olga: User, rik: User, roos: User) -> None:
    made = proposals.checked(delfshaven, cents=SHORT)

    with pytest.raises(WrongNumber):
        flows.start_review(made, reviewers=[rik, roos], last_day=LATER, by=olga, at=NOON)

    flows.start_review(made, reviewers=[rik], last_day=LATER, by=olga, at=NOON)
    assert Assignment.objects.get().reviewer == rik


def test_a_blank_is_no_score_and_no_reason_is_no_end(in_review: Proposal, rik: User) -> None:
    mine, criteria = in_review.assignments.get(reviewer=rik), list(in_review.round.frame.criteria.all())

    flows.save_scores(mine, scores=[Scored(criteria[0], 3)], by=rik, at=NOON)
    with pytest.raises(NotFinished) as blank:
        flows.submit_review(mine, by=rik, at=NOON)
    flows.save_scores(mine, scores=[Scored(criteria[1], None)], by=rik, at=NOON)
    with pytest.raises(NotFinished) as unreasoned:
        flows.submit_review(mine, by=rik, at=NOON)
    flows.save_scores(mine, scores=[Scored(one, None, "Past niet") for one in criteria], by=rik, at=NOON)
    with pytest.raises(NotFinished) as nothing:
        flows.submit_review(mine, by=rik, at=NOON)

    assert (blank.value.missing, unreasoned.value.missing, nothing.value.missing) == (["C2"], ["C2"], [])


def test_a_blank_and_a_zero_without_a_reason_are_told_at_once(
    in_review: Proposal, rik: User, client: Client
) -> None:
    mine = in_review.assignments.get(reviewer=rik)
    first, second = (one.code for one in in_review.round.frame.criteria.all())
    make.sign_in(client, rik)

    answer = make.post(client, rik, f"/reviews/{mine.public_id}/", act="submit", **{f"score_{first}": "0"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {f"reason_{first}", f"score_{second}"}


def test_saving_the_same_again_writes_nothing_and_another_score_is_a_version(
    in_review: Proposal, rik: User
) -> None:
    mine, first = in_review.assignments.get(reviewer=rik), in_review.round.frame.criteria.all()[0]

    counts = [flows.save_scores(mine, scores=[Scored(first, value)], by=rik, at=NOON) for value in (3, 3, 2)]

    assert counts == [1, 0, 1]
    assert [(one.version, one.value) for one in Score.objects.all()] == [(1, 3), (2, 2)]


def test_a_submitted_review_stands(in_review: Proposal, rik: User) -> None:
    proposals.score(in_review, "rik", 4, 3)
    mine, first = in_review.assignments.get(reviewer=rik), in_review.round.frame.criteria.all()[0]

    with pytest.raises(ReviewStands):
        flows.save_scores(mine, scores=[Scored(first, 0)], by=rik, at=NOON)
    with pytest.raises(ReviewStands):
        flows.submit_review(mine, by=rik, at=NOON)
    with pytest.raises(ReviewStands):
        flows.release(mine, reason="Te laat", by=proposals.cast("olga"), at=NOON)


def test_an_interest_ends_the_review_and_the_officer_hears_it(
    delfshaven: District, rik: User, ruud: User, olga: User
) -> None:
    made = proposals.in_review(delfshaven, cents=FULL, declares=False)
    mine = made.assignments.get(reviewer=rik)

    flows.declare(mine, has_interest=True, explanation="Mijn buurman doet mee.", by=rik, at=NOON)

    assert Assignment.objects.get(pk=mine.pk).released_at == NOON
    assert mails("reviews.interest") == ["olga@demo.example"]
    with pytest.raises(ReviewStands):
        flows.declare(mine, has_interest=False, by=rik, at=NOON)
    flows.assign(made, reviewers=[ruud], last_day=LATER, by=olga, at=NOON)
    assert sorted(one.reviewer.given_name for one in made.assignments.filter(released_at=None)) == [
        "Roos",
        "Ruud",
    ]


def test_a_large_difference_asks_for_a_talk_that_the_officer_notes(
    in_review: Proposal, olga: User, roos: User
) -> None:
    proposals.score(in_review, "rik", 4, 3)
    proposals.score(in_review, "roos", 2, 2)

    talk = Talk.objects.get()
    assert (talk.criterion.code, talk.lowest, talk.highest, in_review.state) == ("C1", 2, 4, State.IN_REVIEW)
    assert mails("reviews.talk") == ["olga@demo.example", "rik@demo.example", "roos@demo.example"]
    with pytest.raises(NoLongerAllowed):
        flows.close_talk(talk, note="Wij bleven erbij.", by=roos, at=NOON)

    flows.close_talk(talk, note="Zij bleven erbij.", by=olga, at=NOON)

    in_review.refresh_from_db()
    assert (in_review.state, Talk.objects.get().outcome) == (State.REVIEWED, Outcome.TALKED)
    with pytest.raises(WrongState):
        flows.close_talk(talk, note="Nog eens.", by=olga, at=NOON)


def test_a_changed_score_ends_the_talk_and_both_versions_stay(in_review: Proposal, roos: User) -> None:
    proposals.score(in_review, "rik", 4, 3)
    proposals.score(in_review, "roos", 2, 2)
    talk, hers = Talk.objects.get(), in_review.assignments.get(reviewer=roos)

    flows.change_score(hers, talk=talk, value=3, reason="Ik had de bijlage gemist.", by=roos, at=NOON)

    in_review.refresh_from_db()
    assert (in_review.state, Talk.objects.get().outcome) == (State.REVIEWED, Outcome.SCORES)
    assert [one.value for one in Score.objects.filter(assignment=hers, criterion=talk.criterion)] == [2, 3]
    assert matrix_of(in_review).lines[0].values == [4, 3]
    with pytest.raises(WrongState):
        flows.change_score(hers, talk=talk, value=0, reason="Toch niet.", by=roos, at=NOON)


def test_a_release_that_leaves_enough_reviews_ends_the_review(
    delfshaven: District, rik: User, ruud: User, olga: User
) -> None:
    made = proposals.in_review(delfshaven, cents=FULL, reviewers=("rik", "roos", "ruud"))
    proposals.score(made, "rik", 3, 3)
    proposals.score(made, "roos", 3, 3)
    assert made.state == State.IN_REVIEW

    flows.release(made.assignments.get(reviewer=ruud), reason="Met vakantie", by=olga, at=NOON)

    assert Proposal.objects.get(pk=made.pk).state == State.REVIEWED
    assert mails("reviews.released") == ["ruud@demo.example"]


def test_who_no_longer_reviews_opens_no_attachment(short: Proposal, anna: User, beheer: User) -> None:
    reviewer = Assignment.objects.get(proposal=short).reviewer
    with acting():
        file = store(make.picture(), by=anna, at=NOON)
    Attachment.objects.create(
        proposal=short, file=file, kind=AttachmentKind.PHOTO, added_by=anna, added_at=NOON
    )
    assert may_open_attachment(reviewer, file)

    end_seat_at_once(reviewer.seats.get(), by=beheer, at=NOON)

    assert not may_open_attachment(User.objects.get(pk=reviewer.pk), file)


def test_the_page_of_the_checklist_leads_on_once_the_assessment_is_done(
    delfshaven: District, olga: User, client: Client
) -> None:
    made = proposals.checked(delfshaven, cents=NONE)
    make.sign_in(client, olga)
    page = f"/reviews/of/{made.public_id}/checklist/"
    assert client.get(page).status_code == 200

    flows.accept_checklist(made, by=olga, at=NOON)

    assert client.get(page).headers["Location"] == f"/reviews/of/{made.public_id}/"
    after = client.get(f"/reviews/of/{made.public_id}/").content.decode()
    assert "Naar het dossier, om het besluit voor te bereiden" in after
    assert "Antwoorden</h2>" not in after
    answer = make.post(client, olga, page)
    assert (answer.status_code, made.events.filter(state=State.REVIEWED).count()) == (422, 1)
