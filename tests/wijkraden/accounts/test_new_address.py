"""Another address: whom it signs out, what the old one is told, and how the pages call it."""

import re

from django.test import Client
from django.utils import translation

from portal.post.models import Message
from tests.wijkraden.accounts.test_pages import code_in, log_in
from wijkraden.people.models import User
from wijkraden.places.models import City


def test_a_new_address_ends_the_other_sessions_and_the_old_one_learns_no_new_one(
    anna: User, city: City
) -> None:
    City.objects.filter(pk=city.pk).update(contact_email="hulp@stad.example", contact_phone="14 010")
    here, there = log_in(anna), log_in(anna)
    assert there.get("/account/").status_code == 200

    here.post("/accounts/email/", {"email": "anna@test.example", "action_add": "1"})
    here.post("/accounts/confirm-email/", {"code": code_in("accounts.email_confirmation")})

    assert [client.get("/account/").status_code for client in (here, there)] == [200, 302]
    told = Message.objects.get(kind="accounts.email_changed").plain_text
    assert "anna@test.example" not in told
    assert told.index("hulp@stad.example, 14 010") > 0


def test_whose_address_another_asks_for_is_told_so_and_gets_no_code(anna: User, fenna: User) -> None:
    client = log_in(anna)
    answers = []
    for address in ("vrij@test.example", fenna.email.upper()):
        client.post("/accounts/email/", {"email": address, "action_add": "1"})
        wrong = client.post("/accounts/confirm-email/", {"code": "AAAA-AAAA"})
        page = client.get("/accounts/confirm-email/").content.decode()
        answers.append((wrong.status_code, page.count('name="code"'), page.count(address.lower())))

    assert answers[0] == answers[1], "who asks does not learn who has an account"
    (told,) = Message.objects.filter(address__iexact=fenna.email)
    assert (told.kind, told.to) == ("accounts.account_already_exists", fenna)
    assert "Iemand wil dit adres gebruiken voor een ander account" in told.plain_text
    assert not re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", told.plain_text)


def test_the_page_for_a_code_says_once_where_it_went_and_has_one_way_out(anna: User) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": anna.email})
    page = client.get("/accounts/login/code/confirm/").content.decode()

    assert page.count(anna.email) == 1
    assert page.count("Annuleren") == 1


def test_each_page_says_e_mail_address_in_one_spelling(anna: User) -> None:
    pages = [
        Client(headers={"cookie": "language=en"}).get(path).content.decode()
        for path in ("/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/")
    ]
    own = log_in(anna).get("/accounts/email/").context["form"]["email"].label

    assert [page.count("Email") for page in pages] == [0, 0, 0]
    assert all("E-mail address" in page for page in pages)
    with translation.override("en"):
        assert str(own) == "New e-mail address"
