"""Everything that a proposal says, read once for its page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from grants.plan.states import ElementKind
from portal.gather import gather

from .states import Route

if TYPE_CHECKING:
    from .models import Aim, Attachment, BankAccount, CostLine, CoverLine, Party, Proposal


READS = ("costs", "covers", "aims__element", "parties", "bank_accounts", "attachments__file")


@dataclass(frozen=True)
class Sheet:
    """The parts of a proposal; amounts in euro cents."""

    proposal: Proposal
    costs: list[CostLine]
    covers: list[CoverLine]
    aims: list[tuple[str, list[Aim]]]
    parties: list[Party]
    account: BankAccount | None
    attachments: list[Attachment]

    @property
    def costs_cents(self) -> int:
        """What the action costs."""
        return sum(one.cents for one in self.costs)

    @property
    def says_vat(self) -> bool:
        """Tell if of something that the city buys it is told how much VAT is in it."""
        return self.proposal.route == Route.PURCHASE and any(one.vat_rate for one in self.costs)

    @property
    def net_cents(self) -> int | None:
        """What the costs are without VAT, None while it is not told of each line."""
        found = [one.net_cents for one in self.costs]
        return None if None in found else sum(one for one in found if one is not None)

    @property
    def vat_cents(self) -> int | None:
        """The VAT in the costs, None while it is not told of each line."""
        return None if self.net_cents is None else self.costs_cents - self.net_cents

    @property
    def covered_cents(self) -> int:
        """What is asked and what comes from elsewhere, together."""
        return self.proposal.asked_cents + sum(one.cents for one in self.covers)

    @property
    def difference_cents(self) -> int:
        """By how much the costs are more than what covers them; below zero: less."""
        return self.costs_cents - self.covered_cents


def sheet_of(proposal: Proposal) -> Sheet:
    """Return everything it says; what was taken out is left out. Two queries at most."""
    gather(proposal, *READS)
    aims = sorted(
        proposal.aims.all(),
        key=lambda one: (ElementKind.values.index(one.element.kind), one.element.position),
    )
    return Sheet(
        proposal,
        costs=list(proposal.costs.all()),
        covers=list(proposal.covers.all()),
        aims=[
            (str(ElementKind(kind).label), list(found))
            for kind, found in groupby(aims, key=lambda one: one.element.kind)
        ],
        parties=list(proposal.parties.all()),
        account=next((one for one in proposal.bank_accounts.all() if not one.is_rejected), None),
        attachments=[one for one in proposal.attachments.all() if one.removed_at is None],
    )
