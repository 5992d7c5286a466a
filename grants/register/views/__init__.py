"""The pages, the file and the API that everyone may read."""

from . import api
from .actions import action, columns, photo, register, register_csv, small_photo
from .at_work import at_work, part_at_work
from .districts import district, districts, front
from .publicity import publicity

__all__ = [
    "action",
    "api",
    "at_work",
    "columns",
    "district",
    "districts",
    "front",
    "part_at_work",
    "photo",
    "publicity",
    "register",
    "register_csv",
    "small_photo",
]
