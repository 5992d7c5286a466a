"""The year change, and counter-entries."""

from .ledger import Booking, Ledger, Line, Refusal, Stamp
from .words import OPEN

# What a dossier takes along, as it is booked in the new year: debited, credited.
_GOES_ON = (
    ("advances", "clearing"),
    ("receivable", "clearing"),
    ("clearing", "payable"),
    ("clearing", "in_transit"),
)


class Years(Ledger):
    """E15 and `undo`."""

    def close_slice(self, part: str, into: str, transfer: bool, stamp: Stamp) -> list[int]:
        """E15."""
        old = self.parts[part]
        if old.closed_on:
            return []
        if into and self.parts[into].closed_on:
            raise Refusal("YearClosed")
        if self.total(part, "reserved") or self.total(part, "conditional"):
            raise Refusal("StillOpen")
        if any(one.on > stamp.on for one in self.booked if one.part == part):
            raise Refusal("WrongDay")
        dossiers = self._open_dossiers(part)
        if not into and (self._held_dossiers(part) or self.total(part, "suspense")):
            raise Refusal("StillOpen")
        if transfer and into:
            self.reserved[self.parts[into].year] += self.total(part, "committed")
        made = [place for one in dossiers for place in self._take_over(part, into, one, transfer, stamp)]
        made += self._let_go(part, into, transfer, stamp)
        old.closed_on, old.successor = stamp.on, into
        return made

    def _held_dossiers(self, part: str) -> bool:
        """Tell if dossiers began in this slice, or in one that went on in it."""
        earlier = [name for name, one in self.parts.items() if one.successor == part]
        return part in self.homes.values() or any(self._held_dossiers(name) for name in earlier)

    def _open_dossiers(self, part: str) -> list[str]:
        named = {
            of for (where, kind, of), cents in self.sums.items() if where == part and kind in OPEN and cents
        }
        return sorted(named - {""})

    def _take_over(self, part: str, into: str, dossier: str, transfer: bool, stamp: Stamp) -> list[int]:
        committed = self.leaf(part, "committed", dossier)
        if not transfer and committed > (left := self.total(into, "free")):
            raise Refusal("OverCeiling", left)
        goes = [(d, c, self.leaf(part, c if d == "clearing" else d, dossier)) for d, c in _GOES_ON]
        away: list[Line] = [("lapsed", "committed", committed), *((c, d, cents) for d, c, cents in goes)]
        over: list[Line] = [("committed", "authority" if transfer else "free", committed), *goes]
        pair, asked = self.new_pair(), [part, into, transfer]
        out, in_ = (Stamp(stamp.on, f"{stamp.key}/{dossier}/{way}") for way in ("out", "in"))
        return [
            self.book(part, "close", out, asked, lambda: away, dossier=dossier, pair=pair),
            self.book(into, "carry", in_, asked, lambda: over, dossier=dossier, pair=pair),
        ]

    def _let_go(self, part: str, into: str, transfer: bool, stamp: Stamp) -> list[int]:
        free, waits = self.total(part, "free"), self.total(part, "suspense")
        pair, asked = self.new_pair() if waits else 0, [part, into, transfer]
        away: list[Line] = [("lapsed", "free", free), ("suspense", "clearing", waits)]
        made = [self.book(part, "close", Stamp(stamp.on, f"{stamp.key}/out"), asked, lambda: away, pair=pair)]
        if into and waits:
            over = ("clearing", "suspense", waits)
            made.append(
                self.book(into, "carry", Stamp(stamp.on, f"{stamp.key}/in"), asked, lambda: [over], pair=pair)
            )
        return made

    def undo(self, place: int, stamp: Stamp) -> list[int]:
        """Turn an entry round, last transfer first; of a pair both, the last first."""
        pair = self.booked[place].pair
        together = [at for at, one in enumerate(self.booked) if one.pair == pair] if pair else [place]
        for one in together:
            was_done = any(booked.undoes == one and booked.key == stamp.key for booked in self.booked)
            if self.parts[self.booked[one].part].closed_on and not was_done:
                raise Refusal("YearClosed")
        again, made = self.new_pair() if pair else 0, []
        for one in reversed(together):
            made.append(self._undo(one, stamp, again))
        return made

    def _undo(self, place: int, stamp: Stamp, pair: int) -> int:
        entry = self.booked[place]
        done = any(one.undoes == place and one.key != stamp.key for one in self.booked)
        if entry.event == "counter" or done:
            raise Refusal("AlreadyUndone")
        self._refuse_over_share(entry, stamp)
        lines: list[Line] = [
            (f"{credit[0]}@{credit[1]}", f"{debit[0]}@{debit[1]}", cents)
            for debit, credit, cents in reversed(entry.lines)
        ]
        asked = [entry.part, place]
        return self.book(
            entry.part, "counter", stamp, asked, lambda: lines, dossier=entry.dossier, pair=pair, undoes=place
        )

    def _refuse_over_share(self, entry: Booking, stamp: Stamp) -> None:
        part = self.parts[entry.part]
        more = sum(cents for debit, _credit, cents in entry.lines if debit[0] == "authority")
        is_new = self.earlier(entry.part, entry.dossier, stamp.key) is None
        if is_new and not part.closed_on and more > (left := self.unallotted(part.year)):
            raise Refusal("OverReserved", left)
