"""What the database refuses of suspensions, and of payments of a dossier that stands still, whatever the code does."""

from __future__ import annotations

from portal.triggers import alone, frozen, guard, is_near, register, same

_KEPT = "when payments stood still, and why, is kept"
_STILL = "nothing is paid on a dossier that stands still because of a suspicion"
_ASKED = ("id", "public_id", "proposal_id", "reason", "told_on", "last_on", "told_by_id", "told_at")
_OF_A_GRANT = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id"
    " AND p.state IN ('granted', 'under_way', 'reported', 'determined', 'revoked', 'closed'))"
)
_DOES_NOT_STAND_STILL = (
    "NOT EXISTS (SELECT 1 FROM grants_suspension s"
    " WHERE s.proposal_id = NEW.proposal_id AND s.ended_at IS NULL)"
)
_NONE_STANDS_STILL = (
    "NOT EXISTS (SELECT 1 FROM grants_order o JOIN grants_suspension s ON s.proposal_id = o.proposal_id"
    " WHERE o.batch_id = NEW.id AND s.ended_at IS NULL)"
)

register(
    *frozen("grants_suspension", message=_KEPT, updates=False),
    guard(
        "grants_suspension_begins",
        table="grants_suspension",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_suspension')} AND {alone('grants_suspension', ('public_id',))}"
        f" AND NEW.ended_at IS NULL AND {_OF_A_GRANT}",
        message="a suspension begins as it was told, on a dossier of which something may be paid",
    ),
    guard(
        "grants_suspension_ends_once",
        table="grants_suspension",
        when="BEFORE UPDATE",
        holds=f"{same(*_ASKED)} AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL",
        message="a suspension ends once, and then it stays",
    ),
    guard(
        "grants_order_stands_still",
        table="grants_order",
        when="BEFORE INSERT",
        holds=_DOES_NOT_STAND_STILL,
        message=_STILL,
    ),
    guard(
        "grants_batch_stands_still",
        table="grants_batch",
        when="BEFORE UPDATE",
        only="NEW.state = 'released' AND OLD.state = 'prepared'",
        holds=_NONE_STANDS_STILL,
        message=_STILL,
    ),
)
