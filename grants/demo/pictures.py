"""Small pictures for the reports of the demo: drawn, so that nobody stands on them."""

import io

from PIL import Image, ImageDraw

_SIZE = (480, 320)
_SKIES = ((186, 214, 235), (245, 214, 170), (204, 224, 200), (226, 205, 226))
_CLOTHS = ((0, 102, 67), (190, 75, 60), (40, 80, 150), (200, 150, 40), (110, 70, 130))


def drawing(number: int) -> bytes:
    """Return a JPEG of a long table with flags above it; each number has its own colours and its own company."""
    picture = Image.new("RGB", _SIZE, _SKIES[number % len(_SKIES)])
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 230, _SIZE[0], _SIZE[1]), fill=(150, 150, 145))
    for place in range(12):
        left = 20 + 38 * place
        draw.polygon((left, 40, left + 26, 40, left + 13, 78), fill=_CLOTHS[(number + place) % len(_CLOTHS)])
    for place in range(5 + number % 3):
        left = 50 + 58 * place
        draw.ellipse((left, 150, left + 34, 184), fill=((90 + 37 * (place + number)) % 160 + 60, 120, 90))
        draw.rectangle((left - 4, 184, left + 38, 240), fill=_CLOTHS[(place * 2 + number) % len(_CLOTHS)])
    draw.rectangle((30, 236, 450, 262), fill=(250, 248, 240))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
