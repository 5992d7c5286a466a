"""The demo world, made through the flows that people use."""

from datetime import datetime

from django.contrib.auth.hashers import make_password

from portal.realm import within
from portal.trail.flows import flow
from wijkraden.people.flows.accounts import add_person
from wijkraden.people.flows.seats import give_seat
from wijkraden.people.flows.side_functions import add_side_function
from wijkraden.people.models import User
from wijkraden.places.flows import load_city, set_city
from wijkraden.places.models import City, District

from ..cast import CAST, PASSWORD, Player
from .conversations import load_conversations
from .money import load_money
from .papers import load_papers
from .plan import load_plan
from .rounds import load_rounds


@flow
def load_demo(*, by: User | None = None, at: datetime) -> dict[str, User]:
    """Make Rotterdam and the cast; harmless when run again. Returns the people by first name."""
    city = load_city("rotterdam", by=by, at=at)
    people = load_cast(city, by=by, at=at)
    if not city.contact_email:
        with within(city.public_id):
            _give_contact(city, by=people["beheer"], at=at)
    with within(city.public_id):
        load_plan(city, people, by=by, at=at)
        load_papers(city, people, by=by, at=at)
        load_conversations(city, people, by=by, at=at)
        load_money(city, people, by=by, at=at)
        load_rounds(city, people, by=by, at=at)
    return people


@flow
def load_cast(city: City, *, by: User | None = None, at: datetime) -> dict[str, User]:
    """Make the cast with their seats through the flows; who is there already is left alone.

    Returns the people by first name in lower case.
    """
    people: dict[str, User] = {}
    password_hash = ""  # slow on purpose, so it is made once
    with within(city.public_id):
        for player in CAST:
            user = User.objects.filter(email=player.email).first()
            if user is None:
                password_hash = password_hash or make_password(PASSWORD)
                user = _enter(player, city, password_hash, by=by, at=at)
            people[player.given_name.lower()] = user
    return people


def _give_contact(city: City, *, by: User, at: datetime) -> None:
    set_city(
        city,
        product_name=city.product_name,
        contact_email="wijkbudget@demo.example",
        contact_phone="010 123 45 00",
        privacy_email="privacy@demo.example",
        brand_colour=city.brand_colour,
        accent_colour=city.accent_colour,
        by=by,
        at=at,
    )


def _enter(player: Player, city: City, password_hash: str, *, by: User | None, at: datetime) -> User:
    user = add_person(
        email=player.email,
        given_name=player.given_name,
        particle=player.particle,
        family_name=player.family_name,
        phone=player.phone,
        password_hash=password_hash,
        is_demo=True,
        by=by,
        at=at,
    )
    district = District.objects.get(city=city, slug=player.district) if player.district else None
    give_seat(user, role=player.role, city=city, district=district, starts_on=player.since, by=by, at=at)
    for one in player.besides:
        add_side_function(
            position=one.position,
            organisation=one.organisation,
            is_paid=one.is_paid,
            starts_on=one.since,
            by=user,
            at=at,
        )
    return user
