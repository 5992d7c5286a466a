"""What is kept of a person, handed to her, and what is asked before that."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.jobs.flows import enqueue
from portal.jobs.models import Job, JobState
from portal.jobs.tasks import run_job
from portal.post.flows import post_mail
from portal.post.models import Message
from portal.realm import within
from portal.security.tokens import FIELD, new_token
from portal.trail.models import Record
from tests import make
from tests.make import World
from wijkraden.accounts.flows import ask_for_data
from wijkraden.people.flows import block_account, end_seat_at_once, erase_person
from wijkraden.people.models import FormerAddress, Invitation, User
from wijkraden.places.models import City

SignedIn = Callable[[User | None], Client]
PARTS = [
    "account",
    "email_addresses",
    "former_email_addresses",
    "seats",
    "side_functions",
    "invitations",
    "second_steps",
    "devices",
    "files",
    "documents",
    "jobs",
    "messages",
    "acts",
]


def acts_of(user: User) -> list[str]:
    found = Record.objects.filter(subject_id=user.public_id, act__startswith="account.").order_by("number")
    return list(found.values_list("act", flat=True))


def file_of(client: Client, user: User) -> Any:
    """Ask for the file as a browser does, have it made, and return the answer that gives it."""
    newest = client.get("/account/data/").context["form"].initial["after"]
    asked = make.post(client, user, "/account/data/", after=newest)
    run_job(asked.headers["Location"].split("/")[2])
    job = client.get("/account/data/").context["job"]
    assert asked.headers["Location"] == f"/jobs/{job.public_id}/"
    return client.get(f"/account/data/{job.public_id}/")


def test_my_data_holds_everything_and_no_secret(anna: User, bram: User, world: World) -> None:
    client = Client()
    Client().post("/accounts/login/code/", {"email": anna.email})
    client.post("/accounts/login/", {"login": anna.email, "password": "demo-portal"})
    WebAuthn.add(anna, "Mijn sleutel", make._credential())
    assert (world.file.by, world.job.by) == (anna, anna)
    world.invited(world.elders, world.ada, email=anna.email)
    world.side_function_of("bram")

    answer = file_of(client, anna)
    text = b"".join(answer).decode()
    data = json.loads(text)

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="wijkbudget-')
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert list(data) == PARTS
    assert data["account"]["email"] == anna.email
    assert data["email_addresses"] == [{"email": anna.email, "verified": True, "primary": True}]
    assert [seat["district"] for seat in data["seats"]] == ["Delfshaven-Schiemond"]
    assert data["side_functions"] == data["documents"] == []
    assert [(one["city_name"], one["role"]) for one in data["invitations"]] == [("Elders", "reviewer")]
    assert [(one["kind"], one["name"]) for one in data["second_steps"]] == [("webauthn", "Mijn sleutel")]
    assert [one["ends_at"] is not None for one in data["devices"]] == [True]
    assert [one["name"] for one in data["files"]] == ["foto.jpg"]
    assert [one["label"] for one in data["jobs"]] == ["Werk 0"]
    assert {
        one["text"] for one in data["messages"] if one["subject"] == Message.objects.earliest("id").subject
    } == {None}
    assert "attestationObject" not in text
    assert acts_of(anna)[-1] == "account.data_taken"


def test_the_next_file_names_the_work_of_the_one_before_and_not_its_own(
    anna: User, city: City, signed_in: SignedIn
) -> None:
    client = signed_in(anna)
    first = make.data_file(anna, city=city, at=timezone.now())

    data = json.loads(b"".join(file_of(client, anna)))

    assert [(one["task"], one["state"]) for one in data["jobs"]] == [(first.task, "done")]
    assert data["files"] == data["documents"] == []


def test_asking_for_the_head_of_my_data_is_no_download(anna: User, city: City, signed_in: SignedIn) -> None:
    address = f"/account/data/{make.data_file(anna, city=city, at=timezone.now()).public_id}/"

    assert signed_in(anna).head(address).status_code == 200
    assert acts_of(anna) == []

    assert signed_in(anna).get(address).status_code == 200
    assert acts_of(anna) == ["account.data_taken"]


def test_the_file_is_hers_alone(
    anna: User, beheer: User, carla: User, city: City, signed_in: SignedIn
) -> None:
    job = make.data_file(anna, city=city, at=timezone.now())
    people = (anna, beheer, carla)

    answers = [signed_in(user).get(f"/account/data/{job.public_id}/").status_code for user in people]

    assert answers == [200, 404, 404]
    assert [acts_of(user) for user in people] == [["account.data_taken"], [], []]
    page = signed_in(beheer).get(f"/jobs/{job.public_id}/").content.decode()
    assert 'href="/account/data/"' not in page, "who operates the portal is not led to the result of another"
    assert 'href="/account/data/"' in signed_in(anna).get(f"/jobs/{job.public_id}/").content.decode()


def test_downloading_asks_for_a_recent_sign_in(anna: User, city: City) -> None:
    address = f"/account/data/{make.data_file(anna, city=city, at=timezone.now()).public_id}/"
    assert make.sign_in(Client(), anna).get(address).status_code == 200

    answer: Any = make.sign_in(Client(), anna, confirmed=False).get(address)

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert acts_of(anna) == ["account.data_taken"]


def test_asking_asks_for_a_recent_sign_in(anna: User) -> None:
    answer = make.post(make.sign_in(Client(), anna, confirmed=False), anna, "/account/data/")

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert Job.objects.filter(by=anna).count() == 0


def test_a_doubled_and_a_stale_question_give_one_file(anna: User, signed_in: SignedIn) -> None:
    client = signed_in(anna)
    sent = {FIELD: new_token(anna, "/account/data/"), "after": ""}
    first: Any = client.post("/account/data/", sent)
    job = Job.objects.get(by=anna)

    again: Any = client.post("/account/data/", sent)
    other_tab = make.post(client, anna, "/account/data/", after="")
    forged = make.post(client, anna, "/account/data/", after=job.public_id)
    assert {one.headers["Location"] for one in (first, again, other_tab, forged)} == {
        f"/jobs/{job.public_id}/"
    }

    run_job(job.public_id)
    stale = make.post(client, anna, "/account/data/", after="")
    assert stale.headers["Location"] == f"/jobs/{job.public_id}/"
    assert Job.objects.filter(by=anna).count() == 1

    make.post(client, anna, "/account/data/", after=job.public_id)
    assert Job.objects.filter(by=anna).count() == 2


def test_the_page_tells_where_the_file_is(anna: User, signed_in: SignedIn) -> None:
    client, asked_at = signed_in(anna), timezone.now()
    making, ready, gone, failed = "wordt gemaakt", "staat klaar", "is verwijderd", "kon niet gemaakt worden"
    told = (making, ready, gone, failed, "Maak mijn bestand")

    def words() -> list[str]:
        page = client.get("/account/data/").content.decode()
        return [words for words in told if words in page]

    assert words() == ["Maak mijn bestand"]

    make.post(client, anna, "/account/data/", after="")
    job = Job.objects.get(by=anna)
    assert words() == [making]

    run_job(job.public_id)
    assert words() == [ready]

    Job.objects.update(created_at=asked_at - timedelta(days=7))
    assert words() == [gone, "Maak mijn bestand"]

    Job.objects.update(state=JobState.FAILED)
    assert words() == [failed, "Maak mijn bestand"]


def test_a_file_is_gone_after_a_week_and_its_bytes_the_day_after(
    anna: User, city: City, signed_in: SignedIn
) -> None:
    job = make.data_file(anna, city=city, at=timezone.now())
    address, now = f"/account/data/{job.public_id}/", timezone.now()
    with time_machine.travel(now + timedelta(days=7, seconds=-5)):
        run_job(enqueue("portal.jobs.tasks.prune", by=None, at=timezone.now()).public_id)
        assert signed_in(anna).get(address).status_code == 200
    with time_machine.travel(now + timedelta(days=7)):
        assert signed_in(anna).get(address).status_code == 404
        assert default_storage.exists(job.stored_as)

        run_job(enqueue("portal.jobs.tasks.prune", by=None, at=timezone.now()).public_id)

        assert not default_storage.exists(job.stored_as)


def test_work_that_is_done_again_too_late_makes_no_file(anna: User, city: City) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=8)), within(city.public_id):
        job = ask_for_data(anna, after="", by=anna, at=timezone.now())

    run_job(job.public_id)

    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "Dit is te lang geleden gevraagd. Vraag het opnieuw.")
    assert not default_storage.exists(job.stored_as)


def test_a_file_whose_bytes_are_lost_is_not_there(anna: User, city: City, signed_in: SignedIn) -> None:
    job = make.data_file(anna, city=city, at=timezone.now())
    default_storage.delete(job.stored_as)

    assert signed_in(anna).get(f"/account/data/{job.public_id}/").status_code == 404
    assert acts_of(anna) == []


def test_erasing_someone_takes_her_file_away(
    anna: User,
    beheer: User,
    city: City,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    job, bytes_of = make.data_file(anna, city=city, at=timezone.now()), default_storage.exists
    assert bytes_of(job.stored_as)

    with django_capture_on_commit_callbacks(execute=True):
        leave_and_be_erased(anna, city=city, by=beheer)

    assert not bytes_of(job.stored_as)


def test_work_that_ends_after_someone_was_erased_leaves_no_file(anna: User, beheer: User, city: City) -> None:
    with within(city.public_id):
        job = ask_for_data(anna, after="", by=anna, at=timezone.now())
    leave_and_be_erased(anna, city=city, by=beheer)

    run_job(job.public_id)

    job.refresh_from_db()
    assert (job.state, job.result_url) == ("done", "")
    assert not default_storage.exists(job.stored_as)


def leave_and_be_erased(user: User, *, city: City, by: User) -> None:
    for seat in user.seats.all():
        end_seat_at_once(seat, by=by, at=timezone.now())
    block_account(user, city=city, by=by, at=timezone.now())
    erase_person(user, city=city, by=by, at=timezone.now())


@pytest.mark.parametrize(
    "address",
    ["/account/data/", "/people/{}/seat/", "/people/{}/block/", "/people/{}/erase/", "/people/invite/"],
)
def test_what_weighs_asks_for_a_recent_sign_in(beheer: User, rik: User, address: str) -> None:
    url = address.format(rik.public_id)
    assert make.sign_in(Client(), beheer).get(url).status_code == 200

    answer = make.sign_in(Client(), beheer, confirmed=False).get(url)

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")


def test_what_weighs_and_has_no_page_asks_for_it_too(
    beheer: User, rik: User, world: World, city: City
) -> None:
    invitation = world.invitation.invitation
    block_account(rik, city=city, by=beheer, at=timezone.now())
    for address in (
        f"/people/invitations/{invitation.public_id}/send-again/",
        f"/people/{rik.public_id}/unblock/",
    ):
        answer: Any = make.sign_in(Client(), beheer, confirmed=False).post(
            address, {FIELD: new_token(beheer, address)}
        )

        assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert Invitation.objects.get().token_hash == invitation.token_hash
    assert not User.objects.get(pk=rik.pk).is_active


def test_my_data_holds_what_was_mailed_to_her_addresses_and_nothing_of_another(
    anna: User, bram: User, signed_in: SignedIn
) -> None:
    EmailAddress.objects.create(user=anna, email="anna@thuis.example", verified=True)
    EmailAddress.objects.create(user=anna, email="nieuw@test.example", verified=False)
    for number, address in enumerate(
        ["ANNA@demo.example", "Anna@Thuis.example", "nieuw@test.example", bram.email, "nanna@demo.example"]
    ):
        make.message(number, address=address, at=timezone.now())

    data = json.loads(b"".join(file_of(signed_in(anna), anna)))

    assert sorted(one["subject"] for one in data["messages"]) == ["Bericht 0", "Bericht 1"]


def test_my_data_holds_former_addresses_and_nothing_that_another_got_there(
    anna: User, bram: User, signed_in: SignedIn
) -> None:
    address, at = "voorzitter@wijk.example", timezone.now()
    for user in (anna, bram):
        FormerAddress.objects.create(user=user, email=address, left_at=at)
    words: dict[str, Any] = {"kind": "test.words", "address": address, "language": "nl", "by": None, "at": at}
    post_mail("Aan bram", "Tekst", to=bram, **words)
    post_mail("Aan wie het was", "Tekst", to=None, **words)

    data = json.loads(b"".join(file_of(signed_in(anna), anna)))

    assert [one["email"] for one in data["former_email_addresses"]] == [address]
    assert [one["subject"] for one in data["messages"]] == ["Aan wie het was"]
