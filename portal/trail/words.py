"""What each act on the trail, its facts and its thing are called on a screen: the rooms name them themselves."""

import re
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as Words

    Text = Words | str

_acts: dict[str, "Text"] = {}
_doers: dict[str, "Text"] = {}
_codes: dict[str, "Text"] = {}
_facts: dict[str, "Text"] = {}
_things: dict[str, "Text"] = {}
_ASKED = "asked_"  # a fact that says by what an export was filtered
_BRACKETS = re.compile(r" ?\([^()]*\)")
_PLACE = re.compile(r" ?\([^()]*\{\w+\}[^()]*\)|\{\w+\}")  # a fact in a sentence, with the brackets around it
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def describe(act: str, words: "Text", *, doer: "Text | None" = None) -> str:
    """Make the words of an act known and return its name; an act is described once.

    The words follow the name of who did it (“invited someone”), and may name facts of the record between
    braces: `_("paid {cents} cents")`. A record without that fact shows a dash. `doer`: who did it when no person
    is known, if that was not the portal.
    """
    if _acts.setdefault(act, words) is not words:
        raise ValueError(f"the act {act} is described already")
    if doer is not None:
        _doers[act] = doer
    return act


def name_codes(codes: "Mapping[str, Text]", *, of: str = "") -> None:
    """Make the words of codes known that facts hold (a role, a way to sign in); other codes show as they are.

    `of` a fact: these words count in that fact alone.
    """
    _codes.update({f"{of}:{code}" if of else code: words for code, words in codes.items()})


def name_facts(facts: "Mapping[str, Text]") -> None:
    """Make known what a fact is called beside its value: `{"ends_on": _("last day")}`."""
    _facts.update(facts)


def name_things(things: "Mapping[str, Text]") -> None:
    """Make known what a thing is called that a record or a message is about: `{"portal.message": _("message")}`.

    A thing without a row may be named whole: `{"trail:all": _("the trail")}`.
    """
    _things.update(things)


def doer(act: str) -> str:
    """Return who did it when no person is known."""
    return str(_doers.get(act, _("The portal")))


def name_of_code(code: str, *, of: str = "") -> str:
    """Return the words of a code, the code itself when it has none."""
    return str(_codes.get(f"{of}:{code}", _codes.get(code, code)))


def name_of_fact(name: str) -> str:
    """Return what a fact is called; what was asked for reads “asked: year”."""
    if name.startswith(_ASKED) and name not in _facts:
        return _("asked: {what}").format(what=name_of_fact(name.removeprefix(_ASKED)))
    return str(_facts.get(name, name))


def name_of_thing(kind: str, name: str = "") -> str:
    """Return what a thing is called, its kind in code when it has no words."""
    return str(_things.get(f"{kind}:{name}", _things.get(kind, kind)))


def is_named_whole(kind: str, name: str) -> bool:
    """Tell if the words of a thing say all, so that its id needs no place beside them."""
    return f"{kind}:{name}" in _things


def acts() -> dict[str, str]:
    """Return every act with its words, without facts, in the language of the moment and the order of the words."""
    named = ((act, " ".join(_PLACE.sub("", str(words)).split())) for act, words in _acts.items())
    return dict(sorted(named, key=lambda pair: pair[1]))


def sentence(act: str, facts: dict[str, Any]) -> str:
    """Return what happened, in the language of the moment."""
    if act not in _acts:
        return _("did something that has no words here yet ({act})").format(act=act)
    return str(_acts[act]).format_map(_Facts({name: _told(name, value) for name, value in facts.items()}))


def other_facts(act: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that the sentence of the act does not tell, by what they are called."""
    told = {name for _text, name, _spec, _conversion in Formatter().parse(str(_acts.get(act, ""))) if name}
    rest = ((name, value) for name, value in facts.items() if name not in told and value is not None)
    return {name_of_fact(name): _told(name, value) for name, value in rest}


def _told(name: str, value: Any) -> Any:
    """Return a fact's value as a person reads it: a code or several in words, a day, yes or no; else as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if not isinstance(value, str):
        return value
    if name == f"{_ASKED}act":
        return acts().get(value, value)
    if _DAY.fullmatch(value):
        return date_format(date.fromisoformat(value), "j F Y")
    return " / ".join(name_of_code(part, of=name) for part in value.split("/"))


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "–"
