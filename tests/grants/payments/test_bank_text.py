"""What the bank gets of names and descriptions (SEP-1, SEP-2), and on which days it pays."""

import string
import sys
from datetime import date

import pytest

from grants.payments.bank_days import bank_day_from, is_bank_day
from grants.payments.bank_text import NAME, REFERENCE, REMITTANCE, bank_text, says_something

ALLOWED = set(string.ascii_letters + string.digits + "/-?:().,'+ ")


@pytest.mark.parametrize(
    ("real", "bank"),
    [
        ("Stichting Café & Zoë_Ümit", "Stichting Cafe + Zoe-Umit"),
        ("Zomerfeest – ’t Veld / 50% #2027", "Zomerfeest - 't Veld / 50 pct nr 2027"),
        ("Ørsted, Æbleskiver & Łódź", "Orsted, AEbleskiver + Lodz"),
        ("Straße İstanbul ıçğş", "Strasse Istanbul icgs"),
        ("„Samen“ «één» `wijk`", "'Samen' 'een' 'wijk'"),
        ("Ελλάδα и Україна", "Ellada i Ukrayina"),
        ("info@wijk.nl [A] {B} | C\\D", "info(at)wijk.nl (A) (B) / C/D"),
        ("€ 12,50; vóór 1 mei!", "EUR 12,50, voor 1 mei."),
        ("½ ﬁnale №2", "1/2 finale nr 2"),
        ("regel\nnieuw\ttab\u00a0vast\u200bbreed", "regel nieuw tab vastbreed"),
        ("Cafe\u0301", "Cafe"),
        ("東京", ".."),
        ("//dubbel//schuin//", "dubbel/schuin"),
        ("", ""),
    ],
)
def test_signs_are_replaced_and_not_dropped_to_gaps(real: str, bank: str) -> None:
    assert bank_text(real, 140) == bank


def test_every_sign_there_is_becomes_one_that_a_bank_reads() -> None:
    everything = "".join(chr(one) for one in range(sys.maxunicode + 1) if not 0xD800 <= one <= 0xDFFF)

    assert set(bank_text(everything, len(everything) * 20)) <= ALLOWED


def test_it_is_cut_after_the_signs_were_replaced_and_ends_without_a_space() -> None:
    for longest in (NAME, REMITTANCE, REFERENCE):
        text = bank_text("ß" * (longest // 2 - 1) + "x  y & rest van de naam " * 20, longest)
        assert len(text) <= longest
        assert text == text.rstrip()
    assert bank_text("a" * 69 + " b", NAME) == "a" * 69


def test_points_alone_are_no_name() -> None:
    assert (says_something(bank_text("東京", NAME)), says_something(bank_text("Ünal", NAME))) == (False, True)


@pytest.mark.parametrize(
    ("day", "pays"),
    [
        (date(2027, 1, 1), False),
        (date(2027, 3, 26), False),  # Good Friday
        (date(2027, 3, 29), False),  # Easter Monday
        (date(2026, 5, 1), False),
        (date(2026, 12, 25), False),
        (date(2028, 12, 26), False),
        (date(2027, 4, 27), True),  # the King's day: a holiday here, not for banks
        (date(2027, 5, 5), True),
        (date(2027, 5, 6), True),  # Ascension
        (date(2026, 11, 7), False),  # a Saturday
        (date(2026, 11, 9), True),
    ],
)
def test_banks_pay_on_the_days_of_target(day: date, *, pays: bool) -> None:
    assert is_bank_day(day) == pays


def test_the_next_bank_day_skips_a_whole_easter() -> None:
    assert bank_day_from(date(2027, 3, 26)) == date(2027, 3, 30)
    assert bank_day_from(date(2027, 3, 30)) == date(2027, 3, 30)
