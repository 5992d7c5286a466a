"""All that is said is said in Dutch."""

import ast
import re
from collections import Counter

import polib
import pytest
from django.apps import apps
from django.db.models import Choices
from django.utils.functional import Promise
from django.utils.translation import override

from tests.checks.contracts import FLOORS, ROOT
from tests.checks.messages import DUTCH, gathered, key

_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")
# Messages that are the same in both languages.
SAME_IN_DUTCH = {"0%", "21%", "9%", "Bank", "Concept", "Controller", "Criteria", "E-mail", "Open"}


@pytest.fixture(scope="module")
def dutch() -> polib.POFile:
    return polib.pofile(str(DUTCH))


def test_every_message_has_its_dutch(dutch: polib.POFile) -> None:
    assert [entry.msgid for entry in dutch.untranslated_entries()] == []
    assert [entry.msgid for entry in dutch.fuzzy_entries()] == []
    assert [entry.msgid for entry in dutch.obsolete_entries()] == []
    assert not dutch.metadata_is_fuzzy


def test_the_dutch_file_holds_exactly_what_code_and_templates_say(dutch: polib.POFile) -> None:
    in_file, in_code = {key(entry) for entry in dutch}, {key(entry) for entry in gathered()}

    assert sorted(map(str, in_code - in_file)) == []
    assert sorted(map(str, in_file - in_code)) == []


def test_the_dutch_keeps_what_is_filled_in(dutch: polib.POFile) -> None:
    found = []
    for entry in dutch:
        for text in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
            wanted, given = Counter(_PLACE.findall(entry.msgid)), Counter(_PLACE.findall(text))
            plural = Counter(_PLACE.findall(entry.msgid_plural))
            if set(given) - set(wanted) - set(plural) or (not entry.msgid_plural and given != wanted):
                found.append(entry.msgid)
    assert found == []


def test_the_dutch_says_u(dutch: polib.POFile) -> None:
    familiar = re.compile(r"\b(je|jij|jouw|jullie)\b", re.IGNORECASE)
    texts = [text for entry in dutch for text in (entry.msgstr, *entry.msgstr_plural.values())]

    assert [text for text in texts if familiar.search(text)] == []


def choices() -> dict[str, Promise | str]:
    """Return every label of every choice of ours, by its place."""
    found: dict[str, Promise | str] = {}

    def walk(kind: type[Choices]) -> None:
        for child in kind.__subclasses__():
            if child.__module__.split(".")[0] in FLOORS:
                found.update(
                    {f"{child.__module__}.{child.__name__}.{one.name}": one._label_ for one in child}
                )
            walk(child)

    apps.check_apps_ready()
    walk(Choices)
    return found


def test_every_choice_is_called_something_in_dutch() -> None:
    with override("en"):
        english = {place: str(label) for place, label in choices().items()}
    with override("nl"):
        same = {place: label for place, label in choices().items() if str(label) == english[place]}

    assert len(english) > 10
    assert {place for place, label in same.items() if str(label) not in SAME_IN_DUTCH} == set()


def test_no_text_hides_in_an_f_string_where_xgettext_does_not_look() -> None:
    calls = {"_", "gettext", "ngettext", "pgettext"}
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in calls
    ]
    assert found == []
