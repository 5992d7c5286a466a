"""Text as a bank takes it (SEP-1, SEP-2): only the signs that every bank reads, cut to what fits a field.

The screen and the letter keep the real words; `preview` pages show what the bank gets.
"""

import re
import unicodedata

NAME, REMITTANCE, REFERENCE = 70, 140, 35  # the longest that a field of a payment order takes

_ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
_SPACES = re.compile(r" {2,}")
_SLASHES = re.compile(r"/{2,}")  # a bank takes two for the start of a code
_UNKNOWN = "."  # a sign that nothing stands for; never a gap

# What stands for a sign that is none of these, also after its accent was taken away.
_SIGNS: dict[str, str] = {
    "&": "+",
    "_": "-",
    "~": "-",
    "=": "-",
    "*": ".",
    ";": ",",
    "!": ".",
    '"': "'",
    "`": "'",
    "|": "/",
    "\\": "/",
    "[": "(",
    "{": "(",
    "<": "(",
    "]": ")",
    "}": ")",
    ">": ")",
    "@": "(at)",
    "#": "nr ",
    "%": " pct",
    "€": "EUR ",
    "£": "GBP ",
    "$": "USD ",
    "§": "par ",
    "°": " gr",
    "№": "nr ",
    "⁄": "/",
    "×": "x",
    "÷": "/",
    "…": "...",
    "•": "-",
    "·": ".",
    "¿": "?",
    "¡": ".",
    "«": "'",
    "»": "'",
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ð": "d",
    "Ð": "D",
    "đ": "d",
    "Đ": "D",
    "þ": "th",
    "Þ": "TH",
    "ł": "l",
    "Ł": "L",
    "ħ": "h",
    "Ħ": "H",
    "ı": "i",
    "ĸ": "k",
    "ŋ": "n",
    "Ŋ": "N",
    **dict.fromkeys("‘’‚‛′ʼʹ", "'"),
    **dict.fromkeys("“”„‟″", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
# Letters of other scripts, each with its Latin ones.
_ROMANISED = (
    "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo "
    "аa бb вv гg дd еe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хh цts чch шsh щsht ъa ыy ьy "
    "эe юyu яya іi їyi єye ґg"
)
_LETTERS = {pair[0]: pair[1:] for pair in _ROMANISED.split(" ")}
_LETTERS |= {sign.upper(): text.capitalize() for sign, text in _LETTERS.items() if sign.upper() != sign}


def bank_text(text: str, longest: int) -> str:
    """Return the text in the bank's signs, at most `longest` of them, without a space at either end.

    A letter loses its accent and stays; a sign becomes the one that stands for it, or a point.
    """
    plain = "".join(_replaced(sign) for sign in unicodedata.normalize("NFC", text))
    tidy = _SLASHES.sub("/", _SPACES.sub(" ", plain)).strip(" /")
    return tidy[:longest].rstrip(" /")


def says_something(text: str) -> bool:
    """Tell if a letter or figure is left in it: a payee of mere points is none."""
    return any(sign.isalnum() for sign in text)


def _replaced(sign: str) -> str:
    if sign in _ALLOWED:
        return sign
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in {"Cf", "Mn", "Me", "Cc"}:
        return ""  # no sign of its own: it only changes how others look
    for table in (_SIGNS, _LETTERS):
        if sign in table:
            return table[sign]
    apart = unicodedata.normalize("NFKD", sign)
    if apart != sign:
        return "".join(_replaced(one) for one in apart)
    return _UNKNOWN
