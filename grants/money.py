"""Euro cents: the only place that turns text into an amount and back.

An amount is a whole number of euro cents everywhere. Reading does not depend on the language on screen: in
Dutch and in English a comma starts the cents (MON-1).
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import gettext as _

MAX_CENTS = 10**13  # a hundred milliard euros: more is a slip of the finger

_SPACES = "\u0020\u00a0\u202f\u2009"
_AMOUNT = re.compile(r"(?P<minus>-)?(?P<euros>[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(?P<cents>\d{1,2}|-))?")
_MINUS_FIRST = re.compile(rf"-[{_SPACES}]*(?:€|EUR)")
_SIGNS_OF_AMOUNTS = re.compile(rf"-?[0-9{_SPACES}.,-]*[0-9][0-9{_SPACES}.,-]*")
_CENTS, _THOUSANDS = re.compile(r"[0-9]{1,2}"), 3
_MOST_SHOWN = 40  # signs of what was typed: more of it says nothing more
_GROUPS_BY_SPACE = re.compile(rf"(?<=\d)[{_SPACES}](?=\d{{3}}(?!\d))")


def parse_euros(text: str) -> int:
    """Return the cents that `text` says: `1.250,50`, `€ 1.250,50`, `1250,5` and `1 250,50` are 125050.

    A point or space before exactly three digits groups thousands (`1.355` is 135500); a comma starts the
    cents: one or two digits, or `,-`. Raises ValueError with a sentence for the user for anything else, for
    `1.35` or `1,234.56` too: an amount is never guessed. The sentence names what was typed, and what is wrong.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if found := _MINUS_FIRST.match(plain):
        plain = f"-{plain[found.end() :].strip()}"
    plain = plain.removeprefix("€").removeprefix("EUR").strip()
    if "." not in plain:
        plain = _GROUPS_BY_SPACE.sub("", plain)
    found = _AMOUNT.fullmatch(plain)
    if found is None or not plain.isascii():
        raise ValueError(_wrong(text, plain))
    whole = found["euros"].replace(".", "").lstrip("0")
    if len(whole) > len(str(MAX_CENTS)):
        raise ValueError(_("This amount is too large."))
    cents = 0 if found["cents"] in {None, "-"} else int(found["cents"].ljust(2, "0"))
    amount = int(whole or "0") * 100 + cents
    if amount > MAX_CENTS:
        raise ValueError(_("This amount is too large."))
    return -amount if found["minus"] else amount


def _wrong(text: str, plain: str) -> str:
    """Return why a text is no amount: the first thing that whoever typed it can put right."""
    words = " ".join(text.split())
    told = {"text": words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN]}…"}
    before, comma, after = plain.partition(",")
    is_grouped = all(len(group) == _THOUSANDS for group in before.split(".")[1:])
    reasons = (
        (not plain, _("Type an amount such as 1250 or 1.250,50.")),
        (
            not _SIGNS_OF_AMOUNTS.fullmatch(plain),
            _("“%(text)s” is not an amount: type digits, such as 1250 or 1.250,50."),
        ),
        ("," in after, _("“%(text)s” has more than one comma: type an amount such as 1.250,50.")),
        (
            "." in after,
            _("“%(text)s” has a point after the comma: a comma starts the cents, as in 1.250,50."),
        ),
        (
            comma and not _CENTS.fullmatch(after),
            _("“%(text)s” needs one or two digits after the comma, as in 1.250,50."),
        ),
        (
            not is_grouped,
            _("“%(text)s” has a point that does not stand before three digits: cents follow a comma."),
        ),
        (True, _("“%(text)s” is not an amount: type one such as 1250 or 1.250,50.")),
    )
    return next(sentence for is_so, sentence in reasons if is_so) % told


def format_euros(cents: int) -> str:
    """Return cents as people read them: `€\u00a01.250,50` or `−\u00a0€\u00a01.250,50`, in every language."""
    text: str = format_currency(Decimal(abs(cents)).scaleb(-2), "EUR", locale="nl_NL")
    return f"−\u00a0{text}" if cents < 0 else text


def plain_euros(cents: int) -> str:
    """Return cents without sign and grouping, for a form field or a CSV file: `1250,50`."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euros},{rest:02d}"


def split_cents(total: int, weights: Sequence[int]) -> list[int]:
    """Return `total` cents in parts that add up to it exactly, by largest remainder (MON-2).

    The earlier of two equal remainders gets the cent. Raises ValueError for weights that are negative or
    all zero.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights are 0 or more, and one of them is more")
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
