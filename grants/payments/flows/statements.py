"""Reading a statement of the bank, once."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from ..models import PayingAccount, Statement, StatementLine
from ..rules import PREPARE
from ..statement import StatementOf
from ..states import LineKind
from .matching import match_all

READ = describe(
    "payments.statement_read",
    gettext_lazy("read a statement of the bank (lines: {count}, matched: {matched})"),
)


@flow
def enter_statement(
    city: City, *, what: StatementOf, name: str, sha256: str, by: User, at: datetime
) -> Statement:
    """Keep the lines of a statement and match what they say; lines of before that waited are looked at again.

    A line that another statement told before is the same line and is left out. Raises NoLongerAllowed, NoAccount,
    NoStatement for another account than the city pays from, and AlreadyRead; then nothing is written.
    """
    hold_right(by, PREPARE, city_id=city.pk, on=day_of(at))
    accounts = hold_till(city)
    account = _account_of(what, accounts)
    _refuse_again(city, what, sha256)
    made = Statement.objects.create(
        city=city,
        account=account,
        reference=what.reference,
        name=name[:200],
        sha256=sha256,
        first_on=what.first_on,
        last_on=what.last_on,
        read_by=by,
        read_at=at,
    )
    _keep_lines(made, what)
    waits = StatementLine.objects.filter(city=city, kind=LineKind.UNKNOWN).select_related("city", "statement")
    matched = match_all(waits, by=by, at=at)
    record(READ, made, by=by, at=at, count=made.lines.count(), matched=matched)
    return made


def _keep_lines(statement: Statement, what: StatementOf) -> None:
    """Keep the lines that no statement told before."""
    city = statement.city
    told = {one.reference for one in what.lines}
    known = set(
        StatementLine.objects.filter(city=city, reference__in=told).values_list("reference", flat=True)
    )
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
            is_fee=one.is_fee,
            reason=one.reason,
        )
        for position, one in enumerate(what.lines, start=1)
        if one.reference not in known
    )


def _account_of(what: StatementOf, accounts: list[PayingAccount]) -> PayingAccount:
    found = iban_hash(what.iban)
    for one in accounts:
        if one.iban_hash == found:
            return one
    raise NoStatement(
        _("This statement is of the account that ends in %(ending)s. The city does not pay from it.")
        % {"ending": what.iban[-4:]}
    )


def _refuse_again(city: City, what: StatementOf, sha256: str) -> None:
    for named in ({"sha256": sha256}, {"reference": what.reference}):
        before = Statement.objects.filter(city=city, **named).select_related("read_by").first()
        if before is not None:
            raise AlreadyRead(
                _("%(name)s read this statement already, on %(day)s. Nothing was booked again.")
                % {"name": before.read_by.full_name, "day": full_date(before.read_at)}
            )
