"""The pages of the reviews."""

from .office import (
    review_accept,
    review_assign,
    review_of,
    review_release,
    review_talk_close,
    reviews_office,
    reviews_spread,
)
from .own import review, review_declare, review_talk, reviews
from .ranking import ranking, ranking_budget, ranking_draw, ranking_sheet

__all__ = [
    "ranking",
    "ranking_budget",
    "ranking_draw",
    "ranking_sheet",
    "review",
    "review_accept",
    "review_assign",
    "review_declare",
    "review_of",
    "review_release",
    "review_talk",
    "review_talk_close",
    "reviews",
    "reviews_office",
    "reviews_spread",
]
