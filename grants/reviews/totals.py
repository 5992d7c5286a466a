"""The arithmetic of scores: exact fractions, rounded only where they are shown."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.formats import number_format

from grants.plan.states import HIGHEST_SCORE


def total_of(scores: Iterable[tuple[int, int | None]]) -> Fraction | None:
    """Return the total of 100 of pairs of weight and score; a score None is “not applicable”, its weight drops.

    None when nothing counts: that is no score, and not a total of zero.
    """
    counting = [(weight, score) for weight, score in scores if score is not None]
    weights = sum(weight for weight, _score in counting)
    if not weights:
        return None
    return Fraction(100 * sum(weight * score for weight, score in counting), HIGHEST_SCORE * weights)


def mean(values: Iterable[int | Fraction | None]) -> Fraction | None:
    """Return the mean of what there is, None when there is nothing."""
    found = [Fraction(value) for value in values if value is not None]
    return sum(found, Fraction(0)) / len(found) if found else None


def spread(scores: Iterable[int | None]) -> int:
    """Return the difference between the highest and the lowest score, 0 when less than two count."""
    found = [score for score in scores if score is not None]
    return max(found) - min(found) if found else 0


def rounded(value: Fraction) -> Decimal:
    """Return it with two decimals, half up: what screens, letters and sheets show."""
    exact = Decimal(value.numerator * 1000) / Decimal(value.denominator)
    whole = (exact / 1000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return abs(whole) if whole == 0 else whole


def shown(value: Fraction | None) -> str:
    """Return it as people read it, with two decimals; "" when there is no score."""
    return "" if value is None else number_format(rounded(value), decimal_pos=2)
