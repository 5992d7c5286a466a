"""The cast: the people of the demo and of the tests. None of them exists."""

from dataclasses import dataclass
from datetime import date

from wijkraden.people.states import Role

PASSWORD = "demo-portal"  # noqa: S105  # known on purpose: demo accounts exist only with PORTAL_DEMO=1
SINCE = date(2026, 3, 30)  # the councils elected on 18 March 2026
LONG_SINCE = date(2024, 1, 1)  # who works for the city, and so handled the rounds of last year


@dataclass(frozen=True)
class Besides:
    """A side function of a council member."""

    position: str
    organisation: str
    is_paid: bool
    since: date


@dataclass(frozen=True)
class Player:
    """One of the cast: a name, a role, and the district (slug) of a council's seat."""

    given_name: str
    particle: str
    family_name: str
    role: Role
    district: str | None = None
    phone: str = ""
    besides: tuple[Besides, ...] = ()

    @property
    def since(self) -> date:
        """The first day of the seat: councils are elected, the city's people stay."""
        return SINCE if self.district else LONG_SINCE

    @property
    def email(self) -> str:
        """The address: the first name at demo.example."""
        return f"{self.given_name.lower()}@demo.example"


CAST: tuple[Player, ...] = (
    Player("Anna", "van der", "Berg", Role.MEMBER, "delfshaven-schiemond"),
    Player(
        *("Chris", "", "Yıldız", Role.CHAIR, "delfshaven-schiemond"),
        besides=(
            Besides("Docent", "Basisschool De Ooievaar", is_paid=True, since=date(2019, 8, 1)),
            Besides("Bestuurslid", "Stichting Samen aan de Schie", is_paid=False, since=date(2024, 1, 15)),
        ),
    ),
    Player("Coen", "de", "Jong", Role.COORDINATOR, "delfshaven-schiemond", "010 123 45 67"),
    Player(
        *("Bram", "", "Bakker", Role.MEMBER, "lage-land-prinsenland-s-gravenland"),
        besides=(
            Besides("Penningmeester", "Speeltuin Het Prinsenhof", is_paid=False, since=date(2022, 5, 1)),
        ),
    ),
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
