"""A play with fixed lines in which every transfer of every event moves something: what the mutants are tried on."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from .both import Both

NOVEMBER, NEW_YEAR, SPRING = date(2026, 11, 2), date(2026, 12, 31), date(2027, 4, 1)
Scene = list[tuple[str, dict[str, Any]]]

BUDGET: Scene = [
    ("allot", {"part": "A26", "cents": 50_000}),
    ("allot", {"part": "B26", "cents": 40_000}),
    ("lower", {"part": "B26", "cents": 1_000}),
    ("redistribute", {"giver": "B26", "taker": "A26", "cents": 2_000}),
    ("undo", {"place": -1}),
    ("allot", {"part": "A27", "cents": 20_000}),
]
GRANTS: Scene = [
    ("reserve", {"dossier": "A26/001", "cents": 9_000}),
    ("reserve", {"dossier": "A26/002", "cents": 6_000}),
    ("release", {"dossier": "A26/002"}),
    ("reserve", {"dossier": "A26/002", "cents": 6_000}),
    ("commit", {"dossier": "A26/001", "cents": 8_000}),
    ("undo", {"place": -1}),
    ("commit", {"dossier": "A26/001", "cents": 8_500}),
    ("reserve", {"dossier": "A26/003", "cents": 35_000}),
    ("commit", {"dossier": "A26/002", "cents": 12_000, "lower_ranked": ("A26/003",)}),
    ("lower_grant", {"dossier": "A26/002", "cents": 500}),
    ("raise_grant", {"dossier": "A26/002", "cents": 300}),
    ("condition", {"dossier": "A26/003", "cents": 4_000}),
    ("condition_ends", {"dossier": "A26/003"}),
    ("condition", {"dossier": "A26/003", "cents": 4_000}),
    ("confirm", {"dossier": "A26/003", "cents": 3_000}),
]
PAYMENTS: Scene = [
    ("award_advance", {"dossier": "A26/001", "cents": 6_400}),
    ("send", {"dossier": "A26/001", "cents": 6_000}),
    ("fail", {"dossier": "A26/001", "cents": 1_000, "was_settled": False}),
    ("settle", {"dossier": "A26/001", "cents": 5_000}),
    ("fail", {"dossier": "A26/001", "cents": 500, "was_settled": True}),
    ("change_advance", {"dossier": "A26/001", "cents": 2_000}),
    ("lower_grant", {"dossier": "A26/001", "cents": 4_000}),
    ("undo", {"place": -1}),
    ("change_advance", {"dossier": "A26/001", "cents": 100}),
    ("undo", {"place": -1}),
    ("award_advance", {"dossier": "A26/002", "cents": 1_000}),
    ("determine", {"dossier": "A26/002", "cents": 11_000}),
    ("determine", {"dossier": "A26/001", "cents": 4_400}),
    ("withdraw_determination", {"dossier": "A26/001", "cents": 100}),
    ("withdraw_determination", {"dossier": "A26/002", "cents": 200}),
]
CLAIMS: Scene = [
    ("award_advance", {"dossier": "A26/003", "cents": 3_000}),
    ("send", {"dossier": "A26/003", "cents": 3_000}),
    ("settle", {"dossier": "A26/003", "cents": 2_000}),
    ("commit", {"dossier": "B26/001", "cents": 10_000}),
    ("award_advance", {"dossier": "B26/001", "cents": 8_000}),
    ("send", {"dossier": "B26/001", "cents": 8_000}),
    ("settle", {"dossier": "B26/001", "cents": 7_000}),
    ("determine", {"dossier": "B26/001", "cents": 5_000}),
    ("receive", {"dossier": "B26/001", "cents": 500}),
    ("set_off", {"claim": "B26/001", "payment": "A26/002", "cents": 700}),
    ("set_off", {"claim": "A26/001", "payment": "A26/002", "cents": 50}),
    ("undo", {"place": -1}),
    ("receive_unmatched", {"part": "L26", "cents": 900}),
    ("match_receipt", {"part": "L26", "dossier": "B26/001", "cents": 300}),
    ("receive", {"dossier": "A26/001", "cents": 5_000}),
    ("match_receipt", {"part": "A26", "dossier": "B26/001", "cents": 200}),
    ("refund", {"part": "A26", "cents": 100}),
    ("write_off", {"dossier": "B26/001", "cents": 400}),
    ("recover", {"dossier": "B26/001", "cents": 150}),
    ("raise_determination", {"dossier": "B26/001", "cents": 1_000}),
    ("commit", {"dossier": "A26/003", "cents": 500}),
    ("determine", {"dossier": "A26/003", "cents": 0}),
    ("receive", {"dossier": "A26/003", "cents": 900}),
    ("reinstate", {"dossier": "A26/003", "cents": 3_500, "back_cents": 3_000, "unpaid_cents": 0}),
    ("book_fee", {"part": "L26", "cents": 25}),
    ("commit", {"dossier": "B26/002", "cents": 2_000}),
    ("award_advance", {"dossier": "B26/002", "cents": 1_500}),
]
CLOSING: Scene = [
    ("release", {"dossier": "A26/003"}),
    ("close_slice", {"part": "A26", "into": "A27", "transfer": False}),
    ("close_slice", {"part": "B26", "into": "B27", "transfer": True}),
    ("close_slice", {"part": "L26", "into": "L27", "transfer": True}),
]
AFTER: Scene = [
    ("claim_after_close", {"dossier": "A26/002", "cents": 10_800}),
    ("recover", {"dossier": "B26/001", "cents": 60}),
    ("raise_determination", {"dossier": "A26/002", "cents": 40}),
    ("allot", {"part": "B27", "cents": 700}),
    ("raise_determination", {"dossier": "B26/001", "cents": 50}),
    ("reinstate", {"dossier": "B26/001", "cents": 600, "back_cents": 70, "unpaid_cents": 20}),
    ("determine", {"dossier": "A26/003", "cents": 2_500}),
    ("determine", {"dossier": "B26/002", "cents": 1_900}),
]


def begin(both: Both) -> None:
    """Open the dossiers of the script."""
    for part in ("A26", "A26", "A26", "B26", "B26"):
        both.open_dossier(part)


def steps(both: Both) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each event with what it is played with; what is undone is the entry before it."""
    scenes = [(NOVEMBER, BUDGET + GRANTS + PAYMENTS + CLAIMS), (NEW_YEAR, CLOSING), (SPRING, AFTER)]
    for day, scene in scenes:
        for number, (event, asked) in enumerate(scene):
            place = {"place": len(both.entries) - 1} if event == "undo" else {}
            yield event, {"on": day, "key": f"{day}/{number}", **asked, **place}


def play(both: Both) -> None:
    """Play all of it; AssertionError at the first difference between ledger and model."""
    begin(both)
    for event, asked in steps(both):
        refused = both.play(event, **asked)
        assert refused == "", f"{event} {asked}: {refused}"


def begun(both: Both) -> Both:
    """Grants at every stage, so that short plays reach every event: reserved, advanced, sent, determined."""
    plays: list[tuple[str, dict[str, Any]]] = [
        *(("allot", {"part": part, "cents": cents}) for part, cents in (("A26", 50_000), ("B26", 30_000))),
        *(("allot", {"part": part, "cents": cents}) for part, cents in (("A27", 25_000), ("B27", 5_000))),
        ("reserve", {"dossier": "A26/003", "cents": 5_000}),
    ]
    for dossier in ("A26/001", "A26/002", "B26/001"):
        steps = (("commit", 10_000), ("award_advance", 8_000), ("send", 6_000), ("settle", 4_500))
        plays += [(event, {"dossier": dossier, "cents": cents}) for event, cents in steps]
    plays += [("determine", {"dossier": one, "cents": 3_000}) for one in ("A26/002", "B26/001")]
    plays += [("write_off", {"dossier": one, "cents": 700}) for one in ("A26/002", "B26/001")]
    plays.append(("receive_unmatched", {"part": "L26", "cents": 2_000}))
    for part in ("A26", "A26", "A26", "B26", "B26"):
        both.open_dossier(part)
    for number, (event, asked) in enumerate(plays):
        assert both.play(event, on=NOVEMBER, key=f"begin:{number}", **asked) == "", event
    return both
