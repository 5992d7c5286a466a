"""The parts of the editor: what is saved, what is refused, and that nobody's text disappears."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.proposals.states import PartyKind, Section, State
from grants.proposals.whole import missing
from tests import make, proposals
from tests.grants.proposals.pages import fields_of, send
from tests.proposals import IBAN
from wijkraden.people.models import User
from wijkraden.places.models import District

Signed = Callable[[User | None], Client]


@pytest.fixture
def draft(delfshaven: District, anna: User) -> Proposal:
    """Anna's draft, begun just now."""
    return proposals.draft(delfshaven, by=anna, at=timezone.now())


@pytest.fixture
def browser(signed_in: Signed, anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


def at(draft: Proposal, part: str) -> str:
    return f"/proposals/{draft.public_id}/edit/{part}/"


def again(draft: Proposal) -> Proposal:
    return Proposal.objects.get(pk=draft.pk)


def words(answer: object) -> str:
    return answer.content.decode().replace("\xa0", " ")  # type: ignore[attr-defined,no-any-return]  # of a response


@pytest.mark.parametrize("title", ["東京", "🎉🎉", "C", "C#"])
def test_every_title_begins_a_proposal_with_its_own_address(
    delfshaven: District, browser: Client, title: str
) -> None:
    proposals.open_round(delfshaven.city, at=timezone.now())
    addresses = {send(browser, "/proposals/new/", title=title).url for _ in range(2)}

    assert len(addresses) == 2
    assert all(title in words(browser.get(address)) for address in addresses)


def test_a_text_is_saved_and_leads_to_the_next_part(draft: Proposal, browser: Client) -> None:
    answer = send(browser, at(draft, "what"), title="Winterfeest", starts_on="3 december 2026")

    assert answer.url == at(draft, "plan")
    saved = again(draft)
    assert (saved.title, saved.starts_on) == ("Winterfeest", date(2026, 12, 3))


def test_save_and_go_on_later_leads_to_the_list(draft: Proposal, browser: Client) -> None:
    assert send(browser, at(draft, "what"), later="1").url == "/proposals/"


def test_the_exact_maximum_is_saved_and_one_more_is_refused(draft: Proposal, browser: Client) -> None:
    text = "\r\n".join(["🎉" * 3, *["woord"] * 20])
    text += "x" * (2000 - len(text.replace("\r\n", "\n")))

    assert send(browser, at(draft, "what"), summary=text).status_code == 302
    assert len(again(draft).summary) == 2000
    answer = send(browser, at(draft, "what"), summary=text + "x")
    assert answer.status_code == 422
    assert text.replace("\r\n", "\n") + "x" in words(answer).replace("\r\n", "\n")


def test_what_is_hidden_asks_for_its_reason(draft: Proposal, browser: Client) -> None:
    refused = send(browser, at(draft, "what"), place_is_hidden="on")

    assert refused.status_code == 422
    assert 'href="#id_safety_reason"' in words(refused)
    assert send(browser, at(draft, "what"), place_is_hidden="on", safety_reason="Opvang").status_code == 302
    assert again(draft).place_is_hidden


def test_two_who_change_the_same_text_both_keep_theirs(draft: Proposal, browser: Client, chris: User) -> None:
    fields = fields_of(browser, at(draft, "what"))
    values = {"summary": "De tekst van Chris."}
    flows.change(draft, section=Section.WHAT, values=values, by=chris, at=timezone.now())

    refused = browser.post(at(draft, "what"), fields | {"summary": "De tekst van Anna."})

    assert refused.status_code == 422
    assert "De tekst van Anna." in words(refused)
    assert "De tekst van Chris." in words(refused)
    assert again(draft).summary == "De tekst van Chris."


def test_two_who_change_different_texts_need_not_notice(
    draft: Proposal, browser: Client, chris: User
) -> None:
    fields = fields_of(browser, at(draft, "what"))
    values = {"for_whom": "Kinderen."}
    flows.change(draft, section=Section.WHAT, values=values, by=chris, at=timezone.now())

    assert browser.post(at(draft, "what"), fields | {"summary": "Van Anna."}).status_code == 302
    assert (again(draft).summary, again(draft).for_whom) == ("Van Anna.", "Kinderen.")


def test_a_pause_saves_what_is_right_and_brings_a_fresh_token(draft: Proposal, browser: Client) -> None:
    fields = fields_of(browser, at(draft, "what"))
    typed = fields | {"summary": "Half af", "starts_on": "31-04-2027", "quiet": "1"}

    answer = browser.post(at(draft, "what"), typed)

    assert answer.status_code == 200
    told = answer.json()
    assert "Opgeslagen om" in told["text"]
    assert again(draft).summary == "Half af"
    assert again(draft).starts_on == date(2026, 12, 12)
    assert told["fields"]["_once"] != fields["_once"]
    later = typed | told["fields"] | {"starts_on": "4-12-2026"}
    later.pop("quiet")
    assert browser.post(at(draft, "what"), later).headers["Location"] == at(draft, "plan")
    assert again(draft).starts_on == date(2026, 12, 4)


def test_a_pause_never_takes_the_place_of_what_someone_else_wrote(
    draft: Proposal, browser: Client, chris: User
) -> None:
    fields = fields_of(browser, at(draft, "what"))
    values = {"summary": "De tekst van Chris."}
    flows.change(draft, section=Section.WHAT, values=values, by=chris, at=timezone.now())

    answer = browser.post(at(draft, "what"), fields | {"summary": "Van Anna.", "quiet": "1"})

    assert answer.status_code == 422
    assert again(draft).summary == "De tekst van Chris."


def test_a_pause_without_a_change_writes_nothing(draft: Proposal, browser: Client) -> None:
    for part in ("what", "plan", "money", "who"):
        before = again(draft).edits
        fields = fields_of(browser, at(draft, part))
        assert browser.post(at(draft, part), fields | {"quiet": "1"}).status_code == 200
        assert again(draft).edits == before


def test_goals_are_chosen_with_the_plans_own_words(draft: Proposal, browser: Client) -> None:
    page = browser.get(at(draft, "plan"))
    goals = draft.round.plan.elements.filter(kind="goal")
    chosen = {f"aim_{goal.public_id}": "on" for goal in goals}

    assert all(goal.explanation[:20] in words(page) for goal in goals)
    assert send(browser, at(draft, "plan"), **chosen).status_code == 302
    assert set(draft.aims.values_list("element_id", flat=True)) == {goal.pk for goal in goals}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_amounts_stay_what_they_are_however_often_they_are_saved(
    draft: Proposal, browser: Client, language: str
) -> None:
    typed = ["12,00", "20,00", "1.250,50", "€ 1.250,50", "1250,5", "1 250,50"]
    lines = {f"cost_text_{n}": f"Regel {n}" for n in range(1, 7)}
    lines |= {f"cost_cents_{n}": text for n, text in enumerate(typed, start=1)}
    assert send(browser, at(draft, "money"), cost_rows="6", **lines).status_code == 302
    browser.cookies["django_language"] = language

    for _ in range(3):
        assert send(browser, at(draft, "money")).status_code == 302

    assert [one.cents for one in draft.costs.all()] == [1200, 2000, 125050, 125050, 125050, 125050]


def test_seven_lines_of_14_29_are_told_to_the_cent(draft: Proposal, browser: Client) -> None:
    lines = {f"cost_text_{n}": f"Regel {n}" for n in range(1, 8)}
    lines |= {f"cost_cents_{n}": "14,29" for n in range(1, 8)}
    gone = {"cover_kind_1": "", "cover_text_1": "", "cover_cents_1": ""}
    send(browser, at(draft, "money"), cost_rows="7", asked_cents="100", **lines, **gone)

    assert "Voor € 0,03 van de kosten is nog geen geld." in words(browser.get(at(draft, "money")))
    refused = send(browser, at(draft, "check"))
    assert refused.status_code == 422
    assert "De kosten zijn € 100,03" in words(refused)
    assert again(draft).state == State.DRAFT


def test_more_lines_keep_everything_that_was_typed(draft: Proposal, browser: Client) -> None:
    answer = send(browser, at(draft, "money"), cost_text_3="Half", cost_cents_3="onleesbaar", more="costs")

    assert answer.status_code == 200
    assert 'value="onleesbaar"' in words(answer)
    assert 'name="cost_text_6"' in words(answer)
    assert again(draft).costs.count() == 2


def test_two_wrong_lines_are_both_named(draft: Proposal, browser: Client) -> None:
    answer = send(browser, at(draft, "money"), cost_cents_1="1.35", cost_cents_2="")

    assert answer.status_code == 422
    assert words(answer).count('href="#id_cost_cents_') == 2
    assert words(answer).split("<title>")[1].startswith("Fout:")


def test_lines_that_someone_else_changed_are_shown_beside_ones_own(
    draft: Proposal, browser: Client, chris: User
) -> None:
    fields = fields_of(browser, at(draft, "money"))
    lines = [flows.Cost("Van Chris", 700)]
    flows.set_money(draft, asked_cents=700, costs=lines, covers=[], by=chris, at=timezone.now())

    refused = browser.post(at(draft, "money"), fields | {"cost_text_1": "Van Anna"})

    assert refused.status_code == 422
    assert "Van Chris" in words(refused)
    assert "Van Anna" in words(refused)
    assert [one.description for one in draft.costs.all()] == ["Van Chris"]


def test_more_than_the_round_gives_is_refused(draft: Proposal, browser: Client) -> None:
    answer = send(browser, at(draft, "money"), asked_cents="25.000,01")

    assert answer.status_code == 422
    assert "hooguit € 25.000,00" in words(answer)


def test_an_account_is_masked_once_it_is_saved_and_changed_on_purpose_alone(
    draft: Proposal, browser: Client
) -> None:
    page = words(browser.get(at(draft, "who")))
    assert "•••• 4300" in page
    assert IBAN not in page
    assert 'name="iban"' not in page

    other = "NL20INGB0001234567"
    answer = send(browser, at(draft, "account"), iban="nl20 ingb 0001 2345 67", holder="Stichting Nieuw")
    assert answer.url == at(draft, "who")
    assert draft.bank_accounts.order_by("-id")[0].iban == other
    assert other not in words(browser.get(at(draft, "who")))


def test_a_pause_never_saves_an_account_number(delfshaven: District, anna: User, browser: Client) -> None:
    now = timezone.now()
    round_ = proposals.open_round(delfshaven.city, at=now)
    fresh = flows.start_proposal(round_, delfshaven, title="Vers", by=anna, at=now)
    typed = fields_of(browser, at(fresh, "who"))
    typed |= {"applicant_name": "Stichting", "iban": IBAN, "holder": "Stichting", "quiet": "1"}

    answer = browser.post(at(fresh, "who"), typed)

    assert "zonder “Rekeningnummer (IBAN)”" in answer.json()["text"]
    assert (fresh.parties.count(), fresh.bank_accounts.count()) == (2, 0)
    typed |= answer.json()["fields"]
    typed.pop("quiet")
    assert browser.post(at(fresh, "who"), typed).status_code == 302
    assert fresh.bank_accounts.get().iban == IBAN


def test_a_wrong_account_number_is_told_at_its_field(draft: Proposal, browser: Client) -> None:
    answer = send(browser, at(draft, "account"), iban="NL00 ABNA 0417 1643 00", holder="Wie")

    assert answer.status_code == 422
    assert 'href="#id_iban"' in words(answer)
    assert draft.bank_accounts.count() == 1


@pytest.mark.parametrize("holder", ["", "Stichting"])
def test_all_that_is_wrong_with_a_first_account_is_told_at_once(
    delfshaven: District, anna: User, browser: Client, holder: str
) -> None:
    now = timezone.now()
    fresh = flows.start_proposal(
        proposals.open_round(delfshaven.city, at=now), delfshaven, title="Vers", by=anna, at=now
    )

    answer = send(browser, at(fresh, "who"), iban="NL00 ABNA 0417 1643 00", holder=holder)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == ({"iban"} if holder else {"iban", "holder"})


def test_only_an_organisation_has_a_number_of_eight_digits(draft: Proposal, browser: Client) -> None:
    assert send(browser, at(draft, "who"), applicant_registration="1234567").status_code == 422

    person = {"applicant_kind": "person", "applicant_name": "Fatima el Idrissi"}
    assert send(browser, at(draft, "who"), **person).status_code == 302
    applicant = draft.parties.get(kind=PartyKind.APPLICANT)
    assert (applicant.is_person, applicant.registration, applicant.contact) == (True, "", "")
    assert draft.parties.get(kind=PartyKind.PAYEE).name == "Fatima el Idrissi"


def test_another_payee_has_data_of_its_own(draft: Proposal, browser: Client) -> None:
    path = at(draft, "who")
    send(browser, path, without="payee_same", payee_name="Stichting Kas", payee_postcode="3024ab")

    payee = draft.parties.get(kind=PartyKind.PAYEE)
    assert (payee.name, payee.postcode) == ("Stichting Kas", "3024 AB")
    assert 'value="Stichting Kas"' in words(browser.get(path))


def test_who_carries_out_what_the_city_buys_is_kept(draft: Proposal, browser: Client) -> None:
    """The tick that it is the applicant stands out of sight then, and says nothing."""
    assert draft.parties.filter(kind=PartyKind.PERFORMER).count() == 0
    send(browser, at(draft, "who"), route="purchase", performer_name="Muziek & Zo")

    assert draft.parties.get(kind=PartyKind.PERFORMER).name == "Muziek & Zo"


def test_a_small_amount_is_asked_less(draft: Proposal, browser: Client) -> None:
    assert 'name="district_plan"' in words(browser.get(at(draft, "plan")))
    costs = [flows.Cost("Taart", 40_000)]
    flows.set_money(draft, asked_cents=40_000, costs=costs, covers=[], by=make_user(draft), at=timezone.now())

    assert 'name="district_plan"' not in words(browser.get(at(draft, "plan")))
    assert "who__performer--small" in words(browser.get(at(draft, "who")))
    send(browser, at(draft, "who"), route="purchase", performer_name="Muziek & Zo")
    assert draft.parties.get(kind=PartyKind.PERFORMER).name == "Muziek & Zo"  # the register names it
    assert send(browser, at(draft, "plan"), contribution="Anders").status_code == 302
    assert again(draft).district_plan == "Wijkplan, punt 3."


def make_user(draft: Proposal) -> User:
    return User.objects.get(pk=draft.created_by_id)


def test_two_proposals_keep_each_its_own_file_of_one_name(
    draft: Proposal, delfshaven: District, browser: Client
) -> None:
    other = proposals.draft(delfshaven, by=make_user(draft), at=timezone.now())
    for size, one in ((40, draft), (50, other)):
        file = make.picture(size, size)
        assert send(browser, at(one, "files"), kind="photo", file=file).status_code == 302

    names = [one.attachments.get().file for one in (draft, other)]
    assert {file.name for file in names} == {"foto.jpg"}
    assert len({file.stored_as for file in names} | {file.sha256 for file in names}) == 4


def test_an_empty_proposal_is_told_everything_that_is_missing(
    delfshaven: District, anna: User, browser: Client
) -> None:
    now = timezone.now()
    round_ = proposals.open_round(delfshaven.city, at=now)
    empty = flows.start_proposal(round_, delfshaven, title="Leeg", by=anna, at=now)

    answer = send(browser, at(empty, "check"))

    assert answer.status_code == 422
    assert words(answer).count('id="error-summary"') == 1
    for part in ("what", "plan", "money", "who"):
        assert f'<li><a href="{at(empty, part)}">' in words(answer)
    assert again(empty).state == State.DRAFT


def test_a_whole_proposal_is_presented(draft: Proposal, browser: Client) -> None:
    answer = send(browser, at(draft, "check"))

    assert answer.url == f"/proposals/{draft.public_id}/"
    assert again(draft).state == State.PRESENTED
    closed = browser.get(at(draft, "what"))
    assert closed.url == f"/proposals/{draft.public_id}/"  # type: ignore[attr-defined]  # a redirect


@pytest.mark.parametrize(
    "last", ["13-12-2126", "13-12-2056"], ids=["no such year here", "long after the budget"]
)
def test_a_slip_in_the_last_day_does_not_reach_the_city(draft: Proposal, browser: Client, last: str) -> None:
    assert missing(draft) == {}

    answer = send(browser, at(draft, "what"), ends_on=last)

    refused = answer.status_code == 422 and "ends_on" in answer.context["form"].errors
    assert refused or [*missing(again(draft))] == [Section.WHAT]
