"""What the database itself refuses of sums: of accounts, of what a year has allotted, and how transfers add up.

Sums move with a transfer alone and by exactly its cents, on the leaf and on the total above it.
"""

from portal.triggers import Trigger, frozen, guard, guard_on_sqlite, register

from ..states import BOOKS, CREDIT_KINDS, DEBIT_KINDS, EITHER_SIDE_KINDS, PER_DOSSIER, Kind
from .conditions import KEPT, among, is_near, is_there, whole
from .ledger import SUMS_BELOW

_IN_ITS_BOOK = " OR ".join(
    f"(NEW.book = '{book.value}' AND NEW.kind IN ({among(kinds)}))" for book, kinds in BOOKS.items()
)
_HAS_ITS_TOTAL = (
    "(NEW.dossier_id IS NULL) = (NEW.parent_id IS NULL)"
    f" AND (NEW.dossier_id IS NULL OR NEW.kind IN ({among(PER_DOSSIER)}))"
)
_ACCOUNT_IS_NEW = (
    f"{is_near('grants_account')} AND NEW.debits = 0 AND NEW.credits = 0 AND NEW.last_transfer = 0"
    f" AND ({_IN_ITS_BOOK}) AND {_HAS_ITS_TOTAL}"
    " AND (NEW.parent_id IS NULL OR EXISTS (SELECT 1 FROM grants_account p WHERE p.id = NEW.parent_id"
    " AND p.slice_id = NEW.slice_id AND p.kind = NEW.kind AND p.dossier_id IS NULL))"
)
_ACCOUNT_IS_ALONE = (
    "NOT EXISTS (SELECT 1 FROM grants_account a WHERE a.id = NEW.id)"
    " AND NOT EXISTS (SELECT 1 FROM grants_account a WHERE a.dossier_id = NEW.dossier_id"
    " AND a.slice_id = NEW.slice_id AND a.kind = NEW.kind)"
    " AND (NEW.dossier_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM grants_account a"
    " WHERE a.slice_id = NEW.slice_id AND a.kind = NEW.kind AND a.dossier_id IS NULL))"
)
_ACCOUNT_IS_SAME = (
    "NEW.id = OLD.id AND NEW.slice_id = OLD.slice_id AND NEW.kind = OLD.kind AND NEW.book = OLD.book"
    " AND coalesce(NEW.dossier_id, 0) = coalesce(OLD.dossier_id, 0)"
    " AND coalesce(NEW.parent_id, 0) = coalesce(OLD.parent_id, 0)"
)


# The newest transfer moved one of the two sums, by its cents, of its account on that side or the total above.
_SIDE = "CASE WHEN NEW.debits <> OLD.debits THEN t.debit_id ELSE t.credit_id END"
_ACCOUNT_MOVES = (
    f"{_ACCOUNT_IS_SAME} AND {whole('debits', 'credits')} AND NEW.last_transfer > OLD.last_transfer AND EXISTS"
    " (SELECT 1 FROM grants_transfer t WHERE t.id = NEW.last_transfer"
    " AND ((NEW.debits = OLD.debits + t.cents AND NEW.credits = OLD.credits)"
    " OR (NEW.credits = OLD.credits + t.cents AND NEW.debits = OLD.debits))"
    f" AND ({_SIDE} = OLD.id OR OLD.id = (SELECT l.parent_id FROM grants_account l WHERE l.id = {_SIDE})))"
)

_STAYS_ON_ITS_SIDE = (
    f"NEW.debits < {SUMS_BELOW} AND NEW.credits < {SUMS_BELOW}"
    f" AND ((NEW.kind IN ({among(DEBIT_KINDS)}) AND NEW.debits >= NEW.credits)"
    f" OR (NEW.kind IN ({among(CREDIT_KINDS)}) AND NEW.credits >= NEW.debits)"
    f" OR NEW.kind IN ({among(EITHER_SIDE_KINDS)}))"
)
_STAYS_WITHIN_ITS_SHARE = "NEW.allotted_cents >= 0 AND NEW.reserved_cents >= NEW.allotted_cents"

_YEAR_IS_SAME = (
    f"{whole('programme_cents', 'reserved_cents', 'allotted_cents')} AND "
    "NEW.id = OLD.id AND NEW.city_id = OLD.city_id AND NEW.year = OLD.year AND OLD.closed_at IS NULL"
)
_SLICES_CLOSE_FIRST = (
    "(NEW.closed_at IS NULL OR NOT EXISTS"
    " (SELECT 1 FROM grants_slice s WHERE s.year_id = OLD.id AND s.closed_at IS NULL))"
)
_ALLOTTED_STAYS = "NEW.allotted_cents = OLD.allotted_cents AND NEW.last_transfer = OLD.last_transfer"
_AUTHORITY_OF_YEAR = (
    "EXISTS (SELECT 1 FROM grants_account a JOIN grants_slice s ON s.id = a.slice_id"
    " WHERE a.id = t.{0}_id AND s.year_id = OLD.id AND a.kind = '" + Kind.AUTHORITY.value + "')"
)
_ALLOTTED_MOVES = (
    "NEW.last_transfer > OLD.last_transfer AND NEW.reserved_cents = OLD.reserved_cents AND EXISTS"
    " (SELECT 1 FROM grants_transfer t WHERE t.id = NEW.last_transfer AND ("
    f"(NEW.allotted_cents = OLD.allotted_cents + t.cents AND {_AUTHORITY_OF_YEAR.format('credit')})"
    f" OR (NEW.allotted_cents = OLD.allotted_cents - t.cents AND {_AUTHORITY_OF_YEAR.format('debit')})))"
)

_YEAR_OF = (
    "(SELECT s.year_id FROM grants_account a JOIN grants_slice s ON s.id = a.slice_id"
    f" WHERE a.id = NEW.{{0}}_id AND a.kind = '{Kind.AUTHORITY.value}')"
)


def _sums(side: str, column: str) -> str:
    leaf_and_total = f"(NEW.{side}_id, (SELECT l.parent_id FROM grants_account l WHERE l.id = NEW.{side}_id))"
    return (
        f"UPDATE grants_account SET {column} = {column} + NEW.cents, last_transfer = NEW.id"
        f" WHERE id IN {leaf_and_total};"
    )


_ADD_UP = f"{_sums('debit', 'debits')} {_sums('credit', 'credits')}"
_ALLOT = (
    "UPDATE grants_year SET allotted_cents = allotted_cents + NEW.cents, last_transfer = NEW.id"
    f" WHERE id = {_YEAR_OF.format('credit')};"
    " UPDATE grants_year SET allotted_cents = allotted_cents - NEW.cents, last_transfer = NEW.id"
    f" WHERE id = {_YEAR_OF.format('debit')};"
)
# Asked when the last transfer of an entry stands: within an entry advances may go before or after the commitment.
_TOO_MUCH_ADVANCED = (
    "SELECT 1 FROM grants_entry e JOIN grants_account a ON a.dossier_id = e.dossier_id AND a.slice_id = e.slice_id"
    f" AND a.kind = '{Kind.ADVANCES.value}'"
    " LEFT JOIN grants_account c ON c.dossier_id = e.dossier_id AND c.slice_id = e.slice_id"
    f" AND c.kind = '{Kind.COMMITTED.value}'"
    " WHERE e.id = NEW.entry_id AND e.size = NEW.position"
    " AND a.debits - a.credits > coalesce(c.debits - c.credits, 0)"
)
_ONLY_WHAT_IS_GRANTED = "no more is advanced to a dossier than is committed to it"
_ADD_UP_AT_ONCE = f"""
DECLARE side record;
BEGIN
    SELECT d.kind, d.parent_id, c.kind AS other_kind, c.parent_id AS other_parent_id INTO side
        FROM grants_account d, grants_account c WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id;
    UPDATE grants_account SET last_transfer = NEW.id,
        debits = CASE WHEN id IN (NEW.debit_id, side.parent_id) THEN debits + NEW.cents ELSE debits END,
        credits = CASE WHEN id IN (NEW.credit_id, side.other_parent_id) THEN credits + NEW.cents ELSE credits END
        WHERE id IN (NEW.debit_id, side.parent_id, NEW.credit_id, side.other_parent_id);
    IF '{Kind.AUTHORITY.value}' IN (side.kind, side.other_kind) THEN {_ALLOT} END IF;
    IF NEW.position > 1 OR side.kind = '{Kind.ADVANCES.value}' OR side.other_kind = '{Kind.COMMITTED.value}' THEN
        IF EXISTS ({_TOO_MUCH_ADVANCED}) THEN
            RAISE EXCEPTION '{_ONLY_WHAT_IS_GRANTED}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NULL;
END"""
_TOTALS_ABOVE = "(SELECT l.parent_id FROM grants_account l WHERE l.id IN (NEW.debit_id, NEW.credit_id))"
_ALL_TOOK_IT = (
    "SELECT RAISE(ABORT, 'a transfer must reach its accounts, their totals and the year')"
    " WHERE EXISTS (SELECT 1 FROM grants_account a WHERE a.last_transfer <> NEW.id"
    f" AND (a.id IN (NEW.debit_id, NEW.credit_id) OR a.id IN {_TOTALS_ABOVE}))"
    " OR EXISTS (SELECT 1 FROM grants_year y WHERE y.last_transfer <> NEW.id"
    f" AND y.id IN ({_YEAR_OF.format('debit')}, {_YEAR_OF.format('credit')}));"
)

register(
    *frozen("grants_year", message=KEPT, updates=False),
    *frozen("grants_account", message=KEPT, updates=False),
    Trigger(
        name="grants_transfer_adds_up",
        table="grants_transfer",
        when="AFTER INSERT",
        sqlite=f"{_ADD_UP} {_ALLOT} {_ALL_TOOK_IT}"
        f" SELECT RAISE(ABORT, '{_ONLY_WHAT_IS_GRANTED}') WHERE EXISTS ({_TOO_MUCH_ADVANCED});",
        postgresql=_ADD_UP_AT_ONCE,
    ),
    guard(
        "grants_account_is_new",
        table="grants_account",
        when="BEFORE INSERT",
        holds=_ACCOUNT_IS_NEW,
        on_sqlite=_ACCOUNT_IS_ALONE,
        message="an account begins empty, once, under the total of its kind",
    ),
    guard_on_sqlite(
        "grants_account_names_what_is_there",
        table="grants_account",
        when="BEFORE INSERT",
        holds=f"{is_there('grants_slice', 'slice_id')} AND {is_there('grants_dossier', 'dossier_id')}",
        message="an account is of a slice and a dossier that are there",
    ),
    guard(
        "grants_account_moves",
        table="grants_account",
        when="BEFORE UPDATE",
        holds=_ACCOUNT_MOVES,
        message="the sums of an account are kept by the database",
    ),
    guard_on_sqlite(
        "grants_account_stays_on_its_side",
        table="grants_account",
        when="BEFORE UPDATE",
        holds=_STAYS_ON_ITS_SIDE,
        message="account_stays_on_its_normal_side, and its sums stay countable",
    ),
    guard(
        "grants_year_begins",
        table="grants_year",
        when="BEFORE INSERT",
        holds=f"{whole('year', 'programme_cents', 'reserved_cents')} AND {is_near('grants_year')}"
        " AND NEW.allotted_cents = 0 AND NEW.last_transfer = 0 AND NEW.closed_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM grants_year y WHERE y.id = NEW.id"
        " OR (y.city_id = NEW.city_id AND y.year = NEW.year))",
        message="a year begins open and with nothing allotted",
    ),
    guard(
        "grants_year_follows",
        table="grants_year",
        when="BEFORE UPDATE",
        holds=f"{_YEAR_IS_SAME} AND {_SLICES_CLOSE_FIRST} AND (({_ALLOTTED_STAYS}) OR ({_ALLOTTED_MOVES}))",
        message="what a year has allotted is kept by the database",
    ),
    guard_on_sqlite(
        "grants_year_stays_within_its_share",
        table="grants_year",
        when="BEFORE UPDATE",
        holds=_STAYS_WITHIN_ITS_SHARE,
        message="slices_stay_within_the_reserved_share",
    ),
)
