"""The house as import-linter must hold it, made from the folders that stand there.

`python -m tests.checks.contracts` writes build/importlinter.toml; a new room is covered by making its folder
and naming it in ROOMS. A folder or file without a place is refused with a sentence.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "build" / "importlinter.toml"
FLOORS = ("grants", "wijkraden", "portal")  # the highest first

# From high to low. `|` stands between rooms that do not know each other; brackets: may be absent.
ROOMS: dict[str, tuple[str, ...]] = {
    "portal": (
        "(urls) | (wsgi) | (settings) | (apps) | (models) | (management)",
        "(templatetags)",
        "(ui) | (health)",
        "(security)",
        "(files) | (documents) | (post)",
        "(jobs)",
        "(trail)",
        "(serving) | (stripe_keys) | (private_files)",
        "(storage) | (triggers) | (fields) | (search) | (errors) | (env) | (logs) | (csvfile) | (xlsxfile) | (http)"
        " | (realm) | (seals) | (network) | (gather) | (reads)",
        "(demo_secrets)",
    ),
    "wijkraden": (
        "(apps) | (models) | (management)",
        "(templatetags)",
        "(accounts)",
        "(people)",
        "(places)",
        "(errors)",
    ),
    "grants": (
        "(apps) | (models) | (management)",
        "(templatetags)",
        "(demo)",
        "(home)",
        "(dossier)",
        "(control)",
        "(register)",
        "(reports)",
        "(payments)",
        "(orders)",
        "(decisions)",
        "(reviews)",
        "(proposals)",
        "(rounds)",
        "(budget)",
        "(plan)",
        "(fields)",
        "(vat)",
        "(money) | (terms)",
        "(errors)",
    ),
}

# A room's own files, from high to low.
FILES: tuple[str, ...] = (
    "(urls) | (tasks) | (middleware) | (context) | (adapters)",
    "(views)",
    "(forms)",
    "(flows)",
    "(access)",
    "(queries) | (gateway)",
    "(rules)",
    "(models)",
    "(states)",
    "(errors)",
)

# Files that only one room has, from high to low, each with the file of FILES it stands above.
EXTRAS: dict[str, dict[str, str]] = {
    "portal.files": dict.fromkeys(("handlers", "kept", "judge", "pictures", "papers", "kinds"), "states"),
    "portal.documents": {"drafts": "access"},
    "portal.health": {"checks": "queries"},
    "portal.jobs": {"queue": "queries", "progress": "queries", "apart": "queries"},
    "portal.post": {"texts": "queries"},
    "portal.security": {
        "answers": "flows",
        "recent": "flows",
        "once": "flows",
        "kept": "states",
        "fields": "states",
        "tokens": "states",
        "limits": "states",
    },
    "portal.trail": {"words": "states"},
    "portal.ui": {
        "gallery": "forms",
        "samples": "forms",
        "statements": "forms",
        "unchanged": "forms",
        "specimens": "states",
        "parts": "states",
        "dates": "states",
        "text": "states",
        "typed": "states",
        "styles": "states",
    },
    "wijkraden.accounts": {
        "signals": "forms",
        "navigation": "flows",
        "confirm": "flows",
        "checks": "flows",
        "browsers": "states",
        "backends": "queries",
        "sessions": "queries",
    },
    "grants.control": {"balances": "queries", "sheets": "flows"},
    "grants.plan": {"sheets": "flows", "holding": "access", "comparing": "access", "checking": "access"},
    "grants.home": {"desks": "states", "words": "flows"},
    "grants.budget": {
        "bars": "flows",
        "posting": "access",
        "statements": "access",
        "proof": "access",
        "sheets": "states",
    },
    "wijkraden.places": {"colours": "states"},
    "wijkraden.people": {"http": "forms", "papers": "flows"},
    "grants.rounds": {"lacks": "access"},
    "grants.proposals": {
        "root_urls": "views",
        "http": "forms",
        "offers": "flows",
        "holding": "access",
        "signals": "rules",
        "closing": "access",
        "votes": "access",
        "text": "states",
        "whole": "access",
        "available": "access",
        "evidence": "access",
        "sheet": "access",
        "clocks": "access",
        "turns": "access",
        "queries_of_editor": "queries",
        "worklist": "access",
        "addressees": "access",
        "iban": "states",
        "told": "states",
    },
    "grants.reviews": {
        "offers": "flows",
        "sheets": "flows",
        "holding": "access",
        "notices": "access",
        "totals": "states",
    },
    "grants.decisions": {
        "objection_urls": "views",
        "beginning": "access",
        "matching": "rules",
        "objecting": "access",
        "weighing": "access",
        "conditions": "access",
        "renewal": "access",
        "revising": "access",
        "signals": "rules",
        "drafting": "access",
        "letter_of_objection": "access",
        "letter": "access",
        "letter_of_amounts": "access",
        "letter_of_budget": "access",
        "letter_of_revision": "access",
        "wording": "states",
        "papers": "flows",
        "offers": "flows",
        "offers_of_objections": "flows",
        "offers_of_revisions": "flows",
        "queries_of_conditions": "queries",
        "queries_of_waiting_list": "queries",
        "queries_of_recoveries": "queries",
        "queries_of_mandates": "queries",
        "queries_of_revisions": "queries",
        "queries_of_objections": "queries",
        "queries_of_views": "queries",
    },
    "grants.dossier": {"root_urls": "views", "told": "access"},
    "grants.payments": {
        "root_urls": "views",
        "offers": "flows",
        "following": "flows",
        "comparing": "flows",
        "acting_of_ways_out": "flows",
        "acting": "flows",
        "asking": "flows",
        "waiting": "access",
        "waiting_of_connect": "access",
        "holding": "access",
        "checking": "access",
        "checking_of_connect": "access",
        "doubts": "access",
        "reading": "access",
        "queries_of_claims": "models",
        "queries_of_connect": "rules",
        "payable": "models",
        "queries_of_doubts": "models",
        "gateway_of_stripe": "states",
        "states_of_connect": "errors",
        "errors_of_connect": "errors",
        "queries_of_accounts": "rules",
        "queries_of_suspensions": "rules",
        "queries_of_finance": "rules",
        "queries_of_lines": "rules",
        "queries_of_set_offs": "queries",
        "checking_of_set_offs": "access",
        "checking_of_statements": "access",
        "forms_of_set_offs": "flows",
        "forms_of_statements": "flows",
        "forms_of_connect": "flows",
        "checking_of_lapses": "access",
        "queries_of_lapses": "queries",
        "forms_of_write_offs": "flows",
        "reconciling": "rules",
        "missing": "rules",
        "queries_of_instalments": "models",
        "queries_of_position": "queries",
        "queries_of_standing": "rules",
        "forms_of_suspensions": "flows",
        "forms_of_doubts": "flows",
        "forms_of_members": "flows",
        "name_check_demo": "states",
        "name_check": "states",
        "statement": "states",
        "camt_file": "states",
        "mt940_file": "states",
        "status_file": "states",
        "told": "states",
        "proposal_file": "states",
        "leaving": "states",
        "bank_text": "states",
        "bank_days": "states",
    },
    "grants.orders": {
        "following": "flows",
        "offers": "flows",
        "papers": "flows",
        "letter": "access",
        "checking": "access",
        "holding": "access",
        "matching": "models",
    },
    "grants.reports": {
        "following": "flows",
        "offers": "flows",
        "final": "access",
        "holding": "access",
        "asking": "queries",
    },
    "grants.register": {"offers": "flows", "schemas": "flows", "sheets": "flows"},
    "grants.demo": {
        "director": "flows",
        "acts": "access",
        "timeline": "access",
        "plots": "access",
        "script": "access",
        "dossiers": "states",
        "lines": "states",
        "councils": "states",
        "stories": "states",
        "pictures": "states",
        "cast": "states",
    },
    "grants.terms": dict.fromkeys(("clock", "penalty", "law", "lengths", "days"), "states"),
}

NOT_ROOMS = {"migrations", "management", "templatetags", "__pycache__"}
NOT_LAYERED = {"migrations", "__init__"}


def rooms_of(floor: str) -> list[str]:
    """Return the rooms of `floor`: its packages but those of Django itself, in order of name."""
    return sorted(
        path.parent.name for path in (ROOT / floor).glob("*/__init__.py") if path.parent.name not in NOT_ROOMS
    )


def modules_of(package: Path) -> set[str]:
    """Return the names of the modules and packages that stand directly in `package`."""
    files = {path.stem for path in package.glob("*.py")}
    folders = {path.parent.name for path in package.glob("*/__init__.py")}
    return (files | folders) - NOT_LAYERED


def names_in(layers: tuple[str, ...]) -> list[str]:
    """Return every name that the layers give a place."""
    return re.findall(r"\w+", " ".join(layers))


def layers_of_room(floor: str, room: str) -> tuple[str, ...]:
    """Return the layers of that room: FILES, with its own extra files put where EXTRAS says."""
    made: list[str] = []
    extras = EXTRAS.get(f"{floor}.{room}", {})
    for layer in FILES:
        made += [f"({name})" for name, above in extras.items() if above in names_in((layer,))]
        made.append(layer)
    return tuple(made)


def without_a_place() -> list[str]:
    """Return a sentence for every folder or file that the house does not know, none when all is well."""
    found: list[str] = []
    for floor in FLOORS:
        known = set(names_in(ROOMS[floor]))
        found += [
            f"{floor}/{name} has no place: name it in ROOMS of tests/checks/contracts.py, "
            "where it knows only what stands below it."
            for name in sorted(modules_of(ROOT / floor) - known)
        ]
        for room in rooms_of(floor):
            allowed = set(names_in(layers_of_room(floor, room)))
            found += [
                f"{floor}/{room}/{name}.py has no place: the files of a room are the same everywhere "
                "(FILES in tests/checks/contracts.py); move its lines, or give it a place in EXTRAS."
                for name in sorted(modules_of(ROOT / floor / room) - allowed)
            ]
    return found


def contracts() -> list[dict[str, object]]:
    """Return the contracts: the floors, the rooms of each floor, the files of each room."""
    made: list[dict[str, object]] = [
        {"name": "Floors know only the floors below", "type": "layers", "layers": list(FLOORS)}
    ]
    for floor in FLOORS:
        made.append(
            {
                "name": f"Rooms of {floor} know only the rooms below",
                "type": "layers",
                "layers": list(ROOMS[floor]),
                "containers": [floor],
                "exhaustive": True,
                "exhaustive_ignores": ["migrations"],
            }
        )
        made += [
            {
                "name": f"Files of {floor}/{room} know only the files below",
                "type": "layers",
                "layers": list(layers_of_room(floor, room)),
                "containers": [f"{floor}.{room}"],
            }
            for room in rooms_of(floor)
        ]
    return made


def as_toml() -> str:
    """Return the contracts in import-linter's own words."""
    lines = ["[tool.importlinter]", f"root_packages = {json.dumps(list(FLOORS))}"]
    for contract in contracts():
        lines += ["", "[[tool.importlinter.contracts]]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in contract.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the contracts; end with the sentences when something has no place."""
    sentences = without_a_place()
    if sentences:
        sys.exit("\n".join(sentences))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(as_toml(), encoding="utf-8")


if __name__ == "__main__":
    main()
