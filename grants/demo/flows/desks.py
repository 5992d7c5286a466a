"""What the decision-makers and payers of the demo need to begin: mandates and the city's account, all made up."""

from datetime import date, datetime

from django.utils import timezone

from grants.decisions.flows import MandateOf, enter_mandate
from grants.decisions.models import Mandate
from grants.payments.flows import set_paying_account
from grants.payments.models import PayingAccount
from grants.plan.models import Regulation
from portal.realm import within
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..acts.decisions import MAXIMUM_CENTS

_IBAN = "NL20INGB0001234567"  # an example, of nobody
_HOLDER = "Gemeente Rotterdam (verzonnen)"


@flow
def open_desks(people: dict[str, User], *, by: User | None = None, at: datetime) -> None:
    """Let bas enter a mandate for daan and dewi, and the account from which is paid; what is there is left alone."""
    city = City.objects.get(slug="rotterdam")
    with within(city.public_id):
        for name, cents in MAXIMUM_CENTS.items():
            if not Mandate.objects.filter(user=people[name]).exists():
                _enter(city, people[name], cents, by=people["bas"], at=at)
        if not PayingAccount.objects.filter(city=city).exists():
            set_paying_account(city, iban=_IBAN, holder=_HOLDER, by=people["bas"], at=at)


def _enter(city: City, user: User, cents: int, *, by: User, at: datetime) -> None:
    year = timezone.localdate(at).year - 1  # the decisions of last year were taken under it
    what = MandateOf(
        regulation=Regulation.objects.get(city=city, prefix="WS"),
        maximum_cents=cents,
        starts_on=date(year, 1, 1),
        decision_number=f"{year % 100}bb000412 (verzonnen)",
        gazette_number=f"gmb-{year - 1}-demo",
        gazette_on=date(year - 1, 12, 1),
    )
    enter_mandate(user, what=what, by=by, at=at)
