"""Colours and how well they can be read (WCAG 2.2, relative luminance)."""

PAGE = "#f4f6f5"  # the ground of the pages (theme.css, --wash): a little harder to read on than white
INK = "#17212b"  # of text on the second colour (theme.css, --ink)
READABLE = 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours such as `#0a5c4a`: from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_readable(colour: str) -> bool:
    """Tell if text of this colour can be read on the page, and white text on this colour."""
    return contrast(colour, PAGE) >= READABLE


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
