"""What the database itself refuses of prepared changes of the budget and their lines."""

from portal.triggers import frozen, guard, register

from .conditions import is_near, whole, whole_or_none

_CENTS_OF_A_CHANGE = ("programme_cents", "programme_cents_before", "reserved_cents", "reserved_cents_before")
_CHANGE_IS_SAME = " AND ".join(
    f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}"
    for name in (
        "id",
        "public_id",
        "year_id",
        "kind",
        "decision_number",
        "decision_on",
        "explanation",
        "programme",
        "programme_before",
        *_CENTS_OF_A_CHANGE,
        "leftover",
        "leftover_before",
        "prepared_by_id",
        "prepared_at",
    )
)
_CHANGE_IS_NEW = (
    whole_or_none(*_CENTS_OF_A_CHANGE),
    is_near("grants_change"),
    "NEW.state = 'prepared' AND NEW.decided_by_id IS NULL",
    "NOT EXISTS (SELECT 1 FROM grants_change c WHERE c.id = NEW.id OR c.public_id = NEW.public_id)",
)
_LINE_IS_NEW = (
    whole("position", "before_cents", "after_cents"),
    whole_or_none("taker_before_cents"),
    is_near("grants_changeline"),
    "EXISTS (SELECT 1 FROM grants_change c WHERE c.id = NEW.change_id AND c.state = 'prepared')",
    "NOT EXISTS (SELECT 1 FROM grants_changeline l WHERE l.id = NEW.id"
    " OR (l.change_id = NEW.change_id AND l.position = NEW.position))",
)
_KEPT = "rows of the budget are kept"

register(
    *frozen("grants_changeline", message=_KEPT),
    *frozen("grants_change", message=_KEPT, updates=False),
    guard(
        "grants_change_begins",
        table="grants_change",
        when="BEFORE INSERT",
        holds=" AND ".join(_CHANGE_IS_NEW),
        message="a change of the budget begins as prepared",
    ),
    guard(
        "grants_changeline_of_a_prepared_change",
        table="grants_changeline",
        when="BEFORE INSERT",
        holds=" AND ".join(_LINE_IS_NEW),
        message="lines belong to a change that is still prepared",
    ),
    guard(
        "grants_change_is_decided_once",
        table="grants_change",
        when="BEFORE UPDATE",
        holds=f"{_CHANGE_IS_SAME} AND ((OLD.state = 'prepared' AND NEW.state <> 'prepared') OR (OLD.state = 'returned'"
        " AND NEW.state = 'withdrawn' AND NEW.decided_by_id = OLD.decided_by_id AND NEW.reason = OLD.reason))",
        message="a decided change of the budget stays as it is",
    ),
)
