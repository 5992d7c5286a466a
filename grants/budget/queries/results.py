"""What of a dossier stands in closed years, and was booked as a result of them since. Amounts are euro cents."""

from django.db.models import Sum

from ..models import Account, Dossier, Transfer
from ..states import Kind

# What was written off in a closed year came in after all, or is theirs after all: spent, or an advance again.
_GIVEN_UP_NO_MORE = (Kind.BANK, Kind.EXPENSE, Kind.ADVANCES)


def given_up_of(dossier: Dossier) -> int:
    """Return what was written off of a dossier, in any year, and neither came in nor became theirs after all.

    Three queries.
    """
    leaves = Account.objects.filter(dossier=dossier, kind=Kind.WRITTEN_OFF)
    return sum(one.balance for one in leaves) - result_of_before(dossier, *_GIVEN_UP_NO_MORE)


def given_up_before(dossier: Dossier) -> int:
    """Return the same of what was written off in years that were closed. Three queries."""
    return in_closed_years(dossier, Kind.WRITTEN_OFF) - result_of_before(dossier, *_GIVEN_UP_NO_MORE)


def in_closed_years(dossier: Dossier, kind: Kind) -> int:
    """Return what stands on the leaves of that kind in years that were closed. One query."""
    leaves = Account.objects.filter(dossier=dossier, kind=kind, slice__closed_at__isnull=False)
    return sum(one.balance for one in leaves)


def result_of_before(dossier: Dossier, *against: Kind) -> int:
    """Return what was booked as a result of closed years against these kinds, less the counter-entries. Two queries."""
    moved = Transfer.objects.filter(entry__dossier=dossier)
    claims = moved.filter(credit__kind=Kind.PRIOR_YEARS, debit__kind__in=against)
    undone = moved.filter(debit__kind=Kind.PRIOR_YEARS, credit__kind__in=against)
    sums = [found.aggregate(cents=Sum("cents"))["cents"] or 0 for found in (claims, undone)]
    return sums[0] - sums[1]
