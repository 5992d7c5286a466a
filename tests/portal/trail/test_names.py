"""Every fact, thing and mail that the code names has words: no page shows a name in code."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from django.utils import translation

from portal.trail import words
from portal.trail.models import Record
from tests.checks.source import Module, modules, of_kind

_WRITERS = {"record", "note"}
_NO_FACTS = {"by", "at"}


@pytest.fixture(autouse=True)
def _all_words() -> None:
    """Read every module that names something, as a running portal has."""
    for module in of_kind("flows", "signals", "adapters"):
        importlib.import_module(module.name)
    assert get_resolver().url_patterns


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _records(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) in _WRITERS)


def _keys(tree: ast.AST) -> set[str]:
    """Return the names in every dict that is written out there."""
    dicts = (node for node in ast.walk(tree) if isinstance(node, ast.Dict))
    return {
        key.value
        for one in dicts
        for key in one.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _expanded(module: Module, name: str) -> set[str]:
    """Return the names in what `**name` or `**name(...)` can hold in that module."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            found |= _keys(node)
        if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == name for one in node.targets):
            found |= _keys(node.value)
    return found


def _facts() -> dict[str, str]:
    found: dict[str, str] = {}
    for module in modules():
        for call in _records(module.tree):
            for keyword in call.keywords:
                inner = keyword.value
                name = inner.id if isinstance(inner, ast.Name) else _called(inner)
                names = {keyword.arg} if keyword.arg else _expanded(module, name)
                found.update(dict.fromkeys(names - _NO_FACTS, module.name))
    return found


def _things() -> set[str]:
    """Return what a record can be about: each model with an id that addresses show, and what has no row."""
    named = {
        model._meta.label_lower
        for label in ("portal", "wijkraden", "grants")
        for model in apps.get_app_config(label).get_models()
        if any(field.name == "public_id" for field in model._meta.fields)
    }
    for module in modules():
        for call in _records(module.tree):
            for argument in call.args[1:2]:
                parts = argument.values[:1] if isinstance(argument, ast.JoinedStr) else [argument]
                named |= {str(part.value) for part in parts if isinstance(part, ast.Constant)}
    return {name.rstrip(":") for name in named}


def _mails() -> set[str]:
    templates = Path(settings.BASE_DIR) / "templates"
    own = {f"{file.parts[-3]}.{file.stem}" for file in templates.glob("*/mail/*.txt")}
    of_allauth = {
        f"accounts.{file.name.removesuffix('_message.txt')}"
        for room in ("account", "mfa")
        for file in (templates / room / "email").glob("*_message.txt")
        if not file.name.startswith("base_")
    }
    return own | of_allauth


def test_the_walk_finds_facts_things_and_mails() -> None:
    assert {"ends_on", "seat", "channel", "year"} <= set(_facts())
    assert {"portal.message", "wijkraden.user", "trail:all", "year"} <= _things()
    assert {"people.invitation", "accounts.login_code", "accounts.totp_activated"} <= _mails()


def test_every_fact_has_a_name_in_words() -> None:
    assert {name: place for name, place in _facts().items() if name not in words._facts} == {}


def test_everything_that_a_record_is_about_has_a_name_in_words() -> None:
    assert [name for name in _things() if name not in words._things] == []


def test_every_kind_of_mail_has_a_name_in_words() -> None:
    assert [kind for kind in _mails() if kind not in words._codes] == []


def test_nothing_on_the_trail_of_the_demo_shows_a_name_in_code(db: None) -> None:
    with translation.override("nl"):
        told = [
            (words.name_of_thing(row.subject_kind, row.subject_id), words.other_facts(row.act, row.facts))
            for row in Record.objects.all()
        ]

    assert len(told) > 20
    assert [thing for thing, _rest in told if "." in thing or ":" in thing] == []
    assert [name for _thing, rest in told for name in rest if "_" in name] == []
