"""Fields that read text and dates, and the way every form is drawn."""

import unicodedata
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
    RegexValidator,
)
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from portal.ui.forms import (
    SAID_BY_DJANGO,
    DateField,
    LongTextField,
    PortalBoundField,
    TextField,
    telephone_number,
)
from portal.ui.typed import clean_text
from portal.ui.unchanged import LookedAtForm, UnchangedForm

EMOJI = "🎉"
FAMILY = "👩\u200d👩\u200d👧"
FLAG = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


class Sample(forms.Form):
    """A form with one field of every kind."""

    title = TextField(label="Title", max_length=20, help_text="Short")
    story = LongTextField(label="Story", max_length=50)
    on = DateField(label="Day")
    mail = forms.EmailField(label="Mail", required=False, max_length=40)
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    agreed = forms.BooleanField(label="Agreed")
    file = forms.FileField(label="File", required=False)


def test_the_exact_maximum_with_line_breaks_and_emoji_is_accepted_and_one_more_refused() -> None:
    field = LongTextField(max_length=100)
    text = "\r\n".join(["ab"] * 20) + EMOJI * 3
    fits = text + "x" * (100 - (2 * 20 + 19 + 3))

    assert len(field.clean(fits)) == 100
    with pytest.raises(ValidationError):
        field.clean(fits + "x")


def test_line_breaks_are_kept_as_one_sign() -> None:
    assert LongTextField().clean(" a\r\nb\rc\u2028d ") == "a\nb\nc\nd"


def test_a_line_break_in_a_title_becomes_a_space() -> None:
    assert TextField().clean("Feest\r\nBcc: x@example.org") == "Feest Bcc: x@example.org"
    assert TextField().clean("Feest \t  vandaag") == "Feest vandaag"


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\u202e", "\u2066", "\ud800"])
@pytest.mark.parametrize("field", [TextField(), LongTextField()], ids=["one line", "long"])
def test_signs_that_cannot_be_shown_are_refused(field: forms.Field, sign: str) -> None:
    with pytest.raises(ValidationError) as caught:
        field.clean(f"Feest{sign}avond")
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    "text", ["Café Ümit – € 5", "東京", FAMILY, FLAG, "Ab\u00adzug", "مرحبا", "’s-Gravenland"]
)
def test_text_of_all_scripts_is_kept(text: str) -> None:
    assert clean_text(text) == text


def test_accents_are_composed_so_that_they_count_once() -> None:
    assert clean_text("Cafe\u0301") == "Café"


def test_space_alone_is_not_an_answer() -> None:
    with pytest.raises(ValidationError):
        TextField().clean(" \u00a0\r\n ")
    assert TextField(required=False).clean("  ") == ""


@pytest.mark.parametrize("typed", ["03-04-2027", "3 apr 2027"])
def test_a_date_field_returns_the_day(typed: str) -> None:
    assert DateField().clean(typed) == date(2027, 4, 3)


def test_a_wrong_date_gives_an_example() -> None:
    for language in ("nl", "en"):
        with translation.override(language), pytest.raises(ValidationError) as caught:
            DateField().clean("31-04-2027")
        assert "3-4-2027" in caught.value.messages[0]


def test_a_date_is_shown_as_it_is_typed_and_saved_unchanged() -> None:
    form = Sample(initial={"on": date(2027, 4, 3)})
    assert 'value="03-04-2027"' in str(form["on"])
    assert DateField().has_changed(date(2027, 4, 3), "3 april 2027") is False
    assert DateField().has_changed(date(2027, 4, 3), "31-04-2027") is True


def test_an_empty_date_that_may_stay_empty_is_none() -> None:
    assert DateField(required=False).clean("") is None


def test_every_control_has_its_label_and_is_tied_to_help_and_error() -> None:
    drawn = str(Sample({"title": ""}))
    assert '<label class="utrecht-form-label field__label" for="id_title">Title' in drawn
    assert 'id="id_title_helptext">Short</div>' in drawn
    assert 'aria-invalid="true" aria-describedby="id_title_helptext id_title_error"' in drawn
    assert 'class="utrecht-textbox utrecht-textbox--html-input utrecht-textbox--invalid"' in drawn


def test_a_corrected_field_loses_its_mark() -> None:
    title = str(Sample({"title": "Feest"})["title"].as_field_group())
    assert 'value="Feest"' in title
    assert "aria-invalid" not in title


def test_a_long_text_names_its_counter() -> None:
    story = str(Sample()["story"].as_field_group())
    assert 'aria-describedby="id_story_counter"' in story
    assert 'data-counter="id_story" data-most="50"' in story


def test_browsers_do_not_cut_what_is_typed() -> None:
    assert "maxlength" not in str(Sample())


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    kind = str(Sample()["kind"].as_field_group())
    assert "<fieldset" in kind
    assert '<legend class="utrecht-form-label field__label">Kind' in kind
    bound = Sample()["kind"]
    assert isinstance(bound, PortalBoundField)
    assert bound.anchor == "id_kind_0"


def test_only_a_field_that_may_stay_empty_says_so() -> None:
    with translation.override("en"):
        assert "(optional)" in str(Sample()["mail"].as_field_group())
        assert "(optional)" not in str(Sample()["title"].as_field_group())
        assert "(optional)" not in str(Sample()["agreed"].as_field_group())


def test_placeholders_are_left_out() -> None:
    class WithPlaceholder(forms.Form):
        name = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Your name"}))

    drawn = str(WithPlaceholder())
    assert 'name="name"' in drawn
    assert "placeholder" not in drawn


def test_what_was_typed_is_escaped_and_kept() -> None:
    drawn = str(Sample({"title": '"><script>', "story": "</textarea>"}))
    assert "&quot;&gt;&lt;script&gt;" in drawn
    assert "&lt;/textarea&gt;" in drawn


@pytest.mark.parametrize("text", ["\u200b", "\u3164", "\u2800\u200b", " \u00a0 ", "\ufeff", "\u115f\n\u2800"])
def test_text_of_which_nothing_can_be_seen_is_no_text(text: str) -> None:
    with pytest.raises(ValidationError):
        TextField().clean(text)
    with pytest.raises(ValidationError):
        LongTextField().clean(text)


@pytest.mark.parametrize(
    ("typed", "kept"), [("\u200bAnna\u200b", "Anna"), (FAMILY, FAMILY), (FLAG, FLAG), ("❤\ufe0f", "❤\ufe0f")]
)
def test_marks_that_draw_nothing_go_only_from_the_ends(typed: str, kept: str) -> None:
    assert TextField().clean(typed) == kept


@pytest.mark.parametrize("text", ["1-1-0001", "31-12-9999", "9999-12-31", "1-1-1949", "1-1-2151"])
def test_a_year_that_nobody_means_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match=r"1950|jaar"):
        DateField().clean(text)


TAGS = "\U000e0041\U000e0042"


@pytest.mark.parametrize(
    "text",
    [TAGS, "\u0301", "\u0301\u0302", "\u034f", "\ufe0f", "\U000e0100", "\u17b4", "\u180b", "\u20e3", "\u061c",
     "\U0001d159", "\u2065", "\ufff0", "\U000e0080", "\u200d\ufe0f", " \u0301 ", "\u0903"],
    ids=ascii,
)  # fmt: skip
@pytest.mark.parametrize("field", [TextField(), LongTextField()], ids=["one line", "long"])
def test_marks_alone_are_no_text(field: forms.Field, text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        field.clean(text)
    assert caught.value.code == "required"


@pytest.mark.parametrize(
    "sign",
    ["\uffff", "\ufffe", "\ufdd0", "\ufdef", "\U0001fffe", "\U0010ffff", "\ud800", "\ufff0", "\U000e0001",
     "\u2065", "\U000e01f0", TAGS, f"\U0001f3f4{TAGS}", "\U0001f3f4\U000e0067", f"{FLAG}\U000e007f"],
    ids=ascii,
)  # fmt: skip
def test_what_never_can_be_shown_is_refused_inside_a_text(sign: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TextField().clean(f"Feest{sign}avond")
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    "name",
    [
        "Ng\u1ecdc Nguye\u0302\u0303n",  # accents on accents
        "M\u0331",  # a mark that no composed letter holds, at the end
        "x\u0301\u0302",
        "\u0915\u094d\u0937\u093f",  # Devanagari
        "\u0b95\u0bc8",  # Tamil, ends in a sign beside its letter
        "\u0e01\u0e33",  # Thai
        "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",  # Hebrew with points
        "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f\u064c",  # Arabic with vowels
        "\u845b\U000e0100\u57ce",  # a Han variant, as in Japanese names
        "\u845b\U000e0100",
        "1\ufe0f\u20e3",  # a key
        "\u2764\ufe0f\u200d\U0001f525",
        "\U0001f44d\U0001f3fd",
        "\U0001fae8",  # younger than this Python
        f"{FLAG}{FLAG}",
    ],
    ids=ascii,
)
def test_a_real_name_with_marks_stays_as_it_is(name: str) -> None:
    kept = unicodedata.normalize("NFC", name)

    assert TextField().clean(name) == kept
    assert TextField().clean(f"Feest {name} avond") == f"Feest {kept} avond"


def test_a_mark_without_a_sign_goes_from_the_start() -> None:
    assert TextField().clean("\u0301\ufe0fAnna") == "Anna"


@pytest.mark.parametrize("text", ["\uffff", "\ufdd0", "\ud800", "\x07", "\U0010fffe"], ids=ascii)
def test_what_never_can_be_shown_is_refused_alone_too(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TextField().clean(text)
    assert caught.value.code == "unreadable"


def test_what_django_itself_says_is_named_for_our_translations() -> None:
    fields = (forms.ModelChoiceField, forms.MultipleChoiceField, forms.IntegerField)
    ends = (MinValueValidator(1), MaxValueValidator(1), EmailValidator(), ProhibitNullCharactersValidator())
    told = {"limit_value": 2, "show_value": 3}

    with translation.override("en"):
        said = {str(text) for field in fields for text in field.default_error_messages.values()}
        said |= {str(forms.Field.default_error_messages["required"])}
        said |= {str(forms.ChoiceField.default_error_messages["invalid_choice"])}
        said |= {
            str(forms.FileField.default_error_messages[code]) for code in ("invalid", "missing", "empty")
        }
        said |= {str(one.message) for one in ends}
        *single, counted = SAID_BY_DJANGO

        assert set(single) == said
        assert counted % told == MaxLengthValidator(2).message % told


def test_a_field_that_was_changed_meanwhile_and_cannot_be_read_has_one_error() -> None:
    class Day(UnchangedForm):
        on = DateField(label="Day")

    with translation.override("en"):
        opened = Day(now={"on": date(2027, 1, 1)})
        form = Day({"on": "nooit", "seen": opened["seen"].value()}, now={"on": date(2027, 2, 2)})

        (sentence,) = map(str, form.errors["on"])
        assert sentence.startswith("This is not a date we can read.")
        assert sentence.endswith("What stands here now: “02-02-2027”")


class LookedAt(LookedAtForm):
    """A text and choices about what the page shows."""

    text = LongTextField(label="Text")
    picks = forms.MultipleChoiceField(label="Picks", choices=[("a", "A"), ("b", "B")])


def test_a_form_about_an_older_page_keeps_what_was_typed_and_is_accepted_when_it_is_sent_again() -> None:
    sent = QueryDict("seen=1&text=Een+%22bon%22+ontbreekt.&picks=a&picks=b")
    form = LookedAt(sent, edits=2)

    assert list(form.errors) == ["__all__"]
    assert (form["text"].value(), form["picks"].value()) == ('Een "bon" ontbreekt.', ["a", "b"])
    assert form["seen"].value() == "2"
    again = LookedAt(form.data, edits=2)
    assert again.is_valid()
    assert again.cleaned_data == {"text": 'Een "bon" ontbreekt.', "picks": ["a", "b"]}
    assert sent["seen"] == "1"


def test_what_stands_there_now_is_told_in_words() -> None:
    class Told(UnchangedForm):
        tick = forms.BooleanField(label="Tick", required=False)
        other = forms.BooleanField(label="Other", required=False)
        choice = forms.TypedChoiceField(
            label="Choice",
            choices=[("False", "Rejected"), ("True", "Accepted")],
            coerce=lambda value: str(value) == "True",
        )
        number = forms.IntegerField(label="Number")
        text = forms.CharField(label="Text")

    now = {"tick": True, "other": False, "choice": True, "number": 0, "text": ""}
    sent = {"other": "on", "choice": "False", "number": "3", "text": "x", "seen": "{}"}
    with translation.override("nl"):
        told = {name: str(errors[0]) for name, errors in Told(sent, now=now).errors.items()}

    del told["__all__"]
    said = {"tick": "ja", "other": "nee", "choice": "Accepted", "number": "“0”", "text": "niets"}
    assert told == {name: f"Wat hier nu staat: {words}" for name, words in said.items()}


def test_a_text_with_more_than_one_fault_has_one_error() -> None:
    class Code(forms.Form):
        code = TextField(max_length=3, validators=[RegexValidator(r"^[A-Z]+\Z", "Only capitals.")])

    assert Code({"code": "12345"}).errors == {"code": ["Only capitals."]}
    assert len(Code({"code": "ABCDE"}).errors["code"]) == 1


def test_a_field_without_an_answer_says_what_fits_its_kind() -> None:
    class Empty(forms.Form):
        text = TextField(label="Text")
        pick = forms.ChoiceField(label="Pick", choices=[("", "-"), ("a", "A")])
        round_one = forms.ChoiceField(label="Round", choices=[("a", "A")], widget=forms.RadioSelect)
        tick = forms.BooleanField(label="Tick")
        own = forms.ChoiceField(label="Own", choices=[("a", "A")], error_messages={"required": "Own words."})

    with translation.override("en"):
        told = {name: list(errors) for name, errors in Empty({}).errors.items()}

    assert told == {
        "text": ["This field is required."],
        "pick": ["Choose one of the possibilities."],
        "round_one": ["Choose one of the possibilities."],
        "tick": ["Tick this box if you want to go on."],
        "own": ["Own words."],
    }


def test_the_summary_counts_what_it_lists() -> None:
    class Twice(forms.Form):
        one = TextField(label="One")
        hidden = forms.CharField(widget=forms.HiddenInput, required=False)

    form = Twice({"one": "x"})
    form.add_error("one", ["First.", "Second."])
    form.add_error(None, "Of all.")
    form.add_error("hidden", "Unseen.")

    with translation.override("en"):
        page = render_to_string("components/error_summary.html", {"form": form})
    assert page.count("<li>") == 4
    assert "4 things need your attention" in page


@pytest.mark.parametrize("text", ["------", "( ) + /", "123456"[:4] + "--", "++++++++"])
def test_a_telephone_number_has_digits(text: str) -> None:
    with pytest.raises(ValidationError):
        telephone_number(text)


def test_short_and_long_telephone_numbers_are_taken() -> None:
    for text in ("14 010", "06 12345678", "+31 (0)10 267 29 00"):
        telephone_number(text)


def test_a_name_of_placeholders_alone_is_empty() -> None:
    assert clean_text("\ufffc") == ""
    assert clean_text("\ufffc \ufffc") == ""
