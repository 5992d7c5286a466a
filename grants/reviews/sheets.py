"""The scores of a round as rows of a file, without the names of the reviewers."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from grants.plan.models import Criterion

from .queries import Place, Ranking
from .totals import rounded


def scores_header(criteria: Sequence[Criterion]) -> list[str]:
    """Return the names of the columns of `scores_rows`."""
    return [
        _("District budget"),
        _("Place"),
        _("Dossier"),
        _("Title"),
        _("District"),
        _("Asked"),
        _("Complete at"),
        _("Total of 100"),
        _("Reaches the lowest total"),
        _("Lot"),
        _("Review"),
        *(text for one in criteria for text in (str(one), _("%(code)s: why") % {"code": one.code})),
        _("Total of this review"),
    ]


def scores_rows(rankings: Sequence[Ranking], criteria: Sequence[Criterion]) -> Iterator[list[Any]]:
    """Yield a row per review in the order of the ranking, one without scores for what was not reviewed yet.

    Zero is a number and no empty cell; “not applicable” is told in words.
    """
    for ranking in rankings:
        for one in (*ranking.places, *ranking.apart):
            begin = _about(ranking, one)
            if not one.matrix.is_in or not one.matrix.lines:
                yield [*begin, _("not reviewed yet") if not one.matrix.is_in else _("short")]
                continue
            for place in range(len(one.matrix.reviews)):
                yield [*begin, place + 1, *_scores(one, place, criteria)]


def _about(ranking: Ranking, one: Place) -> list[Any]:
    proposal, total = one.proposal, one.matrix.total if one.matrix.is_in else None
    return [
        ranking.share.slice.title,
        one.place or None,
        proposal.number,
        proposal.title,
        proposal.district.name,
        Decimal(proposal.asked_cents).scaleb(-2),
        proposal.completed_at,
        None if total is None else rounded(total),
        "" if total is None else (_("yes") if one.matrix.is_enough else _("no")),
        one.lot,
    ]


def _scores(one: Place, place: int, criteria: Sequence[Criterion]) -> Iterator[Any]:
    given = {line.criterion.pk: line.scores[place] for line in one.matrix.lines}
    for criterion in criteria:
        score = given.get(criterion.pk)
        value = score.value if score else None
        yield _("not applicable") if score and value is None else value
        yield score.reason if score else ""
    total = one.matrix.totals[place]
    yield None if total is None else rounded(total)
