"""Show the portal at work: the cast, its world, a web server and a worker, with one command."""

import gc
import os
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from datetime import date, time
from pathlib import Path
from time import sleep
from types import FrameType
from typing import Any, TextIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from grants.demo.cast import CAST, PASSWORD
from grants.demo.director import play_all, played_so_far
from grants.demo.flows import load_demo
from grants.demo.flows.desks import open_desks
from grants.demo.script import moment

STOP_WITHIN = 10  # seconds before a process that does not end is killed


class Bar:
    """A bar of plain characters on a terminal; elsewhere a line per ten percent."""

    WIDTH = 40

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.tenths = stream, 0

    def tell(self, done: int, together: int) -> None:
        """Show that so many steps are done."""
        percent = done * 100 // together
        if self.stream.isatty():
            full = percent * self.WIDTH // 100
            self.stream.write(f"\rLoading the demo [{'#' * full}{'.' * (self.WIDTH - full)}] {percent:3}%")
            self.stream.write("\n" if done == together else "")
        elif percent // 10 > self.tenths:
            self.tenths = percent // 10
            self.stream.write(f"Loading the demo: {self.tenths * 10}%\n")
        self.stream.flush()


class Command(BaseCommand):
    """Prepare the database, load the demo, and serve it until Ctrl+C."""

    help = "Load the demo and serve it with its worker (--no-serve: only load it). Harmless when run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address to serve on."""
        parser.add_argument("--no-serve", action="store_true", help="load the demo and end")
        parser.add_argument(
            "--bind", default="127.0.0.1:8000", help="address and port (default: %(default)s)"
        )
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            help="the day that the demo shows, as 2026-11-26 (default: today); the first run settles it",
        )
        parser.add_argument("--few", action="store_true", help="load a dossier or two of each kind, not all")

    def handle(
        self, *args: Any, no_serve: bool, bind: str, today: date | None, few: bool, **options: Any
    ) -> None:
        """Load, then serve; refuses without PORTAL_DEMO=1, since the demo's password is public."""
        if not settings.DEMO:
            raise CommandError(
                "The demo has accounts with a known password. Set PORTAL_DEMO=1 to allow them."
            )
        if not no_serve and is_taken(bind):
            raise CommandError(
                f"Something else answers on {bind} already. Choose another port: --bind 127.0.0.1:8001"
            )
        if not no_serve and "PORTAL_URL" not in os.environ and (url := url_of(bind)):
            os.environ["PORTAL_URL"] = settings.PORTAL_URL = url  # links in mails lead to where it is served
        gc.freeze()  # what stands now lives as long as the process: with so many rows each search for garbage counts
        gc.set_threshold(50_000, 20, 20)
        call_command("migrate", verbosity=0)
        count = self.load(today, few=few)
        if no_serve:
            self.stdout.write(f"The demo is loaded: {len(CAST)} people, {count} dossiers.")
            return
        call_command("collectstatic", verbosity=0, interactive=False)
        self.introduce(bind)
        sys.exit(serve(bind))

    def load(self, today: date | None, *, few: bool) -> int:
        """Load the world and its dossiers with a progress bar; return how many dossiers there are."""
        standing = played_so_far()
        if standing and not standing.can_go_on:
            raise CommandError(
                "This demo was cut off while it was loaded, and the code changed since, so it cannot go on: "
                "begin anew, with an empty PORTAL_DATA_DIR (or an empty database in DATABASE_URL)."
            )
        shown_on = standing.shown_on if standing else today or timezone.localdate()
        if standing and today and today != standing.shown_on:
            self.stderr.write(f"This demo shows {standing.shown_on:%Y-%m-%d}, and goes on doing so.")
        at = moment(shown_on, time(0))
        people = load_demo(by=None, at=at)
        open_desks(people, by=None, at=at)
        return play_all(people, shown_on=shown_on, few=few, tell=Bar(sys.stderr).tell)

    def introduce(self, bind: str) -> None:
        """Print the address and who can sign in."""
        self.stdout.write(f"\nThe portal stands at http://{bind}  (Ctrl+C ends it)\n")
        self.stdout.write(f"Everybody's password is {PASSWORD}\n\n")
        with translation.override("en"):
            for player in CAST:
                where = f" in {player.district}" if player.district else ""
                self.stdout.write(f"  {player.email:<22} {player.role.label}{where}")
        port = bind.rpartition(":")[2]
        self.stdout.write(
            f"\nPasskeys work only on http://localhost:{port} (a browser wants a name, not a number)"
        )
        self.stdout.write(f"Mail that the portal sends lies in {settings.EMAIL_FILE_PATH}\n")
        self.stdout.flush()


def url_of(bind: str) -> str:
    """Return the address that a browser opens for that binding; "" for one that is no host and port."""
    host, _, port = bind.rpartition(":")
    if not port.isdigit():
        return ""
    return f"http://{'127.0.0.1' if host in {'', '0.0.0.0', '[::]'} else host}:{port}"  # noqa: S104  # compared only


def is_taken(bind: str) -> bool:
    """Tell if something answers on that address and port."""
    host, _, port = bind.rpartition(":")
    if not port.isdigit():
        return False  # a socket file: the web server says what is wrong with it
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=1).close()
    except OSError:
        return False
    return True


def serve(bind: str) -> int:
    """Run the web server and the worker until one ends or the demo is stopped; return the exit status."""
    web = ["-m", "gunicorn", "portal.wsgi:application", "--bind", bind, "--workers", "2", "--threads", "4"]
    root = Path(settings.BASE_DIR)
    processes = [
        subprocess.Popen([sys.executable, *arguments], cwd=root)  # noqa: S603  # our own two programs
        for arguments in ([*web, "--log-level", "warning"], ["manage.py", "worker"])
    ]

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(process.poll() is None for process in processes):
            sleep(0.5)
        sys.stderr.write("The web server or the worker ended, so the demo ends too.\n")
    except KeyboardInterrupt:
        return 0
    finally:
        _end(processes)
    return max(process.returncode for process in processes)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
