"""Builders: plain functions that make what a test needs, through the flows where there is one."""

import copy
import functools
import hashlib
import io
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData
from PIL import Image

from portal.documents.flows import make
from portal.documents.models import Document
from portal.files.flows import store
from portal.files.kinds import PICTURES
from portal.files.models import StoredFile
from portal.jobs.flows import enqueue
from portal.jobs.models import Job
from portal.jobs.tasks import run_job
from portal.post.flows import post_mail
from portal.post.models import Message
from portal.realm import within
from portal.security.tokens import FIELD, new_token
from wijkraden.accounts.flows import ask_for_data
from wijkraden.people.flows import add_person, add_side_function, give_seat, invite
from wijkraden.people.flows.invitations import Sent
from wijkraden.people.models import Seat, SideFunction, User
from wijkraden.people.papers import draft_roles
from wijkraden.people.states import Role
from wijkraden.places.models import Area, City, District

NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)  # a Monday, 12:00 in Amsterdam


def person(
    name: str,
    *,
    role: Role | None = None,
    city: City | None = None,
    district: District | None = None,
    starts_on: date = date(2026, 3, 30),
    ends_on: date | None = None,
    at: datetime = NOON,
) -> User:
    """Make someone who is not of the cast: NAME@test.example, with one seat if a role is given."""
    user = add_person(
        email=f"{name}@test.example",
        given_name=name.capitalize(),
        family_name="Proef",
        password="demo-portal",
        by=None,
        at=at,
    )
    if role is not None and city is not None:
        give_seat(
            user,
            role=role,
            city=city,
            district=district,
            starts_on=starts_on,
            ends_on=ends_on,
            by=None,
            at=at,
        )
    return user


def sign_in(
    client: Client, user: User | None, *, confirmed: bool = True, ahead: timedelta = timedelta()
) -> Client:
    """Sign `user` in (None: nobody) without the pages and records of a real sign-in, and return the client.

    `confirmed`: as if she gave her password a moment ago, so that pages which ask for it again open; `ahead`: so
    much later than now, for who stays longer than those pages allow.
    """
    if user is None:
        return client
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "wijkraden.accounts.backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if confirmed:
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time() + ahead.total_seconds(), "reauthenticated": True}
        ]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def post(client: Client, user: User | None, path: str, **fields: Any) -> Any:
    """Send a form of that page as a browser of `user` does: with its one-time token."""
    return client.post(path, {**fields, FIELD: new_token(user, path)})


def second_factors(user: User) -> None:
    """Give `user` an authenticator app, recovery codes and a passkey."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    WebAuthn.add(user, "Sleutel", _credential())


def _credential() -> dict[str, object]:
    """Return what a browser hands over when it made a passkey."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())  # type: ignore[no-untyped-call]  # fido2 says no types there
    identifier = secrets.token_bytes(16)
    attested = AttestedCredentialData.create(Aaguid.NONE, identifier, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, 0, attested)
    client = {"type": "webauthn.create", "challenge": "AAAA", "origin": "http://localhost"}
    return {
        "id": websafe_encode(identifier),
        "rawId": websafe_encode(identifier),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(json.dumps(client).encode()),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def another_city(name: str = "Elders") -> City:
    """Make a second city with one district; no flow makes a city without its folder of facts."""
    slug = name.lower()
    city = City.objects.create(name=name, slug=slug, host=f"{slug}.example")
    area = Area.objects.create(city=city, name="Gebied", slug="gebied")
    district = District(
        city=city,
        area=area,
        name="Verweg",
        slug="verweg",
        short_name="Verweg",
        column=1,
        row=1,
        valid_from=date(2026, 3, 19),
    )
    district.index_words()
    district.save(force_insert=True)
    return city


def message(number: int = 0, *, address: str = "anna@demo.example", at: datetime) -> Message:
    """Put a mail in the outbox, or one that can't leave when `address` is none."""
    return post_mail(
        f"Bericht {number}",
        "Tekst.",
        kind="test.words",
        to=None,
        address=address,
        language="nl",
        by=None,
        at=at,
    )


def job(number: int = 0, *, by: User | None, at: datetime) -> Job:
    """Ask for work that nobody does."""
    return enqueue("tests.portal.jobs.work.three_steps", label=f"Werk {number}", by=by, at=at)


def data_file(of: User, *, city: City, at: datetime) -> Job:
    """Have the file made with everything that is kept of someone, unless it was made, and return its work."""
    with within(city.public_id):
        job = ask_for_data(of, after="", by=of, at=at)
    run_job(job.public_id)
    job.refresh_from_db()
    return job


def side_function(of: User, number: int = 0, *, at: datetime) -> SideFunction:
    """Publish a side function."""
    return add_side_function(
        position=f"Bestuurslid {number}",
        organisation="Speeltuin",
        is_paid=False,
        starts_on=date(2026, 5, 1),
        by=of,
        at=at,
    )


def picture(width: int = 40, height: int = 30) -> SimpleUploadedFile:
    """Return an upload: a green JPEG."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), "#0a5c4a").save(content, "JPEG")
    return SimpleUploadedFile("foto.jpg", content.getvalue(), content_type="image/jpeg")


@dataclass
class World:
    """What the checks of every page share: the city, its cast, and one of everything, made when asked for."""

    city: City
    at: datetime = field(
        default_factory=timezone.localtime
    )  # so its date is that of the city, at midnight too
    is_shared: bool = False  # by tests that undo what they do
    made: dict[Callable[["World"], Mapping[str, object]], Mapping[str, object]] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)  # of who signed in

    def browser(self, person: str, *, confirmed: bool = True) -> Client:
        """Return a browser in which that person signed in; where all tests share this world she does so once.

        `confirmed`: as if she gave her password a moment ago; who did not signs in anew for each look.
        """
        if not self.is_shared or not confirmed:
            return sign_in(Client(), self.person(person), confirmed=confirmed)
        if person not in self.browsers:
            user, later = self.person(person), timedelta(hours=1)
            self.browsers[person] = sign_in(Client(), user, ahead=later)
            self.browsers[person].get(reverse("session_time"))  # the first visit also notes the device
            # As seen a moment ago, however long the tests take: else each notes it anew, and undoes that.
            UserSession.objects.filter(user=user).update(last_seen_at=timezone.now() + later)
        kept = self.browsers[person]
        browser = copy.copy(kept)  # with the portal behind it, and cookies of its own
        browser.cookies = copy.deepcopy(kept.cookies)
        return browser

    def what(self, things: Callable[["World"], Mapping[str, object]]) -> Mapping[str, object]:
        """Return the parameters of what `things` makes; where all tests share this world it is made once."""
        if not self.is_shared:
            return things(self)
        if things not in self.made:
            self.made[things] = things(self)
        return self.made[things]

    def person(self, name: str) -> User | None:
        """Return someone of the cast, `ada` of another city, `ugo` whose seat ended; None: the stranger."""
        if name == "stranger":
            return None
        made = {"ada": lambda: self.ada, "ugo": lambda: self.ugo}
        return made[name]() if name in made else User.objects.get(email=f"{name}@demo.example")

    def known(self, name: str) -> User:
        """Return someone of the cast, who has an account."""
        return User.objects.get(email=f"{name}@demo.example")

    @functools.cached_property
    def elders(self) -> City:
        """The other city."""
        return another_city()

    @functools.cached_property
    def ada(self) -> User:
        """The administrator of the other city."""
        return person("ada", role=Role.ADMINISTRATOR, city=self.elders)

    @functools.cached_property
    def ugo(self) -> User:
        """Someone whose seat ended, with every second factor there is."""
        made = person(
            "ugo", role=Role.REVIEWER, city=self.city, starts_on=date(2026, 4, 1), ends_on=date(2026, 5, 1)
        )
        second_factors(made)
        return made

    @functools.cached_property
    def message(self) -> Message:
        """A mail on its way."""
        with within(self.city.public_id):
            return message(at=self.at)

    @functools.cached_property
    def message_elsewhere(self) -> Message:
        """A mail of the other city."""
        with within(self.elders.public_id):
            return message(1, at=self.at)

    @functools.cached_property
    def job(self) -> Job:
        """Work that anna asked for."""
        with within(self.city.public_id):
            return job(by=self.known("anna"), at=self.at)

    @functools.cached_property
    def job_elsewhere(self) -> Job:
        """Work of the other city."""
        with within(self.elders.public_id):
            return job(1, by=self.ada, at=self.at)

    @functools.cached_property
    def file(self) -> StoredFile:
        """A picture that anna handed in."""
        return store(picture(), kinds=PICTURES, by=self.known("anna"), at=self.at)

    @functools.cached_property
    def document(self) -> Document:
        """The table of roles that the administrator printed."""
        beheer = self.known("beheer")
        return make(draft_roles(city=self.city, by=beheer, at=self.at), by=beheer, at=self.at)

    def invited(self, city: City, by: User, email: str = "nieuw@test.example", **more: Any) -> Sent:
        """Invite a reviewer of `city`."""
        starts_on = date(2026, 11, 1)
        return invite(
            city=city, email=email, role=Role.REVIEWER, starts_on=starts_on, **more, by=by, at=self.at
        )

    @functools.cached_property
    def invitation(self) -> Sent:
        """An open invitation with its link."""
        return self.invited(self.city, self.known("beheer"))

    @functools.cached_property
    def invitation_elsewhere(self) -> Sent:
        """An open invitation of the other city."""
        return self.invited(self.elders, self.ada)

    @functools.cached_property
    def seat(self) -> Seat:
        """Rik's seat."""
        return self.known("rik").seats.get()

    @functools.cached_property
    def side_function(self) -> SideFunction:
        """A side function of anna's."""
        return self.side_function_of("anna")

    def side_function_of(self, name: str) -> SideFunction:
        """Publish a side function of someone of the cast."""
        return side_function(self.known(name), at=self.at)
