"""What the database itself refuses of prepared changes of the budget and their lines."""

from portal.triggers import frozen, guard, register

from .conditions import KEPT, is_near, whole, whole_or_none
from .prepared import decided_once

_CENTS_OF_A_CHANGE = ("programme_cents", "programme_cents_before", "reserved_cents", "reserved_cents_before")
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

register(
    *frozen("grants_changeline", message=KEPT),
    *frozen("grants_change", message=KEPT, updates=False),
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
    decided_once(
        "grants_change",
        "year_id",
        "kind",
        "decision_number",
        "decision_on",
        "programme",
        "programme_before",
        *_CENTS_OF_A_CHANGE,
        "leftover",
        "leftover_before",
        message="a decided change of the budget stays as it is",
    ),
)
