"""Another address: whom it signs out, what the old one is told, and how the pages call it."""

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
