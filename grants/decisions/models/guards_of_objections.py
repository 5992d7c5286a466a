"""What the database itself refuses of objections: a wrong person, a change afterwards, an effect without one."""

from portal.triggers import alone, frozen, guard, is_near, register, same

from .final import final_sql
from .guards_of_waiting_list import IS_FREED

_OBJECTION, _DECISION, _PROPOSAL = "grants_objection", "grants_decision", "grants_proposal"

_ENTERED = (
    "id",
    "public_id",
    "decision_id",
    "number",
    "name",
    "name_key",
    "email",
    "address",
    "text",
    "received_on",
    "posted_on",
    "is_late",
    "entered_by_id",
    "entered_at",
)
_TOLD_TO_OBJECT = (
    "EXISTS (SELECT 1 FROM grants_decision d WHERE d.id = NEW.decision_id AND d.state = 'decided'"
    " AND d.objection_until IS NOT NULL AND NEW.received_on >= d.sent_on"
    " AND (NEW.is_late OR NEW.received_on <= d.objection_until OR NEW.posted_on <= d.objection_until))"
)
_NO_OTHER = (
    "NOT EXISTS (SELECT 1 FROM grants_objection o WHERE o.decision_id = NEW.decision_id"
    " AND o.name_key = NEW.name_key AND o.state = 'open')"
)
_EXTENDED_ONCE = (
    f"({same('extended_at', 'extended_by_id', 'extension_reason', 'due_on')})"
    " OR (OLD.extended_at IS NULL AND NEW.extended_at IS NOT NULL AND NEW.due_on >= OLD.due_on)"
)
_OF = "EXISTS (SELECT 1 FROM {0} x JOIN grants_decision d ON d.proposal_id = x.proposal_id WHERE d.id = NEW.decision_id"
_TOOK_NO_PART = " AND ".join(
    f"NOT {one}"
    for one in (
        "EXISTS (SELECT 1 FROM grants_decision d WHERE d.id = NEW.decision_id"
        " AND (d.decided_by_id = NEW.decided_by_id OR d.prepared_by_id = NEW.decided_by_id))",
        f"{_OF.format('grants_handling')} AND x.user_id = NEW.decided_by_id)",
        f"{_OF.format('grants_assignment')} AND x.reviewer_id = NEW.decided_by_id)",
        f"{_OF.format('grants_interest')} AND x.user_id = NEW.decided_by_id AND x.has_interest)",
        "EXISTS (SELECT 1 FROM grants_decision d JOIN grants_proposal p ON p.id = d.proposal_id"
        " JOIN wijkraden_seat s ON s.district_id = p.district_id"
        " WHERE d.id = NEW.decision_id AND s.user_id = NEW.decided_by_id"
        " AND s.starts_on <= NEW.decided_on AND (s.ends_on IS NULL OR s.ends_on > NEW.decided_on"
        " OR (s.ends_on = NEW.decided_on AND s.ended_at IS NULL)))",
    )
)
_UPHELD = (
    "EXISTS (SELECT 1 FROM grants_objection o WHERE o.decision_id = NEW.id"
    " AND o.state = 'decided' AND o.outcome = 'upheld')"
)
_REFUSED_IT = (
    "EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.proposal_id AND d.kind = 'refuse'"
    " AND d.replaced_at IS NOT NULL AND d.council_on IS NULL AND d.decided_by_id = NEW.decided_by_id"
    " AND EXISTS (SELECT 1 FROM grants_objection o WHERE o.decision_id = d.id AND o.outcome = 'upheld'))"
)
_NO_DISMISSAL_STANDS = (
    "NOT EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.id AND d.kind = 'dismiss'"
    " AND d.state = 'decided' AND d.replaced_at IS NULL)"
)
_NO_REVOCATION_STANDS = (
    "NOT EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.id AND d.kind = 'revoke'"
    " AND d.state = 'decided' AND d.replaced_at IS NULL)"
)
_NOTHING_RUNS = (
    "NOT EXISTS (SELECT 1 FROM grants_objection o JOIN grants_decision d ON d.id = o.decision_id"
    " WHERE d.proposal_id = NEW.id AND o.state = 'open')"
    " AND (OLD.state <> 'refused' OR EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.id"
    " AND d.kind = 'refuse' AND d.state = 'decided' AND d.replaced_at IS NULL))"
)
_IS_RAISED = (
    "NOT EXISTS (SELECT 1 FROM grants_objection o JOIN grants_decision d ON d.id = o.decision_id"  # noqa: S608  # made of our own names only
    " WHERE d.proposal_id = NEW.id AND o.outcome = 'upheld'"
    f" AND {final_sql('d')}"
    " AND NOT EXISTS (SELECT 1 FROM grants_decision r WHERE r.proposal_id = NEW.id AND r.state = 'decided'"
    " AND r.kind = 'revise' AND r.ground = 'objection' AND r.decided_at >= o.decided_at))"
)

register(
    *frozen(_OBJECTION, message="objections are kept", updates=False),
    guard(
        "grants_objection_begins",
        table=_OBJECTION,
        when="BEFORE INSERT",
        holds=f"NEW.state = 'open' AND NEW.extended_at IS NULL AND {is_near(_OBJECTION)}"
        f" AND {alone(_OBJECTION, ('public_id',), ('number',))} AND {_NO_OTHER} AND {_TOLD_TO_OBJECT}",
        message="an objection is made to a decision that was told, one at a time",
    ),
    guard(
        "grants_objection_stays",
        table=_OBJECTION,
        when="BEFORE UPDATE",
        holds=f"{same(*_ENTERED)} AND OLD.state = 'open' AND ({_EXTENDED_ONCE})",
        message="an objection stays as it came, is extended once, and stays as it was decided",
    ),
    guard(
        "grants_objection_by_someone_else",
        table=_OBJECTION,
        when="BEFORE UPDATE",
        only="NEW.state = 'decided'",
        holds=_TOOK_NO_PART,
        message="who took part in a decision never decides on the objection",
    ),
    guard(
        "grants_decision_is_replaced_on_objection",
        table=_DECISION,
        when="BEFORE UPDATE",
        only="NEW.replaced_at IS NOT NULL AND OLD.replaced_at IS NULL",
        holds=f"NEW.kind IN ('refuse', 'dismiss', 'revoke', 'recover') AND ({_UPHELD} OR ({IS_FREED}))",
        message="only an objection that is upheld replaces a decision, or a grant of money that came free",
    ),
    guard(
        "grants_decision_anew_by_someone_else",
        table=_DECISION,
        when="BEFORE UPDATE",
        only="NEW.state = 'decided' AND OLD.state = 'prepared' AND NEW.kind = 'grant' AND NEW.council_on IS NULL",
        holds=f"NOT {_REFUSED_IT}",
        message="who refused it takes no new decision after the objection",
    ),
    guard(
        "grants_proposal_is_taken_up_again",
        table=_PROPOSAL,
        when="BEFORE UPDATE",
        only="NEW.state = 'complete' AND OLD.state = 'dismissed'",
        holds=_NO_DISMISSAL_STANDS,
        message="only an objection that is upheld takes a proposal up again",
    ),
    guard(
        "grants_proposal_is_under_way_again",
        table=_PROPOSAL,
        when="BEFORE UPDATE",
        only="NEW.state = 'under_way' AND OLD.state = 'revoked'",
        holds=_NO_REVOCATION_STANDS,
        message="only an objection that is upheld lets a revoked proposal go on",
    ),
    guard(
        "grants_proposal_closes_without_objection",
        table=_PROPOSAL,
        when="BEFORE UPDATE",
        only="NEW.state = 'closed' AND OLD.state <> 'closed'",
        holds=f"{_NOTHING_RUNS} AND {_IS_RAISED}",
        message="a dossier with a running objection, or that waits for a new decision, stays open",
    ),
)
