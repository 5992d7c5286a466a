"""What the database itself refuses of a grant that is changed after an objection: how much, unasked, by whom."""

from portal.triggers import guard, register

from .final import final_sql
from .guards_of_revisions import to_answer

_DECISION = "grants_decision"
_BEING_DECIDED = (
    "NEW.state = 'decided' AND OLD.state = 'prepared' AND NEW.kind = 'change' AND NEW.ground = 'objection'"
)
_GRANTS = (
    "d.proposal_id = NEW.proposal_id AND d.state = 'decided' AND d.kind IN ('grant', 'change')"
    f" AND d.replaced_at IS NULL AND NOT {final_sql('d')}"
)
_STANDS = f"NEW.before_cents = (SELECT d.cents FROM grants_decision d WHERE {_GRANTS} ORDER BY d.version DESC LIMIT 1)"  # noqa: S608  # made of our own names only
_WITHIN = "NEW.cents <= (SELECT p.asked_cents FROM grants_proposal p WHERE p.id = NEW.proposal_id)"
_ANSWERS = to_answer("change")
# Of someone else than the applicant, who gets no less by an objection of their own (Awb 7:11). The flow compares names
# without accents and signs too, and takes an unanswered objection to any grant; here it is of one that stands.
_OF_SOMEONE_ELSE = to_answer(
    "change",
    also=" AND NOT EXISTS (SELECT 1 FROM grants_party a WHERE a.proposal_id = d.proposal_id"
    " AND a.kind = 'applicant' AND lower(trim(a.name)) = lower(trim(o.name)))",
)

register(
    guard(
        "grants_decision_changes_what_stands",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=_BEING_DECIDED,
        holds=f"{_STANDS} AND {_WITHIN} AND NEW.cents <> NEW.before_cents",
        message="after an objection a grant that stands is changed, to at most what was asked",
    ),
    guard(
        "grants_decision_changes_after_objection",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=_BEING_DECIDED,
        holds=f"EXISTS (SELECT 1 FROM grants_decision d WHERE {_GRANTS} AND {_ANSWERS})",  # noqa: S608  # made of our own names only
        message="a grant is changed after an objection to it was upheld, once",
    ),
    guard(
        "grants_decision_no_less_after_objection",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=f"{_BEING_DECIDED} AND NEW.cents < NEW.before_cents",
        holds=f"EXISTS (SELECT 1 FROM grants_decision d WHERE {_GRANTS} AND {_OF_SOMEONE_ELSE})",  # noqa: S608  # made of our own names only
        message="an applicant gets no less by an objection of their own",
    ),
    guard(
        "grants_decision_changed_by_someone_else",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=f"{_BEING_DECIDED} AND NEW.council_on IS NULL",
        holds=f"NOT EXISTS (SELECT 1 FROM grants_decision d WHERE {_GRANTS} AND {_ANSWERS}"  # noqa: S608  # made of our own names only
        " AND d.council_on IS NULL AND d.decided_by_id = NEW.decided_by_id)",
        message="who decided on a grant takes no new decision on it after the objection",
    ),
)
