"""What the page with the accounts of council members reads from a list that is pasted or uploaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grants.proposals.errors import WrongBankAccount
from grants.proposals.iban import compact_iban
from portal.ui.forms import LongTextField
from wijkraden.people.models import User

from .errors import NoStatement
from .told import text_of

MAX_BYTES = 200_000
_MOST_TOLD = 20  # rows of which it is said what is wrong with them


class MembersForm(forms.Form):
    """A list of `e-mail;IBAN`, pasted or in a file; `told` is whose account is which."""

    rows = LongTextField(
        label=gettext_lazy("Paste the list"),
        help_text=gettext_lazy("One person on each row: e-mail address, semicolon, IBAN."),
        max_length=MAX_BYTES,
        rows=8,
        required=False,
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a CSV file"),
        help_text=gettext_lazy("With the same two columns. At most 200 kB; the file is not kept."),
        required=False,
        error_messages={"empty": gettext_lazy("This file is empty. Choose another file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def __init__(self, *args: Any, known: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.email.casefold(): one for one in known}
        self.fields["rows"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.told: list[tuple[User, str]] = []

    def clean_rows(self) -> str:
        """Read the list that was pasted."""
        return self._read(self.cleaned_data["rows"])

    def clean_file(self) -> str:
        """Read the list in the file."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return ""
        content = sent.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise forms.ValidationError(_("This file is larger than 200 kB. Divide it."), code="large")
        try:
            return self._read(text_of(content))
        except NoStatement as error:
            raise forms.ValidationError(list(error.faults), code="unreadable") from error

    def clean(self) -> dict[str, Any]:
        """Refuse nothing at all, and both at once."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(read["rows"]) == bool(read["file"]):
            self.add_error("rows", _("Paste a list, or choose a file: one of both."))
        return read

    def _read(self, text: str) -> str:
        """Keep what the rows tell and return the text; refuses a list of which one row is wrong."""
        told: dict[int, tuple[User, str]] = {}
        faults = []
        for place, cells in _rows_in(text):
            try:
                user, iban = self._row(cells)
                if user.pk in told:
                    raise ValueError(_("this person stands in the list twice."))
            except (ValueError, WrongBankAccount) as error:
                faults.append(_("Row %(row)s: %(fault)s") % {"row": place, "fault": error})
            else:
                told[user.pk] = (user, iban)
        if faults:
            raise forms.ValidationError(_shortened(faults), code="rows")
        if text.strip() and not told:
            raise forms.ValidationError(_("Only the names of the columns stand in it."), code="bare")
        self.told += told.values()
        return text.strip()

    def _row(self, cells: list[str]) -> tuple[User, str]:
        """Return whose account it is, and which; raises ValueError and WrongBankAccount."""
        if len(cells) != 2:
            raise ValueError(_("there are not two cells with a semicolon (;) between them."))
        user = self.known.get(cells[0].casefold())
        if user is None:
            raise ValueError(_("nobody with this e-mail address sits in a council."))
        return user, compact_iban(cells[1])


def _rows_in(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with something in them and their place, but for the names of the columns."""
    read = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        for place, row in enumerate(read, start=1):
            cells = [one.strip() for one in row]
            if any(cells) and not (place == 1 and cells[-1].casefold() == "iban"):
                yield place, cells
    except csv.Error as error:
        raise forms.ValidationError(
            _("Row %(row)s cannot be read: look at its quotation marks.") % {"row": read.line_num}, code="csv"
        ) from error


def _shortened(faults: list[str]) -> list[str]:
    more = len(faults) - _MOST_TOLD
    if more <= 0:
        return faults
    words = ngettext(
        "Something is wrong in %(count)s more row.", "Something is wrong in %(count)s more rows.", more
    )
    return [*faults[:_MOST_TOLD], words % {"count": more}]
