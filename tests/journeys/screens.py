"""What the screens say of money, as a reader finds it: the figures under a name, the cells of a row."""

from html.parser import HTMLParser

from django.test import Client


class _Cells(HTMLParser):
    """Gathers the texts of headings and cells in their order: (tag, text)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # as HTMLParser has it
        """Begin a new text at each heading or cell."""
        if tag in {"dt", "dd", "th", "td", "tr"}:
            self.found.append((tag, ""))
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """End the text."""
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add to the text that is open."""
        if self._open and self.found:
            tag, text = self.found[-1]
            self.found[-1] = tag, text + data


def _cells(client: Client, path: str) -> list[tuple[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    parser = _Cells()
    parser.feed(answer.content.decode())
    return [(tag, " ".join(text.split())) for tag, text in parser.found]


def figures(client: Client, path: str) -> dict[str, str]:
    """Return the amounts of the page by what stands above each, the first of a name."""
    found: dict[str, str] = {}
    label = ""
    for tag, text in _cells(client, path):
        if tag == "dt":
            label = text
        elif tag == "dd" and label:
            found.setdefault(label, text)
            label = ""
    return found


def notes(client: Client, path: str) -> list[str]:
    """Return the amounts that stand as a note under a figure."""
    return [text for tag, text in _cells(client, path) if tag == "dd" and not text.startswith("€")]


def row(client: Client, path: str, name: str) -> list[str]:
    """Return the cells of the first row that begins with that name."""
    cells = _cells(client, path)
    begin = next(place for place, (tag, text) in enumerate(cells) if tag == "th" and text.startswith(name))
    rest = cells[begin + 1 :]
    end = next((place for place, (tag, _text) in enumerate(rest) if tag not in {"td"}), len(rest))
    return [text for _tag, text in rest[:end]]
