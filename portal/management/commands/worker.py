"""Work in the background: jobs, the post, and the regular work."""

import signal
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.jobs.flows import ask_regular_work
from portal.jobs.queue import Worker

_REGULARLY = timedelta(seconds=20)


class Command(BaseCommand):
    """Run until told to stop (SIGTERM, SIGINT): what runs is finished first, a second signal ends at once."""

    help = "Do the work that waits: jobs, messages and regular work. Several workers may run side by side."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options."""
        parser.add_argument("--batch", action="store_true", help="Do all that is due now, then end.")
        parser.add_argument(
            "--interval", type=float, default=1.0, help="Seconds to rest when nothing is due (1)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        self.next_at = datetime.min.replace(tzinfo=UTC)
        worker = Worker(interval=max(options["interval"], 0.1), tick=self.tick)
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        if options["batch"]:
            worker.batch()
        else:
            worker.serve()

    def tick(self) -> None:
        """Ask for the regular work, at most every twenty seconds."""
        now = timezone.now()
        if now >= self.next_at:
            self.next_at = now + _REGULARLY
            ask_regular_work(at=now)
