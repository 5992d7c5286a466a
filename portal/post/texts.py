"""The words of a message, made from the templates of its room in the language of its addressee."""

import functools
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

SUBJECT_LENGTH = 250
_LOADS = re.compile(r"\{%\s*load [^%]+%\}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Words:
    """A rendered message: subject on one line, plain text, and the same as HTML (or nothing)."""

    subject: str
    text: str
    html: str = ""


def words_of(kind: str, *, language: str, context: dict[str, Any]) -> Words:
    """Render `templates/<room>/mail/<name>.txt` (and `.html`, if there is one) for the kind `room.name`.

    The text's first line is `Subject: …`. Subject and text are plain: nothing in them is escaped; in the
    HTML part everything is. `portal_url` is in every context.
    """
    room, _, name = kind.partition(".")
    full = {"portal_url": settings.PORTAL_URL, **context}
    with translation.override(language):
        subject, text = _plain(f"{room}/mail/{name}.txt")
        return Words(
            subject=one_line(subject.render(Context(full, autoescape=False)), SUBJECT_LENGTH),
            text=text.render(Context(full, autoescape=False)).strip() + "\n",
            html=_html(f"{room}/mail/{name}.html", full),
        )


def one_line(text: str, length: int) -> str:
    """Return `text` on one line, fit for a header: breaks and controls are spaces, too long is cut."""
    line = " ".join(_CONTROLS.sub(" ", text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


@functools.cache
def _plain(name: str) -> tuple[Template, Template]:
    """Split the template, not its outcome, so that a line break in a value never ends the subject."""
    template = get_template(name).template  # type: ignore[attr-defined]  # Django’s engine has it, its stubs do not
    source: str = template.source
    loads = "".join(_LOADS.findall(source))
    first, _, rest = _LOADS.sub("", source).lstrip("\n").partition("\n")
    if not first.startswith("Subject:"):
        raise ValueError(f"{name} must begin with a line “Subject: …”")
    engine = template.engine
    return (
        engine.from_string(loads + first.removeprefix("Subject:")),
        engine.from_string(loads + rest),
    )


def _html(name: str, context: dict[str, Any]) -> str:
    try:
        return get_template(name).render(context)
    except TemplateDoesNotExist as missing:
        if str(missing) != name:
            raise
        return ""
