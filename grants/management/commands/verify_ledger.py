"""Prove the ledger from its entries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grants.budget.proof import prove


class Command(BaseCommand):
    """Print what was counted and which slices were checked; exit non-zero and name the slice on any fault."""

    help = "Check every hash, sum and invariant of the ledger, and the triggers that guard it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole ledger once, from one snapshot."""
        proof = prove()
        if not proof.is_sound:
            raise CommandError("The ledger is not sound:\n" + "\n".join(proof.faults))
        for name in proof.names:
            self.stdout.write(f"{name}: sound")
        self.stdout.write(
            f"The ledger is sound: {proof.slices} slices, {proof.accounts} accounts, "
            f"{proof.entries} entries, {proof.transfers} transfers."
        )
