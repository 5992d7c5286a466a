"""docs/addresses.md, made from the resolver: `python -m tests.checks.address_list` writes it."""

import os
import re

from tests.checks.contracts import ROOT

TARGET = ROOT / "docs" / "addresses.md"
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def listing() -> str:
    """Return the page: every address with its name, what it takes and where its view stands."""
    from tests.checks.addresses import addresses
    from tests.checks.permissions import methods

    lines = [
        "# Every address",
        "",
        "Made by `python -m tests.checks.address_list`; a test holds it equal to the code. Who may see or send",
        "what stands in one table, `tests/test_permissions.py`.",
        "",
        "| address | name | takes | room |",
        "|--|--|--|--|",
    ]
    for address in sorted(addresses().values(), key=lambda one: (one.route, one.name)):
        route = _PARAMETER.sub(lambda found: "{" + (found[1] or found[2]) + "}", address.route)
        room = "/".join(address.view.__module__.split(".")[:2]) if address.is_ours else "allauth"
        takes = ", ".join(sorted(methods(address))) if address.is_ours else "its own forms"
        lines.append(f"| `/{route}` | `{address.name}` | {takes} | {room} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    TARGET.write_text(listing(), encoding="utf-8")
