"""Where rows are written: in the flows, and by hand in a few places that say why."""

import ast
from collections.abc import Iterator

from tests.checks.accessors import accessors
from tests.checks.source import WRITES, Module, modules

# Each exception has its reason; an exception that is not needed any more fails.
WRITES_ITSELF = {
    "grants.demo.pictures": "draws a picture into memory",
    "grants.payments.models.connect": "`move`, as in proposals",
    "grants.payments.models.orders": "`move`, as in proposals",
    "grants.payments.gateway_of_stripe": "makes things at Stripe, no row",
    "grants.plan.holding": "what the flows of the plan share: the changed columns of a row, and who edited",
    "grants.proposals.clocks": "keeps the last day beside a proposal; each flow that changes the clock calls it",
    "grants.proposals.holding": "what the flows of proposals keep beside a step: who handled, who edited, the text",
    "grants.proposals.models.proposals": "`move`: a step and its event, the one write that stands in a model",
    "portal.apps": "makes the head of the trail when the tables were made",
    "portal.files.papers": "saves a PDF into memory",
    "portal.files.pictures": "saves a picture into memory",
    "portal.health.checks": "tries the storage, no row",
    "portal.jobs.progress": "says at once how far work is, outside the transaction that the work may undo",
    "portal.jobs.queue": "the rows of the queue are the library's own; jobs.flows calls it",
    "portal.storage": "writes bytes, no row",
}
BESIDE = {"add", "set", "remove", "clear"}  # what changes the rows that hang on one
RAW_SQL = {
    "grants.budget.proof": "begins and ends the snapshot that it reads",
    "grants.budget.statements": "the statements of a posting, which the flows of the money call",
    "portal.health.checks": "asks the database if it is there",
    "portal.reads": "whole rows by a number, which every flow reads first",
    "portal.security.flows": "the cache table belongs to no model",
    "portal.trail.flows": "the records of a flow, by one statement",
    "portal.triggers": "makes and reads triggers",
}


def test_only_flows_write() -> None:
    found: dict[str, list[str]] = {}
    for module in modules():
        if module.kind != "flows":
            for place in writes(module):
                found.setdefault(module.name, []).append(place)

    assert {name: places for name, places in found.items() if name not in WRITES_ITSELF} == {}
    assert set(found) == set(WRITES_ITSELF)


def test_sql_stands_in_few_places() -> None:
    found = {
        module.name
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"execute", "executemany", "raw"}
    }
    assert found == set(RAW_SQL)


def writes(module: Module) -> Iterator[str]:
    """Yield every call in `module` that writes a row by itself."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, owner = node.func.attr, node.func.value
        if name in BESIDE and isinstance(owner, ast.Attribute) and owner.attr in accessors():
            yield f"{module.place(node)} calls .{owner.attr}.{name}(): a flow must"
        if name not in WRITES or (
            isinstance(owner, ast.Name) and owner.id in {"flows", "cache", "hashlib", "hmac"}
        ):
            continue
        # A dict or a hash is given what to take over; a query is told its columns by name.
        plain_dict = name == "update" and bool(node.args)
        super_save = (
            isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super"
        )
        if not plain_dict and not super_save:
            yield f"{module.place(node)} calls .{name}(): a flow must"
