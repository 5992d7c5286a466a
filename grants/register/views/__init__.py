"""The pages, the file and the API that everyone may read."""

from . import api
from .actions import action, columns, photo, register, register_csv, small_photo
from .districts import district, districts, front
from .publicity import publicity

__all__ = [
    "action",
    "api",
    "columns",
    "district",
    "districts",
    "front",
    "photo",
    "publicity",
    "register",
    "register_csv",
    "small_photo",
]
