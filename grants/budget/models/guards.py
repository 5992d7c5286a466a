"""What the database itself refuses, whatever the code does (docs/money.md, “What the database keeps”).

Entries, transfers and accounts are only ever added to; sums move with a transfer alone and by exactly its
cents; a closed slice takes nothing; an entry touches one slice and each transfer one book.
`guards_of_changes.py` holds those of prepared changes, `guards_of_regulations.py` those of what budgets stand under.

SQLite needs three things more. It hands the conflict policy of a statement (INSERT OR IGNORE) to what the
triggers of that statement write, so a CHECK that refuses an account would skip it in silence: the guards ask the
same, and what adds up ends by looking whether each row took it. Its columns take halves and text for integers,
and one row with the highest id that there is would be the last of its table (`conditions.py`).
"""

from portal.triggers import Trigger, frozen, guard, guard_on_sqlite, register

from ..states import CREDIT_KINDS, DEBIT_KINDS, EITHER_SIDE_KINDS, OPEN_KINDS, PER_DOSSIER, Event, Kind, Scope
from .conditions import covers, is_near, of_a_day, of_a_moment, whole
from .ledger import SUMS_BELOW


def _among(kinds: tuple[Kind, ...]) -> str:
    return ", ".join(f"'{kind.value}'" for kind in kinds)


_SLICE_IS_SAME = (
    " AND ".join(
        f"NEW.{name} = OLD.{name}" for name in ("id", "public_id", "year_id", "scope", "name", "sort_key")
    )
    + " AND coalesce(NEW.regulation_id, 0) = coalesce(OLD.regulation_id, 0)"
)
_HEAD_STAYS = "NEW.last_number = OLD.last_number AND NEW.head_hash = OLD.head_hash"
_HEAD_FOLLOWS = (
    "NEW.last_number = OLD.last_number + 1 AND EXISTS (SELECT 1 FROM grants_entry e WHERE e.slice_id = OLD.id"
    " AND e.number = NEW.last_number AND e.hash = NEW.head_hash AND e.previous_hash = OLD.head_hash)"
)
_OPEN = "OLD.closed_at IS NULL AND NEW.closed_at IS NULL"
_HEAD_IS_WHOLE = (
    "NOT EXISTS (SELECT 1 FROM grants_entry l WHERE l.slice_id = OLD.id AND l.number = OLD.last_number"
    " AND l.size <> (SELECT count(*) FROM grants_transfer t WHERE t.entry_id = l.id))"
)
_CLOSES = (
    f"OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND {_HEAD_IS_WHOLE}"
    " AND NOT EXISTS (SELECT 1 FROM grants_account a"
    f" WHERE a.slice_id = OLD.id AND a.kind IN ({_among(OPEN_KINDS)}) AND a.debits <> a.credits)"
    " AND (NEW.successor_id IS NULL OR (EXISTS (SELECT 1 FROM grants_slice n"
    " JOIN grants_year y ON y.id = n.year_id JOIN grants_year o ON o.id = OLD.year_id"
    " WHERE n.id = NEW.successor_id AND n.closed_at IS NULL AND y.city_id = o.city_id AND y.year > o.year"
    " AND n.scope = OLD.scope AND coalesce(n.regulation_id, 0) = coalesce(OLD.regulation_id, 0))"
    " AND NOT EXISTS (SELECT 1 FROM grants_slice p WHERE p.successor_id = NEW.successor_id)))"
)
_COVERED = (
    "EXISTS (SELECT 1 FROM grants_regulation r JOIN grants_year y ON y.id = NEW.year_id"
    f" WHERE r.id = NEW.regulation_id AND {covers('r')})"
)
_SLICE_IS_NEW = (
    f"{is_near('grants_slice')} AND ({_COVERED} OR NEW.regulation_id IS NULL) AND "
    "NEW.last_number = 0 AND NEW.head_hash = '' AND NEW.closed_at IS NULL"
    " AND EXISTS (SELECT 1 FROM grants_year y WHERE y.id = NEW.year_id AND y.closed_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM grants_slice s WHERE s.id = NEW.id OR s.public_id = NEW.public_id"
    " OR (s.year_id = NEW.year_id AND coalesce(s.regulation_id, 0) = coalesce(NEW.regulation_id, 0)"
    " AND (s.name = NEW.name OR (s.scope = NEW.scope"
    f" AND s.scope IN ('{Scope.BOOKS.value}', '{Scope.CITY.value}')))))"
)
_SHARE_IS_NEW = (
    f"{is_near('grants_slicedistrict')} AND "
    "EXISTS (SELECT 1 FROM grants_slice s WHERE s.id = NEW.slice_id AND s.year_id = NEW.year_id"
    " AND s.regulation_id = NEW.regulation_id AND s.closed_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM grants_slicedistrict d WHERE d.id = NEW.id OR (d.year_id = NEW.year_id"
    " AND d.regulation_id = NEW.regulation_id AND d.district_id = NEW.district_id))"
)
_ZEROS = (
    "CASE WHEN NEW.sequence < 10 THEN '000' WHEN NEW.sequence < 100 THEN '00' WHEN NEW.sequence < 1000 THEN '0'"
    " ELSE '' END"
)
_DOSSIER_IS_NEXT = (
    f"{is_near('grants_dossier')} AND "
    "EXISTS (SELECT 1 FROM grants_slice s JOIN grants_regulation r ON r.id = s.regulation_id"
    " JOIN grants_year y ON y.id = s.year_id"
    " WHERE s.id = NEW.slice_id AND s.year_id = NEW.year_id AND s.closed_at IS NULL AND r.prefix = NEW.prefix"
    f" AND NEW.number = r.prefix || '-' || y.year || '-' || {_ZEROS} || NEW.sequence)"
    " AND NEW.sequence = 1 + (SELECT coalesce(max(d.sequence), 0) FROM grants_dossier d"
    " WHERE d.year_id = NEW.year_id AND d.prefix = NEW.prefix)"
    " AND NOT EXISTS (SELECT 1 FROM grants_dossier d WHERE d.id = NEW.id OR d.public_id = NEW.public_id)"
)

# The entry before it is whole: it has as many transfers as it says.
_LAST_IS_WHOLE = (
    "NOT EXISTS (SELECT 1 FROM grants_entry l WHERE l.slice_id = NEW.slice_id AND l.number = NEW.number - 1"
    " AND l.size <> (SELECT count(*) FROM grants_transfer t WHERE t.entry_id = l.id))"
)
_ENTRY_FOLLOWS = (
    f"{whole('number', 'size')} AND {is_near('grants_entry')} AND "
    "EXISTS (SELECT 1 FROM grants_slice s WHERE s.id = NEW.slice_id AND s.last_number = NEW.number - 1"
    " AND s.head_hash = NEW.previous_hash AND NEW.previous_hash <> NEW.hash)"
    " AND NOT EXISTS (SELECT 1 FROM grants_entry e WHERE e.id = NEW.id)"
    " AND NOT EXISTS (SELECT 1 FROM grants_entry e WHERE e.slice_id = NEW.slice_id AND e.key = NEW.key)"
    " AND (NEW.undoes_id IS NULL OR EXISTS (SELECT 1 FROM grants_entry e WHERE e.id = NEW.undoes_id"
    f" AND e.slice_id = NEW.slice_id AND e.size = NEW.size AND e.event <> '{Event.COUNTER.value}' AND NOT EXISTS"
    " (SELECT 1 FROM grants_entry u WHERE u.undoes_id = NEW.undoes_id)))"
    f" AND {_LAST_IS_WHOLE}"
)
_SLICE_IS_OPEN = "EXISTS (SELECT 1 FROM grants_slice s WHERE s.id = NEW.slice_id AND s.closed_at IS NULL)"

_IS_A_LEAF = "({0}.kind IN (" + _among(PER_DOSSIER) + ")) = ({0}.dossier_id IS NOT NULL)"
_IS_OF_THE_ENTRY = "({0}.dossier_id IS NULL OR {0}.dossier_id = e.dossier_id)"
_UNDOES_ITS_MIRROR = (
    f"(e.event <> '{Event.COUNTER.value}' OR EXISTS (SELECT 1 FROM grants_transfer u"
    " WHERE u.entry_id = e.undoes_id AND u.position = e.size + 1 - NEW.position"
    " AND u.debit_id = NEW.credit_id AND u.credit_id = NEW.debit_id AND u.cents = NEW.cents))"
)
_TRANSFER_FITS = (
    f"{whole('cents', 'position')} AND {is_near('grants_transfer')} AND "
    "EXISTS (SELECT 1 FROM grants_entry e JOIN grants_slice s ON s.id = e.slice_id"
    " JOIN grants_account d ON d.id = NEW.debit_id JOIN grants_account c ON c.id = NEW.credit_id"
    " WHERE e.id = NEW.entry_id AND s.closed_at IS NULL AND e.number = s.last_number"
    " AND NEW.position <= e.size"
    " AND NEW.position = 1 + (SELECT count(*) FROM grants_transfer t WHERE t.entry_id = e.id)"
    " AND d.slice_id = e.slice_id AND c.slice_id = e.slice_id AND d.book = c.book AND d.kind <> c.kind"
    f" AND {_IS_A_LEAF.format('d')} AND {_IS_A_LEAF.format('c')}"
    f" AND (({_IS_OF_THE_ENTRY.format('d')} AND {_IS_OF_THE_ENTRY.format('c')})"
    f" OR (e.event IN ('{Event.SET_OFF.value}', '{Event.COUNTER.value}')"
    " AND (d.dossier_id = e.dossier_id OR c.dossier_id = e.dossier_id)))"
    f" AND {_UNDOES_ITS_MIRROR})"
    " AND NOT EXISTS (SELECT 1 FROM grants_transfer t WHERE t.id = NEW.id)"
)

_ACCOUNT_IS_NEW = (
    f"{is_near('grants_account')} AND "
    "NEW.debits = 0 AND NEW.credits = 0 AND NEW.last_transfer = 0"
    " AND NOT EXISTS (SELECT 1 FROM grants_account a WHERE a.id = NEW.id)"
    " AND NOT EXISTS (SELECT 1 FROM grants_account a WHERE a.dossier_id = NEW.dossier_id"
    " AND a.slice_id = NEW.slice_id AND a.kind = NEW.kind)"
    " AND (NEW.dossier_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM grants_account a"
    " WHERE a.slice_id = NEW.slice_id AND a.kind = NEW.kind AND a.dossier_id IS NULL))"
    " AND (NEW.parent_id IS NULL OR EXISTS (SELECT 1 FROM grants_account p WHERE p.id = NEW.parent_id"
    " AND p.slice_id = NEW.slice_id AND p.kind = NEW.kind AND p.dossier_id IS NULL))"
)
_ACCOUNT_IS_SAME = (
    "NEW.id = OLD.id AND NEW.slice_id = OLD.slice_id AND NEW.kind = OLD.kind AND NEW.book = OLD.book"
    " AND coalesce(NEW.dossier_id, 0) = coalesce(OLD.dossier_id, 0)"
    " AND coalesce(NEW.parent_id, 0) = coalesce(OLD.parent_id, 0)"
)


def _touches(side: str) -> str:
    return f"OLD.id IN (t.{side}_id, (SELECT l.parent_id FROM grants_account l WHERE l.id = t.{side}_id))"


_ACCOUNT_MOVES = (
    f"{_ACCOUNT_IS_SAME} AND {whole('debits', 'credits')} AND NEW.last_transfer > OLD.last_transfer AND EXISTS"
    " (SELECT 1 FROM grants_transfer t WHERE t.id = NEW.last_transfer AND ("
    f"(NEW.debits = OLD.debits + t.cents AND NEW.credits = OLD.credits AND {_touches('debit')})"
    f" OR (NEW.credits = OLD.credits + t.cents AND NEW.debits = OLD.debits AND {_touches('credit')})))"
)

_STAYS_ON_ITS_SIDE = (
    f"NEW.debits < {SUMS_BELOW} AND NEW.credits < {SUMS_BELOW}"
    f" AND ((NEW.kind IN ({_among(DEBIT_KINDS)}) AND NEW.debits >= NEW.credits)"
    f" OR (NEW.kind IN ({_among(CREDIT_KINDS)}) AND NEW.credits >= NEW.debits)"
    f" OR NEW.kind IN ({_among(EITHER_SIDE_KINDS)}))"
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
_IS_BUDGET = (
    "EXISTS (SELECT 1 FROM grants_account a WHERE a.id IN (NEW.debit_id, NEW.credit_id)"
    f" AND a.kind = '{Kind.AUTHORITY.value}')"
)
_ALLOT = (
    "UPDATE grants_year SET allotted_cents = allotted_cents + NEW.cents, last_transfer = NEW.id"
    f" WHERE id = {_YEAR_OF.format('credit')};"
    " UPDATE grants_year SET allotted_cents = allotted_cents - NEW.cents, last_transfer = NEW.id"
    f" WHERE id = {_YEAR_OF.format('debit')};"
)
_TOTALS_ABOVE = "(SELECT l.parent_id FROM grants_account l WHERE l.id IN (NEW.debit_id, NEW.credit_id))"
_ALL_TOOK_IT = (
    "SELECT RAISE(ABORT, 'a transfer must reach its accounts, their totals and the year')"
    " WHERE EXISTS (SELECT 1 FROM grants_account a WHERE a.last_transfer <> NEW.id"
    f" AND (a.id IN (NEW.debit_id, NEW.credit_id) OR a.id IN {_TOTALS_ABOVE}))"
    " OR EXISTS (SELECT 1 FROM grants_year y WHERE y.last_transfer <> NEW.id"
    f" AND y.id IN ({_YEAR_OF.format('debit')}, {_YEAR_OF.format('credit')}));"
)
_HEAD_TOOK_IT = (
    "SELECT RAISE(ABORT, 'an entry must become the head of its slice') WHERE NOT EXISTS (SELECT 1"
    " FROM grants_slice s WHERE s.id = NEW.slice_id AND s.last_number = NEW.number AND s.head_hash = NEW.hash);"
)
_MOVE_HEAD = "UPDATE grants_slice SET last_number = NEW.number, head_hash = NEW.hash WHERE id = NEW.slice_id;"

_APPEND_ONLY = "the ledger is append-only"
_KEPT = "rows of the budget are kept"

register(
    *frozen("grants_entry", message=_APPEND_ONLY),
    *frozen("grants_transfer", message=_APPEND_ONLY),
    *frozen("grants_dossier", message=_KEPT),
    *frozen("grants_slicedistrict", message=_KEPT),
    *frozen("grants_account", message=_KEPT, updates=False),
    *frozen("grants_slice", message=_KEPT, updates=False),
    *frozen("grants_year", message=_KEPT, updates=False),
    guard(
        "grants_entry_in_open_slice",
        table="grants_entry",
        when="BEFORE INSERT",
        holds=_SLICE_IS_OPEN,
        message="the year of this slice is closed",
    ),
    guard(
        "grants_entry_follows",
        table="grants_entry",
        when="BEFORE INSERT",
        holds=_ENTRY_FOLLOWS,
        message="an entry must follow the head of its slice",
    ),
    guard_on_sqlite(
        "grants_entry_has_its_day",
        table="grants_entry",
        when="BEFORE INSERT",
        holds=f"{of_a_day('booked_on')} AND {of_a_moment('at')}",
        message="an entry has a day and a moment",
    ),
    Trigger(
        name="grants_entry_moves_head",
        table="grants_entry",
        when="AFTER INSERT",
        sqlite=f"{_MOVE_HEAD} {_HEAD_TOOK_IT}",
        postgresql=f"BEGIN {_MOVE_HEAD} RETURN NULL; END",
    ),
    guard(
        "grants_transfer_fits",
        table="grants_transfer",
        when="BEFORE INSERT",
        holds=_TRANSFER_FITS,
        message="a transfer must fit the last entry of its slice",
    ),
    Trigger(
        name="grants_transfer_adds_up",
        table="grants_transfer",
        when="AFTER INSERT",
        sqlite=f"{_ADD_UP} {_ALLOT} {_ALL_TOOK_IT}",
        postgresql=f"BEGIN {_ADD_UP} IF {_IS_BUDGET} THEN {_ALLOT} END IF; RETURN NULL; END",
    ),
    guard(
        "grants_account_is_new",
        table="grants_account",
        when="BEFORE INSERT",
        holds=_ACCOUNT_IS_NEW,
        message="an account begins empty, once, under the total of its kind",
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
        "grants_slice_begins",
        table="grants_slice",
        when="BEFORE INSERT",
        holds=_SLICE_IS_NEW,
        message="a slice begins empty and open, once, in an open year",
    ),
    guard(
        "grants_slicedistrict_is_new",
        table="grants_slicedistrict",
        when="BEFORE INSERT",
        holds=_SHARE_IS_NEW,
        message="a district has one slice of a year and regulation",
    ),
    guard(
        "grants_dossier_is_next",
        table="grants_dossier",
        when="BEFORE INSERT",
        holds=_DOSSIER_IS_NEXT,
        message="a dossier takes the next number of its year and regulation",
    ),
    guard(
        "grants_slice_follows",
        table="grants_slice",
        when="BEFORE UPDATE",
        holds=f"{_SLICE_IS_SAME} AND (({_OPEN} AND ({_HEAD_STAYS} OR {_HEAD_FOLLOWS}))"
        f" OR ({_HEAD_STAYS} AND {_CLOSES}))",
        message="a slice changes by its entries and its closing alone",
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
