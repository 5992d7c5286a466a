"""Compare what statements told with what was booked, in every city."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from grants.money import format_euros
from grants.payments.queries import cities
from grants.payments.reconciling import Reconciliation, reconcile


class Command(BaseCommand):
    """Print the sums and every difference; exit non-zero for one that no act of the portal could make."""

    help = "Compare every line of a statement, every booking on the bank and every payment with each other."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read them once for each city."""
        with translation.override("en"):  # as all commands speak
            wrong = [
                city.name for city in cities() if not self._told(city.name, reconcile(city, on=_today()))
            ]
        if wrong:
            raise CommandError(f"Bank, cash book and payments do not agree: {', '.join(wrong)}.")

    def _told(self, name: str, found: Reconciliation) -> bool:
        self.stdout.write(
            f"{name}: {found.lines} lines tell {format_euros(found.told_cents)},"
            f" {format_euros(found.booked_cents)} is booked, {format_euros(found.left_cents)} is explained by nothing;"
            f" {found.orders} payments, {len(found.differences)} differences."
        )
        for one in found.differences:
            self.stdout.write(f"  {one.day} {format_euros(one.cents)} {one.kind.label}: {one.name or '-'}")
        return found.is_sound


def _today() -> date:
    return timezone.localdate()
