"""Prove the ledger from its entries, and the closings of years from what was booked for them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from grants.budget.proof import prove
from grants.control.queries import faults_of_closings


class Command(BaseCommand):
    """Print which slices were checked and what was counted; then name every fault and exit non-zero."""

    help = "Check every hash, sum and invariant of the ledger, and the triggers that guard it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole ledger once, from one snapshot."""
        with translation.override("en"):  # as all commands speak
            proof = prove()
            proof.faults += faults_of_closings()
        for name in proof.names:
            self.stdout.write(f"{name}: {'sound' if proof.is_sound else 'checked'}")
        counts = (
            f"{proof.slices} slices, {proof.accounts} accounts, {proof.entries} entries, "
            f"{proof.transfers} transfers."
        )
        if not proof.is_sound:
            self.stdout.write(f"Checked: {counts}")
            raise CommandError("The ledger is not sound:\n" + "\n".join(proof.faults))
        self.stdout.write(f"The ledger is sound: {counts}")
