"""The cast: the people of the demo and of the tests. None of them exists."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.trail.flows import flow
from wijkraden.people.flows import add_person, give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

PASSWORD = "demo-portal"  # noqa: S105  # known on purpose: demo accounts exist only with PORTAL_DEMO=1
SINCE = date(2026, 3, 30)  # the councils elected on 18 March 2026


@dataclass(frozen=True)
class Player:
    """One of the cast: a name, a role, and the district (slug) of a council's seat."""

    given_name: str
    particle: str
    family_name: str
    role: Role
    district: str | None = None
    phone: str = ""

    @property
    def email(self) -> str:
        """The address: the first name at demo.example."""
        return f"{self.given_name.lower()}@demo.example"


CAST: tuple[Player, ...] = (
    Player("Anna", "van der", "Berg", Role.MEMBER, "delfshaven-schiemond"),
    Player("Chris", "", "Yıldız", Role.CHAIR, "delfshaven-schiemond"),
    Player("Coen", "de", "Jong", Role.COORDINATOR, "delfshaven-schiemond", "010 123 45 67"),
    Player("Bram", "", "Bakker", Role.MEMBER, "lage-land-prinsenland-s-gravenland"),
    Player("Rik", "", "Silva", Role.REVIEWER),
    Player("Roos", "", "Fortes", Role.REVIEWER),
    Player("Ruud", "van", "Dam", Role.REVIEWER),
    Player("Olga", "", "Petrova", Role.OFFICER),
    Player("Otto", "", "Visser", Role.OFFICER),
    Player("Daan", "", "Mulder", Role.DECISION_MAKER),
    Player("Dewi", "", "Santoso", Role.DECISION_MAKER),
    Player("Pim", "", "Kok", Role.PAYER),
    Player("Petra", "", "Smit", Role.PAYER),
    Player("Joris", "", "Hendriks", Role.OBJECTIONS_LAWYER),
    Player("Fenna", "", "Postma", Role.FINANCE_ADVISER),
    Player("Bas", "", "Willems", Role.BUDGET_HOLDER),
    Player("Carla", "da", "Costa", Role.CONTROLLER),
    Player("Ella", "", "El Amrani", Role.PLAN_EDITOR),
    Player("Evert", "", "Meijer", Role.PLAN_PUBLISHER),
    Player("Beheer", "", "Wijkbudget", Role.ADMINISTRATOR),
)


@flow
def load_cast(city: City, *, by: User | None = None, at: datetime) -> dict[str, User]:
    """Make the cast with their seats through the flows; who is there already is left alone.

    Returns the people by first name in lower case.
    """
    people: dict[str, User] = {}
    for player in CAST:
        user = User.objects.filter(email=player.email).first()
        if user is None:
            user = _enter(player, city, by=by, at=at)
        people[player.given_name.lower()] = user
    return people


def _enter(player: Player, city: City, *, by: User | None, at: datetime) -> User:
    user = add_person(
        email=player.email,
        given_name=player.given_name,
        particle=player.particle,
        family_name=player.family_name,
        phone=player.phone,
        password=PASSWORD,
        is_demo=True,
        by=by,
        at=at,
    )
    district = District.objects.get(city=city, slug=player.district) if player.district else None
    give_seat(user, role=player.role, city=city, district=district, starts_on=SINCE, by=by, at=at)
    return user
