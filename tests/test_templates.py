"""What a template may hold: the words of a page, and nothing that is asked or judged."""

import re

from tests.checks.accessors import accessors
from tests.checks.contracts import ROOT
from tests.checks.source import ASKS, modules, templates

SAFE_MARKS: dict[str, str] = {}


def in_templates(pattern: str) -> list[str]:
    """Return where the pattern stands in our HTML templates."""
    return [
        f"templates/{name}: {hit[0][:80]}"
        for name, text in templates().items()
        if name.endswith(".html")
        for hit in re.finditer(pattern, text, re.IGNORECASE)
    ]


def test_templates_hold_no_inline_style_or_script() -> None:
    assert (
        in_templates(
            r"<style\b|\sstyle\s*=|<script(?![^>]*(\bsrc=|application/json))[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:"
        )
        == []
    )


def test_blocktranslate_is_always_trimmed() -> None:
    assert in_templates(r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)[^%]*%}") == []


def test_templates_ask_no_permission_and_no_query() -> None:
    assert (
        in_templates(
            r"\.(has_perm|has_role|is_staff|is_superuser)\b|\bperms\.|{%\s*(if|elif)[^%]*\buser\.(seats|roles?)\b"
        )
        == []
    )
    asked = "|".join([*ASKS, "objects", "all", "(?<!paginator.)count", "latest", "earliest", "iterator"])
    rows = "|".join(sorted(accessors()))
    inside = r"\b(?=[^%{}]*[%}]})"
    assert in_templates(rf"\w(\.({asked})|_set){inside}") == []
    assert in_templates(rf"\.({rows})\.(first|last){inside}") == []


def test_templates_judge_and_reckon_no_amounts() -> None:
    """A template may ask if there is an amount at all; which of two is the larger is a rule."""
    tag = r"{[{%](?:(?![%}]}).)*"
    assert in_templates(tag + r"_cents\b(?:(?![%}]}).)*\|\s*(?:add|divisibleby)\b") == []
    assert in_templates(tag + r"\|\s*(?:add|divisibleby)\s*:\s*[\w.]*_cents\b") == []
    assert in_templates(r"{%\s*widthratio\b") == []
    compared = (
        r"(?:[\w.]*_cents\s*(?:[<>]=?|[!=]=)\s*(?!0\b)\S)|(?:[^\s0]\s*(?:[<>]=?|[!=]=)\s*[\w.]*_cents\b)"
    )
    assert in_templates(r"{%\s*(?:el)?if\b(?:(?!%}).)*(?:" + compared + ")") == []


def test_nothing_is_marked_safe_outside_a_listed_place() -> None:
    found = set(in_templates(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off"))
    found |= {
        module.path.relative_to(ROOT).as_posix()
        for module in modules()
        if re.search(r"\b(mark_safe|SafeString|SafeText)\b", module.text)
    }
    assert found == set(SAFE_MARKS)
