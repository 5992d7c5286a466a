"""What is about to be killed over HTTP: who sends which form of which page, and all that the database holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client

from grants.demo.flows import load_demo
from portal.realm import within
from tests import decisions, payments, proposals
from tests.make import NOON, sign_in
from wijkraden.places.models import City, District

NOT_COUNTED = frozenset({"session"})  # a visit leaves its mark there, whatever comes of it


@dataclass(frozen=True)
class Victim:
    """The page whose form is sent, by which session, and what is chosen in it."""

    path: str
    session: str
    typed: dict[str, str]


def prepare() -> None:
    """Load the city and its cast, with what daan and petra need."""
    load_demo(by=None, at=NOON)
    city = City.objects.get(slug="rotterdam")
    with within(city.public_id):
        decisions.mandate(city)
        payments.account(city)


def victim(act: str, number: int) -> Victim:
    """Take another proposal as far as that act."""
    district = District.objects.select_related("city").get(slug="delfshaven-schiemond")
    with within(district.city.public_id):
        return _SCENES[act](district, f"{act} {number}")


def _to_submit(district: District, title: str) -> Victim:
    made = proposals.put_forward(district, title=title, cents=100_00)
    return _by("chris", f"/proposals/{made.public_id}/submit/")


def _to_decide(district: District, title: str) -> Victim:
    made = decisions.prepared(proposals.reviewed(district, title=title, cents=100_00))
    return _by("daan", f"/decisions/{made.public_id}/take/")


def _to_release(district: District, title: str) -> Victim:
    batch = payments.batched(payments.at_once(district, title=title, cents=100_00))
    return _by("petra", f"/payments/batches/{batch.public_id}/release/")


def _to_report(district: District, title: str) -> Victim:
    anna = proposals.cast("anna")
    made = decisions.under_way(district, title=title, cents=2_600_00)
    decisions.written(made, spent_cents=2_000_00, by=anna)
    return _by("anna", f"/reports/{made.public_id}/write/check/")


_SCENES = {"submit": _to_submit, "decide": _to_decide, "release": _to_release, "report": _to_report}
ACTS = tuple(_SCENES)


def _by(name: str, path: str, **typed: str) -> Victim:
    client = sign_in(Client(), proposals.cast(name))
    return Victim(path, client.cookies[settings.SESSION_COOKIE_NAME].value, typed)


def everything() -> dict[str, str]:
    """Return all rows of all tables, each table as its number of rows and a checksum of what they hold."""
    return {
        model._meta.model_name or "": _sum_of(model)
        for model in apps.get_models()
        if model._meta.model_name not in NOT_COUNTED and not model._meta.proxy
    }


def _sum_of(model: type[models.Model]) -> str:
    rows = sorted(repr(row) for row in model._base_manager.values_list())
    return f"{len(rows)} {hashlib.sha256(''.join(rows).encode()).hexdigest()}"
