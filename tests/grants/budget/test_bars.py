from grants.budget.bars import equation, members_bar, public_bar, staff_bar
from grants.budget.queries import Figures
from grants.budget.states import Kind
from grants.money import format_euros
from portal.ui.parts import MoneyBar


def figures(**cents: int) -> Figures:
    """Return figures in euro cents by kind; what is not named is free."""
    parts = sum(cents.get(kind, 0) for kind in ("reserved", "committed", "realised", "lapsed"))
    return Figures({"authority": 2_500_000, "free": 2_500_000 - parts, **cents})


MIXED = figures(reserved=480_000, committed=650_000, realised=800_000, bank=-1_240_000)


def told(bar: MoneyBar) -> list[tuple[str, str]]:
    """Return what stands under a bar: its parts, their total, and what stands apart."""
    return [
        *((part.label, part.amount) for part in bar.parts),
        (bar.total.label, bar.total.amount),
        *((one.label, one.amount) for one in bar.apart),
    ]


def widths(bar: MoneyBar) -> dict[str, int]:
    """Return the permilles of the parts."""
    return {part.kind: part.permille for part in bar.parts}


def test_staff_read_the_whole_equation_in_its_order() -> None:
    assert told(staff_bar(MIXED, name="bar", title="Balk")) == [
        ("Gereserveerd", format_euros(480_000)),
        ("Verplichtingen", format_euros(650_000)),
        ("Gerealiseerd", format_euros(800_000)),
        ("Vrije ruimte", format_euros(570_000)),
        ("Vrijgevallen", format_euros(0)),
        ("Begroot", format_euros(2_500_000)),
        ("Uitbetaald", format_euros(1_240_000)),
    ]


def test_members_read_a_shorter_one_with_what_was_paid_under_what_was_granted() -> None:
    bar = members_bar(MIXED, name="bar", title="Balk")

    assert told(bar) == [
        ("Toegekend", format_euros(1_450_000)),
        ("In behandeling", format_euros(480_000)),
        ("Nog beschikbaar", format_euros(570_000)),
        ("Budget van de wijk", format_euros(2_500_000)),
    ]
    assert bar.parts[0].note == f"waarvan uitbetaald {format_euros(1_240_000)}"


def test_members_read_of_lapsed_money_only_when_there_is_any() -> None:
    bar = members_bar(figures(realised=800_000, lapsed=100_000), name="bar", title="Balk")
    assert [part.label for part in bar.parts] == [
        "Toegekend",
        "In behandeling",
        "Nog beschikbaar",
        "Vrijgevallen",
    ]


def test_the_public_reads_nothing_provisional() -> None:
    bar = public_bar(MIXED, name="bar", title="Balk")

    assert told(bar) == [
        ("Toegekend", format_euros(1_450_000)),
        ("Budget", format_euros(2_500_000)),
        ("Uitbetaald", format_euros(1_240_000)),
    ]
    assert widths(bar) == {"realised": 580}


def test_all_amounts_add_up_to_the_budget_and_each_is_explained() -> None:
    all_ = equation(MIXED, title="Alles")

    assert [part.label for part in all_.parts] == [
        "Gereserveerd",
        "Verplichtingen",
        "Gerealiseerd",
        "Vrije ruimte",
        "Vrijgevallen",
    ]
    assert all_.total.amount == format_euros(sum(cents for _kind, cents in MIXED.parts))
    assert all(one.note for one in (*all_.parts, all_.total, all_.paid))


def test_the_bar_is_not_full_while_a_cent_is_left() -> None:
    almost = figures(committed=2_499_999)

    assert almost.used_percent == 99
    assert widths(public_bar(almost, name="bar", title="Balk")) == {"realised": 999}
    assert widths(members_bar(almost, name="bar", title="Balk")) == {
        "realised": 999,
        "reserved": 0,
        "free": 1,
    }
    assert figures(committed=2_500_000).used_percent == 100


def test_what_is_there_is_always_to_be_seen() -> None:
    assert widths(public_bar(figures(committed=1), name="bar", title="Balk")) == {"realised": 1}
    assert figures(committed=1).used_percent == 0


def test_without_a_budget_nothing_is_used() -> None:
    nothing = Figures({})
    assert nothing.used_percent == 0
    assert widths(staff_bar(nothing, name="bar", title="Balk")) == dict.fromkeys(
        ("reserved", "committed", "realised", "free", "lapsed"), 0
    )
    assert nothing[Kind.AUTHORITY] == 0


def test_what_is_reserved_is_not_used() -> None:
    assert figures(reserved=2_500_000).used_percent == 0


def test_the_public_reads_why_more_was_paid_than_was_granted() -> None:
    def notes(**cents: int) -> list[bool]:
        return [bool(one.note) for one in public_bar(figures(**cents), name="bar", title="Balk").apart]

    assert notes(realised=758_750, bank=-830_000, receivable=71_250) == [True]
    assert notes(realised=758_750, bank=-700_000, receivable=71_250) == [False]
    assert notes(realised=758_750, bank=-830_000) == [False], (
        "what went on in the next year was paid in this one"
    )
