"""EuroField: what was typed is kept, and saving it again never changes it (MON-1)."""

import pytest
from django import forms
from django.utils import translation

from grants.fields import EuroField


class Costs(forms.Form):
    """A form with one amount of at least a cent and at most five thousand euros."""

    amount = EuroField(min_cents=1, max_cents=500_000)


class Change(forms.Form):
    """A form with an amount that may be left out, or be below zero."""

    amount = EuroField(min_cents=-100_000, required=False)


TYPED = {
    "12,00": 1_200,
    "20,00": 2_000,
    "1.250,50": 125_050,
    "€ 1.250,50": 125_050,
    "1250,5": 125_050,
    "1\u00a0250,50": 125_050,
}


@pytest.mark.parametrize(("text", "cents"), TYPED.items())
def test_opening_and_saving_three_times_changes_nothing_in_either_language(text: str, cents: int) -> None:
    stored = text
    for language in ("nl", "nl", "en", "en"):
        with translation.override(language):
            form = Costs({"amount": stored})
            assert form.is_valid()
            assert form.cleaned_data == {"amount": cents}
            opened = Costs(initial={"amount": cents})
            stored = str(opened["amount"].value())
            assert not Costs({"amount": stored}, initial={"amount": cents}).has_changed()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,234.56", "“1,234.56” has a point after the comma: a comma starts the cents, as in 1.250,50."),
        ("1.35", "“1.35” has a point that does not stand before three digits: cents follow a comma."),
        ("0", "The amount must be at least €\u00a00,01."),
        ("5000,01", "The amount can be at most €\u00a05.000,00."),
    ],
)
def test_what_can_not_be_taken_gives_a_sentence_and_stays_as_it_was_typed(text: str, sentence: str) -> None:
    with translation.override("en"):
        form = Costs({"amount": text})

        assert form.errors == {"amount": [sentence]}
        assert form["amount"].value() == text
        assert f'value="{text}"' in str(form["amount"])


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_nothing_typed_is_no_amount(text: str) -> None:
    assert Change({"amount": text}).is_valid()
    assert Costs({"amount": text}).is_valid() is False
    form = Change({"amount": text})
    form.full_clean()
    assert form.cleaned_data == {"amount": None}


@pytest.mark.parametrize(("least", "code"), [(0, "negative"), (1, "negative"), (-100, "least")])
def test_an_amount_below_the_least_is_refused(least: int, code: str) -> None:
    field = EuroField(min_cents=least)
    with pytest.raises(forms.ValidationError) as caught:
        field.clean("-5,00")

    assert caught.value.error_list[0].code == code


def test_an_amount_below_zero_is_taken_where_it_may_be() -> None:
    form = Change({"amount": "-12,50"})

    assert form.is_valid()
    assert form.cleaned_data == {"amount": -1_250}


def test_another_amount_is_a_change_however_it_is_written_and_the_same_is_not() -> None:
    field = EuroField()

    assert [field.has_changed(125_050, text) for text in ("1.250,50", "€ 1250,5", "1250,51", "", "x")] == [
        *(False, False, True, True, True),
    ]
    assert field.has_changed(None, "") is False
