"""Reading a statement of the bank, or a status file of the financial system, once."""

from dataclasses import asdict
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.plan.states import Channel
from grants.proposals.iban import iban_hash
from grants.terms import day_of
from portal.trail.flows import flow, record
from portal.trail.words import describe
from portal.ui.dates import full_date
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.places.models import City

from ..errors import AlreadyRead, NoStatement
from ..holding import hold_till
from ..models import PayingAccount, Statement, StatementLine, StatementPart
from ..rules import PREPARE
from ..states import LineKind
from ..told import MT940_MARK, StatementOf
from .matching import match_all

READ = describe(
    "payments.statement_read",
    gettext_lazy("read a statement or status file (lines: {count}, matched: {matched})"),
)

_FIRST_YEAR = 1970  # of a day that a form takes, too
_SAME = ("is_receipt", "is_refusal", "is_return", "cents", "booked_on", "end_to_end_id", "text")
_MOST_TOLD = 20  # rows of which it is said what is wrong with them


@flow
def enter_statement(
    city: City, *, what: StatementOf, name: str, sha256: str, by: User, at: datetime
) -> Statement:
    """Keep the lines of a statement and match what they say; lines of before that waited are looked at again.

    A line that another statement told before is the same line and is left out. Raises NoLongerAllowed, NoAccount,
    AlreadyRead, and NoStatement for another account than the city pays from, for days that a file of another kind told,
    or for rows of the financial system that cannot be so; then nothing is written.
    """
    hold_right(by, PREPARE, city_id=city.pk, on=day_of(at))
    accounts = hold_till(city)
    account = accounts[0] if what.channel == Channel.FINANCE else _account_of(what, accounts)
    _refuse_again(city, what, sha256)
    if what.channel == Channel.FINANCE:
        _refuse_rows(city, what, at=at)
    else:
        _refuse_other_kind(account, what)
    _refuse_days(what, at=at)
    made = Statement.objects.create(
        city=city,
        account=account,
        channel=what.channel,
        reference=what.reference,
        name=name[:200],
        sha256=sha256,
        first_on=what.first_on,
        last_on=what.last_on,
        line_count=len(what.lines),
        read_by=by,
        read_at=at,
    )
    _keep_parts(made, what)
    _keep_lines(made, what)
    waits = StatementLine.objects.filter(city=city, kind=LineKind.UNKNOWN).select_related("city", "statement")
    matched = match_all(waits, by=by, at=at)
    record(READ, made, by=by, at=at, count=made.lines.count(), matched=matched)
    return made


def _keep_parts(statement: Statement, what: StatementOf) -> None:
    """Keep the balances, by which a missing statement is seen."""
    StatementPart.objects.bulk_create(
        StatementPart(statement=statement, position=position, **asdict(one))
        for position, one in enumerate(what.parts, start=1)
    )


def _keep_lines(statement: Statement, what: StatementOf) -> None:
    """Keep the lines that no statement told before."""
    city = statement.city
    told = {one.reference for one in what.lines}
    known = set(_standing(city).filter(reference__in=told).values_list("reference", flat=True))
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            city=city,
            reference=one.reference,
            position=position,
            is_receipt=one.is_receipt,
            cents=one.cents,
            booked_on=one.booked_on,
            end_to_end_id=one.end_to_end_id,
            counterparty=one.counterparty,
            iban_hash=iban_hash(one.iban) if one.iban else "",
            text=one.text,
            is_return=one.is_return,
            is_refusal=one.is_refusal,
            is_fee=one.is_fee,
            reason=one.reason,
        )
        for position, one in enumerate(what.lines, start=1)
        if one.reference not in known
    )


def _standing(city: City) -> QuerySet[StatementLine]:
    """Return the lines of a city that were not withdrawn with their statement."""
    return StatementLine.objects.filter(city=city).exclude(kind=LineKind.WITHDRAWN)


def _account_of(what: StatementOf, accounts: list[PayingAccount]) -> PayingAccount:
    found = iban_hash(what.iban)
    for one in accounts:
        if one.iban_hash == found:
            return one
    raise NoStatement(
        _("This statement is of the account that ends in %(ending)s. The city does not pay from it.")
        % {"ending": what.iban[-4:]}
    )


def _refuse_rows(city: City, what: StatementOf, *, at: datetime) -> None:
    """Raise NoStatement for rows of a day to come, and for numbers that another file gave to something else."""
    told = {one.reference: one for one in what.lines}
    faults = [
        _("Row with number %(number)s: %(day)s is a day to come.")
        % {"number": _own_number(one.reference), "day": full_date(one.booked_on)}
        for one in what.lines
        if one.booked_on > day_of(at)
    ]
    known = _standing(city).filter(reference__in=told).select_related("statement")
    faults += [
        _("Row with number %(number)s: file %(file)s gave that number to something else.")
        % {"number": _own_number(line.reference), "file": line.statement.reference}
        for line in known
        if any(getattr(line, name) != getattr(told[line.reference], name) for name in _SAME)
    ]
    if faults:
        raise NoStatement(*faults[:_MOST_TOLD])


def _refuse_days(what: StatementOf, *, at: datetime) -> None:
    """Raise NoStatement for a day to come, or of long before: what is read stays, and its lines would wait for good."""
    days = {one.booked_on for one in what.lines} | {
        day for one in what.parts for day in (one.first_on, one.last_on)
    }
    for day in sorted(days):
        if not day.year >= _FIRST_YEAR or day > day_of(at):
            raise NoStatement(
                _(
                    "This file tells of %(day)s. A statement tells of days up to today, and of none before %(year)s."
                )
                % {"day": full_date(day), "year": str(_FIRST_YEAR)}
            )


def _own_number(reference: str) -> str:
    return reference.partition("/")[2]


def _refuse_other_kind(account: PayingAccount, what: StatementOf) -> None:
    """Raise NoStatement when camt.053 told some of these days and this is MT940, or the other way round.

    Each names the same line in its own way, so what came in would be booked twice.
    """
    if what.first_on is None:
        return
    before = Statement.objects.filter(
        account=account,
        channel=Channel.BANK,
        withdrawn_at__isnull=True,
        first_on__lte=what.last_on,
        last_on__gte=what.first_on,
    )
    of_mt940 = Q(reference__startswith=MT940_MARK)
    is_mt940 = what.reference.startswith(MT940_MARK)
    if (other := before.filter(~of_mt940 if is_mt940 else of_mt940).first()) is not None:
        raise NoStatement(
            _(
                "Statement %(reference)s told some of these days already, in another kind of file (camt.053 or MT940)."
            )
            % {"reference": other.reference}
            + " "
            + _("Read the days in one kind, or lines would be booked twice.")
        )


def _refuse_again(city: City, what: StatementOf, sha256: str) -> None:
    for named in ({"sha256": sha256}, {"channel": what.channel, "reference": what.reference}):
        standing = Statement.objects.filter(city=city, withdrawn_at__isnull=True, **named)
        before = standing.select_related("read_by").first()
        if before is not None:
            raise AlreadyRead(
                _("%(name)s read this statement already, on %(day)s. Nothing was booked again.")
                % {"name": before.read_by.full_name, "day": full_date(before.read_at)}
            )
