"""CSV for people: opens right in a Dutch or English spreadsheet, and nothing in it runs."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override

BOM = "\ufeff"
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠")


def streamed_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Return the answer that gives the file `name`, in the language of the moment to its last line.

    The server reads the lines when the page's own language is over already.
    """
    answer = StreamingHttpResponse(_in_language(csv_lines(header, rows), get_language()))
    answer["Content-Type"] = "text/csv; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _in_language(lines: Iterator[str], language: str | None) -> Iterator[str]:
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of a file: UTF-8 with BOM, `;` between cells, text made harmless, numbers as they are.

    Amounts come as text with a decimal comma, made by who knows what they mean.
    """
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield BOM + writer.writerow([harmless(name) for name in header])
    for row in rows:
        yield writer.writerow([harmless(value) for value in row])


def harmless(value: Any) -> Any:
    """Return `value` so that no spreadsheet takes it for a formula: an apostrophe goes before such text."""
    if not isinstance(value, str):
        return "" if value is None else value
    first = value.lstrip(" \u00a0\ufeff")[:1]
    return f"'{value}" if first in _STARTS_A_FORMULA and first and not _is_number(value) else value


def _is_number(text: str) -> bool:
    """Tell if it is a plain number with a decimal comma, as an amount is written: -22,50."""
    whole, comma, cents = text.removeprefix("-").partition(",")
    return whole.isascii() and whole.isdigit() and (not comma or (cents.isascii() and cents.isdigit()))
