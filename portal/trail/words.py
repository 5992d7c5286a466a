"""What each act on the trail is called on a screen. The rooms register the words beside their flows."""

from string import Formatter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

    Text = Words | str

_acts: dict[str, "Text"] = {}


def describe(act: str, words: "Text") -> str:
    """Make the words of an act known and return its name; an act is described once.

    The words follow the name of who did it (“invited someone”), and may name facts of the record between
    braces: `_("paid {cents} cents")`. A record without that fact shows a dash.
    """
    if _acts.setdefault(act, words) is not words:
        raise ValueError(f"the act {act} is described already")
    return act


def acts() -> dict[str, str]:
    """Return every act with its words in the language of the moment, in the order of the words."""
    return dict(sorted(((act, str(words)) for act, words in _acts.items()), key=lambda pair: pair[1]))


def sentence(act: str, facts: dict[str, Any]) -> str:
    """Return what happened, in the language of the moment."""
    if act not in _acts:
        return _("did something that has no words here yet ({act})").format(act=act)
    return str(_acts[act]).format_map(_Facts(facts))


def other_facts(act: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that the sentence of the act does not tell."""
    told = {name for _text, name, _spec, _conversion in Formatter().parse(str(_acts.get(act, ""))) if name}
    return {name: value for name, value in facts.items() if name not in told and value is not None}


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "–"
