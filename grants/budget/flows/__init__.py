"""Every write of the money. Amounts are euro cents; `booked_on` is the day on which an entry counts.

Each event takes a `key`: the same key with the same content happens once and returns the first entry. The
ledger is its own trail: an entry says who booked what, when and for what (docs/decisions/0014).
"""

from .allotments import allot, lower, redistribute
from .changes import approve, prepare_amounts, prepare_redistribution, prepare_share, return_change, withdraw
from .claims import (
    book_fee,
    claim_after_close,
    match_receipt,
    receive,
    receive_unmatched,
    recover,
    refund,
    set_off,
    write_off,
)
from .closing import close_slice, close_year
from .commitments import (
    change_advance,
    commit,
    commit_conditionally,
    confirm_conditional,
    end_condition,
    lower_grant,
    raise_grant,
    release,
    reserve,
)
from .counter import undo
from .payments import award_advance, fail, send, settle
from .settling import determine, raise_determination, reinstate, withdraw_determination
from .years import open_dossier, open_slice, open_slices, open_year

__all__ = [
    "allot",
    "approve",
    "award_advance",
    "book_fee",
    "change_advance",
    "claim_after_close",
    "close_slice",
    "close_year",
    "commit",
    "commit_conditionally",
    "confirm_conditional",
    "determine",
    "end_condition",
    "fail",
    "lower",
    "lower_grant",
    "match_receipt",
    "open_dossier",
    "open_slice",
    "open_slices",
    "open_year",
    "prepare_amounts",
    "prepare_redistribution",
    "prepare_share",
    "raise_determination",
    "raise_grant",
    "receive",
    "receive_unmatched",
    "recover",
    "redistribute",
    "refund",
    "reinstate",
    "release",
    "reserve",
    "return_change",
    "send",
    "set_off",
    "settle",
    "undo",
    "withdraw",
    "withdraw_determination",
    "write_off",
]
