"""The source as the checks read it: files, their trees, and what they import, call and define."""

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.checks.contracts import FLOORS, ROOT

TEMPLATES = ROOT / "templates"
WRITES = frozenset(
    [
        "save",
        "create",
        "update",
        "delete",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
        "asave",
        "acreate",
        "aupdate",
        "adelete",
        "raw_delete",
    ]
)
# What makes another query of one: a page gets its rows from a query or a door.
ASKS = frozenset(
    [
        "filter",
        "exclude",
        "annotate",
        "alias",
        "aggregate",
        "order_by",
        "select_related",
        "prefetch_related",
        "exists",
        "values_list",
        "distinct",
        "raw",
        "extra",
        "in_bulk",
        "select_for_update",
    ]
)
_COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}", re.DOTALL)


@dataclass(frozen=True)
class Module:
    """One of our modules: `name` dotted, `kind` its place in a room (also for a file in `views/`)."""

    path: Path
    name: str

    @property
    def floor(self) -> str:
        """The floor: the first word of the name."""
        return self.name.split(".")[0]

    @property
    def room(self) -> str:
        """The room, or "" for what stands on the floor itself."""
        parts = self.name.split(".")
        inside = (ROOT / parts[0] / parts[1]).is_dir() if len(parts) > 1 else False
        return ".".join(parts[:2]) if inside else ""

    @property
    def kind(self) -> str:
        """What the file is in its room: `views`, `flows`, `management` ..."""
        parts = self.name.split(".")
        if parts[1:2] == ["management"] or not self.room:
            return parts[1] if len(parts) > 1 else ""
        return parts[2] if len(parts) > 2 else ""

    @property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    @functools.cached_property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.text)

    def place(self, node: ast.AST) -> str:
        """Return where `node` stands, as file:line."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"

    def imports(self) -> Iterator[tuple[str, ast.AST]]:
        """Yield every imported module or name in full, relative ones resolved."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node
            elif isinstance(node, ast.ImportFrom):
                yield from ((f"{self._base(node)}.{alias.name}", node) for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
        parts = package.split(".")
        above = ".".join(parts[: len(parts) - node.level + 1])
        return f"{above}.{node.module}" if node.module else above


@functools.cache
def modules() -> tuple[Module, ...]:
    """Return every module of the three floors but the migrations."""
    found = []
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "migrations" not in relative.parts and "node_modules" not in relative.parts:
                parts = list(relative.with_suffix("").parts)
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                found.append(Module(path, name))
    return tuple(found)


def of_kind(*kinds: str) -> list[Module]:
    """Return the modules of those kinds, `forms_of_doubts` among the forms."""
    return [module for module in modules() if module.kind.split("_of_")[0] in kinds]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method in the tree."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


@functools.cache
def templates() -> dict[str, str]:
    """Return our templates by name, their text without template comments."""
    return {
        path.relative_to(TEMPLATES).as_posix(): _COMMENT.sub("", path.read_text(encoding="utf-8"))
        for path in sorted(TEMPLATES.rglob("*.*"))
        if path.is_file()
    }


@functools.cache
def project_files() -> tuple[Path, ...]:
    """Return every file of the project that git keeps or would keep."""
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file())
