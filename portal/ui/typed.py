"""What people type, brought into one form; what cannot be shown is refused.

The lists are those of Unicode: Default_Ignorable_Code_Point, the noncharacters, and letters that draw nothing.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_BREAKS = re.compile(r"\r\n|\r|\u2028|\u2029|\x0b|\x0c|\x85")
# Marks that join or set apart letters and emoji are text; so are soft hyphens.
_ALLOWED_FORMATS = frozenset("\u200c\u200d\u00ad\u200b\u2060\ufeff")
# Letters and signs that draw nothing: a name of these alone would be an empty place on a page.
_BLANKS = frozenset("\ufffc\u061c\u115f\u1160\u2800\u3164\uffa0\U0001d159\U00013441\U00013442")
# Places that Unicode sets apart for marks that draw nothing, of which none was ever made.
_NEVER_MADE = re.compile("[\u2065\ufff0-\ufff8\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]")
_NONCHARACTERS = frozenset(
    [*range(0xFDD0, 0xFDF0), *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF))]
)
# Tags belong to a flag only: a black flag, the letters of its region, and the tag that ends it.
_TAG = "[\U000e0020-\U000e007f]"
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")


def clean_text(text: str) -> str:
    """Return `text` with line breaks as LF, without space around it, accents composed (NFC).

    Text without a sign that can be seen becomes "", and what cannot be seen goes from its ends; a mark stays
    with the sign it belongs to. Raises ValidationError for control characters, noncharacters, tags outside a
    flag, and for marks that turn the reading direction unseen.
    """
    plain = _without_blanks(unicodedata.normalize("NFC", _BREAKS.sub("\n", text)))
    wrong = next((sign for sign in plain if _is_unreadable(sign)), None)
    tag = re.search(_TAG, _FLAG.sub("", plain))
    if wrong is None and tag is not None:
        wrong = tag[0]
    if wrong is not None:
        raise ValidationError(
            _("This text holds a sign that cannot be shown: %(sign)s. Remove it or type the text again."),
            code="unreadable",
            params={"sign": sign_name(wrong)},
        )
    return plain


def sign_name(sign: str) -> str:
    """Return what a sign that cannot be seen is called: “U+200F (right-to-left mark)”."""
    name = unicodedata.name(sign, "").lower()
    return f"U+{ord(sign):04X}" + (f" ({name})" if name else "")


def unseen_in(text: str) -> str | None:
    """Return the first sign in a name or a number that draws nothing, None for none; a space is seen."""
    return next(
        (one for one in text if _draws_nothing(one) or unicodedata.category(one) in {"Cc", "Cf"}), None
    )


def _draws_nothing(sign: str) -> bool:
    return sign in _ALLOWED_FORMATS or sign in _BLANKS or _NEVER_MADE.match(sign) is not None


def _without_blanks(text: str) -> str:
    seen = [place for place, sign in enumerate(text) if _is_seen(sign)]
    if not seen:
        return ""
    end = seen[-1] + 1
    while end < len(text) and _belongs_to_the_sign_before(text[end]):
        end += 1
    return text[seen[0] : end]


def _is_seen(sign: str) -> bool:
    # A joiner may end an emoji only between two; a control character is for the check that refuses it.
    return not (
        _draws_nothing(sign) or sign.isspace() or _belongs_to_the_sign_before(sign) or _category(sign) == "Z"
    )


def _belongs_to_the_sign_before(sign: str) -> bool:
    return _category(sign) == "M" or re.match(_TAG, sign) is not None


def _is_unreadable(sign: str) -> bool:
    if sign in "\n\t" or sign in _ALLOWED_FORMATS or re.match(_TAG, sign):
        return False
    if ord(sign) in _NONCHARACTERS or _NEVER_MADE.match(sign):
        return True
    kind = unicodedata.category(sign)
    return kind in {"Cc", "Cs"} or (kind == "Cf" and unicodedata.bidirectional(sign) != "AL")


def _category(sign: str) -> str:
    return unicodedata.category(sign)[0]
