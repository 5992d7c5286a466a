"""What the database refuses of the balances that statements tell, whatever the code does."""

from __future__ import annotations

from portal.triggers import alone, frozen, guard, is_near, register

register(
    *frozen("grants_statementpart", message="what a statement told of its balances is kept"),
    guard(
        "grants_statementpart_begins",
        table="grants_statementpart",
        when="BEFORE INSERT",
        holds=is_near("grants_statementpart"),
        on_sqlite=alone("grants_statementpart", ("statement_id", "position")),
        message="a row takes the place of no other",
    ),
)
