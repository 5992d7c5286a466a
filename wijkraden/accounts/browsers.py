"""Which browser on which system a device says it has: a small reading of the string that browsers send.

The order counts: most browsers name those they descend from too.
"""

import re

_BROWSERS = (
    (r"\b(?:Edg|EdgA|EdgiOS)/", "Edge"),
    (r"\b(?:OPR|OPiOS)/", "Opera"),
    (r"\bVivaldi/", "Vivaldi"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\b(?:Firefox|FxiOS)/", "Firefox"),
    (r"\b(?:Chrome|Chromium|HeadlessChrome|CriOS)/", "Chrome"),
    (r"\bVersion/[\d.]+ .*\bSafari/", "Safari"),
)
_SYSTEMS = (
    (r"\bAndroid\b", "Android"),
    (r"\biPad\b", "iPad"),
    (r"\biPhone\b", "iPhone"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac OS X\b|\bMacintosh\b", "Mac"),
    (r"\bLinux\b", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """Return the name of the browser, "" when the string tells none that is known here."""
    return _first(_BROWSERS, user_agent)


def system_of(user_agent: str) -> str:
    """Return the name of the system or device, "" when the string tells none that is known here."""
    return _first(_SYSTEMS, user_agent)


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, text)), "")
