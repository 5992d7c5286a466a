"""What is checked before a statement is withdrawn, or what was noted of a line is taken back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grants.money import format_euros
from portal.errors import WrongState
from portal.ui.dates import full_date

from .models import Statement, StatementLine
from .queries_of_lines import closed_with, is_of_a_closed_year, read_over, was_sent_back, what_holds
from .states import LineKind

_MOST_NAMED = 3


def refuse_withdrawal(statement: Statement) -> None:
    """Raise WrongState unless a statement can be withdrawn, naming what stands in the way. Three queries at most."""
    if statement.withdrawn_at is not None:
        raise WrongState(
            _("This statement was withdrawn already, on %(day)s.")
            % {"day": full_date(statement.withdrawn_at)}
        )
    if held := what_holds(statement):
        named = "; ".join(_named(one) for one in held[:_MOST_NAMED])
        more = (
            _(" and %(count)s more") % {"count": len(held) - _MOST_NAMED} if len(held) > _MOST_NAMED else ""
        )
        raise WrongState(
            _("It is of use already, so it stays. It told of: %(lines)s.") % {"lines": named + more}
        )
    if (later := read_over(statement)) is not None:
        raise WrongState(
            _(
                "%(reference)s was read after it and tells some of the same days: a line that both tell stands with "
                "this one alone. Withdraw that one first, then read it again."
            )
            % {"reference": later.reference}
        )
    if (year := closed_with(statement)) is not None:
        raise WrongState(
            _("Something of it is booked in %(year)s, and that year is closed.") % {"year": str(year)}
        )


def _named(line: StatementLine) -> str:
    told = {"day": full_date(line.booked_on), "amount": format_euros(line.cents), "what": line.what}
    if line.order is not None:
        return _("%(day)s, %(amount)s, %(what)s (%(number)s)") % {
            **told,
            "number": line.order.proposal.number,
        }
    if line.claim is not None:
        return _("%(day)s, %(amount)s, %(what)s (%(number)s)") % {
            **told,
            "number": line.claim.proposal.number,
        }
    return _("%(day)s, %(amount)s, %(what)s") % told


def refuse_take_back(line: StatementLine) -> None:
    """Raise WrongState unless it can be taken back that a line is not of this portal. Three queries at most."""
    if line.kind != LineKind.NOT_OURS or line.order_id is not None:
        raise WrongState(_("This line is not noted as not of this portal. Look at how it stands now."))
    if is_of_a_closed_year(line):
        raise WrongState(
            _("%(year)s is closed, so what was noted of this line stays.")
            % {"year": str(line.booked_on.year)}
        )
    if was_sent_back(line):
        raise WrongState(
            _("As much was sent back, and that is noted as not of this portal too. Take that back first.")
        )
