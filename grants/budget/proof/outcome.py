"""What a proof of the ledger found."""

from dataclasses import dataclass, field

MOST = 20  # faults of one kind that are told; a ledger that is wrong everywhere does not fill the memory


@dataclass
class Proof:
    """What was checked, and every fault found: the slice's name with what is wrong there."""

    slices: int = 0
    entries: int = 0
    transfers: int = 0
    accounts: int = 0
    names: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell if nothing is wrong."""
        return not self.faults
