"""The pages of the decisions as olga, daan, bas and the applicant use them."""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from grants.budget.queries import figures_of
from grants.budget.states import Kind
from grants.decisions.flows import decide, return_decision
from grants.decisions.models import Decision, Mandate
from grants.decisions.offers import offers
from grants.decisions.states import InstalmentOf, Moment
from grants.decisions.views.shown import Paper, paper_of
from grants.plan.models import Regulation
from grants.proposals.flows import declare_interest, withdraw
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.rounds.states import Body
from portal.documents.models import Document
from portal.post.flows import mark_posted, post_mail
from portal.post.models import Channel, Message
from portal.security.tokens import FIELD, new_token
from tests import decisions, proposals
from tests.decisions import replace
from tests.make import NOON, post, sign_in
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]

pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A proposal of 4,800 euros that is ready to be decided on."""
    return proposals.reviewed(delfshaven)


@shared
def waits(proposal: Proposal) -> Decision:
    """A grant of it that olga prepared, and a mandate of daan up to 10,000 euros."""
    decisions.mandate(proposal.district.city)
    return decisions.prepared(proposal)


def typed(**more: str) -> dict[str, str]:
    """Return a grant as an officer types it."""
    return {
        "cents": "4.500,00",
        "starts_on": "12-12-2026",
        "ends_on": "13-12-2026",
        "settles": "costs",
        "ground": "policy",
        "instalment_1": "4.500,00",
        "instalment_1_when": "at_once",
        "obligation_1": "Stuur een kort verslag.",
        "obligation_1_on": "10-1-2027",
        "reasons": "De actie past bij de doelen.",
        "legal_basis": "Regeling, artikel 5",
        **more,
    }


def page(name: str, *args: str) -> str:
    return reverse(name, args=args)


def test_an_officer_looks_at_the_letter_and_prepares_the_grant(
    proposal: Proposal, olga: User, signed_in: Browser
) -> None:
    client, path = signed_in(olga), page("decision_prepare", proposal.public_id, "grant")
    begun = client.get(path).content.decode()
    assert 'value="4800,00"' in begun

    shown = post(client, olga, path, **typed(preview="1"))
    assert shown.status_code == 200
    assert "Wij verlenen u" in shown.content.decode() or "We grant you" in shown.content.decode()
    assert Decision.objects.count() == 0

    done = post(client, olga, path, **typed())
    made = Decision.objects.get()
    assert done.url == page("decision", made.public_id)
    assert (made.cents, made.advance_cents, made.ends_on) == (4_500_00, 4_500_00, date(2026, 12, 13))
    assert [(one.due_on, one.is_report) for one in made.obligations.all()] == [(date(2027, 1, 10), True)]


def test_no_letter_is_shown_of_what_would_be_refused(
    proposal: Proposal, olga: User, signed_in: Browser
) -> None:
    client, path = signed_in(olga), page("decision_prepare", proposal.public_id, "grant")
    assert post(client, olga, path, **typed(preview="1")).context["letter"] is not None

    answer = post(client, olga, path, **typed(preview="1", cents="4.800,01", ground="ceiling"))

    assert (answer.status_code, answer.context["letter"]) == (422, None)
    assert "ten hoogste wat is gevraagd" in str(answer.context["form"].errors["cents"])
    assert 'value="4.800,01"' in answer.content.decode()


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    proposal: Proposal, olga: User, signed_in: Browser
) -> None:
    client, path = signed_in(olga), page("decision_prepare", proposal.public_id, "grant")
    wrong = {"instalment_1_when": "on_day", "settles": "share", "reasons": "", "cents": "4.800,01"}

    answer = post(client, olga, path, **typed(**wrong))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"instalment_1_on", "share_percent", "reasons"}
    assert "4.800,01" in answer.content.decode()
    too_much = post(client, olga, path, **typed(cents="4.800,01", obligation_1_on="13-12-2026"))
    assert too_much.status_code == 422
    assert set(too_much.context["form"].errors) == {"cents", "ground", "obligation_1_on"}


def test_the_button_names_the_act_and_the_amount_and_works_once(
    waits: Decision, daan: User, signed_in: Browser
) -> None:
    client, path = signed_in(daan), page("decision_take", waits.public_id)
    shown = client.get(path).content.decode()
    assert "€\u00a04.800,00" in shown
    token = new_token(daan, path)

    first, second = (client.post(path, {FIELD: token}) for _one in range(2))
    third = post(client, daan, path)

    assert [one.status_code for one in (first, second)] == [302, 302]
    assert first.headers["Location"] == second.headers["Location"] == page("decision", waits.public_id)
    assert third.status_code == 422
    assert Decision.objects.get().is_decided
    assert Message.objects.filter(kind="decisions.letter").count() == 1


def test_over_the_ceiling_the_page_offers_what_is_left(
    delfshaven: District, daan: User, signed_in: Browser
) -> None:
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    first = decisions.granted(delfshaven, cents=20_000_00, title="Eerste")
    left = figures_of([first.slice])[first.slice_id][Kind.FREE]
    second = proposals.reviewed(delfshaven, cents=left + 800_00, title="Tweede")
    waits = decisions.prepared(second)
    client, path = signed_in(daan), page("decision_take", waits.public_id)

    refused = post(client, daan, path)
    assert refused.status_code == 422
    in_part = f"{path}?cents={quote(refused.context['in_part']['typed'])}&ground=ceiling"
    assert in_part.removeprefix(path).replace("&", "&amp;") in refused.content.decode()
    without_ground = client.get(in_part.partition("&")[0])
    assert (without_ground.status_code, list(without_ground.context["part"].errors)) == (422, ["ground"])
    assert client.get(in_part).context["button"] != client.get(path).context["button"]
    nonsense = post(client, daan, f"{path}?cents=abc")
    assert nonsense.status_code == 422
    assert Decision.objects.get(pk=waits.pk).is_prepared

    post(client, daan, in_part)
    waits.refresh_from_db()
    assert (waits.cents, waits.is_in_part, waits.ground) == (left, True, "ceiling")


def test_the_inbox_shows_amount_ceiling_and_mandate(
    waits: Decision, daan: User, dewi: User, signed_in: Browser
) -> None:
    shown = signed_in(daan).get(page("decisions"))
    (row,) = shown.context["table"].rows
    assert row[4].text == "26bb001100"
    (other,) = signed_in(dewi).get(page("decisions")).context["table"].rows
    assert other[4].text != "26bb001100"


def test_a_decision_maker_returns_it_with_a_reason(waits: Decision, daan: User, signed_in: Browser) -> None:
    client, path = signed_in(daan), page("decision_return", waits.public_id)
    assert post(client, daan, path).status_code == 422

    assert post(client, daan, path, reason="De periode klopt niet.").status_code == 302
    assert Proposal.objects.get().state == State.REVIEWED


def test_who_takes_what_was_returned_meanwhile_reads_who_did_and_why(
    waits: Decision, daan: User, dewi: User, signed_in: Browser
) -> None:
    client, take = signed_in(daan), page("decision_take", waits.public_id)
    assert Mandate.objects.get().decision_number in client.get(take).content.decode()
    return_decision(waits, reason="De rechtsgrond mist.", by=dewi, at=NOON)

    answer = post(client, daan, take)

    told = answer.content.decode()
    assert answer.status_code == 422
    assert f"Teruggegeven door {dewi.full_name}" in told
    assert "De rechtsgrond mist." in told
    assert "mandaat" not in told.partition("<main")[2].partition("letter")[0].lower()


def test_members_see_nothing_of_a_decision_before_it_is_told(
    waits: Decision, anna: User, daan: User, signed_in: Browser
) -> None:
    client, path = signed_in(anna), page("decision", waits.public_id)
    assert client.get(path).status_code == 404

    post(signed_in(daan), daan, page("decision_take", waits.public_id))
    shown = client.get(path)
    assert shown.status_code == 200
    assert "Olga prepared" not in shown.content.decode()
    assert shown.context["weighed"] is None


def test_the_applicant_reads_the_letter_and_takes_the_pdf_without_an_account(
    waits: Decision, daan: User, signed_in: Browser
) -> None:
    post(signed_in(daan), daan, page("decision_take", waits.public_id))
    token, visitor = decisions.link_to_letter(waits), Client()

    shown = visitor.get(page("letter_by_link", token))
    pdf, again = (visitor.get(page("letter_pdf_by_link", token)) for _one in range(2))

    assert shown.status_code == 200
    assert "Stichting Samen aan de Schie" in shown.content.decode()
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content == again.content
    assert Document.objects.filter(kind="decisions.letter").count() == 1
    assert visitor.get(page("letter_by_link", "iets anders")).status_code == 404


def test_the_budget_holder_enters_and_ends_a_mandate(
    delfshaven: District, bas: User, daan: User, signed_in: Browser
) -> None:
    client = signed_in(bas)
    fields = {
        "person": daan.public_id,
        "regulation": Regulation.objects.get(prefix="WS").public_id,
        "maximum": "10.000",
        "starts_on": "1-1-2026",
        "decision_number": "26bb001100",
        "gazette_number": "gmb-2025-101",
        "gazette_on": "1-12-2025",
        "districts": [delfshaven.slug],
    }
    wrong = post(client, bas, page("mandate_add"), **fields | {"ends_on": "1-1-2025"})
    assert list(wrong.context["form"].errors) == ["ends_on"]
    post(client, bas, page("mandate_add"), **fields)
    made = Mandate.objects.get()
    assert (made.maximum_cents, made.places.count()) == (10_000_00, 1)

    assert post(client, bas, page("mandate_end", made.public_id), ends_on="1-1-2026").status_code == 422
    post(client, bas, page("mandate_end", made.public_id), ends_on=f"{NOON:%d-%m-%Y}")
    made.refresh_from_db()
    assert made.ends_on == NOON.date()


def test_a_form_for_a_kind_that_there_is_not_does_not_exist(
    proposal: Proposal, olga: User, signed_in: Browser
) -> None:
    client = signed_in(olga)
    assert client.get(page("decision_prepare", proposal.public_id, "refuse")).status_code == 200
    assert client.get(page("decision_prepare", proposal.public_id, "forget")).status_code == 404


def test_a_letter_on_paper_is_told_as_posted_once_it_is(
    waits: Decision, daan: User, olga: User, beheer: User, signed_in: Browser
) -> None:
    decide(waits, by=daan, at=NOON)
    path = page("decision", waits.public_id)
    assert signed_in(olga).get(path).context["paper"] is None
    letter = post_mail(
        "Besluit",
        "Beste lezer",
        kind="decisions.letter",
        to=None,
        address="Stichting Samen\nSchiedamseweg 1",
        language="nl",
        about=waits,
        channel=Channel.PAPER,
        by=daan,
        at=NOON,
    )

    assert signed_in(olga).get(path).context["paper"] == Paper(None, None)

    mark_posted(letter, by=beheer, at=NOON + timedelta(days=3))
    posted = NOON.date() + timedelta(days=3)
    assert waits.objection_until == date(2026, 12, 14)
    assert signed_in(olga).get(path).context["paper"] == Paper(posted, date(2026, 12, 17))


def test_a_letter_that_is_posted_on_its_own_day_moves_no_term(
    waits: Decision, daan: User, beheer: User
) -> None:
    decide(waits, by=daan, at=NOON)
    letter = post_mail(
        "Besluit",
        "Beste lezer",
        kind="decisions.letter",
        to=None,
        address="Schiedamseweg 1",
        language="nl",
        about=waits,
        channel=Channel.PAPER,
        by=daan,
        at=NOON,
    )
    mark_posted(letter, by=beheer, at=NOON + timedelta(hours=1))

    assert paper_of(waits) == Paper(NOON.date(), None)


def test_a_part_too_small_for_its_instalments_is_said_on_the_page(
    proposal: Proposal, daan: User, signed_in: Browser
) -> None:
    decisions.mandate(proposal.district.city)
    halves = (InstalmentOf(1_000_00, Moment.AT_ONCE), InstalmentOf(1_000_00, Moment.AFTER_REPORT))
    waits = decisions.prepared(proposal, replace(decisions.a_grant(proposal), instalments=halves))
    path = page("decision_take", waits.public_id) + "?cents=0,01&ground=policy"

    for answer in (signed_in(daan).get(path), post(signed_in(daan), daan, path)):
        assert (answer.status_code, len(answer.context["part"].errors["cents"])) == (422, 1)

    assert Decision.objects.get().is_prepared


def test_a_decision_on_a_proposal_that_was_withdrawn_is_put_away(
    waits: Decision, chris: User, olga: User, daan: User, signed_in: Browser
) -> None:
    withdraw(waits.proposal, reason="Het gaat niet door.", by=chris, at=NOON)
    made = Proposal.objects.get()
    shown = signed_in(daan).get(page("decision", waits.public_id)).context
    assert (shown["may_decide"], shown["may_return"]) == (False, True)
    assert [one.is_next for one in offers(olga, made, at=NOON)] == [False]

    path = page("decision_return", waits.public_id)
    answer = post(signed_in(daan), daan, path, reason="De wijkraad trok het in.")

    made.refresh_from_db()
    assert (answer.status_code, made.state, Decision.objects.get().state) == (302, "withdrawn", "returned")


def test_entering_the_decision_of_a_council_asks_to_sign_in_again(
    delfshaven: District, olga: User, client: Client
) -> None:
    round_ = decisions.other_round(delfshaven.city, decides=Body.COUNCIL)
    waits = decisions.prepared(proposals.reviewed(delfshaven, round_=round_))
    path = page("decision_of_council", waits.public_id)
    assert sign_in(client, olga).get(path).status_code == 200

    answer = sign_in(client, olga, confirmed=False).get(path)

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_who_has_an_interest_gets_no_copy_of_the_letter(
    proposal: Proposal, anna: User, chris: User, coen: User, daan: User
) -> None:
    declare_interest(proposal, has_interest=True, explanation="Mijn broer.", by=chris, at=NOON)
    decisions.mandate(proposal.district.city)

    decide(decisions.prepared(proposal), by=daan, at=NOON)

    copies = Message.objects.filter(kind="decisions.copy").values_list("to", flat=True)
    assert sorted(one for one in copies if one) == sorted([anna.pk, coen.pk])


def test_no_button_stands_beside_that_no_mandate_covers_it(
    proposal: Proposal, daan: User, signed_in: Browser
) -> None:
    less = decisions.mandate(proposal.district.city, maximum_cents=1_000_00)
    waits = decisions.prepared(proposal)
    browser, page = signed_in(daan), f"/decisions/{waits.public_id}/"

    shown = browser.get(page).content.decode()
    taken = browser.get(f"{page}take/").content.decode()

    assert (
        "Geen mandaat van u dekt dit besluit." in shown,
        "Geen mandaat van u dekt dit besluit." in taken,
    ) == (True, True)
    assert (
        "Verleen €" in shown.split("</h1>")[1],
        'type="submit" class="nl-button nl-button--primary' in taken,
    ) == (
        False,
        False,
    )
    in_part = browser.get(f"{page}take/?cents=900&ground=policy").content.decode()
    assert less.decision_number in in_part
    assert 'type="submit" class="nl-button nl-button--primary' in in_part
