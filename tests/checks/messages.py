"""The texts to translate: `python -m tests.checks.messages` gathers them in locale/nl/LC_MESSAGES/django.po.

Uses xgettext through Django's makemessages, in a folder of its own: a check never changes the project.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from tests.checks.contracts import FLOORS, ROOT

DUTCH = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"
Key = tuple[str | None, str, str]


def key(entry: polib.POEntry) -> Key:
    """Return what makes a message itself: its context, its text, its plural."""
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def gathered() -> polib.POFile:
    """Return every message that code and templates hold now, untranslated; raises if xgettext is missing."""
    if not shutil.which("xgettext"):
        raise FileNotFoundError("xgettext is missing. On Debian: sudo apt-get install -y gettext")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in (*FLOORS, "templates"):
            ignore = shutil.ignore_patterns("static", "node_modules", "migrations", "__pycache__")
            shutil.copytree(ROOT / name, copy / name, ignore=ignore)
        (copy / "locale").mkdir()
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        words = ["makemessages", "--locale", "nl", "--no-wrap", "--add-location", "file", "--verbosity", "0"]
        subprocess.run(
            [sys.executable, "-m", "django", *words],
            cwd=copy,
            env=environment,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return polib.pofile(str(copy / "locale" / "nl" / "LC_MESSAGES" / "django.po"))


def main() -> None:
    """Add what is new, drop what no code asks for any more, and say how much has no Dutch yet."""
    standing = polib.pofile(str(DUTCH), wrapwidth=0) if DUTCH.exists() else polib.POFile(wrapwidth=0)
    known = {key(entry): entry for entry in standing if not entry.obsolete}
    made = polib.POFile(wrapwidth=0)
    made.metadata = {
        "Language": "nl",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for entry in sorted(gathered(), key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        old = known.get(key(entry))
        if old is not None:
            entry.msgstr, entry.msgstr_plural = old.msgstr, old.msgstr_plural
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.occurrences = [
            (file, "") for file in sorted({file.removeprefix("./") for file, _ in entry.occurrences})
        ]
        made.append(entry)
    DUTCH.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(DUTCH))
    print(f"{len(made)} messages, {len(made.untranslated_entries())} without Dutch")


if __name__ == "__main__":
    main()
