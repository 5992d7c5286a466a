"""Messages, lists and ways on."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..parts import Happening, Step, Waiting
from ..specimens import State
from .figures import euros

Sent = QueryDict | None


def alert_states(_sent: Sent) -> list[State]:
    """Return every kind of message."""
    return [
        State(_("A plain message"), "alert", {"text": gettext("The round is open until Wednesday.")}),
        State(_("Done"), "alert", {"kind": "success", "text": gettext("Your name was saved.")}),
        State(
            _("A warning with a title"),
            "alert",
            {
                "kind": "warning",
                "title": gettext("Three days left"),
                "text": gettext("Send the report before Friday."),
            },
        ),
        State(
            _("An error"),
            "alert",
            {"kind": "error", "text": gettext("This proposal can no longer be changed.")},
        ),
    ]


def buttons_states(_sent: Sent) -> list[State]:
    """Return every kind of button."""
    kinds = ["primary", "secondary", "subtle", "negative"]
    return [
        State(
            _("The four kinds"),
            "buttons",
            {"items": [{"label": gettext("New proposal"), "url": "#main", "kind": kind} for kind in kinds]},
        ),
        State(
            _("A button that sends, with effect and amount"),
            "button",
            {"label": gettext("Grant %s") % euros("4.800,00")},
        ),
        State(
            _("A link that looks like a button"),
            "button",
            {"label": gettext("Copy last year’s"), "url": "#main", "kind": "secondary"},
        ),
    ]


def badges_states(_sent: Sent) -> list[State]:
    """Return every kind of badge."""
    texts = {
        "neutral": gettext("Being handled"),
        "wait": gettext("Completion needed"),
        "late": gettext("3 days late"),
        "good": gettext("Granted"),
    }
    return [State(text, "badge", {"kind": kind, "text": text}) for kind, text in texts.items()]


def cards_states(_sent: Sent) -> list[State]:
    """Return cards."""
    text = gettext("What the district does with it, and what came of it.")
    return [
        State(_("Plain"), "card", {"title": "Feijenoord", "text": text, "level": 3}),
        State(
            _("Highlighted, with a way on"),
            "card",
            {
                "title": "Vreewijk",
                "text": text,
                "level": 3,
                "highlighted": True,
                "link_url": "#main",
                "link_label": gettext("To the district"),
            },
        ),
    ]


def breadcrumbs_states(_sent: Sent) -> list[State]:
    """Return short and long ways."""
    items = [{"url": "#main", "label": gettext("Districts")}, {"url": "#main", "label": "Feijenoord"}]
    return [
        State(
            _("Plain"),
            "breadcrumbs",
            {"items": items, "current": gettext("Members"), "label": gettext("Plain")},
        ),
        State(
            _("A long name without spaces"),
            "breadcrumbs",
            {
                "items": items[:1],
                "current": "Buurtfeest" * 14,
                "label": gettext("A long name without spaces"),
            },
        ),
    ]


def lists_states(_sent: Sent) -> list[State]:
    """Return facts, story, steps, date and explanation."""
    items = [
        {"label": gettext("District"), "text": "Delfshaven-Schiemond"},
        {"label": gettext("Council"), "text": gettext("7 seats"), "url": "#main"},
    ]
    story = [
        Happening(
            gettext("Submitted"),
            gettext("Monday 1 March 2027"),
            gettext("by district council Delfshaven-Schiemond"),
        ),
        Happening(gettext("Being handled"), gettext("since Tuesday 2 March 2027"), state="current"),
        Happening(gettext("Decision"), gettext("by Wednesday 12 May 2027"), state="later"),
    ]
    steps = [
        Step(gettext("What"), "done", "#main"),
        Step(gettext("Money"), "current", "#main"),
        Step(gettext("Who"), "later"),
        Step(gettext("Check"), "later"),
    ]
    return [
        State(_("Facts"), "definition_list", {"items": items}),
        State(_("A story with dates"), "timeline", {"items": story}),
        State(_("Steps"), "steps", {"items": steps, "label": gettext("Steps of the proposal")}),
        State(
            _("An explanation"),
            "details",
            {
                "summary": gettext("What is a commitment?"),
                "text": gettext("Money that was promised and not yet paid."),
            },
        ),
    ]


def next_states(_sent: Sent) -> list[State]:
    """Return what waits, and empty lists."""
    items = [
        Waiting(
            "Buurtiftar op het Visserijplein",
            "#main",
            gettext("The city asks for a quotation."),
            gettext("Completion needed"),
            "wait",
        ),
        Waiting(
            "Fietsles voor moeders",
            "#main",
            gettext("Write the report, with photos and receipts."),
            gettext("3 days late"),
            "late",
        ),
    ]
    return [
        State(_("Two things"), "next", {"items": items}),
        State(
            _("Nothing waits"), "next", {"items": [], "id": "nothing", "title": gettext("Nothing waits here")}
        ),
        State(
            _("Empty list"),
            "empty",
            {
                "title": gettext("No proposals yet"),
                "text": gettext("Proposals of your council will stand here."),
                "url": "#main",
                "label": gettext("Make the first proposal"),
            },
        ),
    ]


def pages_states(_sent: Sent) -> list[State]:
    """Return the first page and a far one."""
    return [
        State(_("First page"), "pagination", {"page": Paginator(range(30), 10).page(1)}),
        State(
            _("Page 1000 in plain digits"),
            "pagination",
            {
                "page": Paginator(range(12000), 10).page(1000),
                "label": gettext("Pages of the last list"),
                "query": "q=cafe&",
            },
        ),
    ]


def progress_states(_sent: Sent) -> list[State]:
    """Return a job under way and done."""
    return [
        State(
            _("Under way"),
            "progress",
            {
                "label": gettext("Making letters"),
                "done": 1234,
                "total": 4000,
                "text": gettext("You may leave this page; the work goes on."),
                "id": "one",
            },
        ),
        State(
            _("Finished"),
            "progress",
            {"label": gettext("Making letters"), "done": 40, "total": 40, "id": "two"},
        ),
    ]
