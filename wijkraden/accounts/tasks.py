"""Work in the background that a person asks for about herself."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from portal import storage
from portal.jobs.progress import Progress

from . import queries


def write_my_data(progress: Progress, *, person: str) -> None:
    """Put everything that is kept of a person (public id) in a JSON file, row by row (AVG article 15).

    Nothing is left of the file when she was erased in the meantime.
    """
    parts = queries.my_data(queries.person(person), but=progress.job)
    with tempfile.TemporaryFile() as file:
        for number, (name, part) in enumerate(parts.items()):
            progress.step(number, len(parts))
            file.write(f'{"," if number else "{"}\n"{name}": '.encode())
            file.writelines(text.encode() for text in _as_json(part))
        file.write(b"\n}\n")
        file.seek(0)
        progress.keep(file)
    if queries.person(person).erased_at is not None:
        storage.remove(progress.job.stored_as)
        return
    progress.result(reverse("my_data"))


def _as_json(part: dict[str, Any] | Iterable[dict[str, Any]]) -> Iterator[str]:
    write = json.JSONEncoder(ensure_ascii=False, default=DjangoJSONEncoder().default).encode
    if isinstance(part, dict):
        yield write(part)
        return
    yield "["
    for place, row in enumerate(part):
        yield (",\n" if place else "\n") + write(row)
    yield "]"
