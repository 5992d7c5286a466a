"""What each act on the trail is called on a screen. The rooms register the words beside their flows."""

import re
from string import Formatter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as Words

    Text = Words | str

_acts: dict[str, "Text"] = {}
_codes: dict[str, "Text"] = {}
_BRACKETS = re.compile(r" ?\([^()]*\)")
_PLACE = re.compile(r" ?\([^()]*\{\w+\}[^()]*\)|\{\w+\}")  # a fact in a sentence, with the brackets around it


def describe(act: str, words: "Text") -> str:
    """Make the words of an act known and return its name; an act is described once.

    The words follow the name of who did it (“invited someone”), and may name facts of the record between
    braces: `_("paid {cents} cents")`. A record without that fact shows a dash.
    """
    if _acts.setdefault(act, words) is not words:
        raise ValueError(f"the act {act} is described already")
    return act


def name_codes(codes: "Mapping[str, Text]") -> None:
    """Make the words of codes known that facts hold (a role, a way to sign in); other codes show as they are."""
    _codes.update(codes)


def acts() -> dict[str, str]:
    """Return every act with its words, without facts, in the language of the moment and the order of the words."""
    named = ((act, " ".join(_PLACE.sub("", str(words)).split())) for act, words in _acts.items())
    return dict(sorted(named, key=lambda pair: pair[1]))


def sentence(act: str, facts: dict[str, Any]) -> str:
    """Return what happened, in the language of the moment."""
    if act not in _acts:
        return _("did something that has no words here yet ({act})").format(act=act)
    return str(_acts[act]).format_map(_Facts({name: _told(value) for name, value in facts.items()}))


def other_facts(act: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that the sentence of the act does not tell."""
    told = {name for _text, name, _spec, _conversion in Formatter().parse(str(_acts.get(act, ""))) if name}
    rest = ((name, value) for name, value in facts.items() if name not in told and value is not None)
    return {name: _told(value) for name, value in rest}


def _told(value: Any) -> Any:
    """Return the words of a code, or of several with a slash between; anything else as it is."""
    if not isinstance(value, str):
        return value
    return " / ".join(str(_codes.get(part, part)) for part in value.split("/"))


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "–"
