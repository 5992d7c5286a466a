"""What components draw: words beside every colour, plain digits in attributes, everything escaped."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal.ui.parts import Figure, MoneyBar, MoneyBarPart, Step, Tile, TileMap, Waiting

NASTY = '"><script>alert(1)</script>'


def draw(name: str, **context: Any) -> str:
    with translation.override("nl"):
        return render_to_string(f"components/{name}.html", context)


def test_the_money_bar_has_words_and_the_same_figures_as_a_table() -> None:
    parts = (
        MoneyBarPart("realised", "Toegekend", "€ 24.999,99", 999),
        MoneyBarPart("free", "Nog beschikbaar", "€ 0,01", 1),
    )
    drawn = draw(
        "money_bar", bar=MoneyBar("b", "Ons budget", "In woorden", parts, Figure("Budget", "€ 25.000,00"))
    )
    assert '<title id="b-title">Ons budget</title>' in drawn
    assert '<desc id="b-desc">In woorden</desc>' in drawn
    assert 'x="99.9%" width="0.1%"' in drawn
    assert drawn.count("€ 24.999,99") == drawn.count("€ 0,01") == drawn.count("€ 25.000,00") == 2


def test_a_tile_names_its_district_and_figure() -> None:
    tiles = (Tile("Oude Westen", "Oude Westen", "/w/", 5, 3, "91%", 910, "Centrum"),)
    drawn = draw("tile_map", map=TileMap("m", "Kaart", tiles))
    assert 'aria-label="Oude Westen: 91%"' in drawn
    assert "map__place--c5 map__place--r3" in drawn
    assert '<rect y="9.0%" width="100%" height="91.0%"/>' in drawn
    assert drawn.count('href="/w/"') == 2


def test_page_numbers_are_plain_digits() -> None:
    """I18-2."""
    drawn = draw("pagination", page=Paginator(range(12000), 10).page(1000), query="q=a&")
    assert 'href="?q=a&amp;page=1001"' in drawn
    assert "1.000" not in drawn


def test_numbers_that_are_no_amounts_are_plain_digits_everywhere() -> None:
    """I18-2: in Dutch, of a row with key 1234, page 1000, the year 2027 and dossier 2027-1234: no separator at all."""
    row = {"pk": 1234, "year": 2027, "number": "WS-2027-1234"}
    words = '<a href="/x/{{ row.pk }}/?year={{ row.year }}" data-id="{{ row.pk }}">{{ row.number }}, {{ row.pk }}</a>'
    drawn = [
        draw("pagination", page=Paginator(range(12_340_000), 10).page(123_456)),
        draw("progress", label="Bezig", done=1234, total=12345),
        draw(
            "money_bar",
            bar=MoneyBar(
                "bar-1234",
                "2027",
                "",
                (MoneyBarPart("free", "Vrij", "€ 1.234,00", 1000),),
                Figure("Budget", "€ 1.234,00"),
            ),
        ),
        draw(
            "tile_map",
            map=TileMap("map-1234", "2027", (Tile("Wijk", "Wijk", "/w/1234/", 5, 3, "91%", 1000, "C"),)),
        ),
    ]
    with translation.override("nl"):
        drawn.append(Template(words).render(Context({"row": row})))
        drawn.append(reverse("action", args=[1234]) + "?" + urlencode({"page": 1000, "year": 2027}))
        drawn.append(JsonResponse({"id": 1234, "cents": 123_456}).content.decode())

    separated = re.compile(r"\d[.,\u00a0\u202f]\d{3}(?!\d)")
    found = [one for text in drawn for one in separated.findall(text.replace("€ 1.234,00", ""))]
    assert found == []
    assert drawn[4] == '<a href="/x/1234/?year=2027" data-id="1234">WS-2027-1234, 1234</a>'
    assert 'value="1234" max="12345"' in drawn[1]
    assert "page=123457" in drawn[0]


def test_one_page_needs_no_pagination() -> None:
    assert draw("pagination", page=Paginator(range(5), 10).page(1)).strip() == ""


def test_progress_is_plain_digits() -> None:
    assert 'value="1234" max="4000"' in draw("progress", label="Brieven", done=1234, total=4000)


@pytest.mark.parametrize("state", ["done", "current", "later"])
def test_a_step_tells_its_state_in_words(state: str) -> None:
    drawn = draw("steps", items=[Step("Geld", state)], label="Stappen")
    assert f"steps__item--{state}" in drawn
    assert '<span class="steps__state">' in drawn
    assert ('aria-current="step"' in drawn) == (state == "current")


def test_nothing_waiting_says_so() -> None:
    assert '<p class="soft">' in draw("next", items=[])
    assert "Fietsles" in draw("next", items=[Waiting("Fietsles", "/f/")])


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("alert", {"text": NASTY, "title": NASTY}),
        ("badge", {"text": NASTY}),
        ("breadcrumbs", {"items": [{"url": NASTY, "label": NASTY}], "current": NASTY}),
        ("button", {"label": NASTY, "url": NASTY}),
        ("card", {"title": NASTY, "text": NASTY}),
        ("definition_list", {"items": [{"label": NASTY, "text": NASTY, "url": NASTY}]}),
        ("empty", {"title": NASTY, "text": NASTY, "url": NASTY, "label": NASTY}),
        ("next", {"items": [Waiting(NASTY, NASTY, NASTY, NASTY)]}),
        ("tile_map", {"map": TileMap("m", NASTY, (Tile(NASTY, NASTY, NASTY, 1, 1, NASTY, 10, NASTY),))}),
    ],
)
def test_what_people_typed_is_escaped(name: str, context: dict[str, Any]) -> None:
    drawn = draw(name, **context)
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn
