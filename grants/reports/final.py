"""The final amount that follows from a report, with its computation in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.decisions.queries import granted_cents, settling_grant
from grants.decisions.states import Settles
from grants.money import format_euros
from grants.orders.queries import order_of
from grants.proposals.states import Route, State

from .queries import standing_report

if TYPE_CHECKING:
    from grants.proposals.models import Proposal


@dataclass(frozen=True)
class Proposed:
    """What the final amount comes to, in euro cents, and from what; `share_percent` where it is in proportion."""

    cents: int
    granted_cents: int
    spent_cents: int
    share_percent: int | None = None
    is_subsidy: bool = True

    @property
    def is_lower(self) -> bool:
        """Tell if it is less than what was granted."""
        return self.cents < self.granted_cents

    @property
    def words(self) -> str:
        """Return the computation as a sentence, in the language of the moment."""
        told = {
            "spent": format_euros(self.spent_cents),
            "granted": format_euros(self.granted_cents),
            "cents": format_euros(self.cents),
            "percent": self.share_percent,
        }
        if not self.is_subsidy:
            return (
                _("At most %(granted)s was agreed. The real costs are %(spent)s, so that is %(cents)s.")
                % told
            )
        if self.share_percent is not None:
            return (
                _(
                    "The grant is %(percent)s%% of the real costs, at most %(granted)s. The real costs are "
                    "%(spent)s, so the final amount is %(cents)s."
                )
                % told
            )
        return (
            _(
                "The grant covers the real costs, at most %(granted)s. The real costs are %(spent)s, so the final "
                "amount is %(cents)s."
            )
            % told
        )


def proposed_final(proposal: Proposal) -> Proposed | None:
    """Return the final amount that follows from the report, as the grant says that it is computed.

    The real costs up to what is granted, or the granted share of them, rounded to the cent. None without a report
    that stands, or once the amount is final. Five queries.
    """
    if proposal.route == Route.PURCHASE and order_of(proposal) is not None:  # follows from what was invoiced
        return None
    report, grant = standing_report(proposal), settling_grant(proposal)
    if report is None or grant is None or proposal.state != State.REPORTED:
        return None
    granted = granted_cents(proposal)
    percent = grant.share_percent if grant.settles == Settles.SHARE else None
    due = report.spent_cents if percent is None else (report.spent_cents * percent + 50) // 100
    is_subsidy = proposal.route == Route.SUBSIDY
    return Proposed(min(granted, due), granted, report.spent_cents, percent, is_subsidy)
