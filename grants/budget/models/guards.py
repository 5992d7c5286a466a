"""What the database itself refuses, whatever the code does (docs/money.md, “What the database keeps”).

Entries, transfers and accounts are only ever added to; sums move with a transfer alone and by exactly its
cents; a closed slice takes nothing; an entry touches one slice and each transfer one book.
"""

from portal.triggers import Trigger, frozen, guard, register

from ..states import OPEN_KINDS, PER_DOSSIER, Event, Kind


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
_CLOSES = (
    "OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM grants_account a"
    f" WHERE a.slice_id = OLD.id AND a.kind IN ({_among(OPEN_KINDS)}) AND a.debits <> a.credits)"
)

# The entry before it is whole: it has as many transfers as it says.
_LAST_IS_WHOLE = (
    "NOT EXISTS (SELECT 1 FROM grants_entry l WHERE l.slice_id = NEW.slice_id AND l.number = NEW.number - 1"
    " AND l.size <> (SELECT count(*) FROM grants_transfer t WHERE t.entry_id = l.id))"
)
_ENTRY_FOLLOWS = (
    "EXISTS (SELECT 1 FROM grants_slice s WHERE s.id = NEW.slice_id AND s.last_number = NEW.number - 1"
    " AND s.head_hash = NEW.previous_hash AND NEW.previous_hash <> NEW.hash)"
    " AND NOT EXISTS (SELECT 1 FROM grants_entry e WHERE e.id = NEW.id)"
    " AND NOT EXISTS (SELECT 1 FROM grants_entry e WHERE e.slice_id = NEW.slice_id AND e.key = NEW.key)"
    " AND (NEW.undoes_id IS NULL OR EXISTS (SELECT 1 FROM grants_entry e WHERE e.id = NEW.undoes_id"
    f" AND e.slice_id = NEW.slice_id AND e.event <> '{Event.COUNTER.value}' AND NOT EXISTS"
    " (SELECT 1 FROM grants_entry u WHERE u.undoes_id = NEW.undoes_id)))"
    f" AND {_LAST_IS_WHOLE}"
)
_SLICE_IS_OPEN = "EXISTS (SELECT 1 FROM grants_slice s WHERE s.id = NEW.slice_id AND s.closed_at IS NULL)"

_IS_A_LEAF = "({0}.kind IN (" + _among(PER_DOSSIER) + ")) = ({0}.dossier_id IS NOT NULL)"
_IS_OF_THE_ENTRY = "({0}.dossier_id IS NULL OR {0}.dossier_id = e.dossier_id)"
_TRANSFER_FITS = (
    "EXISTS (SELECT 1 FROM grants_entry e JOIN grants_slice s ON s.id = e.slice_id"
    " JOIN grants_account d ON d.id = NEW.debit_id JOIN grants_account c ON c.id = NEW.credit_id"
    " WHERE e.id = NEW.entry_id AND s.closed_at IS NULL AND e.number = s.last_number"
    " AND NEW.position <= e.size"
    " AND NEW.position = 1 + (SELECT count(*) FROM grants_transfer t WHERE t.entry_id = e.id)"
    " AND d.slice_id = e.slice_id AND c.slice_id = e.slice_id AND d.book = c.book AND d.kind <> c.kind"
    f" AND {_IS_A_LEAF.format('d')} AND {_IS_A_LEAF.format('c')}"
    f" AND (({_IS_OF_THE_ENTRY.format('d')} AND {_IS_OF_THE_ENTRY.format('c')})"
    f" OR (e.event IN ('{Event.SET_OFF.value}', '{Event.COUNTER.value}')"
    " AND (d.dossier_id = e.dossier_id OR c.dossier_id = e.dossier_id))))"
    " AND NOT EXISTS (SELECT 1 FROM grants_transfer t WHERE t.id = NEW.id)"
)

_ACCOUNT_IS_NEW = (
    "NEW.debits = 0 AND NEW.credits = 0 AND NEW.last_transfer = 0"
    " AND NOT EXISTS (SELECT 1 FROM grants_account a WHERE a.id = NEW.id)"
    " AND NOT EXISTS (SELECT 1 FROM grants_account a WHERE a.slice_id = NEW.slice_id AND a.kind = NEW.kind"
    " AND coalesce(a.dossier_id, 0) = coalesce(NEW.dossier_id, 0))"
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
    f"{_ACCOUNT_IS_SAME} AND NEW.last_transfer > OLD.last_transfer AND EXISTS"
    " (SELECT 1 FROM grants_transfer t WHERE t.id = NEW.last_transfer AND ("
    f"(NEW.debits = OLD.debits + t.cents AND NEW.credits = OLD.credits AND {_touches('debit')})"
    f" OR (NEW.credits = OLD.credits + t.cents AND NEW.debits = OLD.debits AND {_touches('credit')})))"
)

_YEAR_IS_SAME = (
    "NEW.id = OLD.id AND NEW.city_id = OLD.city_id AND NEW.year = OLD.year AND OLD.closed_at IS NULL"
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


_ADD_UP = (
    f"{_sums('debit', 'debits')} {_sums('credit', 'credits')}"
    " UPDATE grants_year SET allotted_cents = allotted_cents + NEW.cents, last_transfer = NEW.id"
    f" WHERE id = {_YEAR_OF.format('credit')};"
    " UPDATE grants_year SET allotted_cents = allotted_cents - NEW.cents, last_transfer = NEW.id"
    f" WHERE id = {_YEAR_OF.format('debit')};"
)
_MOVE_HEAD = "UPDATE grants_slice SET last_number = NEW.number, head_hash = NEW.hash WHERE id = NEW.slice_id;"

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
        "programme_cents",
        "programme_cents_before",
        "reserved_cents",
        "reserved_cents_before",
        "leftover",
        "prepared_by_id",
        "prepared_at",
    )
)

_APPEND_ONLY = "the ledger is append-only"
_KEPT = "rows of the budget are kept"

register(
    *frozen("grants_entry", message=_APPEND_ONLY),
    *frozen("grants_transfer", message=_APPEND_ONLY),
    *frozen("grants_dossier", message=_KEPT),
    *frozen("grants_slicedistrict", message=_KEPT),
    *frozen("grants_changeline", message=_KEPT),
    *frozen("grants_account", message=_KEPT, updates=False),
    *frozen("grants_slice", message=_KEPT, updates=False),
    *frozen("grants_year", message=_KEPT, updates=False),
    *frozen("grants_change", message=_KEPT, updates=False),
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
    Trigger(
        name="grants_entry_moves_head",
        table="grants_entry",
        when="AFTER INSERT",
        sqlite=_MOVE_HEAD,
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
        sqlite=_ADD_UP,
        postgresql=f"BEGIN {_ADD_UP} RETURN NULL; END",
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
    guard(
        "grants_slice_begins",
        table="grants_slice",
        when="BEFORE INSERT",
        holds="NEW.last_number = 0 AND NEW.head_hash = '' AND NEW.closed_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM grants_slice s WHERE s.id = NEW.id OR s.public_id = NEW.public_id)",
        message="a slice begins empty and open",
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
        holds="NEW.allotted_cents = 0 AND NEW.last_transfer = 0 AND NEW.closed_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM grants_year y WHERE y.id = NEW.id"
        " OR (y.city_id = NEW.city_id AND y.year = NEW.year))",
        message="a year begins open and with nothing allotted",
    ),
    guard(
        "grants_year_follows",
        table="grants_year",
        when="BEFORE UPDATE",
        holds=f"{_YEAR_IS_SAME} AND (({_ALLOTTED_STAYS}) OR ({_ALLOTTED_MOVES}))",
        message="what a year has allotted is kept by the database",
    ),
    guard(
        "grants_change_begins",
        table="grants_change",
        when="BEFORE INSERT",
        holds="NEW.state = 'prepared' AND NEW.decided_by_id IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM grants_change c WHERE c.id = NEW.id OR c.public_id = NEW.public_id)",
        message="a change of the budget begins as prepared",
    ),
    guard(
        "grants_changeline_of_a_prepared_change",
        table="grants_changeline",
        when="BEFORE INSERT",
        holds="EXISTS (SELECT 1 FROM grants_change c WHERE c.id = NEW.change_id AND c.state = 'prepared')"
        " AND NOT EXISTS (SELECT 1 FROM grants_changeline l WHERE l.id = NEW.id"
        " OR (l.change_id = NEW.change_id AND l.position = NEW.position))",
        message="lines belong to a change that is still prepared",
    ),
    guard(
        "grants_change_is_decided_once",
        table="grants_change",
        when="BEFORE UPDATE",
        holds=f"{_CHANGE_IS_SAME} AND OLD.state IN ('prepared', 'returned')",
        message="a decided change of the budget stays as it is",
    ),
)
