"""The bank of the demo: it tells what it paid by the day of its statement, and nothing of later days."""

from datetime import timedelta

from grants.demo.acts import ACTS
from grants.demo.acts.stage import Stage
from grants.payments.states import OrderState
from tests import payments
from tests.decisions import noon_of
from wijkraden.people.models import User
from wijkraden.places.models import City, District


def test_a_payment_of_after_a_holiday_stands_on_a_later_statement(
    city: City, delfshaven: District, pim: User
) -> None:
    (order,) = payments.sent(payments.at_once(delfshaven, cents=900_00))
    assert order.batch is not None
    pays_on, stage = order.batch.execution_on, Stage(city, {"pim": pim}, [])

    ACTS["read"](stage, None, noon_of(pays_on - timedelta(days=1)), number=1)
    order.refresh_from_db()
    assert order.state == OrderState.RELEASED

    ACTS["read"](stage, None, noon_of(pays_on), number=2)
    order.refresh_from_db()
    assert order.state == OrderState.SETTLED
