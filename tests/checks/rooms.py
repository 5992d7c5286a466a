"""The rooms whose rows stand beside their tests: each module has `add_rows`, `LISTS` and `NOT_LISTS`."""

from tests.grants.decisions import rows as decisions
from tests.grants.decisions import rows_of_objections, rows_of_waiting_list
from tests.grants.dossier import rows as dossier
from tests.grants.orders import rows as orders
from tests.grants.payments import rows as payments
from tests.grants.payments import (
    rows_of_accounts,
    rows_of_connect,
    rows_of_doubts,
    rows_of_lapses,
    rows_of_position,
    rows_of_set_offs,
    rows_of_statements,
    rows_of_suspensions,
)
from tests.grants.plan import rows_of_consultations, rows_of_council_advice, rows_of_said
from tests.grants.proposals import rows_of_council, rows_of_editor, rows_of_office
from tests.grants.register import rows as register
from tests.grants.reports import rows as reports
from tests.grants.reviews import rows as reviews
from tests.grants.rounds import rows as rounds

ROOMS = (
    rounds,
    rows_of_said,
    rows_of_council_advice,
    rows_of_consultations,
    rows_of_editor,
    rows_of_council,
    rows_of_office,
    reviews,
    decisions,
    rows_of_objections,
    rows_of_waiting_list,
    orders,
    payments,
    rows_of_accounts,
    rows_of_set_offs,
    rows_of_statements,
    rows_of_suspensions,
    rows_of_doubts,
    rows_of_lapses,
    rows_of_position,
    rows_of_connect,
    reports,
    register,
    dossier,
)
