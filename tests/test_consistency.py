"""What is written down agrees with what is there."""

import ast
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.checks.address_list import TARGET, listing
from tests.checks.contracts import FLOORS, ROOT, rooms_of
from tests.checks.source import modules, project_files, templates

# Templates that only Django or allauth look for by name.
_BY_OTHERS = re.compile(
    r"^(allauth|account|mfa|usersessions|socialaccount|django/forms|admin)/|^(400|403|404|429|500)\.html$"
)
# Packages that nothing of ours imports, each with who does; one that is not needed here any more fails.
RUN_BY_OTHERS = {
    "djlint": "run by tests.checks",
    "mypy": "run by tests.checks",
    "django-stubs": "mypy loads it",
    "ruff": "run by tests.checks",
    "pytest-cov": "pytest loads it",
    "pytest-socket": "pytest loads it",
    "pytest-xdist": "pytest loads it",
}
# Pages of these rooms with a form that no link leads away from, each with why; every other one has such a link.
WITH_A_WAY_BACK = ("decisions", "payments", "reports", "reviews")
WITHOUT_A_WAY_BACK = {
    "decisions/decisions.html": "a list, of which whole rounds are told",
    "payments/batch.html": "the batch itself, of which a payment is left out",
    "payments/order.html": "the payment itself, with what may be done",
    "payments/prepared.html": "a list, to choose from",
    "payments/public_payout.html": "the first page of who has a link",
    "payments/stripe.html": "a list, with what may be asked of Stripe",
    "payments/statements.html": "a list, with a file to read beside it",
    "payments/to_pay.html": "a list, to choose from",
    "payments/set_off.html": "the set-off itself, with what may be done",
    "payments/write_off.html": "the write-off itself, with what may be done",
    "reports/by_link.html": "the first page of who has a link",
    "reports/part_costs.html": "a step: it is saved to go on later",
    "reports/part_form.html": "a step: it is saved to go on later",
    "reports/report.html": "the report itself, to begin or go on with",
}
# Lists by pages that say it in a sentence of their own while they are empty.
SAYS_ITSELF = {
    "payments/stripe.html": "three lists, each with its sentence",
    "plan/consultation.html": "what is asked stands there, also without a reaction",
}
# Parts that pages write out themselves, for what stands in them is theirs; the gallery shows how they look.
WRITTEN_OUT = {
    "components/buttons.html": "a row of links and forms",
    "components/card.html": "a block of a page",
    "components/definition_list.html": "facts with their names",
}
MAIL = ("txt", "html")  # a message of the kind room.name stands in templates/room/mail/name
_QUOTED = re.compile(r"[\"']([\w./-]+\.(?:html|txt|css|xml|svg|typ|js|json))[\"']")


def read(name: str) -> str:
    """Return a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_template_is_used() -> None:
    asked = {name for text in templates().values() for name in _QUOTED.findall(text)}
    asked |= {name for module in modules() for name in _QUOTED.findall(module.text)}
    kinds = {name for module in modules() for name in re.findall(r"\"(\w+\.\w+)\"", module.text)}
    asked |= {
        f"{room}/mail/{name}.{end}"
        for room, _, name in (kind.partition(".") for kind in kinds)
        for end in MAIL
    }
    prefixes = made_names()

    unused = {
        name
        for name in templates()
        if name not in asked
        and not _BY_OTHERS.match(name)
        and not any(name.startswith(prefix) for prefix in prefixes)
    }
    assert unused == set()


def test_every_component_stands_in_a_page_and_not_in_the_gallery_alone() -> None:
    asked = {name for text in templates().values() for name in _QUOTED.findall(text)}

    unused = {name for name in templates() if name.startswith("components/") and name not in asked}
    assert unused == set(WRITTEN_OUT)


def made_names() -> set[str]:
    """Return the beginnings of template names that code puts together: f"ui/gallery/{name}.html"."""
    found = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                last = node.values[-1]
                if (
                    "/" in start
                    and isinstance(last, ast.Constant)
                    and str(last.value).endswith((".html", ".txt"))
                ):
                    found.add(start)
    return found


def test_every_asked_template_is_there() -> None:
    asked = {
        name
        for text in templates().values()
        for name in re.findall(r"{%\s*(?:include|extends)\s+\"([^\"]+)\"", text)
    }
    asked |= {
        name
        for module in modules()
        for name in re.findall(r"render\(\s*request,\s*\"([^\"]+)\"", module.text)
    }

    assert [name for name in sorted(asked) if name not in templates() and not is_found(name)] == []


def test_every_form_that_is_a_page_of_its_own_has_a_way_back() -> None:
    pages = {
        name: text
        for name, text in templates().items()
        if name.startswith(tuple(f"{room}/" for room in WITH_A_WAY_BACK))
        and re.search(r"components/form\.html|method=\"post\"", text)
    }
    back = re.compile(r"cancel_url=|<a class=\"nl-button nl-button--subtle\"(?![^>]*step_back)")

    assert {name for name, text in pages.items() if not back.search(text)} == set(WITHOUT_A_WAY_BACK)


def test_every_list_of_pages_says_what_will_stand_there() -> None:
    lists = {name: text for name, text in templates().items() if "components/pagination.html" in text}
    told = re.compile(r"components/empty\.html|{% empty %}")

    assert len(lists) > len(SAYS_ITSELF)
    assert {name for name, text in lists.items() if not told.search(text)} == set(SAYS_ITSELF)


def is_found(name: str) -> bool:
    """Tell if Django or a package brings this template."""
    try:
        return bool(get_template(name))
    except TemplateDoesNotExist:
        return False


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    read_by_code = {
        argument.value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant)
    }
    table = [line.split("|")[1] for line in read("docs/settings.md").splitlines() if line.startswith("| `")]
    documented = {name for cell in table for name in re.findall(r"`([A-Z0-9_]+)`", cell)}

    assert documented == read_by_code


def test_nothing_but_the_settings_reads_the_environment() -> None:
    found = [
        module.path.relative_to(ROOT).as_posix()
        for module in modules()
        if re.search(r"os\.(environ|getenv)", module.text)
        and module.name not in {"portal.env", "portal.wsgi", "grants.management.commands.demo"}
    ]
    assert found == []


def commands() -> set[str]:
    """Return the names of our management commands."""
    return {
        path.stem for floor in FLOORS for path in (ROOT / floor / "management" / "commands").glob("[!_]*.py")
    }


def test_every_command_is_documented() -> None:
    documented = set(re.findall(r"^\| `manage\.py (\w+)", read("docs/operate.md"), re.MULTILINE))

    assert documented == commands()


def test_every_address_is_documented() -> None:
    assert TARGET.read_text(encoding="utf-8") == listing(), "run: python -m tests.checks.address_list"


def test_every_room_is_documented() -> None:
    documented = set(re.findall(r"^\| `([a-z]+/[a-z_]+)` \|", read("docs/rooms.md"), re.MULTILINE))

    assert documented == {f"{floor}/{room}" for floor in FLOORS for room in rooms_of(floor)}


def test_the_readme_names_both_commands_and_the_system_packages_once() -> None:
    lines = [line.strip() for line in read("README.md").splitlines()]

    assert lines.count("make demo") == 1
    assert lines.count("make test") == 1
    assert len([line for line in lines if line.startswith("sudo apt-get install -y ")]) == 1


def test_the_makefile_has_the_promised_targets_and_ci_runs_one_of_them() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))

    assert {"setup", "demo", "test", "check", "bench"} <= targets
    assert read(".ci/run").rstrip().endswith("make test")


def test_the_table_of_roles_is_made_from_the_rules() -> None:
    call_command("roles_table", "--check", str(ROOT / "docs" / "roles.md"))


def test_every_link_between_documents_leads_somewhere() -> None:
    found = []
    for path in project_files():
        if path.suffix == ".md":
            for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", path.read_text(encoding="utf-8")):
                if not (path.parent / target).exists():
                    found.append(f"{path.relative_to(ROOT)}: {target}")
    assert found == []


def test_decisions_are_short_and_numbered() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [path.name[:4] for path in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 25] == []


def test_the_glossary_gives_every_word_once_in_both_languages() -> None:
    rows = [
        line.strip("|").split("|") for line in read("docs/words.md").splitlines() if line.startswith("| ")
    ][1:]
    words = [word.strip() for row in rows for word in row[0].split(",")]

    assert [row[0].strip() for row in rows if len(row) < 3 or not all(cell.strip() for cell in row[:2])] == []
    assert [word for word in words if words.count(word) > 1] == []


def text_files() -> list[Path]:
    """Return the project's files that hold text."""
    binary = {".png", ".jpg", ".jpeg", ".webp", ".heic", ".pdf", ".woff2", ".ttf", ".ico", ".gif", ".mo"}
    return [path for path in project_files() if path.suffix.lower() not in binary]


def test_no_file_names_a_registry_host() -> None:
    hosts = re.compile(
        r"(pypi\.org|pythonhosted\.org|"
        r"registry\.npmjs|npmmirror|artifactory|nexus\.|devpi|proxy\.golang)"
    )
    found = [
        path.relative_to(ROOT).as_posix()
        for path in text_files()
        if path != Path(__file__) and hosts.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_no_file_names_the_machine_it_was_made_on() -> None:
    paths = re.compile(r"(?<![\w.])/(work|tmp|root|home/\w+)/\w")
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in text_files()
        if path != Path(__file__)
        for hit in paths.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"])
def test_locks_hold_hashes_and_no_addresses(lock: str) -> None:
    text = read(f".ci/{lock}")
    pins = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.*", text, re.MULTILINE)
    hashed = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.* \\\n    --hash=sha256:", text, re.MULTILINE)

    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", text) == []
    assert len(hashed) == len(pins) > 0


def test_the_lock_of_the_styles_holds_no_addresses() -> None:
    text = read("portal/ui/package-lock.json")

    assert re.findall(r'"resolved"|https?://', text) == []
    assert text.count('"integrity"') > 10


def asked_dependencies() -> dict[str, list[str]]:
    """Return the names in pyproject.toml, of the portal itself and of its development."""
    project = tomllib.loads(read("pyproject.toml"))
    kinds = {
        "portal": project["project"]["dependencies"],
        "development": project["dependency-groups"]["dev"],
    }
    return {
        kind: [re.split(r"[\[~<>=! ]", need)[0].lower() for need in needs] for kind, needs in kinds.items()
    }


def test_every_dependency_that_is_asked_for_is_locked() -> None:
    locked = {
        name.lower()
        for name in re.findall(
            r"^([\w.-]+)(?:\[[\w,-]+\])?==", read(".ci/requirements-dev.txt"), re.MULTILINE
        )
    }

    assert {name for names in asked_dependencies().values() for name in names} - locked == set()


def test_every_dependency_is_used() -> None:
    brings: dict[str, set[str]] = {}
    for package, names in packages_distributions().items():
        for name in names:
            brings.setdefault(name.lower().replace("_", "-"), set()).add(package)
    sources = {
        "portal": "\n".join(module.text for module in modules()),
        "development": "\n".join(
            path.read_text(encoding="utf-8")
            for path in project_files()
            if path.suffix == ".py" and path.is_relative_to(ROOT / "tests")
        ),
    }
    unused = {
        name
        for kind, names in asked_dependencies().items()
        for name in names
        if not any(
            re.search(rf"^\s*(?:from|import) {package}\b|[\"']{package}\.", sources[kind], re.MULTILINE)
            for package in brings.get(name, set())
        )
    }

    assert unused == set(RUN_BY_OTHERS)


def test_the_floors_are_the_three_apps_from_high_to_low() -> None:
    assert [app.label for app in apps.get_app_configs() if app.name in FLOORS] == [
        "grants",
        "wijkraden",
        "portal",
    ]


def test_git_keeps_nothing_that_is_made() -> None:
    kept = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()

    assert [
        name
        for name in kept
        if re.search(r"(^|/)(build|data/.*sqlite3|node_modules|\.venv|__pycache__)(/|$)|\.mo$", name)
        and not name.startswith("wijkraden/places/data/")
    ] == []
