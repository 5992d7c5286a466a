"""Years that are over: what the tests of their closing play with."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grants.budget.models import Dossier, Slice, Year
from grants.budget.posting import Decision
from grants.control.flows import note_proof, prepare_closing
from grants.control.models import Closing
from grants.control.queries import Checklist, checklist_of
from tests.grants.budget.make import LAST_DAY, NEW_YEAR, Scene, entries, pot, said, scene
from tests.make import person
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

TODAY = NEW_YEAR.date()
TRANSFER = Decision("26bb009999", date(2026, 12, 17))
IN_YEAR: dict[str, Any] = {"booked_on": LAST_DAY, "at": NEW_YEAR}


@dataclass(frozen=True)
class Over:
    """2026, over and not closed, with a pot of 1,000 euros, and the same pot in 2027 with 500."""

    play: Scene
    old: Slice
    new: Slice
    dossier: Dossier

    @property
    def city(self) -> City:
        """Its city."""
        return self.play.city

    @property
    def year(self) -> Year:
        """The year that is over, as it stands now."""
        return Year.objects.select_related("city").get(pk=self.play.year.pk)

    @property
    def prepares(self) -> User:
        """The finance adviser."""
        return self.play.prepares

    @property
    def approves(self) -> User:
        """The budget holder."""
        return self.play.approves

    def checklist(self, *, today: date = TODAY, transfer: bool = False) -> Checklist:
        """Return the checklist as it is now."""
        found = checklist_of(self.city, 2026, today=today, transfer=transfer)
        assert found is not None
        return found

    def prepare(self, **other: Any) -> Closing:
        """Have the closing prepared."""
        usual = {"booked_on": LAST_DAY, "transfer": None, "by": self.prepares, "at": NEW_YEAR}
        return prepare_closing(self.year, **{**usual, **other})

    def another(self, role: Role) -> User:
        """Return another person of the city with that role."""
        return person(f"other.{self.city.slug}.{role}", role=role, city=self.city, at=NEW_YEAR)


def over(*, proved: bool = True) -> Over:
    """Make a year that is over; everything of it is right when it was `proved`."""
    play = scene(2026, 2027)
    old = pot(play.year, cents=100_000, dossiers=1)
    new = pot(play.years[1], cents=50_000, regulation=old.regulation)
    if proved:
        prove_again(play.city)
    return Over(play, old.slice, new.slice, old.dossiers[0])


def prove_again(city: City, *, faults: int = 0, at: datetime = NEW_YEAR) -> None:
    """Note that the whole ledger of the city was checked just now."""
    note_proof(city, entries=entries(city), transfers=0, faults=faults, by=None, at=at)


def stamp(key: str) -> dict[str, Any]:
    """Return what an event of the last day is told besides its amounts."""
    return said(key, **IN_YEAR)


# --- for processes that are handed a function by its name ------------------------------------------
def over_with_a_closing() -> tuple[Over, Closing]:
    """Make a year that is over, with a closing that waits."""
    made = over()
    return made, made.prepare()


def another_holder(play: Over) -> User:
    """Return another budget holder of its city."""
    return play.another(Role.BUDGET_HOLDER)
