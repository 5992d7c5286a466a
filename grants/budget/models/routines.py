"""What a posting reads and writes, in SQL; on PostgreSQL each of the two is one call of a routine.

The texts name their values in braces: a routine puts its arguments there, `statements.py` places for parameters.
"""

from portal.triggers import Routine, add_routine

SLICE = (
    "id",
    "public_id",
    "year_id",
    "regulation_id",
    "scope",
    "name",
    "sort_key",
    "last_number",
    "head_hash",
    "closed_at",
    "closed_on",
    "successor_id",
)
SLICE_VALUES = (
    f"{', '.join(f's.{name}' for name in SLICE)}, y.city_id, y.year, r.city_id, r.prefix, r.returns_to_free"
)
OF_SLICE = (
    " FROM grants_slice s JOIN grants_year y ON y.id = s.year_id"
    " LEFT JOIN grants_regulation r ON r.id = s.regulation_id WHERE s.id = {slice}"
)
LOCK = " FOR NO KEY UPDATE OF s"
READ_DONE = (
    "SELECT id, request FROM grants_entry"
    " WHERE key = {key} AND (slice_id = {slice} OR dossier_id = {dossier}) ORDER BY id LIMIT 1"
)
READ_TOTALS = (
    "SELECT id, kind, dossier_id, debits - credits AS debit FROM grants_account"
    " WHERE slice_id = {slice} AND dossier_id IS NULL"
)
READ_LEAVES = (
    "SELECT id, kind, dossier_id, debits - credits AS debit FROM grants_account"
    " WHERE slice_id = {slice} AND dossier_id {among}"
)

# A statement of PostgreSQL sees what was committed before it began, one within a routine too: what was booked, and the
# accounts, are read as they stand under the lock.
add_routine(
    Routine(
        name="grants_start_posting",
        arguments="wanted bigint, dossiers bigint[], with_key text",
        returns="json",
        body=f"""
DECLARE held json;
BEGIN
    SELECT json_build_array({SLICE_VALUES}) INTO held{OF_SLICE.format(slice="wanted")}{LOCK};
    RETURN json_build_array(held,
        (SELECT json_build_array(d.id, d.request) FROM
            ({READ_DONE.format(key="with_key", slice="wanted", dossier="dossiers[1]")}) d),
        (SELECT json_agg(json_build_array(a.id, a.kind, a.dossier_id, a.debit)) FROM
            ({READ_TOTALS.format(slice="wanted")}
            UNION ALL {READ_LEAVES.format(slice="wanted", among="= ANY(dossiers)")}) a));
END""",  # our own names
    )
)
add_routine(
    Routine(
        name="grants_write_entry",
        arguments="slice bigint, number bigint, event text, dossier bigint, source text, by_person bigint,"
        " day date, at timestamp with time zone, key text, request text, undoes bigint, pair text, size smallint,"
        " previous text, hash text, kinds text[], books text[], dossiers bigint[], totals bigint[],"
        " debits bigint[], credits bigint[], cents bigint[]",
        returns="bigint",
        body="""
DECLARE leaves bigint[] := '{}'; made bigint; entry bigint;
BEGIN
    FOR i IN 1 .. cardinality(kinds) LOOP
        INSERT INTO grants_account
            (slice_id, kind, book, dossier_id, parent_id, debits, credits, last_transfer)
            VALUES (slice, kinds[i], books[i], dossiers[i], totals[i], 0, 0, 0) RETURNING id INTO made;
        leaves := leaves || made;
    END LOOP;
    INSERT INTO grants_entry (slice_id, number, event, dossier_id, source, by_id, booked_on, at, key,
        request, undoes_id, pair, size, previous_hash, hash)
        VALUES (slice, number, event, dossier, source, by_person, day, at, key,
        request, undoes, pair, size, previous, hash) RETURNING id INTO entry;
    FOR i IN 1 .. cardinality(cents) LOOP
        INSERT INTO grants_transfer (entry_id, position, debit_id, credit_id, cents) VALUES (entry, i,
            CASE WHEN debits[i] < 0 THEN leaves[-debits[i]] ELSE debits[i] END,
            CASE WHEN credits[i] < 0 THEN leaves[-credits[i]] ELSE credits[i] END, cents[i]);
    END LOOP;
    RETURN entry;
END""",
    ),
)
