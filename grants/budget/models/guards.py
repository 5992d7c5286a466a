"""What the database itself refuses, whatever the code does (docs/money.md, “What the database keeps”).

Entries, transfers and accounts are only ever added to; a closed slice takes nothing; an entry touches one slice and
each transfer one book. `guards_of_sums.py` holds what keeps the sums, `guards_of_changes.py` prepared changes,
`guards_of_regulations.py` what budgets stand under.

SQLite needs four things more. It hands the conflict policy of a statement (INSERT OR IGNORE) to what the
triggers of that statement write, so a CHECK that refuses an account would skip it in silence: the guards ask the
same, and what adds up ends by looking whether each row took it. Its columns take halves and text for integers,
and one row with the highest id that there is would be the last of its table (`conditions.py`). And it asks no
foreign key of a program that did not switch them on.
"""

from portal.triggers import Trigger, frozen, guard, guard_on_sqlite, register

from ..states import OPEN_KINDS, PER_DOSSIER, Event, Kind, Scope
from .conditions import KEPT, among, covers, is_near, is_there, of_a_day, of_a_moment, whole

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
_HEAD_IS_WHOLE = (
    "NOT EXISTS (SELECT 1 FROM grants_entry l WHERE l.slice_id = OLD.id AND l.number = OLD.last_number"
    " AND l.size <> (SELECT count(*) FROM grants_transfer t WHERE t.entry_id = l.id))"
)
_HAS_ALL_DISTRICTS = (
    "NOT EXISTS (SELECT 1 FROM grants_slicedistrict d WHERE d.slice_id = {0} AND NOT EXISTS"
    " (SELECT 1 FROM grants_slicedistrict o WHERE o.slice_id = {1} AND o.district_id = d.district_id))"
)
_SAME_DISTRICTS = (
    f"{_HAS_ALL_DISTRICTS.format('OLD.id', 'n.id')} AND {_HAS_ALL_DISTRICTS.format('n.id', 'OLD.id')}"
)
_CLOSES = (
    f"OLD.closed_at IS NULL AND {_HEAD_IS_WHOLE}"
    " AND NOT EXISTS (SELECT 1 FROM grants_account a"
    f" WHERE a.slice_id = OLD.id AND a.kind IN ({among(OPEN_KINDS)}) AND a.debits <> a.credits)"
    " AND (NEW.successor_id IS NULL OR (EXISTS (SELECT 1 FROM grants_slice n"
    " JOIN grants_year y ON y.id = n.year_id JOIN grants_year o ON o.id = OLD.year_id"
    " WHERE n.id = NEW.successor_id AND n.closed_at IS NULL AND y.city_id = o.city_id AND y.year > o.year"
    " AND n.scope = OLD.scope AND coalesce(n.regulation_id, 0) = coalesce(OLD.regulation_id, 0)"
    f" AND {_SAME_DISTRICTS})"
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
    "EXISTS (SELECT 1 FROM grants_slice s WHERE s.id = NEW.slice_id AND s.closed_at IS NULL"
    " AND s.last_number = NEW.number - 1"
    f" AND s.head_hash = NEW.previous_hash AND NEW.previous_hash <> NEW.hash) AND {_LAST_IS_WHOLE}"
)
_ENTRY_IS_ALONE = (
    "NOT EXISTS (SELECT 1 FROM grants_entry e WHERE e.id = NEW.id)"
    " AND NOT EXISTS (SELECT 1 FROM grants_entry e WHERE e.slice_id = NEW.slice_id AND e.key = NEW.key)"
)
_UNDOES_ONCE = (
    "EXISTS (SELECT 1 FROM grants_entry e WHERE e.id = NEW.undoes_id AND e.slice_id = NEW.slice_id"
    f" AND e.size = NEW.size AND e.event <> '{Event.COUNTER.value}')"
    " AND NOT EXISTS (SELECT 1 FROM grants_entry u WHERE u.undoes_id = NEW.undoes_id)"
)
_IS_A_LEAF = "({0}.kind IN (" + among(PER_DOSSIER) + ")) = ({0}.dossier_id IS NOT NULL)"
_IS_OF_THE_ENTRY = "({0}.dossier_id IS NULL OR {0}.dossier_id = e.dossier_id)"
_SET_OFF = among((Kind.PAYABLE, Kind.RECEIVABLE))  # what one dossier owes against what another gets
_IS_THE_MIRROR = (
    "(e.undoes_id IS NULL OR EXISTS (SELECT 1 FROM grants_transfer u WHERE u.entry_id = e.undoes_id"
    " AND u.position = e.size + 1 - NEW.position AND u.debit_id = NEW.credit_id AND u.credit_id = NEW.debit_id"
    " AND u.cents = NEW.cents))"
)
# “+ 0” keeps PostgreSQL from looking for these three rows by their slice, when each is named by its id.
_TRANSFER_FITS = (
    f"{whole('cents', 'position')} AND {is_near('grants_transfer')} AND "
    "EXISTS (SELECT 1 FROM grants_entry e JOIN grants_account d ON d.id = NEW.debit_id"
    " JOIN grants_account c ON c.id = NEW.credit_id"
    " WHERE e.id = NEW.entry_id AND NEW.position <= e.size"
    " AND e.number = (SELECT s.last_number FROM grants_slice s WHERE s.id = e.slice_id AND s.closed_at IS NULL)"
    " AND NEW.position = 1 + (SELECT count(*) FROM grants_transfer t WHERE t.entry_id = e.id)"
    " AND d.slice_id + 0 = e.slice_id AND c.slice_id + 0 = e.slice_id AND d.book = c.book AND d.kind <> c.kind"
    f" AND {_IS_A_LEAF.format('d')} AND {_IS_A_LEAF.format('c')}"
    f" AND (({_IS_OF_THE_ENTRY.format('d')} AND {_IS_OF_THE_ENTRY.format('c')})"
    f" OR (e.event IN ('{Event.SET_OFF.value}', '{Event.COUNTER.value}') AND d.kind IN ({_SET_OFF})"
    f" AND c.kind IN ({_SET_OFF}) AND (d.dossier_id = e.dossier_id OR c.dossier_id = e.dossier_id)))"
    f" AND {_IS_THE_MIRROR})"
)
_TRANSFER_IS_ALONE = "NOT EXISTS (SELECT 1 FROM grants_transfer t WHERE t.id = NEW.id)"

_HEAD_TOOK_IT = (
    "SELECT RAISE(ABORT, 'an entry must become the head of its slice') WHERE NOT EXISTS (SELECT 1"
    " FROM grants_slice s WHERE s.id = NEW.slice_id AND s.last_number = NEW.number AND s.head_hash = NEW.hash);"
)
_MOVE_HEAD = "UPDATE grants_slice SET last_number = NEW.number, head_hash = NEW.hash WHERE id = NEW.slice_id;"

_APPEND_ONLY = "the ledger is append-only"
_SLICE_CHANGES = "a slice changes by its entries and its closing alone"

register(
    *frozen("grants_entry", message=_APPEND_ONLY),
    *frozen("grants_transfer", message=_APPEND_ONLY),
    *frozen("grants_dossier", message=KEPT),
    *frozen("grants_slicedistrict", message=KEPT),
    *frozen("grants_slice", message=KEPT, updates=False),
    guard(
        "grants_entry_follows",
        table="grants_entry",
        when="BEFORE INSERT",
        holds=_ENTRY_FOLLOWS,
        on_sqlite=_ENTRY_IS_ALONE,
        message="an entry must follow the head of its slice, which is open",
    ),
    guard(
        "grants_entry_undoes_once",
        table="grants_entry",
        when="BEFORE INSERT",
        only="NEW.undoes_id IS NOT NULL",
        holds=_UNDOES_ONCE,
        message="a counter-entry undoes one entry of its slice, once",
    ),
    guard_on_sqlite(
        "grants_entry_has_its_day",
        table="grants_entry",
        when="BEFORE INSERT",
        holds=f"{of_a_day('booked_on')} AND {of_a_moment('at')}",
        message="an entry has a day and a moment",
    ),
    guard_on_sqlite(
        "grants_entry_names_what_is_there",
        table="grants_entry",
        when="BEFORE INSERT",
        holds=f"{is_there('grants_dossier', 'dossier_id')} AND {is_there('wijkraden_user', 'by_id')}",
        message="an entry names a dossier and a person that are there",
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
        on_sqlite=_TRANSFER_IS_ALONE,
        message="a transfer must fit the last entry of its slice",
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
        only="NEW.closed_at IS NULL",
        holds=f"{_SLICE_IS_SAME} AND OLD.closed_at IS NULL AND ({_HEAD_STAYS} OR {_HEAD_FOLLOWS})",
        message=_SLICE_CHANGES,
    ),
    guard(
        "grants_slice_closes",
        table="grants_slice",
        when="BEFORE UPDATE",
        only="NEW.closed_at IS NOT NULL",
        holds=f"{_SLICE_IS_SAME} AND {_HEAD_STAYS} AND {_CLOSES}",
        message=_SLICE_CHANGES,
    ),
)
