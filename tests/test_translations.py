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

from portal.errors import PortalError
from tests.checks.contracts import FLOORS, ROOT
from tests.checks.messages import DUTCH, gathered, key
from tests.checks.source import modules, templates

_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")
# Messages that are the same in both languages.
SAME_IN_DUTCH = {"0%", "21%", "9%", "Bank", "Concept", "Controller", "Criteria", "E-mail", "Open"}


# Words that are the same in every language: a name, the number of an article, what a language calls itself.
BARE = {
    "components/page_language.html": {"Nederlands", "English"},
    "errors/500.html": {"– Wijkbudget", "Wijkbudget"},  # drawn by itself, when nothing can be asked
    "payments/claim_facts.html": {"(Awb 4:87)", "(Awb 4:112)", "(Awb 4:104)"},
    "payments/rooms.html": {"Stripe"},
    "payments/set_off_facts.html": {"(Awb 6:7)"},
    "register/columns.html": {"(OpenAPI)"},
}
_TRANSLATED = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
_CODE = re.compile(r"<(script|style|code|pre)\b.*?</\1>|&\w+;", re.DOTALL)
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")


def refusals(kind: type[PortalError]) -> set[str]:
    """Return the name of this error and of all that are of its kind."""
    return {kind.__name__}.union(*(refusals(one) for one in kind.__subclasses__()))


REFUSALS = refusals(PortalError)
CODES = {
    "NoAnswer": "why Stripe did not answer, as a code that the page words",
    "NoNameAnswer": "why a bank did not answer, for the log of work in the background",
}


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


def test_no_sentence_of_the_code_is_said_without_its_dutch() -> None:
    """What is told to a user stands in a call that xgettext finds: messages, errors, labels and their help."""
    found = [
        f"{module.place(call)}: {text}"
        for module in modules()
        if module.room not in {"grants.demo"}
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        for said in spoken(call)
        for text in plain_texts(said)
    ]
    assert found == []


def spoken(call: ast.Call) -> list[ast.expr]:
    """Return what this call tells a user."""
    name, owner = called(call), call.func.value if isinstance(call.func, ast.Attribute) else None
    said = [one.value for one in call.keywords if one.arg in {"label", "help_text", "empty_label", "legend"}]
    if name == "ValidationError" or name in REFUSALS - set(CODES):
        said += call.args[:1]
    elif name == "add_error" or (isinstance(owner, ast.Name) and owner.id == "messages"):
        said += call.args[1:2]
    return said


def called(call: ast.Call) -> str:
    """Return the last word of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def plain_texts(said: ast.expr) -> list[str]:
    """Return the words in it that stand in no call that translates; what is filled in counts for itself."""
    if isinstance(said, ast.Constant):
        return [said.value] if isinstance(said.value, str) and re.search(r"[A-Za-z]{2,}", said.value) else []
    parts: list[ast.expr] = []
    if isinstance(said, ast.IfExp):
        parts = [said.body, said.orelse]
    elif isinstance(said, ast.BinOp):
        parts = [said.left, said.right] if isinstance(said.op, ast.Add) else [said.left]
    elif isinstance(said, ast.JoinedStr):
        parts = said.values
    return [text for part in parts for text in plain_texts(part)]


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


def test_every_word_in_a_template_can_be_said_in_another_language() -> None:
    found = {
        f"templates/{name}: {said}"
        for name, text in templates().items()
        if name.endswith((".html", ".txt"))
        for said in bare_words(text)
    }
    known = {f"templates/{name}: {said}" for name, words in BARE.items() for said in words}

    assert sorted(found - known) == []
    assert sorted(known - found) == []


def bare_words(text: str) -> list[str]:
    """Return what a template says itself: words between tags, in labels, and handed to a component."""
    rest = _CODE.sub("", _TRANSLATED.sub("", text.replace("%}Subject: ", "%}")))
    said = re.findall(r"{%\s*(?:include|with)\b[^%]*?=\"([A-Z][^\"]*)\"", rest)
    rest = _TAG.sub("", rest)
    said += re.findall(r"\b(?:alt|title|aria-label|placeholder)=\"([^\"]*)\"", rest)
    said += re.sub(r"<[^>]*>", "\n", rest).splitlines()
    return [one.strip() for one in said if _WORD.search(one)]
