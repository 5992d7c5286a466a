"""What the database itself refuses of plans and frames: an adopted plan and a frozen frame stay as they are."""

from portal.triggers import (
    alone,
    frozen,
    guard,
    guard_on_sqlite,
    is_near,
    never_truncated,
    parts,
    register,
    same,
)

from ..states import ALL_WEIGHTS

_KEPT = "versions of the plan and of the frame are kept"
_PLAN_IS_SAME = " AND ".join(
    f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}"
    for name in ("id", "public_id", "city_id", "number", "replaces_id")
)
_OTHER_PLAN = "SELECT 1 FROM grants_plan p WHERE {0}(p.id = NEW.id OR p.public_id = NEW.public_id"
_OTHER_NUMBER = " OR (p.city_id = NEW.city_id AND p.number = NEW.number))"
_REPLACED = "EXISTS (SELECT 1 FROM grants_plan p WHERE p.replaces_id = {0} AND p.state = 'adopted')"
_CONSULTED = "EXISTS (SELECT 1 FROM grants_consultation c WHERE c.plan_id = {0} AND c.closed_at IS NULL)"
_OPEN_PLAN = (
    "(EXISTS (SELECT 1 FROM grants_plan o WHERE o.id = {0}.plan_id AND o.state = 'concept')"  # noqa: S608  # our names
    f" AND NOT {_REPLACED.format('{0}.plan_id')} AND NOT {_CONSULTED.format('{0}.plan_id')})"
)
_PLAN_STEPS = (
    f"OLD.state = 'concept' AND NEW.ends_on IS NULL AND {_PLAN_IS_SAME}",
    f"NOT {_REPLACED.format('OLD.id')}",
    f"NOT EXISTS ({_OTHER_PLAN.format('p.id <> OLD.id AND ')}{_OTHER_NUMBER})",
    f"(NEW.state = 'concept' OR NEW.replaces_id IS NULL OR NOT {_REPLACED.format('NEW.replaces_id')})",
)
PLAN_COLUMNS = (
    *(
        "id",
        "public_id",
        "city_id",
        "number",
        "title",
        "first_year",
        "last_year",
        "source",
        "state",
        "replaces_id",
    ),
    *("edited_by_id", "edited_at", "edits", "decision_number", "decision_on", "adopted_by_id", "adopted_at"),
)
_PLAN_ENDS = (  # as the newest amendment says that tells when it ends
    f"OLD.state = 'adopted' AND {same(*PLAN_COLUMNS)} AND NEW.ends_on = (SELECT e.ends_on"  # noqa: S608  # our own names
    " FROM grants_amendmentedition e WHERE e.plan_id = NEW.id AND e.published_at IS NOT NULL"
    " AND e.ends_on IS NOT NULL ORDER BY e.published_at DESC, e.id DESC LIMIT 1)"
)
_PLAN_BEGINS = (
    "NEW.state = 'concept' AND NEW.ends_on IS NULL",
    is_near("grants_plan"),
    f"NOT EXISTS ({_OTHER_PLAN.format('')}{_OTHER_NUMBER})",
    "(NEW.replaces_id IS NULL OR EXISTS"
    " (SELECT 1 FROM grants_plan p WHERE p.id = NEW.replaces_id AND p.city_id = NEW.city_id))",
)
_ADOPTED_BY_ANOTHER = (
    "NEW.adopted_by_id IS NULL OR NOT EXISTS (SELECT 1 FROM grants_plan_editors e"  # our own names
    " JOIN grants_plan v ON v.id = e.plan_id WHERE e.user_id = NEW.adopted_by_id"
    " AND (v.id = NEW.id OR (v.id = NEW.replaces_id AND v.state = 'concept')))"
)
_CONSULTATION_IS_TOLD = (
    "NEW.state = 'concept' OR OLD.state = 'adopted'"
    " OR NOT EXISTS (SELECT 1 FROM grants_consultation c JOIN grants_plan p ON p.id = c.plan_id"  # our own names
    " WHERE c.published_at IS NULL AND NOT c.is_withdrawn AND p.city_id = NEW.city_id)"
)
_OPEN_FRAME = "EXISTS (SELECT 1 FROM grants_frame f WHERE f.id = {0}.frame_id AND f.frozen_at IS NULL)"
_OTHER_FRAME = (
    "NOT EXISTS (SELECT 1 FROM grants_frame f WHERE {0}(f.id = NEW.id OR f.public_id = NEW.public_id"
    " OR (f.city_id = NEW.city_id AND f.number = NEW.number)))"
)
_FRAME_STEPS = (
    "OLD.frozen_at IS NULL AND NEW.id = OLD.id AND NEW.public_id = OLD.public_id",
    "NEW.city_id = OLD.city_id AND NEW.number = OLD.number",
    _OTHER_FRAME.format("f.id <> OLD.id AND "),
)
_WEIGHS_ENOUGH = (
    "NEW.frozen_at IS NULL OR (SELECT sum(c.weight) FROM grants_criterion c"  # noqa: S608  # our own names
    f" WHERE c.frame_id = NEW.id) = {ALL_WEIGHTS}"
)


_AMENDED = (
    "EXISTS (SELECT 1 FROM grants_amendmentedition e JOIN grants_amendedpart p ON p.edition_id = e.id"
    " WHERE e.id = NEW.{0}_id AND e.plan_id = NEW.plan_id AND e.published_at IS NOT NULL AND {1})"
)
_SAME_TEXT = " AND ".join(
    f"p.{name} IN ('', NEW.{name})" for name in ("kind", "code", "title", "explanation", "source")
)
_BROUGHT_IN = _AMENDED.format(
    "since", f"p.act <> 'end' AND p.element_id IS NOT DISTINCT FROM NEW.replaces_id AND {_SAME_TEXT}"
)
_TAKEN_OUT = _AMENDED.format("until", "p.act <> 'add' AND p.element_id = NEW.id")
_ELEMENT = "grants_element"
ELEMENT_COLUMNS = (
    "plan_id",
    "kind",
    "code",
    "title",
    "explanation",
    "source",
    "position",
    "replaces_id",
    "since_id",
)
_NO_OTHER_ELEMENT = (
    f"{{0}} AND NOT EXISTS (SELECT 1 FROM {_ELEMENT} x WHERE x.id <> NEW.id AND x.until_id IS NULL"  # noqa: S608  # our own names
    " AND NEW.until_id IS NULL AND x.plan_id = NEW.plan_id AND x.kind = NEW.kind AND x.code = NEW.code)"
)
_PLAN_STANDS = "what an adopted or replaced version of the plan holds stays as it is"
_FRAME_STANDS = "what a frozen frame holds stays as it is"

register(
    *frozen("grants_plan", message=_KEPT, updates=False),
    *frozen("grants_plan_editors", message="who edited a version of the plan is kept"),
    *frozen("grants_frame", message=_KEPT, updates=False),
    guard(
        "grants_plan_begins",
        table="grants_plan",
        when="BEFORE INSERT",
        holds=" AND ".join(_PLAN_BEGINS),
        message="a version of the plan begins as a concept, once, after one of its own city",
    ),
    guard(
        "grants_plan_is_adopted_once",
        table="grants_plan",
        when="BEFORE UPDATE",
        holds=f"({' AND '.join(_PLAN_STEPS)}) OR ({_PLAN_ENDS})",
        message="an adopted or replaced version of the plan stays as it is",
    ),
    guard(
        "grants_plan_is_adopted_by_another",
        table="grants_plan",
        when="BEFORE UPDATE",
        holds=_ADOPTED_BY_ANOTHER,
        message="who edited a version of the plan never adopts it",
    ),
    guard(
        "grants_plan_waits_for_reactions",
        table="grants_plan",
        when="BEFORE UPDATE",
        holds=f"NOT {_CONSULTED.format('NEW.id')}",
        message="a version stays as it is while its consultation runs",
    ),
    guard(
        "grants_plan_tells_what_was_said",
        table="grants_plan",
        when="BEFORE UPDATE",
        holds=_CONSULTATION_IS_TOLD,
        message="a version is adopted once the document of each consultation was published",
    ),
    guard(
        "grants_frame_begins",
        table="grants_frame",
        when="BEFORE INSERT",
        holds=f"NEW.frozen_at IS NULL AND {is_near('grants_frame')} AND {_OTHER_FRAME.format('')}",
        message="a frame begins open, once",
    ),
    guard(
        "grants_frame_is_frozen_once",
        table="grants_frame",
        when="BEFORE UPDATE",
        holds=" AND ".join(_FRAME_STEPS),
        message="a frozen frame stays as it is",
    ),
    guard(
        "grants_frame_weighs_enough",
        table="grants_frame",
        when="BEFORE UPDATE",
        holds=_WEIGHS_ENOUGH,
        message="the weights of a frozen frame add up to 100",
    ),
    *(
        guard_on_sqlite(
            f"grants_criterion_weighs_whole_{when}",
            table="grants_criterion",
            when=f"BEFORE {when.upper()}",
            holds="NEW.weight = CAST(NEW.weight AS bigint)",
            message="a criterion weighs a whole number",
        )
        for when in ("insert", "update")
    ),
    guard(
        f"{_ELEMENT}_insert_while_open",
        table=_ELEMENT,
        when="BEFORE INSERT",
        holds=f"{is_near(_ELEMENT)} AND NEW.until_id IS NULL"
        f" AND {_NO_OTHER_ELEMENT.format(alone(_ELEMENT, ('public_id',)))}"
        f" AND CASE WHEN NEW.since_id IS NULL THEN {_OPEN_PLAN.format('NEW')} ELSE {_BROUGHT_IN} END",
        message=_PLAN_STANDS,
    ),
    guard(
        f"{_ELEMENT}_update_while_open",
        table=_ELEMENT,
        when="BEFORE UPDATE",
        holds=f"{same('id', 'public_id', 'plan_id', 'since_id')} AND {_NO_OTHER_ELEMENT.format('OLD.until_id IS NULL')}"
        f" AND CASE WHEN NEW.until_id IS NULL THEN {_OPEN_PLAN.format('OLD')}"
        f" ELSE {same(*ELEMENT_COLUMNS)} AND {_TAKEN_OUT} END",
        message=_PLAN_STANDS,
    ),
    guard(
        f"{_ELEMENT}_delete_while_open",
        table=_ELEMENT,
        when="BEFORE DELETE",
        holds=_OPEN_PLAN.format("OLD"),
        message=_PLAN_STANDS,
    ),
    never_truncated(_ELEMENT, message=_PLAN_STANDS),
    *(
        trigger
        for table in ("grants_criterion", "grants_condition")
        for trigger in parts(
            table,
            owner="frame_id",
            is_open=_OPEN_FRAME,
            keys=(("public_id",), ("frame_id", "code")),
            kept=("public_id",),
            message=_FRAME_STANDS,
        )
    ),
)
