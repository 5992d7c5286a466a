"""The cash position: per channel, per district, and how old advances and claims are; as a page and as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from grants.budget.states import Kind, Scope
from grants.money import format_euros, plain_euros
from grants.plan.states import Channel
from portal.csvfile import streamed_csv
from wijkraden.people.http import PortalRequest

from .. import access, rules
from ..flows import note_position_export
from ..queries_of_instalments import channel_of
from ..queries_of_position import Check, ClaimAge, Place, Position, Side, Stage, position_of
from ..queries_of_standing import AdvanceAge, Amount, standing_dossiers

MOST = 10  # of the dossiers that are named where the sums differ
_NAMES = {
    Channel.BANK: pgettext_lazy("channel", "Bank"),
    Channel.FINANCE: pgettext_lazy("channel", "Financial system"),
    Channel.STRIPE: pgettext_lazy("channel", "Stripe"),
}
_KINDS = (
    (Kind.PAYABLE, Kind.PAYABLE.label),
    (Kind.IN_TRANSIT, Kind.IN_TRANSIT.label),
    (Kind.ADVANCES, Kind.ADVANCES.label),
    (Kind.RECEIVABLE, Kind.RECEIVABLE.label),
    (Kind.WRITTEN_OFF, gettext_lazy("Written off this year")),
    (Kind.SUSPENSE, Kind.SUSPENSE.label),
    (Kind.BANK, gettext_lazy("Bank: out less in")),
)


@dataclass(frozen=True)
class Told:
    """An amount (euro cents) in a column of that name, with what it is of and the list behind it."""

    label: str
    cents: int
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of amounts: rows with their names, what they are together, and what stands apart under it.

    `hides`: where nothing stands, a phone leaves that out.
    """

    id: str
    caption: str
    first: str
    rows: Sequence[tuple[str, Sequence[Told]]]
    total: Sequence[Told]
    apart: Sequence[tuple[str, Sequence[Told]]] = field(default=())
    hides: bool = False


@require_safe
@never_cache
@login_required
def payments_position(request: PortalRequest) -> HttpResponse:
    """Show where money stands today, and whether the lists of payments and the ledger say the same."""
    city, today = access.enter_claims(request.user, request.city), timezone.localdate()
    is_reader = rules.may_read(request.user, city.pk)
    found = position_of(city, on=today)
    context = {
        "found": found,
        "today": today,
        "claims_only": not is_reader,
        "channels": _by_channel(found, _addresses(is_reader=is_reader)),
        "districts": _by_district(found.places),
        "is_set_off": bool(found.set_off.count),
        "empty_count": sum(one.is_empty for one in found.places if one.slice.scope != Scope.BOOKS),
        "advances": _advances(found),
        "claims": _claims(found),
        "checks": [(one.agrees, _sentences(one)) for one in found.checks],
        "is_sound": all(one.agrees for one in found.checks),
    }
    return render(request, "payments/position.html", context)


@require_GET
@never_cache
@login_required
def payments_position_csv(request: PortalRequest) -> HttpResponseBase:
    """Give a row per dossier of which money stands somewhere as a CSV file, and note that it was exported."""
    city = access.enter_claims(request.user, request.city)
    rows = list(standing_dossiers(city))
    note_position_export(city, by=request.user, at=timezone.now())
    word = _("cash-position")  # not inside the f-string: xgettext does not look there
    return streamed_csv(f"{word}-{timezone.localdate():%Y-%m-%d}.csv", _header(), _rows(rows))


def _addresses(*, is_reader: bool) -> dict[Stage, str]:
    """Return the list behind each stage: who sees claims alone has that one alone."""
    claims = {Stage.CLAIM: reverse("payment_claims")}
    if not is_reader:
        return claims
    states = (Stage.PREPARED, Stage.RELEASED, Stage.SETTLED, Stage.FAILED)
    all_ = reverse("payments_all")
    return {
        **claims,
        **{stage: f"{all_}?state={stage.value}" for stage in states},
        Stage.TO_PAY: reverse("payments_to_pay"),
        Stage.RECEIPT: reverse("payments_unmatched"),
    }


def _by_channel(found: Position, addresses: dict[Stage, str]) -> Grid:
    def told(row: dict[Stage, Amount]) -> list[Told]:
        return [
            Told(
                str(stage.label), row[stage].cents, _number(stage, row[stage].count), addresses.get(stage, "")
            )
            for stage in Stage
        ]

    total = {stage: sum((row[stage] for row in found.channels.values()), Amount()) for stage in Stage}
    rows = [(str(_NAMES[Channel(channel)]), told(row)) for channel, row in found.channels.items()]
    return Grid("channels", _("By channel"), pgettext("payments", "Channel"), rows, told(total))


def _number(stage: Stage, count: int) -> str:
    if stage in {Stage.CLAIM, Stage.RECEIPT}:
        return ngettext("%(count)s receipt", "%(count)s receipts", count) % {"count": count}
    return ngettext("%(count)s payment", "%(count)s payments", count) % {"count": count}


def _by_district(places: Iterable[Place]) -> Grid:
    shown = [one for one in places if not one.is_empty or one.slice.scope == Scope.BOOKS]
    set_off = sum(one.set_off_cents for one in shown)
    label = _("Set off this year")

    def told(cents: Counter[Kind], off_cents: int) -> list[Told]:
        off = [Told(label, off_cents)] if set_off else []
        return [*(Told(str(name), cents[kind]) for kind, name in _KINDS), *off]

    rows = [(_name(one), told(one.cents, one.set_off_cents)) for one in shown]
    together: Counter[Kind] = Counter()
    for one in shown:
        together.update(one.cents)
    total = told(together, set_off)
    return Grid("districts", _("By district"), _("District"), rows, total, hides=True)


def _name(place: Place) -> str:
    """Return whose money it is: the ledger of the city carries the name of the city."""
    return str(Scope.BOOKS.label) if place.slice.scope == Scope.BOOKS else place.slice.title


def _advances(found: Position) -> Grid:
    def told(all_: Amount, over: Amount) -> list[Told]:
        return [
            Told(_("Advances"), all_.cents, _dossiers(all_.count)),
            Told(_("Action is over, no report yet"), over.cents, _dossiers(over.count)),
        ]

    rows = [(str(age.label), told(found.advances[age].all, found.advances[age].over)) for age in AdvanceAge]
    all_ = sum((one.all for one in found.advances.values()), Amount())
    over = sum((one.over for one in found.advances.values()), Amount())
    return Grid(
        "advances", _("Advances, by when the first payment was"), _("First payment"), rows, told(all_, over)
    )


def _dossiers(count: int) -> str:
    return ngettext("%(count)s dossier", "%(count)s dossiers", count) % {"count": count}


def _claims(found: Position) -> Grid:
    label, url = _("Still open"), reverse("payment_claims")
    rows = [
        (str(age.label), [Told(label, amount.cents, _asked(amount.count), url)])
        for age, amount in found.claims.items()
        if amount.count or age != ClaimAge.FELL
    ]
    waits = found.to_claim
    number = ngettext("%(count)s decision", "%(count)s decisions", waits.count) % {"count": waits.count}
    rows.append((_("Recovered, not asked yet"), [Told(label, waits.cents, number, url)]))
    if found.undecided_cents:
        rows.append((_("Owed, and no decision asks it back yet"), [Told(label, found.undecided_cents)]))
    total = sum(one.cents for _name, (one,) in rows)
    given_up = found.given_up
    written_off = Told(_("Amount"), given_up.cents, _times(given_up.count), reverse("payment_write_offs"))
    return Grid(
        "claims",
        _("Claims, by their last day to pay back"),
        pgettext("claim", "Last day"),
        rows,
        [Told(label, total)],
        apart=[(_("Written off this year"), [written_off]), *_set_off(found.set_off)],
    )


def _set_off(amount: Amount) -> list[tuple[str, list[Told]]]:
    """Return the row of what was set off this year, none when nothing was."""
    number = ngettext("%(count)s set-off", "%(count)s set-offs", amount.count) % {"count": amount.count}
    told = Told(_("Amount"), amount.cents, number, reverse("payment_set_offs"))
    return [(_("Set off this year"), [told])] if amount.count else []


def _asked(count: int) -> str:
    return ngettext("%(count)s claim", "%(count)s claims", count) % {"count": count}


def _times(count: int) -> str:
    return ngettext("%(count)s write-off", "%(count)s write-offs", count) % {"count": count}


_SAME: dict[Side, Callable[[], str]] = {
    Side.TO_PAY: lambda: _("To be paid: %(here)s by channel, prepared or not; %(there)s in the districts."),
    Side.RELEASED: lambda: _("On its way: %(here)s by channel; %(there)s in the districts."),
    Side.SUSPENSE: lambda: _("Nobody's: %(here)s not matched or above a claim; %(there)s in the districts."),
    Side.CLAIMS: lambda: _("To be paid back: %(here)s by age; %(there)s in the districts."),
}


def _sentences(check: Check) -> list[str]:
    """Return what was compared, what of the districts does not count, and by how much they differ, if so."""
    there = check.districts_cents - check.held_cents - check.untold_cents
    told = {"here": format_euros(check.here_cents), "there": format_euros(there)}
    found = [_SAME[check.side]() % told]
    if check.held_cents:
        words = _("Not counted there: %(amount)s that is not paid out, since as much must come back.")
        found.append(words % {"amount": format_euros(check.held_cents)})
    if check.untold_cents:
        words = _("Not counted there: %(amount)s by decisions that were not made known yet.")
        found.append(words % {"amount": format_euros(check.untold_cents)})
    if check.difference:
        found.append(_("They differ by %(amount)s.") % {"amount": format_euros(check.difference)})
    if check.numbers:
        numbers = ", ".join(check.numbers[:MOST])
        found.append(
            ngettext(
                "It is in dossier %(numbers)s.",
                "It is in %(count)s dossiers: %(numbers)s.",
                len(check.numbers),
            )
            % {"count": len(check.numbers), "numbers": numbers}
        )
    return found


def _header() -> list[str]:
    return [
        _("Dossier"),
        _("District"),
        _("Regulation"),
        _("Year"),
        pgettext("payments", "Channel"),
        str(Kind.PAYABLE.label),
        str(Kind.IN_TRANSIT.label),
        str(Kind.ADVANCES.label),
        _("Oldest payment on"),
        str(Kind.RECEIVABLE.label),
        _("Open claims"),
        _("Oldest last day of a claim"),
    ]


def _rows(found: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the cells of each dossier; amounts with a comma, days as 03-04-2027."""
    for one in found:
        yield [
            one.number,
            one.district.name,
            one.dossier.prefix,
            one.dossier.year.year,
            str(_NAMES[Channel(channel_of(one))]),
            plain_euros(one.payable_cents),
            plain_euros(one.in_transit_cents),
            plain_euros(one.advances_cents),
            _day(one.settled_on),
            plain_euros(one.receivable_cents),
            plain_euros(min(one.claims_cents, one.receivable_cents)),
            _day(one.claim_due_on),
        ]


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day is not None else ""
