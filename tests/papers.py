"""Papers of the city council for tests: one that is open, one that is published."""

from datetime import datetime

from grants.plan.flows import add_point, enter, publish_edition
from grants.plan.models import Paper, PaperEdition, PaperRequest
from grants.plan.states import Degree, PaperKind, PaperOf, RequestOf
from wijkraden.people.models import User
from wijkraden.places.models import City

WHAT = PaperOf(
    PaperKind.MOTION, "26bb001234", "Meer bankjes", proposal="Ze staan er.", proposed_in="Brief 26bb009999"
)
ASKED = RequestOf("Zet in elke wijk een bankje", Degree.PARTLY, "In de helft van de wijken.")


def entered(city: City, *, by: User, at: datetime, what: PaperOf = WHAT) -> Paper:
    """Enter a paper that asks one thing; its first edition is open."""
    made = enter(Paper, city, what=what, by=by, at=at)
    add_point(made, PaperRequest, what=ASKED, by=by, at=at)
    return made


def published(city: City, *, by: User, publisher: User, at: datetime, what: PaperOf = WHAT) -> Paper:
    """Enter a paper and publish it."""
    made = entered(city, by=by, at=at, what=what)
    publish_edition(made, by=publisher, at=at)
    return made


def newest_of(paper: Paper) -> PaperEdition:
    """Return its newest edition."""
    found: PaperEdition = paper.editions.filter(dropped_at__isnull=True)[0]
    return found


def request_of(paper: Paper) -> PaperRequest:
    """Return the first thing that its newest edition asks."""
    return newest_of(paper).requests.get(position=1)
