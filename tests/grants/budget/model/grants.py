"""A grant on its way: changed, advanced, paid, determined, withdrawn, raised."""

from .ledger import Ledger, Line, Refusal, Stamp


class Grants(Ledger):
    """E5 to E9, E10b to E10d."""

    def raise_grant(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E9 up."""
        here, line = self.where(dossier, stamp), ("committed", "free", cents)
        return [self.book(here, "change", stamp, ["raise", cents], lambda: [line], dossier=dossier)]

    def lower_grant(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E9 down."""
        here = self.where(dossier, stamp)
        line = (self.freed(here, dossier), "committed", cents)
        return [self.book(here, "change", stamp, ["lower", cents], lambda: [line], dossier=dossier)]

    def change_advance(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E9: an advance down."""
        here = self.where(dossier, stamp)

        def lines() -> list[Line]:
            return self.back(here, dossier, "advances", cents)

        return [self.book(here, "change", stamp, ["advance", cents], lines, dossier=dossier)]

    def award_advance(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E5: at most what is committed, as every entry keeps it."""
        here, line = self.where(dossier, stamp), ("advances", "payable", cents)
        return [self.book(here, "advance", stamp, [cents], lambda: [line], dossier=dossier)]

    def send(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E6a."""
        here, line = self.where(dossier, stamp), ("payable", "in_transit", cents)
        return [self.book(here, "send", stamp, [cents], lambda: [line], dossier=dossier)]

    def settle(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E6b."""
        here, line = self.where(dossier, stamp), ("in_transit", "bank", cents)
        return [self.book(here, "settle", stamp, [cents], lambda: [line], dossier=dossier)]

    def fail(self, dossier: str, cents: int, was_settled: bool, stamp: Stamp) -> list[int]:
        """E6c: what was settled comes back through the bank, and never more than that."""
        here = self.where(dossier, stamp)

        def lines() -> list[Line]:
            if was_settled and cents > self.settled(dossier):
                raise Refusal("NotCovered")
            returned: list[Line] = [("bank", "in_transit", cents)] if was_settled else []
            return [*returned, ("in_transit", "payable", cents)]

        return [self.book(here, "fail", stamp, [cents, was_settled], lines, dossier=dossier)]

    def settled(self, dossier: str) -> int:
        """Return what went through the bank to the payee of a dossier and did not come back."""
        moved = self.moved(dossier)
        out = sum(
            cents for (debit, _), (credit, _), cents in moved if (debit, credit) == ("in_transit", "bank")
        )
        back = sum(
            cents for (debit, _), (credit, _), cents in moved if (debit, credit) == ("bank", "in_transit")
        )
        return out - back

    def determine(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E7 and E8."""
        here = self.where(dossier, stamp)

        def lines() -> list[Line]:
            granted, advanced = (self.leaf(here, kind, dossier) for kind in ("committed", "advances"))
            if not granted:
                raise Refusal("WrongAmount")
            made: list[Line] = [("realised", "committed", cents)]
            if granted > cents:
                made.append((self.freed(here, dossier), "committed", granted - cents))
            made.append(("expense", "advances", min(advanced, cents)))
            if cents > advanced:
                return [*made, ("expense", "payable", cents - advanced)]
            return [*made, *self.back(here, dossier, "advances", advanced - cents)]

        return [self.book(here, "determine", stamp, [cents], lines, dossier=dossier)]

    def withdraw_determination(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E10b."""
        here = self.where(dossier, stamp)

        def lines() -> list[Line]:
            lowered = (self.freed(here, dossier), "realised", cents)
            return [lowered, *self.back(here, dossier, "expense", cents)]

        return [self.book(here, "withdraw", stamp, [cents], lines, dossier=dossier)]

    def raise_determination(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E10c: who still owes money owes less, keeps what nobody asked any more, and gets the rest."""
        here = self.where(dossier, stamp)

        def lines() -> list[Line]:
            return [("realised", "free", cents), *self.after_all(here, dossier, "expense", cents)]

        return [self.book(here, "raise", stamp, [cents], lines, dossier=dossier)]

    def reinstate(
        self, dossier: str, cents: int, back_cents: int, unpaid_cents: int, stamp: Stamp
    ) -> list[int]:
        """E10d: granted again; what is owed or was given up is an advance again, the rest is to be paid."""
        here = self.where(dossier, stamp)

        def lines() -> list[Line]:
            *kept, (_advances, _payable, rest) = self.after_all(here, dossier, "advances", back_cents)
            return [("committed", "free", cents), *kept, ("advances", "payable", rest + unpaid_cents)]

        asked = [cents, back_cents, unpaid_cents]
        return [self.book(here, "reinstate", stamp, asked, lines, dossier=dossier)]
