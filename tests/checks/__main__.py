"""Everything `make check` runs, in order, with the minutes of each part: `python -m tests.checks [PART ...]`.

All parts run, so that one run tells all that is wrong; any that fails or is missing fails the whole.
"""

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from cryptography.fernet import Fernet

from tests.checks.contracts import ROOT

PYTHON = sys.executable
CODE = ["portal", "wijkraden", "grants", "tests", "manage.py"]
DEMO = {
    "PORTAL_DEMO": "1",
    "PORTAL_DATA_DIR": str(ROOT / "build" / "check-data"),
    "PORTAL_LOG_LEVEL": "ERROR",
}
PYTEST = [PYTHON, "-m", "pytest", "-q", "--no-header"]
# A worker for each core, and for each half a gigabyte of memory and more; below two, races have no other to wait for.
WORKERS = min(max(len(os.sched_getaffinity(0)), 2), 8)
_CLOSING = re.compile(r"^=*\s*(\d+ (passed|failed|error).*?|no tests ran.*?)\s*=*$")


@dataclass(frozen=True)
class Part:
    """One part: its name on the command line, what it holds, the words that run it."""

    name: str
    holds: str
    commands: list[list[str]]
    environment: dict[str, str] = field(default_factory=dict)
    is_on_postgresql: bool = False
    fills_machine: bool = False  # by itself; the others run two at a time


def production() -> dict[str, str]:
    """Return the environment of a production server, with secrets of the moment."""
    return {
        "PORTAL_DEMO": "0",
        "PORTAL_DATA_DIR": DEMO["PORTAL_DATA_DIR"],
        "PORTAL_URL": "https://wijkbudget.example",
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(60),
        "PORTAL_FIELD_KEYS": Fernet.generate_key().decode(),
        "PORTAL_HASH_KEY": secrets.token_urlsafe(40),
        "PORTAL_MAIL": "smtp://localhost:25",
        "PORTAL_MAIL_FROM": "Wijkbudget <wijkbudget@wijkbudget.example>",
        "PORTAL_SECURITY_CONTACT": "mailto:security@wijkbudget.example",
    }


def manage(*words: str) -> list[str]:
    """Return the words that run a command of the portal."""
    return [PYTHON, "manage.py", *words]


def parts() -> list[Part]:
    """Return every part, in the order in which they run."""
    linter = ["lint-imports", "--no-logo", "--cache-dir", "build/importlinter", "build/importlinter.toml"]
    workers = ["-n", str(WORKERS)]
    together = [*workers, "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not browser"]
    return [
        Part("format", "one layout of the code", [["ruff", "format", "--check", "."]]),
        Part("lint", "ruff's rules", [["ruff", "check", "."]]),
        Part("types", "mypy, strict", [["mypy", *CODE]]),
        Part(
            "imports",
            "floors, rooms and files know what is below",
            [[PYTHON, "-m", "tests.checks.contracts"], linter],
        ),
        Part("migrations", "none missing", [manage("makemigrations", "--check", "--dry-run")], DEMO),
        Part(
            "deploy",
            "safe as in production",
            [manage("check", "--deploy", "--fail-level", "WARNING")],
            production(),
        ),
        Part("dutch", "no text without its Dutch", [[*PYTEST, "tests/test_translations.py"]]),
        Part("templates", "djlint", [["djlint", "--lint", "--quiet", "templates"]]),
        Part("sqlite", "all tests but the browser's", [[*PYTEST, *together]], fills_machine=True),
        Part(
            "postgresql",
            "the same on PostgreSQL",
            [[*PYTEST, *together]],
            is_on_postgresql=True,
            fills_machine=True,
        ),
        Part(
            "browser",
            "every page in a real browser",
            [[*PYTEST, *workers, "-m", "browser", "tests/browser"]],
            fills_machine=True,
        ),
    ]


@dataclass(frozen=True)
class Outcome:
    """What became of a part: whether it holds, pytest's closing line, and how long it took."""

    part: Part
    holds: bool
    closing: str
    minutes: float

    def __str__(self) -> str:
        word = "ok    " if self.holds else "FAILED"
        return f"{self.minutes:6.2f} min  {word}  {self.part.name:<11} {self.closing}"


def run(part: Part, say: Callable[[str], object]) -> tuple[bool, str]:
    """Run a part and hand its output on by the line; return whether it holds, and pytest's closing line."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PORTAL_") or name in _KEPT
    }
    environment.pop("DATABASE_URL", None)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else each process that starts reads all code anew
    environment |= part.environment | {"PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"}
    if part.is_on_postgresql:
        from tests.postgres import address

        environment["DATABASE_URL"] = address()
    closing = ""
    for command in part.commands:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        for line in process.stdout or ():
            say(line)
            found = _CLOSING.match(line.strip())
            closing = found[1] if found else closing
        if process.wait() != 0:
            return False, closing
    return True, closing


_KEPT = {"PORTAL_STANDARDS_DIR", "PORTAL_CHROMIUM"}


def minutes_since(moment: float) -> float:
    """Return how long ago that was."""
    return (time.monotonic() - moment) / 60


def outcome_of(part: Part, say: Callable[[str], object]) -> Outcome:
    """Run a part; one that can't even start fails as a missing one, and the others still run."""
    begun = time.monotonic()
    say(f"\n-- {part.name}: {part.holds}\n")
    try:
        holds, closing = run(part, say)
    except Exception as error:
        holds, closing = False, f"{type(error).__name__}: {error}"
    return Outcome(part, holds, closing, minutes_since(begun))


def beside_another(part: Part) -> Outcome:
    """Run a part and let its output through at once when it ends."""
    said: list[str] = []
    outcome = outcome_of(part, said.append)
    out("".join(said))
    return outcome


def out(text: str) -> None:
    """Let it be seen now."""
    sys.stdout.write(text)
    sys.stdout.flush()


def main(names: list[str]) -> int:
    """Run the named parts (all when none is named) and return the exit status."""
    chosen = [part for part in parts() if not names or part.name in names]
    unknown = set(names) - {part.name for part in parts()}
    if unknown:
        print(
            f"No such part: {', '.join(sorted(unknown))}."
            f" There are: {', '.join(part.name for part in parts())}."
        )
        return 2
    started = time.monotonic()
    with ThreadPoolExecutor(2) as two:
        outcomes = list(two.map(beside_another, [part for part in chosen if not part.fills_machine]))
    outcomes += [outcome_of(part, out) for part in chosen if part.fills_machine]
    failed = [one.part.name for one in outcomes if not one.holds]
    print("\n" + "\n".join(str(one) for one in outcomes))
    ended = "FAILED: " + ", ".join(failed) if failed else "all is well"
    print(f"{minutes_since(started):6.2f} min  {ended}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
