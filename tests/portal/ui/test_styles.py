"""What the pages are dressed with: exact versions, no addresses, and no pointers to what is not there."""

import json
import re
from pathlib import Path

import pytest

from portal.ui import styles

STATIC = styles.ROOM / "static"
SHEETS = sorted(STATIC.rglob("*.css"))


def test_the_styles_are_fetched() -> None:
    assert sorted(path.name for path in styles.VENDOR.iterdir()) == sorted(styles.COPIES.values())
    assert styles.is_up_to_date()


def test_every_package_has_one_exact_version() -> None:
    package = json.loads((styles.ROOM / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    assert {
        name: version for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    } == {}


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((styles.ROOM / "package-lock.json").read_text())
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
    assert all(entry.get("integrity") for name, entry in lock["packages"].items() if name)


def test_no_style_of_a_city_that_keeps_it_for_itself_is_used() -> None:
    lock = json.loads((styles.ROOM / "package-lock.json").read_text())
    names = " ".join(lock["packages"])
    assert [word for word in ("rotterdam", "utrecht/design-tokens", "rijkshuisstijl") if word in names] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_points_only_to_what_is_there(sheet: Path) -> None:
    css = sheet.read_text("utf-8")
    assert "sourceMappingURL" not in css
    assert "@import" not in css
    pointed = [
        found.strip("\"'") for found in re.findall(r"url\(([^)]+)\)", re.sub(r'url\("data:[^"]*"\)', "", css))
    ]
    assert [one for one in pointed if not (sheet.parent / one).exists()] == []


def test_a_source_map_is_cut_off() -> None:
    assert styles.without_source_map("a{b:c}/*# sourceMappingURL=x.css.map */") == "a{b:c}"


def test_what_the_copies_depend_on_changes_the_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in styles.PACKAGE_FILES:
        (tmp_path / name).write_text("one")
    monkeypatch.setattr(styles, "ROOM", tmp_path)
    before = styles.fingerprint()
    (tmp_path / "package-lock.json").write_text("two")
    assert styles.fingerprint() != before
