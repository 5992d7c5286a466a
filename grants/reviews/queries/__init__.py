"""Reads of the reviews: whose turn it is, what was scored, who may not review, and the ranking."""

from .assignments import (
    assignment_at,
    assignments_of,
    loads_of,
    open_conditions,
    progress_of,
    queue_of,
    reviewers_in,
    reviews_and_talks,
    reviews_done_by,
    rounds_to_review,
    talk_at,
    to_review,
    waiting_in,
)
from .barriers import left_out
from .ranking import Place, Ranking, ranking_with, rankings_of, shares_of
from .scores import Line, Matrix, QuestionLine, drafts_of, matrices, matrix_of
from .shown import Content, city_of_reviewed, content_for, parties_of

__all__ = [
    "Content",
    "Line",
    "Matrix",
    "Place",
    "QuestionLine",
    "Ranking",
    "assignment_at",
    "assignments_of",
    "city_of_reviewed",
    "content_for",
    "drafts_of",
    "left_out",
    "loads_of",
    "matrices",
    "matrix_of",
    "open_conditions",
    "parties_of",
    "progress_of",
    "queue_of",
    "ranking_with",
    "rankings_of",
    "reviewers_in",
    "reviews_and_talks",
    "reviews_done_by",
    "rounds_to_review",
    "shares_of",
    "talk_at",
    "to_review",
    "waiting_in",
]
