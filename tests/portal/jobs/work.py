"""Pieces of work that the tests ask for: some do well, some fail, some never end."""

import io
import os
import time
from pathlib import Path

from django.db import transaction

from portal.errors import PortalError
from portal.jobs.models import Job
from portal.jobs.progress import Progress

runs: list[str] = []


def note(progress: Progress, *, word: str = "") -> None:
    """Do well at once."""
    runs.append(word)


def three_steps(progress: Progress) -> None:
    """Say three times how far it is, then where the outcome is."""
    for done in range(1, 4):
        progress.step(done, 3, f"step {done}")
    progress.result("/home/")


def keep_words(progress: Progress, *, words: str = "words") -> None:
    """Leave a file as the outcome."""
    progress.keep(io.BytesIO(words.encode()))


def break_down(progress: Progress) -> None:
    """Fail with a word that no screen may show."""
    raise RuntimeError("secret of the inside")


def refuse(progress: Progress) -> None:
    """Refuse with a sentence for the person who asked."""
    raise PortalError("The year is closed.")


def step_inside_a_transaction(progress: Progress) -> None:
    """Speak where nobody would hear it."""
    with transaction.atomic():
        progress.step(1, 2)


def append(progress: Progress, *, path: str, line: str = "x", seconds: float = 0.0) -> None:
    """Write a line to a file, then take so long."""
    with Path(path).open("a") as file:
        file.write(f"{line} {os.getpid()}\n")
    progress.step(1, 2, "half way")
    time.sleep(seconds)


def append_errand(path: str) -> None:
    """Write a line to a file."""
    with Path(path).open("a") as file:
        file.write(f"errand {os.getpid()}\n")


def hang_at_first(progress: Progress, *, path: str) -> None:
    """Take for ever the first time, do well the second."""
    is_first = not Path(path).exists()
    append(progress, path=path, seconds=600 if is_first else 0)


def lose_ticket(progress: Progress) -> None:
    """Be given up for dead while working, then go on."""
    Job.objects.filter(pk=progress.job.pk).update(ticket="another run")
    progress.step(1, 1)
    runs.append("went on")
