"""What may stand on the trail: nothing that tells who someone is, for no record can ever be erased."""

import re

_CODE = re.compile(r"[A-Za-z0-9_.:/-]{1,120}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?")


def is_code(text: str) -> bool:
    """Tell if it has the shape of a public id, a slug, a name in code, or several of them between slashes."""
    return _CODE.fullmatch(text) is not None


def is_fact(value: object) -> bool:
    """Tell if `value` is a whole number, yes or no, nothing, a day or moment (ISO), or a code."""
    if isinstance(value, str):
        return is_code(value) or _MOMENT.fullmatch(value) is not None
    return value is None or isinstance(value, int)
