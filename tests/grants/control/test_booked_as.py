"""How the books name what was booked: as whoever controls them would call it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from grants.control.sheets import booked_as, journal_rows
from tests.grants.decisions.test_revocation_falls import revocation, revoked
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]


@pytest.mark.django_db
def test_a_revocation_is_named_by_its_own_name_wherever_its_booking_stands(
    delfshaven: District, carla: User, signed_in: Browser
) -> None:
    User.objects.filter(pk=carla.pk).update(language="en")
    made = revoked(delfshaven)
    decision = revocation(made)
    entry = decision.entry
    assert entry is not None
    browser, name = signed_in(carla), "Grant revoked"

    card = browser.get(f"/control/dossiers/{made.number}/").content.decode()
    journal = browser.get("/control/journal/", {"dossier": made.number}).content.decode()
    page = browser.get(f"/control/journal/{entry.slice.public_id}/{entry.number}/").content.decode()

    for shown in (card, journal):
        listed = shown.partition("<table")[2]
        assert name in listed
        assert "Final amount determined" not in listed
    assert f"<h1>{name}</h1>" in page
    with translation.override("en"):
        assert booked_as(entry) == name
        rows = list(journal_rows(type(entry).objects.filter(pk=entry.pk)))
    assert {row[5] for row in rows} == {name}
