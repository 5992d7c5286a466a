"""Sample data of the gallery. Invented; nothing here is kept."""

from __future__ import annotations

from datetime import date
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from .forms import DateField, LongTextField, TextField
from .gallery import Component, State
from .parts import (
    Cell,
    Column,
    Figure,
    Happening,
    MoneyBar,
    MoneyBarPart,
    Step,
    Table,
    Tile,
    TileMap,
    Waiting,
)

Sent = QueryDict | None
NO_BREAK = "\u00a0"


class SampleForm(forms.Form):
    """Every kind of field; sending it shows its errors and keeps nothing."""

    title = TextField(label=_("Title"), max_length=80, help_text=_("A name that everyone in the district understands"))
    summary = LongTextField(label=_("Summary"), max_length=300, rows=4)
    on = DateField(label=_("First day"))
    email = forms.EmailField(label=_("E-mail address"), required=False)
    kind = forms.ChoiceField(
        label=_("Who carries it out?"),
        widget=forms.RadioSelect,
        choices=[("a", _("Someone applies for a grant")), ("b", _("The city buys it")), ("c", _("The city does it"))],
    )
    days = forms.MultipleChoiceField(
        label=_("On which days?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", _("On weekdays")), ("2", _("In the weekend"))],
    )
    area = forms.ChoiceField(label=_("Area"), choices=[("", "—"), ("c", "Centrum"), ("d", "Delfshaven")])
    quote = forms.FileField(label=_("Quotation"), required=False, help_text=_("A PDF or a photo of at most 10 MB"))
    agreed = forms.BooleanField(label=_("I have read the conditions"))


def euros(text: str) -> str:
    """Return a sample amount with a no-break space behind the sign."""
    return f"€{NO_BREAK}{text}"


def _alert(_sent: Sent) -> list[State]:
    return [
        State(_("A plain message"), "alert", {"text": __("The round is open until Wednesday.")}),
        State(_("Done"), "alert", {"kind": "success", "text": __("Your name was saved.")}),
        State(_("A warning with a title"), "alert", {"kind": "warning", "title": __("Three days left"), "text": __("Send the report before Friday.")}),
        State(_("An error"), "alert", {"kind": "error", "text": __("This proposal can no longer be changed.")}),
    ]  # fmt: skip


def _buttons(_sent: Sent) -> list[State]:
    kinds = ["primary", "secondary", "subtle", "negative"]
    return [
        State(_("The four kinds"), "buttons", {"items": [{"label": __("New proposal"), "url": "#main", "kind": kind} for kind in kinds]}),
        State(_("A button that sends, with effect and amount"), "button", {"label": __("Grant %s") % euros("4.800,00")}),
        State(_("A link that looks like a button"), "button", {"label": __("Copy last year’s"), "url": "#main", "kind": "secondary"}),
    ]  # fmt: skip


def _badges(_sent: Sent) -> list[State]:
    texts = {
        "neutral": __("Being handled"),
        "wait": __("Completion needed"),
        "late": __("3 days late"),
        "good": __("Granted"),
    }
    return [State(text, "badge", {"kind": kind, "text": text}) for kind, text in texts.items()]


def _cards(_sent: Sent) -> list[State]:
    text = __("What the district does with it, and what came of it.")
    return [
        State(_("Plain"), "card", {"title": "Feijenoord", "text": text, "level": 3}),
        State(_("Highlighted, with a way on"), "card", {"title": "Vreewijk", "text": text, "level": 3, "highlighted": True, "link_url": "#main", "link_label": __("To the district")}),
    ]  # fmt: skip


def _breadcrumbs(_sent: Sent) -> list[State]:
    items = [{"url": "#main", "label": __("Districts")}, {"url": "#main", "label": "Feijenoord"}]
    return [
        State(_("Plain"), "breadcrumbs", {"items": items, "current": __("Members"), "label": __("Plain")}),
        State(_("A long name without spaces"), "breadcrumbs", {"items": items[:1], "current": "Buurtfeest" * 14, "label": __("A long name without spaces")}),
    ]


def _form(sent: Sent) -> list[State]:
    title = _("Empty: try it, nothing is kept") if sent is None else _("As you sent it")
    return [State(title, "form", {"form": SampleForm(sent), "submit": __("Check"), "cancel_url": "#main"})]


def _form_errors(_sent: Sent) -> list[State]:
    data = QueryDict(mutable=True)
    data.update({"title": "", "summary": "tekst " * 60, "on": "31-04-2027", "email": "anna@", "area": ""})
    return [State(_("With errors"), "form", {"form": SampleForm(data), "submit": __("Check")})]


def bar(name: str, parts: list[MoneyBarPart], *, apart: bool = False) -> MoneyBar:
    """Return a sample bar of € 25.000,00."""
    words = ", ".join(f"{part.label} {part.amount}" for part in parts)
    total = Figure(__("Budget of the district"), euros("25.000,00"))
    paid = (Figure(__("Paid out"), euros("12.400,00")),) if apart else ()
    return MoneyBar(name, __("Our budget in 2027"), words, tuple(parts), total, paid)


def _money_bar(_sent: Sent) -> list[State]:
    granted = MoneyBarPart("realised", __("Granted"), euros("14.500,00"), 580, __("of which paid out %s") % euros("12.400,00"))
    handled = MoneyBarPart("reserved", __("Being handled"), euros("4.800,00"), 192)
    free = MoneyBarPart("free", __("Still available"), euros("5.700,00"), 228)
    staff = [
        MoneyBarPart("reserved", __("Reserved"), euros("4.800,00"), 192),
        MoneyBarPart("committed", __("Commitments"), euros("6.500,00"), 260),
        MoneyBarPart("realised", __("Realised"), euros("8.000,00"), 320),
        MoneyBarPart("free", __("Free room"), euros("5.200,00"), 208),
        MoneyBarPart("lapsed", __("Lapsed"), euros("500,00"), 20),
    ]
    almost = [MoneyBarPart("realised", __("Granted"), euros("24.999,99"), 999), MoneyBarPart("free", __("Still available"), euros("0,01"), 1)]
    nothing = [MoneyBarPart("realised", __("Granted"), euros("0,00"), 0), MoneyBarPart("free", __("Still available"), euros("25.000,00"), 1000)]
    return [
        State(_("For members"), "money_bar", {"bar": bar("members", [granted, handled, free])}),
        State(_("For staff and controllers"), "money_bar", {"bar": bar("staff", staff, apart=True)}),
        State(_("A cent left"), "money_bar", {"bar": bar("cent", almost)}),
        State(_("Nothing used"), "money_bar", {"bar": bar("nothing", nothing)}),
    ]  # fmt: skip


PLACES = [
    ("Schiebroek", "Hillegersberg-Schiebroek", 5, 0), ("Hillegersberg", "Hillegersberg-Schiebroek", 6, 0),
    ("Nesselande", "Prins Alexander", 10, 0), ("Overschie", "Overschie", 3, 1), ("Oude Noorden", "Noord", 6, 1),
    ("Ommoord", "Prins Alexander", 8, 1), ("Zevenkamp", "Prins Alexander", 9, 1), ("Crooswijk", "Kralingen-Crooswijk", 6, 2),
    ("Hoek van Holland", "Hoek van Holland", 0, 3), ("Rozenburg", "Rozenburg", 1, 3), ("Oude Westen", "Centrum", 5, 3),
    ("Kralingen", "Kralingen-Crooswijk", 7, 3), ("Delfshaven", "Delfshaven", 4, 4), ("Feijenoord", "Feijenoord", 7, 5),
    ("Afrikaanderwijk", "Feijenoord", 6, 6), ("Hillesluis", "Feijenoord", 7, 6), ("Beverwaard", "IJsselmonde", 9, 7),
    ("Lombardijen", "IJsselmonde", 7, 8),
]  # fmt: skip


def _tile_map(_sent: Sent) -> list[State]:
    plain = [Tile(name, name, "#main", column, row, area=area) for name, area, column, row in PLACES]
    used = [Tile(tile.name, tile.short_name, "#main", tile.column, tile.row, f"{n * 7 % 100}%", n * 7 % 100 * 10, tile.area) for n, tile in enumerate(plain, 3)]
    return [
        State(_("With figures"), "tile_map", {"map": TileMap("used", __("Part of its own budget that each district has used"), tuple(used), __("Every district is drawn equally large; the map says nothing about size."))}),
        State(_("Links only"), "tile_map", {"map": TileMap("plain", __("Map of the districts"), tuple(plain))}),
    ]  # fmt: skip


def _table(_sent: Sent) -> list[State]:
    columns = (Column(__("Proposal")), Column(__("State")), Column(__("Whose turn it is")), Column(__("Asked"), is_number=True))
    rows: list[tuple[Cell, ...]] = [
        (Cell("Buurtiftar op het Visserijplein", "#main", __("with two schools")), Cell(__("Completion needed"), badge="wait"), Cell(__("The council, by 26 March 2027")), Cell(euros("4.800,00"))),
        (Cell("Gesprekstafels op het Lloydkwartier", "#main"), Cell(__("Being handled"), badge="neutral"), Cell(__("The city, by 12 May 2027")), Cell(euros("9.000,00"))),
        (Cell("Buurtfeest" * 16, "#main"), Cell(__("3 days late"), badge="late"), Cell(__("The council, since 16 March 2027")), Cell(euros("2.150,00"))),
    ]  # fmt: skip
    return [State(_("Cards on a phone"), "table", {"table": Table("proposals", __("Our proposals"), columns, rows)})]


def _lists(_sent: Sent) -> list[State]:
    items = [
        {"label": __("District"), "text": "Delfshaven-Schiemond"},
        {"label": __("Council"), "text": __("7 seats"), "url": "#main"},
    ]
    story = [
        Happening(__("Submitted"), __("Monday 1 March 2027"), __("by district council Delfshaven-Schiemond")),
        Happening(__("Being handled"), __("since Tuesday 2 March 2027"), state="current"),
        Happening(__("Decision"), __("by Wednesday 12 May 2027"), state="later"),
    ]
    steps = [
        Step(__("What"), "done", "#main"),
        Step(__("Money"), "current", "#main"),
        Step(__("Who"), "later"),
        Step(__("Check"), "later"),
    ]
    return [
        State(_("Facts"), "definition_list", {"items": items}),
        State(_("A story with dates"), "timeline", {"items": story}),
        State(_("Steps"), "steps", {"items": steps, "label": __("Steps of the proposal")}),
        State(_("A date in full"), "date", {"day": date(2027, 3, 30)}),
        State(_("An explanation"), "details", {"summary": __("What is a commitment?"), "text": __("Money that was promised and not yet paid.")}),
    ]  # fmt: skip


def _next(_sent: Sent) -> list[State]:
    items = [
        Waiting("Buurtiftar op het Visserijplein", "#main", __("The city asks for a quotation."), __("Completion needed"), "wait"),
        Waiting("Fietsles voor moeders", "#main", __("Write the report, with photos and receipts."), __("3 days late"), "late"),
    ]  # fmt: skip
    return [
        State(_("Two things"), "next", {"items": items}),
        State(_("Nothing waits"), "next", {"items": [], "id": "nothing", "title": __("Nothing waits here")}),
        State(_("Empty list"), "empty", {"title": __("No proposals yet"), "text": __("Proposals of your council will stand here."), "url": "#main", "label": __("Make the first proposal")}),
    ]  # fmt: skip


def _pages(_sent: Sent) -> list[State]:
    return [
        State(_("First page"), "pagination", {"page": Paginator(range(30), 10).page(1)}),
        State(_("Page 1000 in plain digits"), "pagination", {"page": Paginator(range(12000), 10).page(1000), "label": __("Pages of the last list"), "query": "q=cafe&"}),
    ]  # fmt: skip


def _progress(_sent: Sent) -> list[State]:
    return [
        State(_("Under way"), "progress", {"label": __("Making letters"), "done": 1234, "total": 4000, "text": __("You may leave this page; the work goes on."), "id": "one"}),
        State(_("Finished"), "progress", {"label": __("Making letters"), "done": 40, "total": 40, "id": "two"}),
    ]  # fmt: skip


def _confirm(_sent: Sent) -> list[State]:
    text = __("The applicant gets the letter at once. This cannot be undone.")
    return [
        State(_("An act that binds"), "confirm", {"id": "grant", "url": "/components/confirm/", "label": __("Grant %s") % euros("4.800,00"), "question": __("Grant this amount?"), "text": text}),
        State(_("An act that takes away"), "confirm", {"id": "end", "url": "/components/confirm/", "label": __("End this seat"), "question": __("End this seat today?"), "danger": True}),
    ]  # fmt: skip


COMPONENTS: list[Component] = [
    Component("alert", _("Alert"), _("A message in a box."), _alert),
    Component("badge", _("Badge"), _("A state in words."), _badges),
    Component("breadcrumbs", _("Breadcrumbs"), _("Where a page stands."), _breadcrumbs),
    Component("button", _("Button"), _("What sends a form or leads on."), _buttons),
    Component("card", _("Card"), _("A block of a page."), _cards),
    Component("confirm", _("Confirmation"), _("A question before an act that binds."), _confirm),
    Component("form", _("Form"), _("All fields as any form draws them."), _form),
    Component("form-errors", _("Form with errors"), _("The summary on top takes the focus."), _form_errors),
    Component("lists", _("Facts, story and steps"), _("Lists that tell something in order."), _lists),
    Component("money-bar", _("Money bar"), _("What became of a budget, part by part."), _money_bar),
    Component("next", _("What waits, and empty lists"), _("What a person should do first."), _next),
    Component("pagination", _("Pages of a list"), _("Plain digits, also above a thousand."), _pages),
    Component("progress", _("Progress"), _("How far a job is."), _progress),
    Component("table", _("Table"), _("Rows that become cards on a phone."), _table),
    Component("tile-map", _("Tile map"), _("All districts equally large, and the same as a list."), _tile_map),
]

