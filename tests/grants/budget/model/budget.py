"""The budget book: allotted, reserved, committed, changed."""

from .ledger import Ledger, Line, Refusal, Stamp


class Budget(Ledger):
    """E1 to E4v."""

    def allot(self, part: str, cents: int, stamp: Stamp) -> list[int]:
        """E1: budget from nowhere, within the share of the year."""
        year = self.parts[part]
        if self.parts[part].is_books:
            raise Refusal("WrongSlices")
        is_new = self.earlier(part, "", stamp.key) is None
        if is_new and not year.closed_on and cents > (left := self.unallotted(year.year)):
            raise Refusal("OverReserved", left)
        return [self.book(part, "allot", stamp, [cents], lambda: [("free", "authority", cents)])]

    def lower(self, part: str, cents: int, stamp: Stamp) -> list[int]:
        """E1: free budget back to where it came from."""
        return [self.book(part, "lower", stamp, [cents], lambda: [("authority", "free", cents)])]

    def redistribute(self, giver: str, taker: str, cents: int, stamp: Stamp) -> list[int]:
        """E1b: less here, more there."""
        if self.parts[taker].is_books or giver == taker or self.parts[giver].year != self.parts[taker].year:
            raise Refusal("WrongSlices")
        pair, asked = self.new_pair(), [giver, taker, cents]
        less, more = ("authority", "free", cents), ("free", "authority", cents)
        return [
            self.book(giver, "redistribute", stamp, asked, lambda: [less], pair=pair),
            self.book(taker, "redistribute", stamp, asked, lambda: [more], pair=pair),
        ]

    def reserve(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E2: as far as it is free; never refused for want of money."""
        home = self.homes[dossier]

        def lines() -> list[Line]:
            return [("reserved", "free", min(cents, self.total(home, "free")))]

        return [self.book(home, "reserve", stamp, [cents], lines, dossier=dossier)]

    def release(self, dossier: str, stamp: Stamp) -> list[int]:
        """E3: the whole reservation."""
        home = self.homes[dossier]

        def lines() -> list[Line]:
            return [("free", "reserved", self.leaf(home, "reserved", dossier))]

        return [self.book(home, "release", stamp, [], lines, dossier=dossier)]

    def commit(self, dossier: str, cents: int, stamp: Stamp, lower_ranked: tuple[str, ...] = ()) -> list[int]:
        """E4: its own reservation first, then what is free; what is left of the reservation goes back."""
        home = self.homes[dossier]
        made = []
        if lower_ranked and self.earlier(home, "", stamp.key) is None and not self.parts[home].closed_on:
            made = self._make_room(home, dossier, cents, stamp, lower_ranked)

        def lines() -> list[Line]:
            own, free = self.leaf(home, "reserved", dossier), self.total(home, "free")
            if cents > own + free:
                raise Refusal("OverCeiling", own + free)
            used = min(own, cents)
            return [
                ("committed", "reserved", used),
                ("committed", "free", cents - used),
                ("free", "reserved", own - used),
            ]

        return [*made, self.book(home, "commit", stamp, [cents, lower_ranked], lines, dossier=dossier)]

    def _make_room(
        self, home: str, dossier: str, cents: int, stamp: Stamp, lower_ranked: tuple[str, ...]
    ) -> list[int]:
        if len({dossier, *lower_ranked}) <= len(lower_ranked) or {
            self.homes[one] for one in lower_ranked
        } != {home}:
            raise Refusal("WrongSlices")
        own = self.leaf(home, "reserved", dossier) + self.total(home, "free")
        others = {one: self.leaf(home, "reserved", one) for one in lower_ranked}
        if cents > own + sum(others.values()):
            raise Refusal("OverCeiling", own + sum(others.values()))
        short, made = cents - own, []
        for one, reserved in others.items():
            gives = max(0, min(reserved, short))
            short -= gives
            if gives:
                line = ("free", "reserved", gives)
                inner = Stamp(stamp.on, f"{stamp.key}/{one}")
                made.append(self.book(home, "release", inner, [gives], lambda it=line: [it], dossier=one))  # type: ignore[misc]  # the default binds this one
        return made

    def condition(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E4v: a memo."""
        line = ("conditional", "conditional_basis", cents)
        return [self.book(self.homes[dossier], "condition", stamp, [cents], lambda: [line], dossier=dossier)]

    def condition_ends(self, dossier: str, stamp: Stamp) -> list[int]:
        """E4v: the memo goes."""
        return self._ends(dossier, 0, stamp)

    def _ends(self, dossier: str, confirmed: int, stamp: Stamp) -> list[int]:
        home = self.homes[dossier]

        def lines() -> list[Line]:
            stands = self.leaf(home, "conditional", dossier)
            if confirmed > stands:
                raise Refusal("NotCovered", stands) if stands else Refusal("WrongAmount")
            return [("conditional_basis", "conditional", stands)]

        return [self.book(home, "condition_ends", stamp, [], lines, dossier=dossier)]

    def confirm(self, dossier: str, cents: int, stamp: Stamp) -> list[int]:
        """E4v, then E4: never more than was granted under the condition."""
        ended = self._ends(dossier, cents, Stamp(stamp.on, f"{stamp.key}/condition"))
        return ended + self.commit(dossier, cents, stamp)
