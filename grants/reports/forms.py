"""What is filled in for a report: part by part, the judgement of the council, and the reason to return it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import MAX_CENTS
from grants.proposals.forms.editor import needed
from portal.errors import PortalError
from portal.files.forms import UploadField, UploadForm
from portal.files.kinds import PAPERS_AND_SHEETS, PICTURES, is_of
from portal.ui.forms import LongTextField, TextField
from portal.ui.unchanged import LookedAtForm, UnchangedForm

from .flows import Spent
from .models import ReportLine
from .states import Done, FileKind

MORE = 3  # lines for what was not in the proposal
_MOST_PEOPLE = 1_000_000


def _people(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=_MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )


class WhatForm(UnchangedForm):
    """What was done, with how many, and whether it was done; it may be saved half."""

    text = needed(
        LongTextField(
            label=gettext_lazy("What did you do, and what came of it?"),
            help_text=gettext_lazy(
                "A few sentences are enough. Everyone can read them later, so name no people."
            ),
            max_length=4000,
            rows=6,
            required=False,
        )
    )
    participants = _people(
        gettext_lazy("How many people took part?"), gettext_lazy("About is good enough. For example 60")
    )
    volunteers = _people(gettext_lazy("How many volunteers helped?"), "")
    done = needed(
        forms.ChoiceField(
            label=gettext_lazy("Was the action done?"),
            choices=Done.choices,
            widget=forms.RadioSelect,
            required=False,
        )
    )


@dataclass(frozen=True)
class Row:
    """The fields of one cost line; `line` None for a thing that was not in the proposal."""

    line: ReportLine | None
    text: BoundField | None
    cents: BoundField
    reason: BoundField


class CostsForm(UnchangedForm):
    """What each line of the proposal really cost, and things that were not in it."""

    def __init__(
        self, data: Any = None, *, lines: Sequence[ReportLine], is_own: bool = False, **kwargs: Any
    ) -> None:
        self.budgeted = [one for one in lines if one.budgeted_cents]
        added = [one for one in lines if not one.budgeted_cents]
        self.numbers = range(1, len(added) + MORE + 1)
        now: dict[str, Any] = {}
        for one in self.budgeted:
            now |= {f"cents_{one.position}": one.spent_cents, f"reason_{one.position}": one.reason}
        for number, one in enumerate(added, start=1):
            now |= {
                f"more_text_{number}": one.description,
                f"more_cents_{number}": one.spent_cents,
                f"more_reason_{number}": one.reason,
            }
        super().__init__(data, now=now, **kwargs)
        for one in self.budgeted:
            self._add(f"cents_{one.position}", f"reason_{one.position}", one.description)
        for number in self.numbers:
            told = {"n": number}
            self.fields[f"more_text_{number}"] = TextField(
                label=(
                    _("What else was paid? (%(n)d)") if is_own else _("What else did you pay for? (%(n)d)")
                )
                % told,
                max_length=160,
                required=False,
            )
            self._add(f"more_cents_{number}", f"more_reason_{number}", str(number))

    def _add(self, cents: str, reason: str, name: str) -> None:
        told = {"name": name}
        self.fields[cents] = EuroField(
            label=_("Real costs of: %(name)s") % told, max_cents=MAX_CENTS, required=False
        )
        self.fields[reason] = TextField(
            label=_("Why is it different? (%(name)s)") % told, max_length=300, required=False
        )

    @property
    def rows(self) -> list[Row]:
        """Return the fields per line of the proposal."""
        return [
            Row(one, None, self[f"cents_{one.position}"], self[f"reason_{one.position}"])
            for one in self.budgeted
        ]

    @property
    def more_rows(self) -> list[Row]:
        """Return the fields for what was not in the proposal."""
        return [
            Row(None, self[f"more_text_{n}"], self[f"more_cents_{n}"], self[f"more_reason_{n}"])
            for n in self.numbers
        ]

    @property
    def has_more(self) -> bool:
        """Tell if something stands or is wrong in what was not in the proposal."""
        return any(
            row.text.value() or row.cents.value() or row.text.errors for row in self.more_rows if row.text
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of each line that was begun."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        for number in self.numbers:
            text, cents = f"more_text_{number}", f"more_cents_{number}"
            begun = bool(read.get(text) or read.get(f"more_reason_{number}")) or read.get(cents) is not None
            if begun and not read.get(text) and text not in self.errors:
                self.add_error(text, _("Tell what it is."))
            if begun and read.get(cents) is None and cents not in self.errors:
                self.add_error(cents, _("Type how much."))
        return read

    @property
    def spent(self) -> list[Spent]:
        """Return the lines of a form without errors."""
        read = self.cleaned_data
        found = [
            Spent(
                one.description, read[f"cents_{one.position}"], read[f"reason_{one.position}"], one.position
            )
            for one in self.budgeted
        ]
        return found + [
            Spent(read[f"more_text_{n}"], read[f"more_cents_{n}"], read[f"more_reason_{n}"])
            for n in self.numbers
            if read[f"more_text_{n}"]
        ]


class FileForm(UploadForm):
    """A file, what it is, and for a photo whether everyone may see it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=FileKind.choices,
        widget=forms.RadioSelect,
        initial=FileKind.PHOTO,
    )
    file = UploadField(label=gettext_lazy("File"), kinds=PAPERS_AND_SHEETS)
    is_public = forms.BooleanField(
        label=gettext_lazy("Everyone may see this photo"),
        help_text=gettext_lazy("Then it can stand on the public page of the action. Only for a photo."),
        required=False,
    )
    has_consent = forms.BooleanField(
        label=gettext_lazy("The people in the photo agree; of children, their parents"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the consent of people in a photo that everyone may see."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        kind, file = read.get("kind"), read.get("file")
        if kind == FileKind.PHOTO and file is not None and not is_of(file.media_type, PICTURES):
            self.add_error("kind", _("This file is no photo. Choose what it is."))
        if read.get("is_public") and kind != FileKind.PHOTO:
            self.add_error("is_public", _("Only a photo can be for everyone."))
        elif read.get("is_public") and not read.get("has_consent"):
            self.add_error("has_consent", _("Ask the people in the photo first, or keep it from the public."))
        return read

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what the flow takes of a form without errors."""
        read = self.cleaned_data
        return {
            "upload": read["file"],
            "kind": FileKind(read["kind"]),
            "is_public": read["is_public"],
            "has_consent": read["has_consent"],
        }


class SendForm(LookedAtForm):
    """The button that sends a report; what is missing stands above it."""


class JudgeForm(LookedAtForm):
    """What the council finds of the action."""

    judgement = forms.ChoiceField(
        label=gettext_lazy("Was the action done, in the judgement of the council?"),
        choices=Done.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
    words = LongTextField(
        label=gettext_lazy("In a few words"),
        help_text=gettext_lazy(
            "Needed when it was not done, or in part. Once the final amount is known everyone reads it on the "
            "public page: name nobody."
        ),
        max_length=1000,
        rows=4,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask why it was not done, or not wholly."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        if read.get("judgement") in {Done.PARTLY, Done.NO} and not read.get("words"):
            self.add_error("words", _("Tell in a few words why."))
        return read

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what the flow takes of a form without errors."""
        return {"judgement": Done(self.cleaned_data["judgement"]), "words": self.cleaned_data["words"]}


class ReturnForm(LookedAtForm):
    """What must be better."""

    reason = LongTextField(
        label=gettext_lazy("What must be better?"),
        help_text=gettext_lazy("Who wrote the report and the council read this."),
        error_messages={"required": gettext_lazy("Write what must be better.")},
    )


def show_refusal(form: forms.Form, error: PortalError) -> None:
    """Put the sentence of a refused flow above the form."""
    form.add_error(None, str(error))
