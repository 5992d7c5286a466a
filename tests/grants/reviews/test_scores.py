"""What scores come to: not applicable, blank, zero, ties, and the same figure everywhere (SCO-1, SCO-2)."""

import io
from collections.abc import Callable
from fractions import Fraction

import openpyxl
import pytest
from django.test import Client

from grants.reviews.queries import matrix_of, rankings_of, shares_of
from grants.reviews.sheets import scores_rows
from grants.reviews.totals import mean, rounded, shown, total_of
from grants.rounds.flows import announce, change_round
from grants.rounds.models import Round
from grants.rounds.states import Distribution
from tests import plan, proposals
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import City, District

FULL = 9_000_00
Open = Callable[[User | None], Client]


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ([(50, 4), (30, None), (20, 4)], "100,00"),
        ([(50, 4), (30, None), (20, 2)], "85,71"),
        ([(14, 4)] * 6 + [(16, 4)], "100,00"),
        ([(50, 0), (30, 0), (20, 0)], "0,00"),
        ([(50, None), (30, None)], ""),
        ([], ""),
        ([(33, 1), (33, 2), (34, 3)], "50,25"),
    ],
)
def test_not_applicable_drops_its_weight_and_zero_is_a_score(
    scores: list[tuple[int, int | None]], told: str
) -> None:
    assert shown(total_of(scores)) == told


def test_a_total_is_exact_and_rounded_half_up_where_it_is_shown() -> None:
    assert total_of([(50, 4), (20, 2)]) == Fraction(600, 7)
    assert [str(rounded(Fraction(*one))) for one in ((1, 200), (1, 201), (-1, 1000), (20001, 200))] == [
        "0.01",
        "0.00",
        "0.00",
        "100.01",
    ]
    assert mean([None, Fraction(1, 3), 1]) == Fraction(2, 3)
    assert mean([None]) is None


def test_a_review_with_a_blank_is_not_counted(delfshaven: District) -> None:
    made = proposals.in_review(delfshaven, cents=FULL)
    proposals.score(made, "rik", 4, None)

    matrix = matrix_of(made)

    assert (matrix.totals_shown, matrix.total_shown, matrix.is_in) == (["100,00", ""], "100,00", False)


def test_list_ranking_and_sheet_agree(delfshaven: District, city: City, olga: User, signed_in: Open) -> None:
    made = _tender(city, weights=(50, 30, 20))
    one = proposals.in_review(delfshaven, cents=FULL, round_=made)
    for name in ("rik", "roos"):
        proposals.score(one, name, 4, None, 2)

    page = signed_in(olga).get(f"/reviews/of/{one.public_id}/").content.decode()
    ranking = signed_in(olga).get(f"/reviews/ranking/{made.public_id}/{one.slice.public_id}/")
    row = _sheet(signed_in(olga), made.public_id)[0]

    assert matrix_of(one).total_shown == "85,71"
    assert page.count("85,71") == 5  # lead, outcome, each review, mean
    assert ranking.content.decode().count("85,71") == 1
    assert (row[7], row[-1], row[11:17:2]) == (85.71, 85.71, (4, "niet van toepassing", 2))


def test_zero_is_not_missing(delfshaven: District, city: City, olga: User, signed_in: Open) -> None:
    made = _tender(city)
    zero = proposals.in_review(delfshaven, cents=FULL, round_=made, title="Nul punten")
    waits = proposals.in_review(delfshaven, cents=FULL, round_=made, title="Wacht nog")
    low = proposals.in_review(delfshaven, cents=FULL, round_=made, title="Laag gescoord")
    for name in ("rik", "roos"):
        proposals.score(zero, name, 0, 0)
        proposals.score(low, name, 0, 1)
    (found,) = rankings_of(shares_of(city, made.public_id))

    assert [(one.proposal.title, one.matrix.total_shown) for one in found.places] == [
        ("Laag gescoord", "10,00"),
        ("Nul punten", "0,00"),
    ]
    assert [one.proposal for one in found.apart] == [waits]
    address = f"/reviews/ranking/{made.public_id}/{zero.slice.public_id}/?show=without"
    page = signed_in(olga).get(address).content.decode()
    assert ("Wacht nog" in page, "Nul punten" in page, "nog niet beoordeeld" in page) == (True, False, True)
    rows = _sheet(signed_in(olga), made.public_id)
    assert {(row[3], row[7]) for row in rows} == {
        ("Laag gescoord", 10),
        ("Nul punten", 0),
        ("Wacht nog", None),
    }


def test_a_title_that_looks_like_a_formula_is_text_in_the_sheet(
    delfshaven: District, olga: User, signed_in: Open
) -> None:
    made = proposals.reviewed(delfshaven, cents=FULL, title="=1+1")

    (sheet,) = _book(signed_in(olga), made.round.public_id).worksheets

    cell = sheet.cell(2, 4)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert sheet.cell(2, 6).value == 9000


def test_the_sheet_names_no_reviewer(delfshaven: District, city: City) -> None:
    made = proposals.reviewed(delfshaven, cents=FULL)
    criteria = list(made.round.frame.criteria.all())

    rows = list(scores_rows(rankings_of(shares_of(city, made.round.public_id)), criteria))

    assert len(rows) == 2
    assert not [cell for row in rows for cell in row if "Silva" in str(cell) or "Fortes" in str(cell)]


def _tender(city: City, *, weights: tuple[int, ...] = (60, 40)) -> Round:
    made = proposals.concept_round(city, distribution=Distribution.TENDER)
    frame = plan.frame(city, by=proposals.cast("ella"), at=NOON, weights=weights)
    change_round(made, values={"frame": frame}, by=proposals.cast("beheer"), at=NOON)
    announce(made, by=proposals.cast("beheer"), at=NOON)
    return made


def _book(client: Client, round_id: str) -> openpyxl.Workbook:
    answer = client.get(f"/reviews/ranking/{round_id}/scores.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def _sheet(client: Client, round_id: str) -> list[tuple[object, ...]]:
    return list(_book(client, round_id).worksheets[0].iter_rows(min_row=2, values_only=True))
