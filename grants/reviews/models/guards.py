"""What the database itself refuses of reviews: the wrong reviewer, a score where none belongs, a second draw."""

from dataclasses import replace

from portal.triggers import Trigger, alone, frozen, guard, is_near, register, same
from wijkraden.people.states import DISTRICT_ROLES

from ..states import NEEDED, Question

_ASSIGNMENT, _SCORE, _ANSWER, _TALK, _DRAW = (
    "grants_assignment",
    "grants_score",
    "grants_shortanswer",
    "grants_talk",
    "grants_draw",
)
_DISTRICT_ROLES = ", ".join(f"'{role.value}'" for role in sorted(DISTRICT_ROLES))
_KEPT = "reviews are kept"
# ruff: noqa: S608  # our own names


_UNTOUCHED = " AND ".join(
    f"NEW.{name} IS NULL" for name in ("declared_at", "has_interest", "released_at", "submitted_at")
)
_BEING_REVIEWED = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id"
    " AND p.state = 'in_review' AND p.assessment IN ('short', 'full'))"
)
_FREE = (
    "NOT EXISTS (SELECT 1 FROM grants_assignment x WHERE x.proposal_id = NEW.proposal_id"
    " AND x.reviewer_id = NEW.reviewer_id AND (x.released_at IS NULL OR x.has_interest))"
    " AND NOT EXISTS (SELECT 1 FROM grants_interest i WHERE i.proposal_id = NEW.proposal_id"
    " AND i.user_id = NEW.reviewer_id AND i.has_interest)"
)
# Held on any day from that on which the proposal was begun: who sat there then reviews her own council's text. The
# days are those of Amsterdam. SQLite knows no such zone: there the hours that lie between leave it to the flow.
_OTHER_DISTRICT = (
    "NOT EXISTS (SELECT 1 FROM wijkraden_seat s JOIN grants_proposal p ON p.district_id = s.district_id"
    f" WHERE p.id = NEW.proposal_id AND s.user_id = NEW.reviewer_id AND s.role IN ({_DISTRICT_ROLES})"
    " AND s.starts_on <= {assigned_on} AND (s.ends_on IS NULL OR s.ends_on >= {begun_on})"
    " AND (s.ended_at IS NULL OR s.starts_on < s.ends_on))"
)


def _of_another_district(assigned_on: str, begun_on: str) -> Trigger:
    return guard(
        "grants_assignment_of_another_district",
        table=_ASSIGNMENT,
        when="BEFORE INSERT",
        holds=_OTHER_DISTRICT.format(assigned_on=assigned_on, begun_on=begun_on),
        message="nobody reviews a proposal of the own council",
    )


_NO_HANDLER = (
    "NOT EXISTS (SELECT 1 FROM grants_handling h"
    " WHERE h.proposal_id = NEW.proposal_id AND h.user_id = NEW.reviewer_id)"
)
_NO_REVIEWER = (
    "NOT EXISTS (SELECT 1 FROM grants_assignment a"
    " WHERE a.proposal_id = NEW.proposal_id AND a.reviewer_id = NEW.user_id AND a.released_at IS NULL)"
)
_NEWER_SCORE = (
    "SELECT 1 FROM grants_score n WHERE n.assignment_id = s.assignment_id"
    " AND n.criterion_id = s.criterion_id AND n.version > s.version"
)
_WHOLE = (
    "NEW.submitted_at IS NULL OR EXISTS (SELECT 1 FROM grants_proposal p JOIN grants_round r ON r.id = p.round_id"
    " WHERE p.id = NEW.proposal_id AND p.state = 'in_review' AND ("
    "(p.assessment = 'full'"
    " AND NOT EXISTS (SELECT 1 FROM grants_criterion c WHERE c.frame_id = r.frame_id AND NOT EXISTS ("
    "SELECT 1 FROM grants_score s WHERE s.assignment_id = NEW.id AND s.criterion_id = c.id))"
    " AND NOT EXISTS (SELECT 1 FROM grants_score s WHERE s.assignment_id = NEW.id AND s.value IS NULL"
    f" AND s.reason = '' AND NOT EXISTS ({_NEWER_SCORE})))"
    " OR (p.assessment = 'short' AND (SELECT count(DISTINCT a.question) FROM grants_shortanswer a"
    f" WHERE a.assignment_id = NEW.id) = {len(Question)})))"
)
_OPEN_REVIEW = (
    "EXISTS (SELECT 1 FROM grants_assignment a JOIN grants_proposal p ON p.id = a.proposal_id"
    " JOIN grants_round r ON r.id = p.round_id WHERE a.id = NEW.assignment_id AND p.state = 'in_review'"
    " AND a.released_at IS NULL AND a.declared_at IS NOT NULL AND NOT a.has_interest AND {0})"
)
_SCORES_A_CRITERION = _OPEN_REVIEW.format(
    "p.assessment = 'full'"
    " AND EXISTS (SELECT 1 FROM grants_criterion c WHERE c.id = NEW.criterion_id AND c.frame_id = r.frame_id)"
    " AND (a.submitted_at IS NULL OR EXISTS (SELECT 1 FROM grants_talk t WHERE t.proposal_id = p.id"
    " AND t.criterion_id = NEW.criterion_id AND t.closed_at IS NULL))"
)
_ANSWERS_A_QUESTION = _OPEN_REVIEW.format("p.assessment = 'short' AND a.submitted_at IS NULL")
_OF_ITS_FRAME = (
    "EXISTS (SELECT 1 FROM grants_proposal p JOIN grants_round r ON r.id = p.round_id"
    " JOIN grants_criterion c ON c.frame_id = r.frame_id"
    " WHERE p.id = NEW.proposal_id AND c.id = NEW.criterion_id AND p.state = 'in_review')"
)
_ACTIVE = "FROM grants_assignment a WHERE a.proposal_id = NEW.id AND a.released_at IS NULL"
_NEEDED = " ".join(f"WHEN '{name}' THEN {number}" for name, number in sorted(NEEDED.items()))
_REVIEWED_WHOLE = (
    f"NOT EXISTS (SELECT 1 {_ACTIVE} AND a.submitted_at IS NULL)"
    f" AND (SELECT count(*) {_ACTIVE}) >= CASE NEW.assessment {_NEEDED} END"
    " AND NOT EXISTS (SELECT 1 FROM grants_talk t WHERE t.proposal_id = NEW.id AND t.closed_at IS NULL)"
)


def _next_version(table: str, what: str) -> str:
    return (
        f"NEW.version = 1 + (SELECT coalesce(max(v.version), 0) FROM {table} v"
        f" WHERE v.assignment_id = NEW.assignment_id AND v.{what} = NEW.{what})"
    )


def _versions(table: str, what: str, is_open: str) -> str:
    return f"{is_near(table)} AND {alone(table)} AND {_next_version(table, what)} AND {is_open}"


register(
    *(one for table in (_SCORE, _ANSWER, _DRAW) for one in frozen(table, message=_KEPT)),
    *(one for table in (_ASSIGNMENT, _TALK) for one in frozen(table, message=_KEPT, updates=False)),
    guard(
        "grants_assignment_begins",
        table=_ASSIGNMENT,
        when="BEFORE INSERT",
        holds=f"{is_near(_ASSIGNMENT)} AND {alone(_ASSIGNMENT, ('public_id',))} AND {_UNTOUCHED}"
        f" AND {_BEING_REVIEWED} AND {_FREE}",
        message="a reviewer is assigned once, to a proposal that is being reviewed, without an interest",
    ),
    replace(
        _of_another_district("date(NEW.assigned_at)", "date(p.created_at, '+2 hours')"),
        postgresql=_of_another_district(
            "date(NEW.assigned_at AT TIME ZONE 'Europe/Amsterdam')",
            "date(p.created_at AT TIME ZONE 'Europe/Amsterdam')",
        ).postgresql,
    ),
    guard(
        "grants_assignment_of_no_handler",
        table=_ASSIGNMENT,
        when="BEFORE INSERT",
        holds=_NO_HANDLER,
        message="who handles a proposal does not review it",
    ),
    guard(
        "grants_handling_of_no_reviewer",
        table="grants_handling",
        when="BEFORE INSERT",
        holds=_NO_REVIEWER,
        message="who reviews a proposal does not handle it",
    ),
    guard(
        "grants_assignment_stands",
        table=_ASSIGNMENT,
        when="BEFORE UPDATE",
        holds=same(
            "id", "public_id", "proposal_id", "reviewer_id", "last_day", "assigned_by_id", "assigned_at"
        )
        + " AND OLD.released_at IS NULL AND OLD.submitted_at IS NULL"
        f" AND (OLD.declared_at IS NULL OR ({same('declared_at', 'has_interest', 'explanation')}))",
        message="a review that was submitted or ended stays as it is, and an interest is told once",
    ),
    guard(
        "grants_assignment_is_submitted_whole",
        table=_ASSIGNMENT,
        when="BEFORE UPDATE",
        holds=_WHOLE,
        message="a review is submitted when everything is scored",
    ),
    guard(
        "grants_score_begins",
        table=_SCORE,
        when="BEFORE INSERT",
        holds=_versions(_SCORE, "criterion_id", _SCORES_A_CRITERION),
        message="a score belongs to an open review without an interest, on a criterion of the frame",
    ),
    guard(
        "grants_shortanswer_begins",
        table=_ANSWER,
        when="BEFORE INSERT",
        holds=_versions(_ANSWER, "question", _ANSWERS_A_QUESTION),
        message="an answer belongs to an open short review without an interest",
    ),
    guard(
        "grants_talk_begins",
        table=_TALK,
        when="BEFORE INSERT",
        holds=f"{is_near(_TALK)} AND {alone(_TALK, ('public_id',), ('proposal_id', 'criterion_id'))}"
        f" AND NEW.closed_at IS NULL AND {_OF_ITS_FRAME}",
        message="a talk is about a criterion of a proposal that is being reviewed, once",
    ),
    guard(
        "grants_talk_ends_once",
        table=_TALK,
        when="BEFORE UPDATE",
        holds=same("id", "public_id", "proposal_id", "criterion_id", "lowest", "highest", "opened_at")
        + " AND OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL",
        message="a talk ends once",
    ),
    guard(
        "grants_proposal_is_reviewed_by_its_tier",
        table="grants_proposal",
        when="BEFORE UPDATE",
        only="NEW.state IN ('in_review', 'reviewed') AND OLD.state = 'complete'",
        holds="(NEW.state = 'in_review' AND NEW.assessment IN ('short', 'full'))"
        " OR (NEW.state = 'reviewed' AND NEW.assessment = 'none')",
        message="a proposal is reviewed as its tier says",
    ),
    guard(
        "grants_proposal_is_reviewed_whole",
        table="grants_proposal",
        when="BEFORE UPDATE",
        only="NEW.state = 'reviewed' AND OLD.state = 'in_review'",
        holds=_REVIEWED_WHOLE,
        message="a proposal is reviewed when all reviews are in and every difference was talked about",
    ),
    guard(
        "grants_draw_begins",
        table=_DRAW,
        when="BEFORE INSERT",
        holds=f"{is_near(_DRAW)} AND {alone(_DRAW, ('public_id',), ('round_id', 'slice_id', 'day'))}"
        " AND EXISTS (SELECT 1 FROM grants_roundslice s"
        " WHERE s.round_id = NEW.round_id AND s.slice_id = NEW.slice_id)",
        message="lots are drawn once for a budget of the round",
    ),
)
