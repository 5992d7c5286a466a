"""The file for the bank: what stands in it, checked against its schema, with control sums that agree."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection

from grants.payments.errors import BadFile
from grants.payments.gateway import bank_file, payment_line
from grants.payments.leaving import PaymentFile, PaymentLine
from grants.payments.models import Order, PayingAccount
from grants.payments.states import BatchState
from grants.proposals.flows import set_bank_account
from grants.proposals.models import Proposal
from portal.security.fields import Sealed
from portal.storage import checksum
from tests import payments, proposals
from tests.make import NOON
from tests.payments import CITY_IBAN, TOMORROW
from tests.proposals import IBAN
from wijkraden.places.models import City, District

ACCOUNT = PayingAccount(holder="Gemeente Rotterdam – wijken", iban=CITY_IBAN, bic="INGBNL2A", ending="4567")


def a_line(number: int, *, name: str = "Stichting Samen", cents: int = 4_800_00) -> PaymentLine:
    return PaymentLine(f"WS-2026-{number:04}", name, Sealed(IBAN), cents, f"WS-2026-{number:04} Zomerfeest")


def tags(file: PaymentFile, name: str) -> list[str]:
    root = ElementTree.fromstring(file.content)  # noqa: S314  # made here
    return [one.text or "" for one in root.iter(f"{{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}}{name}")]


def test_the_file_says_who_pays_whom_how_much_and_when() -> None:
    file = bank_file(ACCOUNT, [a_line(1), a_line(2, cents=5)], execution_on=TOMORROW)

    assert tags(file, "Nm") == [
        "Gemeente Rotterdam - wijken",
        "Gemeente Rotterdam - wijken",
        "Stichting Samen",
        "Stichting Samen",
    ]
    assert tags(file, "InstdAmt") == ["4800.00", "0.05"]
    assert tags(file, "CtrlSum") == ["4800.05", "4800.05"]
    assert tags(file, "NbOfTxs") == ["2", "2"]
    assert tags(file, "IBAN") == [CITY_IBAN, IBAN, IBAN]
    assert tags(file, "Dt") == ["2026-11-03"]
    assert tags(file, "EndToEndId") == ["WS-2026-0001", "WS-2026-0002"]
    assert tags(file, "Ustrd") == ["WS-2026-0001 Zomerfeest", "WS-2026-0002 Zomerfeest"]
    assert tags(file, "BtchBookg") == ["false"]
    assert tags(file, "MsgId") == [file.message_id]


def test_two_files_have_numbers_of_their_own() -> None:
    first, second = (bank_file(ACCOUNT, [a_line(1)], execution_on=TOMORROW) for _one in range(2))

    assert (
        len({first.message_id, second.message_id, *tags(first, "PmtInfId"), *tags(second, "PmtInfId")}) == 4
    )
    assert max(len(one) for one in (first.message_id, *tags(first, "PmtInfId"))) <= 35


def test_what_does_not_fit_the_schema_is_refused_before_it_leaves() -> None:
    with pytest.raises(BadFile):
        bank_file(ACCOUNT, [a_line(1, name="x" * 141)], execution_on=TOMORROW)


def long_proposal(district: District, *, title: str, holder: str) -> Proposal:
    made = proposals.draft(district, title=title)
    set_bank_account(made, iban=IBAN, holder=holder, by=proposals.member_of(district), at=NOON)
    return made


def test_names_are_cut_and_the_dossier_comes_first(delfshaven: District) -> None:
    proposal = long_proposal(delfshaven, title="Zomerfeest – " + "heel lang " * 14, holder="Zoë " * 18 + "ab")
    proposal.dossier = payments.at_once(delfshaven).dossier
    account = proposal.bank_accounts.get(holder__startswith="Zoë")

    line = payment_line(
        Order(proposal=proposal, bank_account=account, cents=1, end_to_end_id="WS-2026-0001-ABCDEFGHJK")
    )

    assert (len(line.name), line.name[:8], line.name == line.name.rstrip()) == (70, "Zoe Zoe ", True)
    assert len(line.remittance) <= 140
    assert line.remittance.startswith(f"{proposal.number} Zomerfeest - heel lang")
    assert account.holder.startswith("Zoë")
    assert line.fault == ""


def test_what_the_bank_cannot_read_or_pay_is_named() -> None:
    assert a_line(1, name="..").fault != ""
    assert PaymentLine("x", "Naam", Sealed("US64SVBKUS6S3300958879"), 1, "x").fault != ""
    assert a_line(1).fault == ""


def test_a_released_batch_keeps_the_same_bytes_encrypted(city: City, delfshaven: District) -> None:
    batch = payments.release(payments.batched(payments.at_once(delfshaven, advance_percent=80)))

    batch.refresh_from_db()
    assert (batch.state, batch.execution_on) == (BatchState.RELEASED, date(2026, 11, 3))
    again = type(batch).objects.get(pk=batch.pk)
    assert again.file == batch.file
    assert (again.size, again.sha256) == (
        len(str(again.file).encode()),
        checksum(str(again.file).encode()),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT file FROM grants_batch WHERE id = %s", [batch.pk])
        (stored,) = cursor.fetchone()
    assert IBAN not in stored
    assert IBAN in str(again.file)
