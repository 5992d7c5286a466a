"""A file field judges by content and keeps an accepted file when another field has an error."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.timezone import now

from portal import storage
from portal.errors import WrongState
from portal.files.flows import store
from portal.files.forms import UploadField, UploadForm
from portal.files.judge import judge
from portal.files.kept import LIFETIME
from portal.files.kinds import PICTURES, Refused
from portal.files.models import StoredFile
from portal.storage import ORPHAN_AGE
from tests.conftest import NOON
from wijkraden.people.models import User

from . import samples

pytestmark = pytest.mark.usefixtures("disk")
OnDisk = Callable[[], list[str]]


class ReceiptForm(UploadForm):
    """A form with a file and another field."""

    title = forms.CharField(max_length=5)
    receipt = UploadField(label="Receipt")
    logo = UploadField(label="Logo", kinds=PICTURES, required=False)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def send(
    by: User, content: bytes | None = None, *, title: str = "Feest", kept: str = "", remove: bool = False
) -> ReceiptForm:
    data = {"title": title, "receipt-kept": kept, **({"receipt-remove": "on"} if remove else {})}
    files = {} if content is None else {"receipt": SimpleUploadedFile("bon.pdf", content)}
    return ReceiptForm(data, files, by=by)


def note_in(form: ReceiptForm) -> str:
    """Return the hidden value with which the page stands for the kept file."""
    found = re.search(r'name="receipt-kept" value="([^"]+)"', str(form))
    assert found is not None
    return found[1]


def test_an_accepted_file_is_stored_by_the_flow(anna: User, on_disk: OnDisk) -> None:
    form = send(anna, samples.pdf())

    assert form.is_valid()
    assert on_disk() == []
    file = store(form.cleaned_data["receipt"], by=anna, at=NOON)
    assert (file.name, on_disk()) == ("bon.pdf", [file.stored_as])
    assert form.cleaned_data["logo"] is None


def test_a_refused_file_is_an_error_of_its_field_and_the_rest_stays(anna: User, on_disk: OnDisk) -> None:
    form = send(anna, samples.one_colour_png(20_000))

    assert form.errors == {
        "receipt": ["This photo has too many pixels. It may have at most 50 million pixels."]
    }
    assert 'value="Feest"' in str(form)
    assert on_disk() == []


def test_a_file_of_the_wrong_kind_names_what_is_asked(anna: User) -> None:
    files = {
        "receipt": SimpleUploadedFile("b.pdf", samples.pdf()),
        "logo": SimpleUploadedFile("l.png", samples.pdf()),
    }
    form = ReceiptForm({"title": "x"}, files, by=anna)

    assert list(form.errors) == ["logo"]
    assert str(form.errors["logo"][0]).endswith("Choose a photo (JPEG, PNG, WebP or HEIC).")


def test_no_file_is_an_error_only_where_one_is_needed(anna: User) -> None:
    assert send(anna).errors == {"receipt": ["Choose a file."]}


def test_an_accepted_file_stays_when_another_field_has_an_error(anna: User, on_disk: OnDisk) -> None:
    first = send(anna, samples.pdf(), title="much too long")
    assert list(first.errors) == ["title"]
    page = str(first)
    assert "Your file bon.pdf" in page
    assert str(first).count("receipt-kept") == 1
    assert len(on_disk()) == 1

    second = send(anna, title="still too long", kept=note_in(first))
    third = send(anna, kept=note_in(second))

    assert third.is_valid()
    file = store(third.cleaned_data["receipt"], by=anna, at=NOON)
    assert (file.name, on_disk()) == ("bon.pdf", [file.stored_as])
    assert storage.checksum(storage.read(file.stored_as)) == file.sha256


def test_a_file_stays_when_the_flow_refuses(anna: User) -> None:
    form = send(anna, samples.pdf())
    assert form.is_valid()
    form.add_error(None, "The round is closed.")

    again = send(anna, kept=note_in(form))

    assert again.is_valid()


def test_a_kept_file_can_be_left_out_or_replaced(anna: User) -> None:
    note = note_in(send(anna, samples.pdf(), title="much too long"))

    assert send(anna, kept=note, remove=True).errors == {"receipt": ["Choose a file."]}
    replaced = send(anna, samples.photo(), kept=note)
    assert replaced.is_valid()
    assert replaced.cleaned_data["receipt"].media_type == "image/jpeg"


def test_a_kept_file_stays_when_its_replacement_is_refused(anna: User) -> None:
    note = note_in(send(anna, samples.pdf(), title="much too long"))

    refused = send(anna, samples.HTML, kept=note)

    assert list(refused.errors) == ["receipt"]
    assert send(anna, kept=note_in(refused)).is_valid()


@pytest.mark.parametrize("change", ["someone else", "forged", "too old"])
def test_a_note_counts_only_for_its_person_and_its_time(change: str, anna: User, bram: User) -> None:
    note = note_in(send(anna, samples.pdf(), title="much too long"))
    assert send(anna, kept=note).is_valid()
    by = bram if change == "someone else" else anna
    at = now() + (LIFETIME + timedelta(minutes=1) if change == "too old" else timedelta(0))

    with time_machine.travel(at):
        form = send(by, kept=note[:-3] + "abc" if change == "forged" else note)
        errors = form.errors

    assert errors == {
        "receipt": ["The file you chose before was kept for a limited time only. Choose it again."]
    }


def test_a_note_counts_only_in_a_field_that_takes_the_same_kinds(anna: User) -> None:
    note = note_in(send(anna, samples.pdf(), title="much too long"))
    assert send(anna, kept=note).is_valid()

    form = ReceiptForm({"title": "x", "receipt-kept": note, "logo-kept": note}, {}, by=anna)

    assert list(form.errors) == ["logo"]


def test_the_flow_refuses_what_was_kept_as_another_kind(anna: User, on_disk: OnDisk) -> None:
    form = send(anna, kept=note_in(send(anna, samples.pdf(), title="much too long")))
    assert form.is_valid()

    with pytest.raises(Refused):
        store(form.cleaned_data["receipt"], by=anna, at=NOON, kinds=PICTURES)
    with pytest.raises(Refused):
        store(judge(samples.pdf()), by=anna, at=NOON, kinds=PICTURES)

    assert (StoredFile.objects.count(), len(on_disk())) == (0, 1)
    assert store(judge(samples.photo()), by=anna, at=NOON, kinds=PICTURES).media_type == "image/jpeg"


def test_a_note_ends_before_the_sweep_comes() -> None:
    assert LIFETIME < ORPHAN_AGE


def test_a_note_that_is_handed_in_twice_makes_one_file(anna: User) -> None:
    note = note_in(send(anna, samples.pdf(), title="much too long"))
    forms_ = [send(anna, kept=note) for _ in range(2)]
    assert [form.is_valid() for form in forms_] == [True, True]
    store(forms_[0].cleaned_data["receipt"], by=anna, at=NOON)

    with pytest.raises(WrongState):
        store(forms_[1].cleaned_data["receipt"], by=anna, at=NOON)

    assert StoredFile.objects.count() == 1


def test_a_note_with_a_broken_flow_can_be_handed_in_again(anna: User, on_disk: OnDisk) -> None:
    note = note_in(send(anna, samples.photo(), title="much too long"))
    old = store(SimpleUploadedFile("a.pdf", samples.pdf()), by=anna, at=NOON)
    store(SimpleUploadedFile("b.pdf", samples.pdf()), by=anna, at=NOON, replaces=old)
    before = on_disk()
    form = send(anna, kept=note)
    assert form.is_valid()

    with pytest.raises(WrongState):
        store(form.cleaned_data["receipt"], by=anna, at=NOON, replaces=old)

    assert on_disk() == before
    assert store(form.cleaned_data["receipt"], by=anna, at=NOON).media_type == "image/jpeg"


def test_the_page_says_what_is_accepted_and_how_large(anna: User) -> None:
    page = str(ReceiptForm(by=anna))

    assert "Choose a PDF file or a photo (JPEG, PNG, WebP or HEIC). At most 15 MB." in page
    assert 'accept=".heic,.jpg,.png,.webp,image/heic,image/jpeg,image/png,image/webp"' in page


def test_the_name_of_a_kept_file_is_text_on_the_page(anna: User) -> None:
    files = {"receipt": SimpleUploadedFile("<b>bon & zo.pdf", samples.pdf())}
    form = ReceiptForm({"title": "much too long"}, files, by=anna)

    assert "&lt;b&gt;bon &amp; zo.pdf" in str(form)
