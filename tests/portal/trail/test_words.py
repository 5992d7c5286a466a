"""Every act has its words."""

import ast
import importlib

import pytest
from django.utils import translation

from portal.trail import words
from tests.checks.source import modules, of_kind


def _recorded() -> dict[str, str]:
    """Return every act that the code records, with where."""
    found: dict[str, str] = {}
    for module in modules():
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "record"
                and node.args
            ):
                act = node.args[0]
                if isinstance(act, ast.Constant):
                    found[str(act.value)] = module.place(node)
                elif isinstance(act, ast.Name) and act.id.isupper():
                    found[getattr(importlib.import_module(module.name), act.id)] = module.place(node)
    return found


def test_every_act_that_the_code_records_is_described() -> None:
    for module in of_kind("flows", "signals", "adapters"):
        importlib.import_module(module.name)
    known = words.acts()

    assert {act: place for act, place in _recorded().items() if act not in known} == {}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_filter_offers_every_act_as_a_whole_sentence(language: str) -> None:
    """A fact stands between brackets at the end, so that the sentence is whole without it."""
    for module in of_kind("flows", "signals", "adapters"):
        importlib.import_module(module.name)
    with translation.override(language):
        broken = [act for act, text in words._acts.items() if "{" in words._BRACKETS.sub("", str(text))]

    assert broken == []


def test_an_act_is_described_once() -> None:
    with pytest.raises(ValueError, match="described already"):
        words.describe("post.sent", "something else")


def test_words_name_facts_and_a_missing_fact_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(words._acts, "test.paid", "paid {cents} cents to {whom}")
    monkeypatch.setitem(words._facts, "season", "in the season")

    assert words.sentence("test.paid", {"cents": 5}) == "paid 5 cents to –"
    assert words.other_facts("test.paid", {"cents": 5, "season": 3}) == {"in the season": 3}


def test_days_and_answers_are_told_in_words_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_facts", {"day": "day", "paid": "paid", "late": "late"})
    facts = {"day": "2027-04-03", "paid": True, "late": False, "asked_day": "2027-04-03"}

    with translation.override("en"):
        assert words.other_facts("test.x", facts) == {
            "day": "3 April 2027",
            "paid": "yes",
            "late": "no",
            "asked: day": "3 April 2027",
        }


def test_a_code_may_have_words_of_its_own_in_one_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_codes", {})
    words.name_codes({"first": "number one"})
    words.name_codes({"first": "for the first time"}, of="how")

    assert (words.name_of_code("first"), words.name_of_code("first", of="how")) == (
        "number one",
        "for the first time",
    )


def test_an_act_without_words_still_shows() -> None:
    with translation.override("en"):
        assert "test.unknown" in words.sentence("test.unknown", {})


def test_braces_in_a_fact_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(words._acts, "test.said", "said {what}")

    assert words.sentence("test.said", {"what": "{0.__class__} {x}"}) == "said {0.__class__} {x}"


def test_codes_in_facts_are_told_in_words_and_other_values_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(words, "_codes", {"letter": "a letter", "mail": "an e-mail"})
    monkeypatch.setattr(
        words, "_acts", {"test.sent": "sent something ({by})", "test.moved": "moved {what} away"}
    )

    assert (
        words.sentence("test.sent", {"by": "letter/mail/pigeon"})
        == "sent something (a letter / an e-mail / pigeon)"
    )
    assert words.other_facts("test.sent", {"by": "mail", "towards": "letter", "times": 2}) == {
        "towards": "a letter",
        "times": 2,
    }
    assert words.acts() == {"test.moved": "moved away", "test.sent": "sent something"}
