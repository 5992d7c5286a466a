"""Every write of the reviews: assigned, declared, scored, talked about, ranked by lot where it must be."""

from django.utils.translation import gettext_lazy as _

from portal.trail.words import name_codes, name_facts, name_things

from ..states import Outcome
from .assigning import accept_checklist, assign, release, start_review
from .ranking import draw_lots, note_export
from .scoring import Answered, Scored, declare, save_answers, save_scores, submit_review
from .spreading import spread_reviews
from .talking import change_score, close_talk

__all__ = [
    "Answered",
    "Scored",
    "accept_checklist",
    "assign",
    "change_score",
    "close_talk",
    "declare",
    "draw_lots",
    "note_export",
    "release",
    "save_answers",
    "save_scores",
    "spread_reviews",
    "start_review",
    "submit_review",
]

name_facts({"reviewers": _("reviewers"), "criterion": _("criterion")})
name_things(
    {
        "grants.assignment": _("review"),
        "grants.draw": _("draw of lots"),
        "grants.talk": _("talk about a difference"),
    }
)
name_codes({one.value: one.label for one in Outcome}, of="outcome")
name_codes(
    {
        "reviews.assigned": _("a proposal to review"),
        "reviews.released": _("a review that is no longer asked"),
        "reviews.interest": _("a reviewer with an interest"),
        "reviews.talk": _("reviewers who differ"),
    }
)
