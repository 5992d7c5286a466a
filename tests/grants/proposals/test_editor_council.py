"""What stays inside a council: drafts, comments, interests, attachments; and copies from an earlier round."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from grants.decisions.flows import step_back
from grants.proposals import flows
from grants.proposals.errors import HasInterest
from grants.proposals.evidence import evidence_of
from grants.proposals.models import Comment, Proposal
from grants.proposals.queries_of_editor import interests_in
from grants.proposals.sheet import sheet_of
from grants.proposals.states import AttachmentKind, Section, State
from grants.rounds.models import Round
from tests import make, proposals
from tests.grants.proposals.pages import send
from tests.make import NOON, World
from wijkraden.people.models import User
from wijkraden.places.models import District

Signed = Callable[[User | None], Client]
SECRET = "Zebrapad-geheim"
PARTS = ("what", "plan", "money", "who", "account", "files", "interests", "check")


@pytest.fixture
def draft(delfshaven: District, anna: User) -> Proposal:
    """A draft that nobody but anna's council may know of."""
    return proposals.draft(delfshaven, title=SECRET, by=anna, at=timezone.now())


def pages_of(draft: Proposal) -> list[str]:
    address = f"/proposals/{draft.public_id}"
    return [*(f"{address}/edit/{part}/" for part in PARTS), f"{address}/comments/", f"{address}/"]


def test_a_draft_is_known_to_its_own_council_alone(draft: Proposal, signed_in: Signed, world: World) -> None:
    chris, bram, rik, olga = (world.known(name) for name in ("chris", "bram", "rik", "olga"))
    assert SECRET in signed_in(chris).get("/proposals/").content.decode()
    for path in pages_of(draft):
        assert signed_in(chris).get(path).status_code == 200
    for user in (bram, rik, olga):
        for path in pages_of(draft):
            answer = signed_in(user).get(path)
            assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)
    for path in ("/proposals/", "/proposals/?q=zebrapad", "/proposals/copy/"):
        page = signed_in(bram).get(path).content.decode()
        assert SECRET not in page
        assert "1 voorstel" not in page


def test_search_finds_without_accents_and_shows_the_word(
    delfshaven: District, anna: User, signed_in: Signed
) -> None:
    proposals.draft(delfshaven, title="Café-avond in Delfshaven", by=anna, at=timezone.now())

    for query in ("cafe", "CAFÉ", "cafe avond", "delfs"):
        page = signed_in(anna).get("/proposals/", {"q": query}).content.decode()
        assert "<mark>" in page
        assert "1 voorstel" in page
    assert "Geen voorstel past hierbij" in signed_in(anna).get("/proposals/", {"q": "tuin"}).content.decode()


def test_the_list_is_filtered_by_what_members_call_a_state(
    draft: Proposal, delfshaven: District, anna: User, signed_in: Signed
) -> None:
    proposals.presented(delfshaven, title="Buurttuin", at=timezone.now())

    page = signed_in(anna).get("/proposals/", {"state": "presented"}).content.decode()

    assert ("Buurttuin" in page, SECRET in page) == (True, False)


def test_each_line_tells_whose_turn_it_is(draft: Proposal, anna: User, signed_in: Signed) -> None:
    page = signed_in(anna).get("/proposals/").content.decode()

    assert (
        "Nu aan de beurt: de wijkraad, om het te schrijven en voor te leggen, uiterlijk 31 december 2026."
        in page
    )


def test_who_has_an_interest_takes_no_part_any_more(
    draft: Proposal, anna: User, chris: User, signed_in: Signed
) -> None:
    browser, path = signed_in(anna), f"/proposals/{draft.public_id}/edit/interests/"
    assert send(browser, path, has_interest="yes").status_code == 422

    send(browser, path, has_interest="yes", explanation="Mijn zus krijgt het geld.")

    for page in pages_of(draft)[:-1]:
        assert "U doet niet mee aan dit voorstel" in browser.get(page).content.decode()
    assert make.post(browser, anna, f"/proposals/{draft.public_id}/edit/what/", title="X").status_code == 403
    with pytest.raises(HasInterest):
        flows.comment(draft, text="Toch", by=anna, at=timezone.now())
    assert "Mijn zus" in signed_in(chris).get(path).content.decode()


def test_a_comment_never_leaves_the_council(delfshaven: District, world: World, signed_in: Signed) -> None:
    anna, chris, olga, carla = (world.known(name) for name in ("anna", "chris", "olga", "carla"))
    draft = proposals.draft(delfshaven, by=anna, at=timezone.now())
    path = f"/proposals/{draft.public_id}/comments/"
    send(signed_in(chris), path, text="Alleen voor ons.")
    assert "Alleen voor ons." in signed_in(anna).get(path).content.decode()
    flows.present(draft, by=anna, at=timezone.now())
    proposals.decide(draft, at=timezone.now())
    question, _token = flows.ask_applicant(draft, by=anna, at=timezone.now())
    flows.confirm(question, name="Fatima", at=timezone.now())
    flows.submit(draft, by=chris, at=timezone.now())

    for user in (olga, carla):
        page = signed_in(user).get(f"/proposals/{draft.public_id}/")
        assert (page.status_code, "Alleen voor ons." in page.content.decode()) == (200, False)
        assert signed_in(user).get(path).status_code == 403
    assert "Alleen voor ons." not in str(draft.snapshots.values_list("content", flat=True))
    assert Comment.objects.count() == 1


def test_an_attachment_opens_for_who_may_see_the_proposal(
    draft: Proposal, world: World, signed_in: Signed
) -> None:
    anna, chris, bram, olga = (world.known(name) for name in ("anna", "chris", "bram", "olga"))
    now = timezone.now()
    made = flows.attach(draft, upload=make.picture(), kind=AttachmentKind.PHOTO, by=anna, at=now)
    path = f"/files/{made.file.public_id}/"

    assert signed_in(chris).get(path).status_code == 200
    for user in (bram, olga, None):
        assert signed_in(user).get(path).status_code in {302, 404}

    flows.take_out(made, by=anna, at=now)
    assert signed_in(chris).get(path).status_code == 404


def test_a_copy_takes_the_texts_and_leaves_what_was_of_then(
    delfshaven: District, anna: User, signed_in: Signed
) -> None:
    now = timezone.now()
    old = proposals.draft(delfshaven, title="Zomerfeest", by=anna, at=now)
    flows.attach(old, upload=make.picture(), kind=AttachmentKind.PHOTO, by=anna, at=now)
    flows.declare_interest(old, has_interest=False, by=anna, at=now)

    made = flows.copy_proposal(old, old.round, by=anna, at=now)

    assert (made.title, made.summary, made.asked_cents) == (old.title, old.summary, old.asked_cents)
    assert (made.starts_on, made.state, made.public_id != old.public_id) == (None, State.DRAFT, True)
    for name in ("costs", "covers", "aims", "parties"):
        assert getattr(made, name).count() == getattr(old, name).count() > 0
    assert [made.bank_accounts.count(), made.attachments.count(), made.interests.count()] == [0, 0, 0]


def test_nothing_is_copied_from_the_round_that_is_open(
    draft: Proposal, anna: User, signed_in: Signed
) -> None:
    assert "Er is nog niets om te kopiëren" in signed_in(anna).get("/proposals/copy/").content.decode()


def test_a_proposal_of_an_earlier_round_is_copied_on_screen(
    draft: Proposal, delfshaven: District, anna: User, signed_in: Signed
) -> None:
    at = timezone.now()
    earlier = Round.objects.get(title="Wijkbudget samenleven 2025")
    old = proposals.draft(delfshaven, title="Vorig jaar", round_=earlier, by=anna, at=at)

    answer = send(signed_in(anna), "/proposals/copy/", original=old.public_id)

    made = Proposal.objects.get(title="Vorig jaar", round=draft.round)
    assert answer.url == f"/proposals/{made.public_id}/edit/what/"


def test_a_search_without_a_letter_finds_nothing(draft: Proposal, anna: User, signed_in: Signed) -> None:
    assert SECRET in signed_in(anna).get("/proposals/").content.decode()

    page = signed_in(anna).get("/proposals/", {"q": "!!!"})

    assert (page.context["page"].paginator.count, page.context["is_filtered"]) == (0, True)


def test_an_interest_of_someone_of_the_city_is_not_told_to_the_council(
    delfshaven: District, anna: User, daan: User, signed_in: Signed
) -> None:
    made = proposals.submitted(delfshaven)
    flows.declare_interest(made, has_interest=False, explanation="", by=anna, at=NOON)
    step_back(made, explanation="Mijn zus werkt daar.", by=daan, at=NOON)

    assert [one.user for one in interests_in(made)] == [anna]
    told = next(one for one in evidence_of(made, sheet_of(made)) if one.anchor == "" and "1" in one.text)
    assert "1 lid" in told.text


@pytest.mark.parametrize(
    ("cents", "plan", "text", "is_fine"),
    [
        (2_000_00, "", "niet gevraagd bij zo’n bedrag", None),
        (2_000_00, "Punt 3.", "Punt 3.", True),
        (9_000_00, "", "niet vermeld", False),
    ],
)
def test_a_plan_of_the_district_that_was_not_asked_for_is_no_shortcoming(
    delfshaven: District, cents: int, plan: str, text: str, *, is_fine: bool | None
) -> None:
    made = proposals.draft(delfshaven, cents=cents)
    flows.change(made, section=Section.PLAN, values={"district_plan": plan}, by=made.created_by, at=NOON)
    made.assessment = "none" if cents < 9_000_00 else "full"

    (told,) = (one for one in evidence_of(made, sheet_of(made)) if one.label == "Wijkplan")

    assert (told.text, told.is_fine) == (text, is_fine)
