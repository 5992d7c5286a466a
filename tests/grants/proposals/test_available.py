"""What is still available has one name on every page, and what was reserved in part is told as such."""

from collections.abc import Callable

import pytest
from django.test import Client

from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.rounds.models import Round
from grants.rounds.states import Distribution
from portal.post.models import Message
from tests import conditions, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]
LACKS = "Er wordt € 3.000,00 meer gevraagd dan er nog beschikbaar is. U mag het wel indienen: de gemeente kan"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@shared
def five_thousand_left(delfshaven: District) -> Round:
    """A round in whose budget € 5.000 is left for the council."""
    round_ = proposals.open_round(delfshaven.city, title="Ronde met weinig geld")
    proposals.submitted(delfshaven, cents=20_000_00, title="Groot feest", round_=round_)
    return round_


def parts_about(proposal: Proposal) -> list[str]:
    """Return the pages of a council on which stands what is still available, before it is submitted."""
    here = f"/proposals/{proposal.public_id}"
    return [f"{here}/edit/money/", f"{here}/edit/check/"]


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(("cents", "is_more"), [(8_000_00, True), (5_000_00, False)])
def test_what_is_still_available_is_one_amount_with_one_name_until_the_submission(
    five_thousand_left: Round, delfshaven: District, signed_in: Browser, cents: int, *, is_more: bool
) -> None:
    anna, chris = proposals.cast("anna"), proposals.cast("chris")
    made = proposals.draft(delfshaven, cents=cents, round_=five_thousand_left)
    shown = [page(signed_in(anna), path) for path in parts_about(made)]
    proposals.bring_forward(made)
    shown.append(page(signed_in(chris), f"/proposals/{made.public_id}/submit/"))

    assert ["<dt>Nog beschikbaar</dt><dd>€ 5.000,00</dd>" in one for one in shown] == [True] * 3
    assert [LACKS in one for one in shown] == [is_more] * 3
    assert "Van het budget wordt € 5.000,00 hiervoor gereserveerd." in shown[-1]


@pytest.mark.usefixtures("at_noon")
def test_what_is_reserved_already_is_not_asked_twice_while_it_is_completed(
    five_thousand_left: Round, delfshaven: District, anna: User, signed_in: Browser
) -> None:
    made = proposals.submitted(delfshaven, cents=4_000_00, round_=five_thousand_left)
    proposals.ask(made)

    shown = page(signed_in(anna), parts_about(made)[0])

    assert "<dt>Gereserveerd voor dit voorstel</dt><dd>€ 4.000,00</dd>" in shown
    assert "<dt>Nog beschikbaar</dt><dd>€ 1.000,00</dd>" in shown
    assert "Er wordt € " not in shown


@shared
def in_part(five_thousand_left: Round, delfshaven: District) -> Proposal:
    """What asks € 8.000 where € 5.000 is left."""
    return proposals.submitted(delfshaven, cents=8_000_00, round_=five_thousand_left)


IN_PART = (
    "Van de € 8.000,00 is € 5.000,00 gereserveerd; meer was er niet beschikbaar toen het werd ingediend. De"
    " gemeente kan de ontbrekende € 3.000,00 alleen toekennen als er geld vrijkomt voordat zij besluit."
)


@pytest.mark.usefixtures("at_noon")
def test_what_was_reserved_in_part_is_told_on_the_receipt_and_the_page_until_the_decision(
    in_part: Proposal, anna: User, signed_in: Browser
) -> None:
    here = f"/proposals/{in_part.public_id}/"
    client = signed_in(anna)
    receipt = page(client, f"{here}receipt/")
    assert "<dt>Gereserveerd</dt><dd>€ 5.000,00</dd>" in receipt
    assert IN_PART in receipt
    assert IN_PART in page(client, here)

    flows.withdraw(in_part, reason="Te weinig geld.", by=proposals.cast("chris"), at=NOON)
    assert IN_PART not in page(client, here)


def test_the_mail_tells_it_too_and_nothing_of_it_where_all_was_reserved(
    in_part: Proposal, delfshaven: District
) -> None:
    whole = proposals.submitted(delfshaven, title="Klein feest")

    def told(proposal: Proposal) -> list[tuple[bool, bool]]:
        mails = Message.objects.filter(kind="proposals.submitted", about_id=proposal.public_id)
        texts = [one.text.replace("\xa0", " ") for one in mails]
        return [(f"Gereserveerd: {amount}" in text, IN_PART in text) for text in texts]

    amount = "€ 5.000,00"
    assert told(in_part) == [(True, True)] * 3
    amount = "€ 4.800,00"
    assert told(whole) == [(True, False)] * 3


@pytest.mark.usefixtures("at_noon")
def test_nothing_is_told_to_be_reserved_where_nothing_is(
    delfshaven: District, anna: User, signed_in: Browser
) -> None:
    """A tender reserves nothing, and neither does what is submitted before the budget is adopted."""
    tender = proposals.open_round(delfshaven.city, title="Tender", distribution=Distribution.TENDER)
    for made in (proposals.submitted(delfshaven, round_=tender), conditions.reviewed(delfshaven)):
        assert made.dossier is not None
        assert "Gereserveerd" not in page(signed_in(anna), f"/proposals/{made.public_id}/receipt/")
