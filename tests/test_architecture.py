"""The shape of the code, as docs/rooms.md tells it; import-linter holds the imports."""

import ast
import importlib
import inspect
import re
from pathlib import Path
from types import FunctionType

import pytest
from django import forms
from django.apps import apps
from django.core.management import call_command
from django.db import models

from portal.security.tokens import needs_token
from tests.checks.addresses import addresses
from tests.checks.contracts import FLOORS, ROOMS, ROOT, names_in, rooms_of, without_a_place
from tests.checks.permissions import methods
from tests.checks.source import (
    ASKS,
    Module,
    functions,
    modules,
    of_kind,
    project_files,
)

# Each exception has its reason; an exception that is not needed any more fails.
PUBLIC_WITHOUT_FLOW = {
    "portal.trail.flows.flow": "it is what makes a flow",
    "portal.trail.flows.acting": "it joins flows into one",
    "portal.trail.flows.record": "it is what flows write their trail with",
}
CLOCK = {"wijkraden.people.rules": "what a person may do is asked for this moment, unless a day is given"}
HTTP = ("django.http", "django.shortcuts", "django.views", "django.urls.resolvers", "django_htmx")
HTTP_EXCEPTIONS = {"django.http.Http404"}
PAGES = (
    "views",
    "forms",
    "middleware",
    "context",
    "templatetags",
    "urls",
    "root_urls",
    "objection_urls",
    "http",
    "apps",
)
# What knows HTTP on the two upper floors and is no page.
SPEAKS_HTTP = {
    "grants.control.tasks": "reads the filters of a list as the page reads them",
    "wijkraden.accounts.adapters": "allauth hands each request to it",
    "wijkraden.accounts.confirm": "whether this browser gave a password a moment ago",
    "wijkraden.accounts.navigation": "what stands in the menu of this request",
    "wijkraden.accounts.signals": "allauth tells of a request that signed in",
}
OUTSIDE = {
    "typst",
    "boto3",
    "botocore",
    "storages",
    "stripe",
    "sepaxml",
    "smtplib",
    "requests",
    "httpx",
    "urllib.request",
    "http.client",
}
FULL_LOCKS: dict[str, str] = {}  # a module that locks rows which others may then not even point at
WITHOUT_TOKEN = {
    "my_payout": "an account at Stripe is made once by a key of its own, and each address there works once",
    "session_time": "it lengthens the session and changes no row of ours",
    "set_language_choice": "choosing the same language twice is choosing it once",
    "stripe_webhook": "Stripe has no form of ours; it signs what it tells, which is kept once by its number",
}
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


def test_every_folder_and_file_has_a_place() -> None:
    assert without_a_place() == []


@pytest.mark.parametrize("kind", ["models", "rules", "flows", "states", "queries"])
def test_what_is_not_a_page_knows_no_http(kind: str) -> None:
    found = [
        f"{module.place(node)} imports {name}"
        for module in of_kind(kind)
        for name, node in module.imports()
        if name.startswith(HTTP) and name not in HTTP_EXCEPTIONS
    ]
    assert found == []


def test_above_the_ground_floor_only_pages_know_http() -> None:
    pages = {module.name for module in of_kind(*PAGES)}
    found = {
        module.name
        for module in modules()
        if module.floor != "portal" and module.room and module.name not in pages
        for name, _ in module.imports()
        if name.startswith(HTTP) and name not in HTTP_EXCEPTIONS
    }
    assert found == set(SPEAKS_HTTP)


@pytest.mark.parametrize("kind", ["views", "forms", "middleware", "context", "templatetags"])
def test_pages_read_through_queries_and_doors(kind: str) -> None:
    found = [
        f"{module.place(node)} reads .{node.attr}: a query or a door must"
        for module in of_kind(kind)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", *ASKS}
    ]
    assert found == []


def public_flows() -> dict[str, FunctionType]:
    """Return every public function that stands in a flows file, by its dotted name."""
    found = {}
    for module in of_kind("flows"):
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            if inspect.isfunction(value) and value.__module__ == loaded.__name__ and not name.startswith("_"):
                found[f"{module.name}.{name}"] = value
    return found


def test_every_public_function_among_the_flows_is_a_flow() -> None:
    plain = {name for name, function in public_flows().items() if not hasattr(function, "is_flow")}
    assert plain == set(PUBLIC_WITHOUT_FLOW)


def test_every_flow_says_by_whom_and_takes_it_by_name() -> None:
    found = []
    for name, function in public_flows().items():
        by = inspect.signature(function).parameters.get("by")
        if hasattr(function, "is_flow") and (by is None or by.kind is not inspect.Parameter.KEYWORD_ONLY):
            found.append(name)
        elif hasattr(function, "is_flow") and by is not None and by.annotation is inspect.Parameter.empty:
            found.append(f"{name}: by has no type")
    assert found == []


def test_flows_stand_in_flows_files_only() -> None:
    found = [
        module.place(node)
        for module in modules()
        if module.kind != "flows"
        for node in functions(module.tree)
        if any(isinstance(mark, ast.Name) and mark.id == "flow" for mark in node.decorator_list)
    ]
    assert found == []


@pytest.mark.parametrize("kind", ["flows", "models", "rules", "states"])
def test_only_pages_tasks_and_commands_ask_the_clock(kind: str) -> None:
    clock = re.compile(
        r"\b(?:timezone\.now|(?<![.\w])now|datetime\.now|datetime\.utcnow|date\.today|time\.time(?:_ns)?)\("
        r"|\b(?:localdate|localtime|localnow)\(\)"
    )
    found = {module.name for module in of_kind(kind) if clock.search(module.text)}

    assert found == {name for name in CLOCK if name.split(".")[2] == kind}


@pytest.mark.parametrize("floor", FLOORS)
def test_every_rooms_models_are_gathered_by_its_floor(floor: str) -> None:
    gathered = set(apps.get_app_config(floor).get_models())
    source = (ROOT / floor / "models.py").read_text(encoding="utf-8")
    for room in rooms_of(floor):
        if not (ROOT / floor / room / "models.py").exists() and not (ROOT / floor / room / "models").is_dir():
            continue
        loaded = importlib.import_module(f"{floor}.{room}.models")
        own = {
            value
            for value in vars(loaded).values()
            if isinstance(value, type)
            and issubclass(value, models.Model)
            and value.__module__.startswith(loaded.__name__)
            and not value._meta.abstract
        }
        assert own <= gathered
        assert [model.__name__ for model in own if not re.search(rf"\b{model.__name__}\b", source)] == []


def test_no_foreign_key_points_up() -> None:
    found = []
    for model in apps.get_models():
        here = height(model.__module__)
        for field in model._meta.get_fields():
            target = field.related_model
            if here is None or not isinstance(target, type) or field.auto_created or not field.concrete:
                continue
            there = height(target.__module__)
            by_setting = getattr(field, "swappable", False) and target._meta.label == "wijkraden.User"
            if there is not None and there > here and not (by_setting and model._meta.app_label == "portal"):
                found.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert found == []


def height(module: str) -> tuple[int, int] | None:
    """Return how high a module stands (floor, room), None for what is not ours."""
    floor, *rest = module.split(".")
    if floor not in FLOORS or not rest:
        return None
    layers = [set(names_in((layer,))) for layer in ROOMS[floor]]
    level = next((number for number, names in enumerate(layers) if rest[0] in names), 0)
    return len(FLOORS) - FLOORS.index(floor), len(layers) - level


def test_files_and_functions_are_short() -> None:
    ours = [
        Module(path, "tests")
        for path in project_files()
        if path.suffix == ".py" and "migrations" not in path.parts
    ]
    long_files = [
        f"{module.path.relative_to(ROOT)}: {module.text.count(chr(10))} lines"
        for module in ours
        if module.text.count("\n") > LONGEST_FILE
    ]
    long_functions = [
        f"{module.place(node)} {node.name}: {length(node)} lines"
        for module in ours
        for node in functions(module.tree)
        if length(node) > LONGEST_FUNCTION
    ]
    assert long_files + long_functions == []


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    first = node.body[0]
    told = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or 0) - first.lineno + 1 if told else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_a_locked_row_may_still_be_pointed_at() -> None:
    """`FOR UPDATE` makes every insert that names the row wait, also one that changes nothing of it."""
    found = {
        module.name
        for module in modules()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Call) and _is_full_lock(node))
        or (isinstance(node, ast.Constant) and re.search(r"\bFOR UPDATE\b", str(node.value)))
    }
    assert found == set(FULL_LOCKS)


def _is_full_lock(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "select_for_update":
        return False
    named = {one.arg: ast.unparse(one.value) for one in call.keywords}
    return named.get("no_key") != "True"


def test_one_file_knows_the_queue() -> None:
    found = {
        module.name
        for module in modules()
        for name, _ in module.imports()
        if name.split(".")[0] in {"django_tasks", "django_tasks_db"}
    }
    assert found == {"portal.jobs.queue"}


def test_only_a_gateway_knows_an_outside_client() -> None:
    found = [
        f"{module.place(node)} imports {name}"
        for module in modules()
        for name, node in module.imports()
        if not module.kind.startswith("gateway")
        and any(name == client or name.startswith(f"{client}.") for client in OUTSIDE)
    ]
    assert found == []


def test_nothing_imports_tasks_and_a_rooms_pages_are_its_own() -> None:
    found = [
        f"{module.place(node)} imports {name}"
        for module in modules()
        for name, node in module.imports()
        if re.match(r"(portal|wijkraden|grants)\.\w+\.tasks\b", name)
        or (
            re.match(r"(portal|wijkraden|grants)\.\w+\.(views|urls)\b", name)
            and not name.startswith(f"{module.room}.")
        )
    ]
    assert found == []


def test_no_floor_names_a_room_above_it_but_in_settings_and_urls() -> None:
    allowed = {"portal.settings", "portal.urls"}
    above = {"portal": r"(wijkraden|grants)[._]\w", "wijkraden": r"grants[._]\w", "grants": r"(?!)"}
    found = [
        f"{module.place(node)} names {node.value}"
        for module in modules()
        if module.name not in allowed
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.match(above[module.floor], node.value)
    ]
    assert found == []


def migrations() -> list[Path]:
    """Return our migrations."""
    return [path for floor in FLOORS for path in (ROOT / floor / "migrations").glob("[0-9]*.py")]


def test_migrations_are_named_by_hand() -> None:
    """Django is asked how it would have called each: that name says which columns, and not what for."""
    good = re.compile(r"\d{4}_[a-z][a-z0-9]*(_[a-z0-9]+)*")
    found = []
    for path in migrations():
        loaded = importlib.import_module(f"{path.parts[-3]}.migrations.{path.stem}")
        by_django = loaded.Migration(path.stem, path.parts[-3]).suggest_name()
        if not good.fullmatch(path.stem) or path.stem[5:] == by_django or "_auto_" in path.stem:
            found.append(f"{path.parts[-3]}/{path.stem}")
    assert found == []


def test_migrations_with_data_steps_can_be_undone() -> None:
    found = []
    for path in migrations():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"RunPython", "RunSQL"}
            ):
                keywords = {keyword.arg for keyword in node.keywords}
                if len(node.args) < 2 and not keywords & {"reverse_code", "reverse_sql"}:
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_view_of_ours_is_a_function_that_names_its_methods() -> None:
    ours = [address for address in addresses().values() if address.is_ours]

    assert [address.name for address in ours if not inspect.isfunction(inspect.unwrap(address.view))] == []
    assert [address.name for address in ours if not methods(address)] == []


def test_every_view_that_takes_a_post_without_a_token_has_its_reason() -> None:
    exempted = {
        name
        for name, one in addresses().items()
        if one.is_ours and "POST" in methods(one) and not needs_token(one.view)
    }

    assert exempted == set(WITHOUT_TOKEN)


def test_an_address_that_a_form_takes_fits_in_its_column() -> None:
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            if path.name == "forms.py" or path.parent.name == "forms":
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    made, waiting = [], list(forms.Form.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        made += [one] if one.__module__.startswith(tuple(FLOORS)) else []
    fields = {
        f"{one.__module__}.{one.__name__}.{name}": field.max_length
        for one in made
        for name, field in one.base_fields.items()
        if isinstance(field, forms.EmailField) and one.__module__ != "wijkraden.accounts.forms"  # of allauth
    }

    assert fields
    assert {name for name, most in fields.items() if most is None or most > 254} == set()
