"""What the database itself refuses of the regulations that budgets stand under.

The room of the regulations knows no budgets: this is the one place that tells whether one is in use.
"""

from portal.triggers import frozen, guard, guard_on_sqlite, never_truncated, register

from .conditions import KEPT, covers, is_near, of_a_day

_TABLE = "grants_regulation"
_IS_ALONE = (  # what OR REPLACE would remove without a trigger that hears of it
    "NOT EXISTS (SELECT 1 FROM grants_regulation r WHERE {0}(r.id = NEW.id OR r.public_id = NEW.public_id"
    " OR (r.city_id = NEW.city_id AND r.prefix = NEW.prefix)))"
)
_IS_SAME = "NEW.id = OLD.id AND NEW.public_id = OLD.public_id AND NEW.city_id = OLD.city_id"
_COVERS_ITS_BUDGETS = (
    "NOT EXISTS (SELECT 1 FROM grants_slice s JOIN grants_year y ON y.id = s.year_id"  # our own names
    f" WHERE s.regulation_id = OLD.id AND NOT {covers('NEW')})"
)
_KEEPS_A_TIER = (
    "EXISTS (SELECT 1 FROM grants_tier t WHERE t.regulation_id = OLD.regulation_id AND t.id <> OLD.id) OR NOT EXISTS"
    " (SELECT 1 FROM grants_slice s WHERE s.regulation_id = OLD.regulation_id)"
)
_HAS_DAYS = f"{of_a_day('starts_on')} AND (NEW.ends_on IS NULL OR {of_a_day('ends_on')})"

register(
    *frozen(_TABLE, message=KEPT, updates=False),
    guard(
        "grants_regulation_begins",
        table=_TABLE,
        when="BEFORE INSERT",
        holds=f"{is_near(_TABLE)} AND {_IS_ALONE.format('')}",
        message="a regulation is entered once, and takes the place of no other",
    ),
    guard(
        "grants_regulation_stays_itself",
        table=_TABLE,
        when="BEFORE UPDATE",
        holds=f"{_IS_SAME} AND {_IS_ALONE.format('r.id <> OLD.id AND ')}",
        message="a regulation stays that of its city, and takes the place of no other",
    ),
    guard(
        "grants_regulation_keeps_its_prefix",
        table=_TABLE,
        when="BEFORE UPDATE",
        holds="NEW.prefix = OLD.prefix OR NOT EXISTS"
        " (SELECT 1 FROM grants_slice s WHERE s.regulation_id = OLD.id)",
        message="a budget stands under this regulation, so its dossier numbers keep their prefix",
    ),
    guard(
        "grants_regulation_covers_its_budgets",
        table=_TABLE,
        when="BEFORE UPDATE",
        holds=_COVERS_ITS_BUDGETS,
        message="a budget stands under this regulation, so its days cover a part of that year",
    ),
    guard(
        "grants_tier_is_not_the_last",
        table="grants_tier",
        when="BEFORE DELETE",
        holds=_KEEPS_A_TIER,
        message="a budget stands under this regulation, so it keeps a tier",
    ),
    guard(
        "grants_tier_stays_itself",
        table="grants_tier",
        when="BEFORE UPDATE",
        holds="NEW.id = OLD.id AND NEW.regulation_id = OLD.regulation_id",
        message="a tier stays that of its regulation",
    ),
    never_truncated("grants_tier", message="a budget stands under this regulation, so it keeps a tier"),
    *(
        guard_on_sqlite(
            f"grants_regulation_has_its_days_{when}",
            table=_TABLE,
            when=f"BEFORE {when.upper()}",
            holds=_HAS_DAYS,
            message="a regulation has a first day, and a last day or none",
        )
        for when in ("insert", "update")
    ),
)
