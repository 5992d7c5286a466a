"""The pages of a final amount that is revised, as olga, joris, dewi and the council use them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.decisions.states import Ground
from grants.dossier.queries import figures_of, known_decisions
from grants.proposals.models import Proposal
from grants.register.queries import what_keeps_open
from portal.documents.models import Document
from portal.post.models import Message
from tests import decisions, objections
from tests.grants.register import ends
from tests.make import post
from tests.objections import DECIDED, newest
from wijkraden.people.models import User
from wijkraden.places.models import District

GROUNDS = ["later_facts", "knew_final", "not_kept_after"]
Browser = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _later(db: None) -> Any:
    with time_machine.travel(DECIDED, tick=False):
        yield


@pytest.fixture
def determined(delfshaven: District) -> Proposal:
    """A proposal of which 6,000 of 8,000 euros were determined and paid."""
    return ends.determined(delfshaven)


def page(name: str, *args: str) -> str:
    return reverse(name, args=args)


def prepare(proposal: Proposal) -> str:
    return page("decision_prepare", proposal.public_id, "revise")


def typed(**more: str) -> dict[str, str]:
    return {"reasons": "Er waren meer kosten.", "legal_basis": "Regeling, artikel 5", **more}


@pytest.fixture
def dewi_may(determined: Proposal, dewi: User) -> User:
    """Dewi, with a mandate too."""
    decisions.mandate(determined.district.city, user=dewi, maximum_cents=25_000_00)
    return dewi


def test_an_objection_that_is_right_leads_joris_and_olga_to_a_higher_final_amount(
    determined: Proposal, joris: User, olga: User, signed_in: Browser
) -> None:
    made = objections.heard(determined)
    client, path = signed_in(joris), page("objection_decide", made.public_id)
    assert client.get(path).context["not_upheld"] == ""
    done = post(client, joris, path, outcome="upheld", reasons="De bon telt mee.")
    assert done.url == page("objection", made.public_id)
    assert prepare(determined) in signed_in(olga).get(done.url).content.decode()
    assert Message.objects.get(kind="decisions.objection_letter").about_id == made.public_id

    form = signed_in(olga).get(prepare(determined)).context["form"]
    assert form.initial["ground"] == "objection"
    assert [value for value, _label in form.fields["ground"].choices][1:] == ["objection", *GROUNDS]


def test_the_form_says_that_a_view_comes_before_a_lower_amount(
    determined: Proposal, olga: User, signed_in: Browser
) -> None:
    client, path = signed_in(olga), prepare(determined)
    ask = page("view_ask", determined.public_id)
    lower = typed(cents="5.000,00", ground="later_facts")
    assert ask in client.get(path).content.decode()
    assert post(client, olga, path, **lower).status_code == 422
    shown = post(client, olga, path, **lower, preview="1")
    assert len(shown.context["form"].non_field_errors()) == 1

    decisions.viewed(determined, Ground.LATER_FACTS, at=DECIDED)
    assert ask not in client.get(path).content.decode()
    post(client, olga, path, **lower)
    assert newest(determined).is_prepared


def test_what_is_wrong_in_a_revision_stands_there_and_nothing_typed_is_lost(
    determined: Proposal, olga: User, signed_in: Browser
) -> None:
    objections.decided(determined)
    client, path = signed_in(olga), prepare(determined)
    wrong = post(client, olga, path, **typed(cents="8.000,01", ground="objection"))
    assert (wrong.status_code, len(wrong.context["form"].non_field_errors())) == (422, 1)
    assert "8.000,01" in wrong.content.decode()
    missing = post(client, olga, path, cents="7.000,00")
    assert set(missing.context["form"].errors) == {"ground", "reasons", "legal_basis"}
    shown = post(client, olga, path, **typed(cents="7.000,00", ground="objection", preview="1"))
    assert (shown.status_code, newest(determined).kind) == (200, "determine")
    assert {"€\xa06.000,00", "€\xa07.000,00"} <= set(re.findall(r"€\xa0[\d.,]+\d", shown.content.decode()))


def test_olga_prepares_it_and_dewi_takes_it_with_its_letter(
    determined: Proposal, olga: User, dewi_may: User, signed_in: Browser
) -> None:
    objections.decided(determined)
    path = prepare(determined)
    done = post(signed_in(olga), olga, path, **typed(cents="7.000,00", ground="objection"))
    waits = newest(determined)
    assert done.url == page("decision", waits.public_id)
    client = signed_in(dewi_may)
    assert waits.public_id in client.get(page("decisions")).content.decode()
    assert post(client, dewi_may, page("decision_take", waits.public_id)).url == done.url
    waits.refresh_from_db()
    assert waits.is_decided
    assert client.get(page("decision_pdf", waits.public_id)).status_code == 200
    assert Document.objects.filter(kind="decisions.letter").count() == 1
    sent = Message.objects.filter(about_id=waits.public_id).values_list("kind", flat=True)
    assert set(sent) == {"decisions.to_decide", "decisions.letter", "decisions.copy"}


def test_daan_reads_beforehand_that_someone_else_raises_what_he_determined(
    determined: Proposal, daan: User, dewi_may: User, signed_in: Browser
) -> None:
    User.objects.update(language="en")
    objections.decided(determined)
    waits = decisions.prepared(determined, decisions.a_revision(7_000_00), at=DECIDED)
    path, take = page("decision", waits.public_id), page("decision_take", waits.public_id)
    for_dewi = signed_in(dewi_may).get(path).content.decode()
    assert "Your turn" in for_dewi
    assert take in for_dewi

    client = signed_in(daan)
    for_daan = client.get(path).content.decode()
    assert "someone else takes the new decision" in for_daan
    assert "Your turn" not in for_daan
    assert take not in for_daan
    opened = client.get(take).content.decode()
    assert "someone else takes the new decision" in opened
    assert "can no longer be decided" not in opened
    refused = post(client, daan, take)
    assert refused.status_code == 422
    assert "someone else takes the new decision" in refused.content.decode()


def test_the_dossier_and_the_register_tell_the_amount_as_it_is_now(
    determined: Proposal, anna: User, signed_in: Browser
) -> None:
    decisions.lowered(determined, 5_000_00, at=DECIDED)
    found = Proposal.objects.get(pk=determined.pk)

    figures = figures_of(found, known_decisions(found, is_inside=False))
    assert (figures.granted, figures.determined) == (8_000_00, 5_000_00)
    told = signed_in(anna).get(page("proposal", determined.public_id)).content.decode()
    assert "€\xa05.000,00" in told
    public = Client().get(page("action", determined.public_id)).content.decode()
    assert "€\xa05.000,00" in public


def test_olga_is_offered_a_revision_while_it_can_be_made(
    determined: Proposal, olga: User, daan: User, signed_in: Browser
) -> None:
    assert prepare(determined) in signed_in(olga).get(page("proposal", determined.public_id)).content.decode()
    assert (
        prepare(determined)
        not in signed_in(daan).get(page("proposal", determined.public_id)).content.decode()
    )
    with time_machine.travel(DECIDED.replace(year=2032), tick=False):
        late = signed_in(olga).get(page("proposal", determined.public_id)).content.decode()
    assert prepare(determined) not in late


def test_a_refused_dossier_offers_none_also_when_closed(
    delfshaven: District, olga: User, signed_in: Browser
) -> None:
    refused = ends.refused(delfshaven)
    client = signed_in(olga)
    assert prepare(refused) not in client.get(page("proposal", refused.public_id)).content.decode()
    not_now = client.get(prepare(refused))
    assert (not_now.status_code, not_now["Location"]) == (302, page("proposal", refused.public_id))


def test_the_question_for_a_view_offers_the_grounds_of_a_final_amount(
    determined: Proposal, olga: User, signed_in: Browser
) -> None:
    client, path = signed_in(olga), page("view_ask", determined.public_id)
    choices = client.get(path).context["form"].fields["ground"].choices
    assert [value for value, _label in choices][1:] == GROUNDS
    told = {"kind": "revise", "cents": "5.000", "intention": "Lager."}
    wrong = post(client, olga, path, **told, ground="not_done")
    assert set(wrong.context["form"].errors) == {"ground"}
    assert post(client, olga, path, **told, ground="knew_final").status_code == 302


def test_a_dossier_that_waits_for_a_higher_amount_stays_open(determined: Proposal) -> None:
    objections.decided(determined)
    found = Proposal.objects.get(pk=determined.pk)
    assert len(what_keeps_open(found, ends.LONG_AFTER)) == 1


def test_the_form_says_until_when_it_can_be_lowered_and_from_when_that_counts(
    determined: Proposal, delfshaven: District, olga: User, signed_in: Browser
) -> None:
    """Told on 2 November 2026, and again when it was lowered: the first day counts, for each ground."""
    User.objects.update(language="en")
    decisions.lowered(determined, 5_000_00, at=DECIDED)
    about = signed_in(olga).get(prepare(determined)).context["form"].fields["ground"].help_text
    assert about.startswith("Lower can be decided up to and including 2 November 2031: five years after")

    other = decisions.under_way(delfshaven, title="Loopt nog")
    changing = signed_in(olga).get(page("decision_prepare", other.public_id, "change"))
    assert changing.context["form"].fields["ground"].help_text == ""
