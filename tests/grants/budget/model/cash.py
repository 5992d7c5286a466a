"""The cash book beside the grants: what comes back, and what is the city's own."""

from .ledger import Ledger, Line, Refusal, Stamp


class Cash(Ledger):
    """E6d and E11 to E14."""

    def book_fee(self, part: str, cents: int, stamp: Stamp) -> list[int]:
        """E6d."""
        return self._own(part, "fee", ("own_costs", "bank", cents), stamp)

    def receive_unmatched(self, part: str, cents: int, stamp: Stamp) -> list[int]:
        """E11, in the city's own ledger."""
        return self._own(part, "receive", ("bank", "suspense", cents), stamp)

    def _own(self, part: str, event: str, line: Line, stamp: Stamp) -> list[int]:
        if not self.parts[part].is_books:
            raise Refusal("WrongSlices")
        return [self.book(part, event, stamp, [line[2]], lambda: [line])]

    def refund(self, part: str, cents: int, stamp: Stamp) -> list[int]:
        """What waits goes back to who sent it."""
        return [self.book(part, "refund", stamp, [cents], lambda: [("suspense", "bank", cents)])]

    def receive(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E11: what is too much waits."""
        here = self.where(dossier, stamp)

        def lines() -> list[Line]:
            due = min(cents, self.leaf(here, "receivable", dossier))
            return [("bank", "receivable", due), ("bank", "suspense", cents - due)]

        return [self.book(here, "receive", stamp, [cents], lines, dossier=dossier)]

    def match_receipt(self, part: str, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E11: what waits pays a claim, across slices through clearing."""
        owes, asked = self.where(dossier, stamp), [part, cents]
        if owes == part:
            line = ("suspense", "receivable", cents)
            return [self.book(part, "match", stamp, asked, lambda: [line], dossier=dossier)]
        pair = self.new_pair()
        away, here = ("suspense", "clearing", cents), ("clearing", "receivable", cents)
        return [
            self.book(part, "match", stamp, [*asked, dossier], lambda: [away], pair=pair),
            self.book(owes, "match", stamp, asked, lambda: [here], dossier=dossier, pair=pair),
        ]

    def set_off(self, claim: str, payment: str, cents: int, stamp: Stamp) -> list[int]:
        """E12."""
        if claim == payment:
            raise Refusal("WrongSlices")
        owes, gets = self.where(claim, stamp), self.where(payment, stamp)
        asked = [claim, payment, cents]
        if owes == gets:
            line = (f"payable@{payment}", "receivable", cents)
            return [self.book(owes, "set_off", stamp, asked, lambda: [line], dossier=claim)]
        pair = self.new_pair()
        paid, claimed = ("payable", "clearing", cents), ("clearing", "receivable", cents)
        return [
            self.book(gets, "set_off", stamp, asked, lambda: [paid], dossier=payment, pair=pair),
            self.book(owes, "set_off", stamp, asked, lambda: [claimed], dossier=claim, pair=pair),
        ]

    def write_off(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E13."""
        here, line = self.where(dossier, stamp), ("written_off", "receivable", cents)
        return [self.book(here, "write_off", stamp, [cents], lambda: [line], dossier=dossier)]

    def recover(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E13: what was written off in a closed year is a result of closed years."""
        here = self.where(dossier, stamp)

        def lines() -> list[Line]:
            written_off = self.leaf(here, "written_off", dossier)
            now = cents if here == self.homes[dossier] else min(cents, written_off)
            if cents - now > (before := self.given_up_before(dossier)):
                raise Refusal("NotCovered", now + before)
            return [("bank", "written_off", now), ("bank", "prior_years", cents - now)]

        return [self.book(here, "recover", stamp, [cents], lines, dossier=dossier)]

    def claim_after_close(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E14."""
        here = self.where(dossier, stamp)
        if here == self.homes[dossier] and not self.parts[here].closed_on:
            raise Refusal("WrongSlices")

        def lines() -> list[Line]:
            if cents > self.claimable(dossier):
                raise Refusal("NotCovered")
            return self.back(here, dossier, "prior_years", cents)

        return [self.book(here, "after_close", stamp, [cents], lines, dossier=dossier)]

    def claimable(self, dossier: str) -> int:
        """Return what was determined in closed years, less what was claimed back of it already."""
        return self.before(dossier, "expense", {"payable", "receivable"})
