"""Following a job, as who asked for it and as an operator."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.jobs.flows import enqueue, fail, finish, take
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.security.tokens import FIELD, new_token
from wijkraden.people.models import User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
HTMX = {"HX-Request": "true"}


def _job(by: User | None) -> Job:
    return enqueue("tests.portal.jobs.work.note", label="Export van 2027", by=by, at=timezone.now())


def _running(by: User) -> Job:
    job = take(_job(by).public_id, at=timezone.now())
    assert job is not None
    return job


def test_a_job_shows_to_who_asked_for_it_and_to_an_operator(
    signed_in: SignedIn, anna: User, bram: User, carla: User, beheer: User
) -> None:
    address = f"/jobs/{_job(anna).public_id}/"

    answers = [signed_in(user).get(address).status_code for user in (anna, bram, carla, beheer)]
    assert answers == [200, 404, 404, 200]
    assert signed_in(anna).get("/jobs/nothere/").status_code == 404
    assert signed_in(None).get(address).status_code == 302


def test_a_job_of_the_portal_itself_is_the_operators_alone(
    signed_in: SignedIn, anna: User, beheer: User
) -> None:
    address = f"/jobs/{_job(None).public_id}/"

    assert [signed_in(user).get(address).status_code for user in (beheer, anna)] == [200, 404]


def test_the_list_is_the_operators_and_everyone_has_her_own(
    signed_in: SignedIn, anna: User, bram: User, beheer: User
) -> None:
    job = _job(anna)

    assert [signed_in(user).get("/jobs/").status_code for user in (beheer, anna)] == [200, 404]
    assert list(signed_in(anna).get("/jobs/mine/").context["page"]) == [job]
    assert list(signed_in(bram).get("/jobs/mine/").context["page"]) == []


def test_the_page_of_a_job_tells_how_far_it_is_and_asks_again_by_itself(
    signed_in: SignedIn, anna: User
) -> None:
    job = _running(anna)
    Progress(job).step(1, 4, "Wijk 1 van 4")

    page = signed_in(anna).get(f"/jobs/{job.public_id}/").content.decode()

    assert 'value="1" max="4"' in page
    assert "Wijk 1 van 4" in page
    assert 'hx-trigger="every 2s"' in page
    assert f'href="/jobs/{job.public_id}/"' in page, "without script one reloads"
    assert 'role="status" id="job-said"' in page


def test_the_fragment_speaks_only_when_there_is_something_new(signed_in: SignedIn, anna: User) -> None:
    job = _running(anna)
    client = signed_in(anna)
    address = f"/jobs/{job.public_id}/progress/"
    Progress(job).step(1, 100)
    first = client.get(address, headers=HTMX)
    seen, said = first.context["seen"], first.context["said"]

    assert client.get(f"{address}?seen={seen}&said={said}", headers=HTMX).status_code == 204

    Progress(job).step(2, 100)
    quiet = client.get(f"{address}?seen={seen}&said={said}", headers=HTMX)
    assert quiet.status_code == 200
    assert "hx-swap-oob" not in quiet.content.decode()

    Progress(job).step(30, 100)
    loud = client.get(f"{address}?seen={seen}&said={said}", headers=HTMX).content.decode()
    assert "hx-swap-oob" in loud


def test_a_job_that_is_done_asks_no_more_and_leads_to_its_result(signed_in: SignedIn, anna: User) -> None:
    job = _running(anna)
    Progress(job).result("/home/")
    finish(job, at=timezone.now())

    answer = signed_in(anna).get(f"/jobs/{job.public_id}/progress/", headers=HTMX).content.decode()

    assert "hx-get" not in answer
    assert 'href="/home/"' in answer


def test_the_fragment_by_itself_leads_to_the_page_and_a_lost_session_to_the_sign_in(
    signed_in: SignedIn, anna: User
) -> None:
    address = f"/jobs/{_job(anna).public_id}/progress/"

    assert signed_in(anna).get(address).headers["Location"] == address.removesuffix("progress/")
    lost = signed_in(None).get(address, headers=HTMX)
    assert (lost.status_code, lost.headers["HX-Refresh"]) == (204, "true")


def test_a_failure_shows_its_sentence_and_an_operator_can_have_it_done_again(
    signed_in: SignedIn, anna: User, beheer: User
) -> None:
    job = _running(anna)
    fail(job, message="Het bestand is te groot.", final=True, at=timezone.now())
    address = f"/jobs/{job.public_id}/"
    page = signed_in(anna).get(address).content.decode()
    assert "Het bestand is te groot." in page
    assert "retry/" not in page
    assert "retry/" in signed_in(beheer).get(address).content.decode()

    assert signed_in(anna).post(f"{address}retry/", {FIELD: new_token(anna)}).status_code == 403
    assert signed_in(beheer).post(f"{address}retry/", {FIELD: new_token(beheer)}).status_code == 302

    job.refresh_from_db()
    assert job.state == "waiting"


def test_the_portals_own_finished_work_stands_aside_unless_asked_for(
    signed_in: SignedIn, anna: User, beheer: User
) -> None:
    own = take(_job(None).public_id, at=timezone.now())
    assert own is not None
    finish(own, at=timezone.now())
    mine = _job(anna)
    client = signed_in(beheer)

    assert list(client.get("/jobs/").context["page"]) == [mine]
    assert set(client.get("/jobs/?own=on").context["page"]) == {mine, own}
    assert list(client.get("/jobs/?state=done").context["page"]) == [own]


def test_the_list_takes_as_many_queries_for_one_as_for_fifty(
    signed_in: SignedIn, anna: User, beheer: User
) -> None:
    client = signed_in(beheer)
    _job(anna)
    client.get("/jobs/")
    with CaptureQueriesContext(connection) as one:
        client.get("/jobs/")
    for number in range(49):
        enqueue("tests.portal.jobs.work.note", by=anna, at=timezone.now() + timedelta(seconds=number))
    with CaptureQueriesContext(connection) as fifty:
        client.get("/jobs/")
    assert _real(one) == _real(fifty) <= 10


def _real(queries: CaptureQueriesContext) -> int:
    """Return how many queries there were; the savepoints stand in for what is BEGIN outside a test."""
    return sum("SAVEPOINT" not in query["sql"] for query in queries)
