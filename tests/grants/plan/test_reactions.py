"""Reactions on a concept: of anna for her council, of a resident by a link in her mail; moderated by ella."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from grants.plan.errors import ConsultationStands, LinkEnded, PartGone, ReactionHidden
from grants.plan.flows import (
    close_consultation,
    confirm_reaction,
    forget_addresses,
    hide_reaction,
    react,
    react_for_council,
    show_reaction,
)
from grants.plan.models import Consultation, Reaction
from grants.plan.queries import by_part, counts_of, shown_reactions
from grants.plan.states import HiddenWhy, ReactionOf
from portal.documents.queries import content_of
from portal.post.models import Message
from tests import consultations, plan
from tests.grants.budget.raw import insert, refusal
from tests.grants.plan.test_guards import change
from tests.led_back import led
from tests.make import NOON, World, person, post
from tests.portal.documents.test_gateway import says_that_it_is_accessible, tags_of, text_of
from tests.shared import shared
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _at_noon(time_machine: Any) -> None:
    """The consultation runs by the clock of NOON."""
    time_machine.move_to(NOON, tick=False)


@shared
def opened(city: City, ella: User, evert: User) -> Consultation:
    """A consultation on a concept with two goals."""
    return consultations.opened(plan.concept(city, by=ella, at=NOON, goals=2), by=evert, at=NOON)


def test_a_council_member_reacts_for_her_own_council(
    opened: Consultation, delfshaven: District, anna: User, bram: User, ella: User
) -> None:
    part = plan.goal(opened.plan)
    made = consultations.of_council(opened, district=delfshaven, by=anna, at=NOON, part=part.public_id)
    assert (made.about_kind, made.about, made.confirmed_at) == ("goal", "G1 Doel 1", NOON)
    for user in (bram, ella):
        with pytest.raises(NoLongerAllowed):
            consultations.of_council(opened, district=delfshaven, by=user, at=NOON)
    with pytest.raises(PartGone):
        react_for_council(opened, district=delfshaven, what=ReactionOf("X", "weg"), by=anna, at=NOON)


def test_a_resident_counts_once_she_confirmed(opened: Consultation) -> None:
    made, _token = react(opened, email="Buur@test.example", what=ReactionOf("Goed."), at=NOON)
    assert list(shown_reactions(opened)) == []
    mail = Message.objects.get(kind="plan.reaction_confirm")
    assert mail.secret
    assert "Goed." not in mail.text  # anyone can type an address
    confirm_reaction(made, at=NOON)
    confirm_reaction(made, at=NOON)  # a second click
    assert list(shown_reactions(opened)) == [made]


def test_a_link_is_too_old_after_a_week(opened: Consultation, evert: User, time_machine: Any) -> None:
    made, token = react(opened, email="ik@test.example", what=ReactionOf("Meer groen."), at=NOON)
    late = NOON + timedelta(days=7, seconds=1)
    with pytest.raises(LinkEnded, match="opnieuw"):
        confirm_reaction(made, at=late)
    assert counts_of(opened).not_shown == 1
    link = f"/consultations/confirm/{token}/"
    time_machine.move_to(late, tick=False)
    assert Client().get(link).status_code == 410
    close_consultation(opened, by=evert, at=late)
    page = Client().get(link)
    assert page.status_code == 410
    assert "te oud" in page.content.decode()
    assert "opnieuw" not in page.content.decode()
    for moment, is_refused in (("2026-11-09 11:00:00", False), ("2026-11-09 11:00:01", True)):
        with pytest.raises(IntegrityError) if is_refused else nullcontext(), transaction.atomic():
            change(made, confirmed_at=moment)
            transaction.set_rollback(True)


def test_nobody_reacts_before_or_after(opened: Consultation, evert: User) -> None:
    for at in (NOON - timedelta(days=1), NOON + timedelta(days=29)):
        with pytest.raises(ConsultationStands):
            consultations.of_resident(opened, at=at)
    made = consultations.of_resident(opened, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    with pytest.raises(ConsultationStands):
        consultations.of_resident(opened, at=NOON)
    found = refusal(insert, made, public_id="anders", token_hash="f" * 64, confirmed_at=None)
    assert found == "a reaction is sent once, while the consultation is open"


def test_a_hidden_reaction_is_kept_and_can_be_shown_again(
    opened: Consultation, ella: User, evert: User
) -> None:
    made = consultations.of_resident(opened, at=NOON)
    with pytest.raises(NoLongerAllowed):
        hide_reaction(made, why=HiddenWhy.INSULTS, by=evert, at=NOON)
    hide_reaction(made, why=HiddenWhy.INSULTS, by=ella, at=NOON)
    assert (counts_of(opened).shown, counts_of(opened).not_shown) == (0, 1)
    with pytest.raises(ReactionHidden):
        consultations.answered(made, by=ella, at=NOON)
    show_reaction(made, by=ella, at=NOON)
    consultations.answered(made, by=ella, at=NOON)
    assert (counts_of(opened).shown, counts_of(opened).changed) == (1, 1)


def test_the_flow_takes_no_council_of_another_city(opened: Consultation, world: World) -> None:
    there = world.elders.districts.get()
    someone = person("ida", role=Role.MEMBER, city=world.elders, district=there)
    with pytest.raises(NoLongerAllowed):
        consultations.of_council(opened, district=there, by=someone, at=NOON)


def test_the_database_takes_a_reaction_only_from_who_may_give_it(
    opened: Consultation, delfshaven: District, world: World, anna: User, bram: User
) -> None:
    resident = consultations.of_resident(opened, at=NOON, is_confirmed=False)
    new: dict[str, Any] = {"public_id": "anders", "token_hash": "f" * 64}
    later = "a resident confirms her reaction by the mail to her address"
    assert refusal(insert, resident, **new, confirmed_at="2026-11-02 11:00:00") == later
    assert refusal(insert, resident, **new, email=None, email_hash="") == later
    assert insert(resident, **new) > resident.pk

    council = consultations.of_council(opened, district=delfshaven, by=anna, at=NOON)
    own = "a council member reacts for her own council, in her own city"
    there = world.elders.districts.get()
    someone = person("ida", role=Role.MEMBER, city=world.elders, district=there)
    for wrong in (
        {"by_id": bram.pk},
        {"district_id": there.pk},
        {"district_id": there.pk, "by_id": someone.pk},
        {"sent_at": "1999-01-01 11:00:00"},
    ):
        assert refusal(insert, council, public_id="weer", **wrong) == own
    assert insert(council, public_id="weer") > council.pk


def test_reactions_stand_in_the_order_of_the_plan(
    opened: Consultation, delfshaven: District, anna: User
) -> None:
    for part in ("", plan.goal(opened.plan, 2).public_id, plan.goal(opened.plan, 1).public_id):
        consultations.of_council(opened, district=delfshaven, by=anna, at=NOON, part=part)
    assert [one.title for one in by_part(shown_reactions(opened))] == ["G1 Doel 1", "G2 Doel 2", ""]


def test_addresses_go_some_time_later(opened: Consultation, ella: User, evert: User) -> None:
    said = consultations.of_resident(opened, at=NOON)
    silent = consultations.of_resident(opened, email="x@test.example", at=NOON, is_confirmed=False)
    close_consultation(opened, by=evert, at=NOON)
    consultations.answered(said, by=ella, at=NOON)
    consultations.published(opened, by=evert, at=NOON + timedelta(days=8))
    for days, left in ((30, {said.pk, silent.pk}), (31, {said.pk}), (98, {said.pk}), (99, set())):
        forget_addresses(at=NOON + timedelta(days=days))
        assert set(Reaction.objects.filter(email__isnull=False).values_list("pk", flat=True)) == left
    assert Message.objects.filter(about_kind="grants.consultation").count() == 3
    assert not Message.objects.filter(about_kind="grants.consultation").exclude(address="").exists()


def test_addresses_go_a_year_after_the_closing_without_answers(opened: Consultation, evert: User) -> None:
    said = consultations.of_resident(opened, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    for days, left in ((365, 1), (366, 0)):
        forget_addresses(at=NOON + timedelta(days=days))
        assert Reaction.objects.filter(email__isnull=False).count() == left
    said.refresh_from_db()
    assert said.text == "Dit is goed."


def test_the_text_of_what_counts_nowhere_goes_with_the_address(
    opened: Consultation, ella: User, evert: User, signed_in: Browser
) -> None:
    silent = consultations.of_resident(opened, at=NOON, is_confirmed=False)
    personal = consultations.of_resident(opened, at=NOON)
    hide_reaction(personal, why=HiddenWhy.PERSONAL, by=ella, at=NOON)
    other = consultations.of_resident(opened, at=NOON)
    hide_reaction(other, why=HiddenWhy.SAME, by=ella, at=NOON)
    erased = {"text": "", "erased_at": "2026-12-30 11:00:00", "email": None, "email_hash": ""}
    as_sent = "a reaction stays as it was sent"
    assert refusal(change, silent, **erased) == as_sent  # people can react still
    close_consultation(opened, by=evert, at=NOON)
    for days, left in ((30, [silent, personal, other]), (31, [personal, other]), (366, [other])):
        forget_addresses(at=NOON + timedelta(days=days))
        assert list(Reaction.objects.exclude(text="")) == left
    assert "is gewist" in signed_in(ella).get(f"/consultations/{opened.public_id}/desk/").content.decode()
    for act in (partial(hide_reaction, why=HiddenWhy.SAME), show_reaction):
        with pytest.raises(ReactionHidden):
            act(personal, by=ella, at=NOON)
    assert refusal(change, silent, text="Anders", erased_at=None) == as_sent
    assert "reaction_is_erased_that_counts_nowhere" in refusal(change, other, **erased)


@pytest.mark.parametrize("value", ["Bel 06 12345678", "Mail mij: ik@test.example"])
def test_no_way_to_reach_someone_stands_in_a_reaction_an_answer_or_a_question(
    opened: Consultation, ella: User, evert: User, signed_in: Browser, value: str
) -> None:
    page = f"/consultations/{opened.public_id}/"
    made = consultations.of_resident(opened, at=NOON)
    concept = plan.concept(opened.plan.city, by=ella, at=NOON)
    days = {"opens_on": "3-11-2026", "closes_on": "30-11-2026"}
    for user, path, sent in (
        (None, f"{page}react/", {"part": "", "text": value, "email": "ik@test.example"}),
        (ella, f"{page}reactions/{made.public_id}/", {"degree": "changed", "answer": value}),
        (evert, f"/plans/{concept.public_id}/consult/", {"introduction": value, **days}),
    ):
        answer = post(signed_in(user), user, path, **sent)
        assert answer.status_code == 422
        (told,) = answer.context["form"].errors.values()
        assert [one.startswith("Laat e-mailadressen") for one in told] == [True]


def test_the_database_keeps_a_reaction_as_it_was_sent(opened: Consultation, ella: User) -> None:
    made = consultations.of_resident(opened, at=NOON)
    for wrong in ({"text": "X"}, {"about_kind": "goal"}, {"by_id": ella.pk}, {"email_hash": "0" * 64}):
        assert refusal(change, made, **wrong) == "a reaction stays as it was sent"
    assert refusal(change, made, confirmed_at=None) == (
        "a consultation whose document was published stays as it is"
    )
    for wrong in ({"degree": "changed"}, {"hidden_why": "same"}, {"answer": "X"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(made, **wrong)


def test_a_resident_reacts_on_the_public_page_and_confirms_by_her_mail(
    opened: Consultation, ella: User, evert: User, signed_in: Browser
) -> None:
    here, page = signed_in(None), f"/consultations/{opened.public_id}/"
    assert page in here.get("/plan/").content.decode()  # one click from the plan, two from home
    part = plan.goal(opened.plan).public_id
    filled = {"part": part, "text": "Meer groen.", "email": "geen adres"}
    answer = post(here, None, f"{page}react/", **filled)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"email"}
    assert answer.context["form"]["text"].value() == "Meer groen."
    assert post(here, None, f"{page}react/", **{**filled, "email": "ik@test.example"}).status_code == 302

    text = Message.objects.get(kind="plan.reaction_confirm")
    made = Reaction.objects.get()
    assert (text.about_id, made.mails) == (
        opened.public_id,
        [text.public_id],
    )  # who sees it knows no reaction
    assert made.confirmed_at is None
    assert "Meer groen." not in signed_in(ella).get(f"{page}desk/").content.decode()


def test_the_link_opens_a_button_and_the_button_confirms(
    opened: Consultation, ella: User, signed_in: Browser
) -> None:
    made, token = react(opened, email="ik@test.example", what=ReactionOf("Meer groen."), at=NOON)
    link = f"/consultations/confirm/{token}/"
    here = signed_in(None)
    assert "Meer groen." in here.get(link).content.decode()
    assert (
        Reaction.objects.get(confirmed_at=None) == made
    )  # a mail reader that follows links confirms nothing
    assert post(here, None, link).status_code == 302
    made.refresh_from_db()
    assert made.confirmed_at is not None
    page = f"/consultations/{opened.public_id}/"
    assert "Meer groen." not in here.get(page).content.decode()
    assert "Meer groen." in signed_in(ella).get(f"{page}desk/").content.decode()
    assert here.get("/consultations/confirm/anders/").status_code == 404


def test_ella_answers_and_evert_publishes_on_screen(
    opened: Consultation, anna: User, ella: User, evert: User, signed_in: Browser
) -> None:
    page = f"/consultations/{opened.public_id}/"
    sent = post(
        signed_in(anna), anna, f"{page}react/", part="", text="Bankjes.", **_council(signed_in(anna), page)
    )
    assert sent.status_code == 302
    made = Reaction.objects.get()
    assert post(signed_in(evert), evert, f"{page}close/").status_code == 302
    told = {"degree": "partly", "answer": "Een paar."}
    answer = f"{page}reactions/{made.public_id}/"
    assert post(signed_in(ella), ella, answer, **told).status_code == 302
    assert "Een paar." not in signed_in(None).get(page).content.decode()
    assert signed_in(None).get(f"{page}document.pdf").status_code == 404
    opened.refresh_from_db()
    assert post(signed_in(evert), evert, f"{page}publish/", seen=str(opened.edits)).status_code == 302
    shown = signed_in(None).get(page).content.decode()
    assert "Bankjes." in shown
    assert "Een paar." in shown
    assert signed_in(None).get(f"{page}document.pdf").content.startswith(b"%PDF")


def _council(browser: Client, page: str) -> dict[str, str]:
    return {"district": browser.get(f"{page}react/").context["form"]["district"].value()}


def test_a_form_that_could_only_be_refused_leads_back_and_says_why(
    opened: Consultation, ella: User, evert: User, signed_in: Browser
) -> None:
    page = f"/consultations/{opened.public_id}/"
    desk, of_ella, of_evert = f"{page}desk/", signed_in(ella), signed_in(evert)
    made, hidden = (consultations.of_resident(opened, at=NOON) for _ in range(2))
    hide_reaction(hidden, why=HiddenWhy.SAME, by=ella, at=NOON)
    one, other = (f"{page}reactions/{which.public_id}/" for which in (made, hidden))
    is_hidden = "Deze reactie wordt niet getoond. Toon haar weer voordat u haar beantwoordt."
    assert led(of_ella, one) == ("", [])
    assert led(of_ella, other) == (desk, [is_hidden])
    again = "Er is al een inspraak over deze versie."
    version = f"/plans/{opened.plan.public_id}/"
    assert led(of_evert, f"{version}consult/") == (version, [again])
    assert led(of_evert, f"{page}publish/") == (desk, ["Sluit eerst de inspraak."])

    close_consultation(opened, by=evert, at=NOON)
    for name in ("lengthen", "close"):
        assert led(of_evert, f"{page}{name}/") == (desk, ["Deze inspraak is al gesloten."])
    assert led(signed_in(None), f"{page}react/")[0] == page
    assert led(of_evert, f"{page}publish/") == (desk, ["Beantwoord eerst elke reactie."])

    consultations.answered(made, by=ella, at=NOON)
    consultations.published(opened, by=evert, at=NOON)
    stands = "De antwoorden zijn openbaar. Daarom blijven ze zoals ze zijn."
    for path in (one, f"{one}hide/", f"{other}show/"):
        assert led(of_ella, path) == (desk, [stands])
    assert led(of_evert, f"{page}publish/") == (desk, [stands])


def test_ten_mails_a_day_go_to_one_address(opened: Consultation) -> None:
    path = f"/consultations/{opened.public_id}/react/"
    sent = {"part": "", "text": "Meer groen.", "email": "Ik@test.example"}
    answers = [post(Client(), None, path, **sent) for _ in range(11)]
    assert [one.status_code for one in answers] == [302] * 10 + [422]
    form = answers[-1].context["form"]
    assert (list(form.errors), form["text"].value()) == (["email"], "Meer groen.")
    assert Reaction.objects.count() == 10
    assert post(Client(), None, path, **{**sent, "email": "ander@test.example"}).status_code == 302


def test_thirty_reactions_an_hour_come_from_one_network(opened: Consultation) -> None:
    path = f"/consultations/{opened.public_id}/react/"
    answers = [post(Client(), None, path, part="", text="").status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]


def test_council_members_are_counted_by_account(opened: Consultation, anna: User, signed_in: Browser) -> None:
    path = f"/consultations/{opened.public_id}/react/"
    for _one in range(31):
        post(Client(), None, path, part="", text="")  # from the same network
    filled = {"part": "", "text": "Bankjes.", **_council(signed_in(anna), path.removesuffix("react/"))}
    answers = [post(signed_in(anna), anna, path, **filled).status_code for _ in range(31)]
    assert answers == [302] * 30 + [429]


def test_nobody_guesses_links(opened: Consultation) -> None:
    answers = [Client().get(f"/consultations/confirm/anders{one}/").status_code for one in range(121)]
    assert answers == [404] * 120 + [429]


def test_the_document_is_accessible_and_holds_what_is_shown_with_its_answer(
    opened: Consultation, delfshaven: District, anna: User, ella: User, evert: User
) -> None:
    part = plan.goal(opened.plan).public_id
    made = consultations.of_council(opened, district=delfshaven, by=anna, at=NOON, part=part)
    hidden = consultations.of_resident(opened, at=NOON)
    hide_reaction(hidden, why=HiddenWhy.SAME, by=ella, at=NOON)
    consultations.answered(made, by=ella, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    consultations.published(opened, by=evert, at=NOON)

    assert opened.document is not None
    content = content_of(opened.document)
    title = f"Reactienota: reacties op het plan “{opened.plan.title}” en wat ermee is gedaan"
    says_that_it_is_accessible(content, title=title)
    tags = tags_of(content)
    assert (tags.count("Table"), tags.count("TH"), tags.count("TD")) == (1, 4, 4)
    words = " ".join(text_of(content).split())
    for told in (
        "G1 Doel 1",
        "Zet er een doel bij.",
        "Een lid van",
        "Dat doen we.",
        "Niet getoond: 1.",
        "beledigt",
    ):
        assert told in words
    assert "Dit is goed." not in words
    assert anna.full_name not in words
