import pytest

from portal.search import normalise, search_words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Café-avond in Delfshaven", "cafe avond in delfshaven"),
        ("CAFÉ", "cafe"),
        ("Lage Land, Prinsenland en 's-Gravenland", "lage land prinsenland en s gravenland"),
        ("Noorder\u00adeiland", "noordereiland"),
        ("Chris Yıldız", "chris yildiz"),
        ("Søren Strauß", "soren strauss"),
        ("東京", "東京"),
        ("🎉🎉", ""),
        ("a_b%c", "a b c"),
        ("a _ b", "a b"),
        ("  ", ""),
    ],
)
def test_text_is_searched_without_accents_case_and_punctuation(text: str, plain: str) -> None:
    assert normalise(text) == plain


def test_normalising_twice_changes_nothing() -> None:
    once = normalise("Déjà vu – 100% ’t Veld")
    assert normalise(once) == once


def test_a_search_takes_ten_words_at_most() -> None:
    assert search_words("een " * 50) == ["een"] * 10
