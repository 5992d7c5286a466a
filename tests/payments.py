"""Builders of payments, through their flows, and statements as a bank would make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from grants.decisions.models import Instalment
from grants.payments.checking import checked, file_for, seal_of
from grants.payments.flows import (
    approve_write_off,
    change_payee,
    confirm_payee,
    enter_statement,
    give_notice,
    prepare_batch,
    prepare_orders,
    prepare_write_off,
    release_batch,
    remind_of_claim,
    set_paying_account,
    start_claim,
)
from grants.payments.models import (
    Batch,
    Claim,
    Notice,
    Order,
    PayingAccount,
    Statement,
    StatementPart,
    WriteOff,
)
from grants.payments.queries import orders_of_batch, paying_account, to_pay
from grants.payments.statement import read_statement
from grants.payments.states import Ground
from grants.proposals.models import BankAccount, Proposal
from portal.storage import checksum
from tests import decisions
from tests.make import NOON
from tests.proposals import cast
from wijkraden.people.models import User
from wijkraden.places.models import City, District

CITY_IBAN = "NL20INGB0001234567"
ANOTHER_IBAN = "NL02ABNA0123456789"
TOMORROW = date(2026, 11, 3)


def account(city: City, *, at: datetime = NOON) -> PayingAccount:
    """Have bas enter the account of the city, unless it has one."""
    found = paying_account(city)
    return found or set_paying_account(
        city, iban=CITY_IBAN, holder="Gemeente Rotterdam", by=cast("bas"), at=at
    )


def at_once(district: District, **asked: Any) -> Proposal:
    """Return a proposal of which the whole grant is to be paid: granted and determined at once."""
    return decisions.granted(district, **asked)


def changed(
    proposal: Proposal,
    *,
    iban: str = ANOTHER_IBAN,
    holder: str = "Stichting Samen",
    by: User | None = None,
    at: datetime = NOON,
) -> BankAccount:
    """Have olga enter another account of the recipient, which waits for a call back."""
    return change_payee(proposal, iban=iban, holder=holder, by=by or cast("olga"), at=at)


def confirmed(account: BankAccount, *, by: User | None = None, at: datetime = NOON) -> BankAccount:
    """Have otto call back about an account that another officer entered, and confirm it."""
    called: dict[str, Any] = {"called_number": "010 1234567", "spoke_with": "Fatima el Idrissi"}
    confirm_payee(account, called_at=at, **called, by=by or cast("otto"), at=at)
    return account


def instalments_of(*proposals: Proposal) -> list[Instalment]:
    """Return what is to be paid of these proposals."""
    city = proposals[0].district.city
    return [one.instalment for one in to_pay(city, proposals=[one.pk for one in proposals])]


def ordered(*proposals: Proposal, by: User | None = None, at: datetime = NOON) -> list[Order]:
    """Have pim prepare the payment of all that is to be paid of these proposals."""
    city = proposals[0].district.city
    return prepare_orders(city, instalments=instalments_of(*proposals), by=by or cast("pim"), at=at)


def batched(
    *proposals: Proposal, execution_on: date | None = None, by: User | None = None, at: datetime = NOON
) -> Batch:
    """Have pim put them in a batch."""
    city = proposals[0].district.city
    account(city, at=at)
    orders = ordered(*proposals, by=by, at=at)
    return prepare_batch(
        city, orders=orders, execution_on=execution_on or TOMORROW, by=by or cast("pim"), at=at
    )


def release(batch: Batch, *, by: User | None = None, at: datetime = NOON) -> Batch:
    """Have petra release a batch as it stands now."""
    orders = orders_of_batch(batch)
    file = file_for(batch, checked(orders))
    return release_batch(batch, file=file, seal=seal_of(orders), by=by or cast("petra"), at=at)


def sent(*proposals: Proposal, at: datetime = NOON) -> list[Order]:
    """Return the orders of such a batch, on their way."""
    batch = release(batched(*proposals, at=at), at=at)
    return list(batch.orders.order_by("id"))


def paid(*proposals: Proposal, at: datetime = NOON) -> list[Order]:
    """Have the bank tell that it paid them."""
    return paid_again(*proposals, number="STMT-1", at=at)


def paid_again(*proposals: Proposal, number: str, at: datetime = NOON) -> list[Order]:
    """Return the next attempts, which the bank paid."""
    orders = sent(*proposals, at=at)
    read(proposals[0].district.city, [out(one) for one in orders], number=number, at=at)
    return [Order.objects.get(pk=one.pk) for one in orders]


@dataclass(frozen=True)
class Booked:
    """One booking of a bank; euro cents."""

    cents: int
    is_receipt: bool = False
    end_to_end_id: str = ""
    text: str = ""
    code: str = "ESCT"
    reason: str = ""
    counterparty: str = "Stichting Samen aan de Schie"
    reference: str = ""
    parts: Sequence[Booked] = field(default=())
    iban: str = ""  # of the other side


def out(order: Order) -> Booked:
    """Return how the bank tells that it paid an order."""
    return Booked(order.cents, end_to_end_id=order.end_to_end_id, reference=f"OUT{order.pk}")


def back(order: Order, *, reason: str = "AC04") -> Booked:
    """Return how it tells that the payment came back."""
    return Booked(
        order.cents,
        is_receipt=True,
        end_to_end_id=order.end_to_end_id,
        code="RRTN",
        reason=reason,
        text="Rekening opgeheven",
        reference=f"BACK{order.pk}",
    )


def camt(
    booked: Sequence[Booked],
    *,
    number: str = "STMT-1",
    iban: str = CITY_IBAN,
    on: date = TOMORROW,
    version: str = "02",
    opening: int = 100_000_00,
) -> bytes:
    """Return a statement of the bank with these bookings, whose balances follow from them."""
    entries = "".join(_entry(one, on=on, version=version) for one in booked)
    moved = sum(one.cents if one.is_receipt else -one.cents for one in booked)
    balances = _balance("OPBD", opening, on) + _balance("CLBD", opening + moved, on)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>{number}</MsgId><CreDtTm>{on}T18:00:00</CreDtTm></GrpHdr>
<Stmt><Id>{number}</Id><CreDtTm>{on}T18:00:00</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>
{balances}{entries}</Stmt></BkToCstmrStmt></Document>""".encode()


def read(
    city: City,
    booked: Sequence[Booked],
    *,
    number: str = "STMT-1",
    on: date | None = None,
    version: str = "02",
    by: User | None = None,
    at: datetime = NOON,
) -> Statement:
    """Have pim read such a statement of that day, today unless told otherwise; it begins where the last one ended."""
    account(city, at=at)
    before = StatementPart.objects.filter(statement__city=city).order_by("-id").first()
    opening = before.closing_cents if before and before.closing_cents is not None else 100_000_00
    content = camt(booked, number=number, on=on or at.date(), version=version, opening=opening)
    return enter_statement(
        city,
        what=read_statement(content),
        name=f"{number}.xml",
        sha256=checksum(content),
        by=by or cast("pim"),
        at=at,
    )


def asked_back(proposal: Proposal, *, came_in: int = 0) -> Claim:
    """Recover what was paid too much, have pim ask it back, and let so many cents come in by its reference."""
    city = proposal.district.city
    account(city)
    claim = start_claim(decisions.recovered(proposal), by=cast("pim"), at=NOON)
    if came_in:
        read(city, [Booked(came_in, is_receipt=True, text=claim.reference, reference="A")], number="STMT-9")
    return claim


def late(claim: Claim, *, days: int = 1) -> datetime:
    """Return noon so many days after the last day to pay it back."""
    return datetime.combine(claim.due_on, NOON.timetz()) + timedelta(days=days)


def noticed(claim: Claim, *, at: datetime | None = None) -> Notice:
    """Have pim remind of a claim that is too late, and give formal notice a month later."""
    remind_of_claim(claim, by=cast("pim"), at=late(claim))
    return give_notice(claim, by=cast("pim"), at=at or late(claim, days=31))


def to_write_off(
    claim: Claim,
    *,
    cents: int | None = None,
    ground: Ground = Ground.NOT_TO_BE_HAD,
    at: datetime | None = None,
) -> WriteOff:
    """Have fenna prepare to write off so much of a claim, else all that is left of it, once it is too late."""
    return prepare_write_off(
        Claim.objects.get(pk=claim.pk),
        cents=Claim.objects.get(pk=claim.pk).left_cents if cents is None else cents,
        ground=ground,
        reason="De stichting is failliet en er is niets te halen.",
        by=cast("fenna"),
        at=at or late(claim),
    )


def written_off(claim: Claim, *, cents: int | None = None, at: datetime | None = None) -> WriteOff:
    """Let bas approve such a write-off."""
    made = to_write_off(claim, cents=cents, at=at)
    approve_write_off(made, by=cast("bas"), at=at or late(claim))
    return made


def _entry(one: Booked, *, on: date, version: str) -> str:
    status = "<Sts><Cd>BOOK</Cd></Sts>" if version == "08" else "<Sts>BOOK</Sts>"
    details = "".join(_detail(part, version=version) for part in (one.parts or [one]))
    return (
        f'<Ntry><Amt Ccy="EUR">{_euros(one.cents)}</Amt><CdtDbtInd>{_way(one)}</CdtDbtInd>{status}'
        f"<BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt>"
        f"<AcctSvcrRef>{one.reference}</AcctSvcrRef>{_code(one)}"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def _detail(one: Booked, *, version: str) -> str:
    party = "Dbtr" if one.is_receipt else "Cdtr"
    name = f"<Nm>{one.counterparty}</Nm>"
    theirs = f"<{party}Acct><Id><IBAN>{one.iban}</IBAN></Id></{party}Acct>" if one.iban else ""
    if version == "08":
        amount = f'<Amt Ccy="EUR">{_euros(one.cents)}</Amt><CdtDbtInd>{_way(one)}</CdtDbtInd>'
        name = f"<Pty>{name}</Pty>"
    else:
        amount = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{_euros(one.cents)}</Amt></TxAmt></AmtDtls>'
    returned = f"<RtrInf><Rsn><Cd>{one.reason}</Cd></Rsn></RtrInf>" if one.reason else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{one.end_to_end_id or 'NOTPROVIDED'}</EndToEndId></Refs>{amount}{_code(one)}"
        f"<RltdPties><{party}>{name}</{party}>{theirs}</RltdPties>"
        f"<RmtInf><Ustrd>{one.text}</Ustrd></RmtInf>{returned}</TxDtls>"
    )


def _code(one: Booked) -> str:
    family = "RCDT" if one.is_receipt else "ICDT"
    return (
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{one.code}</SubFmlyCd></Fmly>"
        "</Domn></BkTxCd>"
    )


def _balance(code: str, cents: int, on: date) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{_euros(abs(cents))}</Amt>'
        f"<CdtDbtInd>{'DBIT' if cents < 0 else 'CRDT'}</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def _way(one: Booked) -> str:
    return "CRDT" if one.is_receipt else "DBIT"


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
