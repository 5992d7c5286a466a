"""What people do in the demo, each act through the flow that their screen calls."""

from . import (
    budgets,
    closing,
    consultation,
    council,
    decisions,
    objections,
    office,
    orders,
    payments,
    reports,
    reviews,
    small,
    tenders,
)
from .stage import Act, Stage

__all__ = ["ACTS", "Act", "Stage"]

ACTS: dict[str, Act] = {
    **council.ACTS,
    **office.ACTS,
    **reviews.ACTS,
    **decisions.ACTS,
    **objections.ACTS,
    **orders.ACTS,
    **reports.ACTS,
    **payments.ACTS,
    **tenders.ACTS,
    **small.ACTS,
    **budgets.ACTS,
    **closing.ACTS,
    **consultation.ACTS,
}
