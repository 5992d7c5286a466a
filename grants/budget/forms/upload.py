"""A file with amounts, read at once; the file itself is not kept."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from ..sheets import MAX_BYTES, Fault, Known, Matched, Unreadable, match, read_sheet, too_large


class SheetForm(forms.Form):
    """An Excel or CSV file: cleans to the amounts that it holds; `faults` says what is wrong with which row."""

    sheet = forms.FileField(
        label=gettext_lazy("File with amounts"),
        help_text=gettext_lazy("An Excel file (.xlsx) or a CSV file of at most 2 MB."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Choose another file."),
            "invalid": gettext_lazy("Choose a file."),
            "missing": gettext_lazy("Choose a file."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv", "data-most": str(MAX_BYTES)}),
    )

    def __init__(self, *args: Any, known: Sequence[Known], elsewhere: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].widget.attrs["data-too-large"] = too_large()
        self.known, self.elsewhere = known, elsewhere
        self.faults: list[Fault] = []

    def clean_sheet(self) -> Matched:
        """Return the amounts by budget; refuse a file in which one row is wrong."""
        content = self.cleaned_data["sheet"].read(MAX_BYTES + 1)
        try:
            found = match(read_sheet(content), self.known, elsewhere=self.elsewhere)
        except Unreadable as error:
            raise forms.ValidationError(str(error), code="unreadable") from error
        if found.faults:
            self.faults = found.faults
            raise forms.ValidationError(
                ngettext(
                    "%(n)d row of this file cannot be used. Nothing was saved. It stands below.",
                    "%(n)d rows of this file cannot be used. Nothing was saved. They stand below.",
                    len(found.faults),
                )
                % {"n": len(found.faults)},
                code="rows",
            )
        return found
