"""What the database itself refuses of a final amount that is revised: another amount than stood, too much, by whom."""

from portal.triggers import guard, register

from .final import at_once_sql, final_sql

_DECISION = "grants_decision"
_BEING_DECIDED = "NEW.state = 'decided' AND OLD.state = 'prepared' AND NEW.kind = 'revise'"
_FINAL = f"d.proposal_id = NEW.proposal_id AND d.state = 'decided' AND {final_sql('d')}"


def to_answer(kind: str, *, also: str = "") -> str:
    """Return that an objection `o` to `d` was upheld, and no decision of that kind answered it before this one.

    `also` is what more is asked of that objection.
    """
    return (
        f"EXISTS (SELECT 1 FROM grants_objection o WHERE o.decision_id = d.id AND o.outcome = 'upheld'{also}"  # noqa: S608  # made of our own names only
        " AND NOT EXISTS (SELECT 1 FROM grants_decision r WHERE r.proposal_id = d.proposal_id AND r.id <> NEW.id"
        f" AND r.state = 'decided' AND r.kind = '{kind}' AND r.ground = 'objection'"
        " AND r.decided_at >= o.decided_at))"
    )


_TO_ANSWER = to_answer("revise")
_STANDS = (
    "NEW.before_cents = (SELECT d.cents FROM grants_decision d"  # noqa: S608  # made of our own names only
    f" WHERE {_FINAL} ORDER BY d.version DESC LIMIT 1)"
)
_AT_ONCE = (
    "EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.proposal_id AND d.state = 'decided'"  # noqa: S608  # made of our own names only
    f" AND {at_once_sql('d')} AND d.replaced_at IS NULL)"
)
_ASKED = "(SELECT p.asked_cents FROM grants_proposal p WHERE p.id = NEW.proposal_id)"
_GRANTED = (
    "(SELECT d.cents FROM grants_decision d WHERE d.proposal_id = NEW.proposal_id AND d.state = 'decided'"
    " AND d.kind IN ('grant', 'change') AND d.replaced_at IS NULL ORDER BY d.version DESC LIMIT 1)"
)
_WITHIN = f"NEW.cents <= CASE WHEN {_AT_ONCE} THEN {_ASKED} ELSE {_GRANTED} END"

register(
    guard(
        "grants_decision_revises_what_stands",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=_BEING_DECIDED,
        holds=f"{_STANDS} AND {_WITHIN}",
        message="a revision is of the final amount that stands, and gives at most what was granted",
    ),
    guard(
        "grants_decision_raises_after_objection",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=f"{_BEING_DECIDED} AND NEW.cents > NEW.before_cents",
        holds=f"EXISTS (SELECT 1 FROM grants_decision d WHERE {_FINAL} AND {_TO_ANSWER})",  # noqa: S608  # made of our own names only
        message="a final amount goes up after an objection to it was upheld",
    ),
    guard(
        "grants_decision_revised_by_someone_else",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=f"{_BEING_DECIDED} AND NEW.ground = 'objection' AND NEW.council_on IS NULL",
        holds=f"NOT EXISTS (SELECT 1 FROM grants_decision d WHERE {_FINAL} AND {_TO_ANSWER}"  # noqa: S608  # made of our own names only
        " AND d.council_on IS NULL AND d.decided_by_id = NEW.decided_by_id)",
        message="who decided on a final amount takes no new decision on it after the objection",
    ),
)
