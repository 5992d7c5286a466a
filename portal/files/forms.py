"""A form field for a file, which keeps an accepted file when another field has an error.

class ReceiptForm(UploadForm):
    receipt = UploadField(label=_("Receipt"))

form = ReceiptForm(request.POST, request.FILES, by=request.user)
if form.is_valid():
    file = store(form.cleaned_data["receipt"], by=request.user, at=now())
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .judge import MEGABYTES, judge
from .kept import Kept, keep, seal, unseal
from .kinds import PAPERS, Judged, Kind, Refused, accept_types, expected


@dataclass(frozen=True)
class Sent:
    """What the browser sent for one file field."""

    file: UploadedFile[Any] | None = None
    note: str = ""
    removed: bool = False


@dataclass(frozen=True)
class Shown:
    """What the field shows of a file that is kept: its name and size, and the note that stands for it."""

    name: str
    size: str
    note: str


class UploadWidget(forms.FileInput):
    """A file input with, under it, the file that is kept and a box to leave it out."""

    template_name = "files/widget.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        """Return the new file, the note of the kept one, and whether that one must go."""
        return Sent(files.get(name), data.get(f"{name}-kept", ""), bool(data.get(f"{name}-remove")))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell if nothing at all came for this field."""
        return name not in files and f"{name}-kept" not in data

    def format_value(self, value: Any) -> None:
        """Return nothing: a file input has no value."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the kept file, or the name of the file that is there now."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        kept = value if isinstance(value, Shown) else None
        if kept or value:
            context["widget"]["attrs"].pop("required", None)
        context["kept"] = kept
        context["current"] = None if kept else getattr(value, "name", None)
        return context


class UploadField(forms.Field):
    """A file, judged by its content; cleans to `Judged` or `Kept` for `flows.store`, or to None."""

    widget = UploadWidget
    default_error_messages = {
        "required": gettext_lazy("Choose a file."),
        "lost": gettext_lazy("The file you chose before was kept for a limited time only. Choose it again."),
    }

    def __init__(self, *, kinds: frozenset[Kind] = PAPERS, min_height: int = 0, **kwargs: Any) -> None:
        """`min_height`: how many pixels a picture is high at least."""
        super().__init__(**kwargs)
        self.kinds = kinds
        self.min_height = min_height
        self.owner = ""  # the public id of the person, set by UploadForm
        self._accepted: Judged | Kept | None = None
        self._shown: Shown | None = None
        self.widget.attrs.setdefault("accept", accept_types(kinds))
        if not self.help_text:
            self.help_text = _help(kinds, min_height)

    def clean(self, value: Any) -> Judged | Kept | None:
        """Return what was accepted; raises ValidationError with the judge's sentence."""
        self._accepted = self._read(value)
        if self._accepted is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return self._accepted

    def _read(self, sent: Sent) -> Judged | Kept | None:
        is_kept = bool(sent.note) and not sent.removed
        kept = unseal(sent.note, owner=self.owner, kinds=self.kinds) if is_kept else None
        if sent.file is not None:
            try:
                judged = judge(sent.file, name=sent.file.name or "", kinds=self.kinds)
                self._refuse_low(judged)
                return judged
            except Refused as error:
                self._accepted = kept
                raise ValidationError(str(error), code="refused") from error
        if is_kept and kept is None:
            raise ValidationError(self.error_messages["lost"], code="lost")
        return kept

    def _refuse_low(self, judged: Judged) -> None:
        if judged.height is not None and judged.height < self.min_height:
            raise Refused(
                _("This picture is %(height)s pixels high. Choose one of at least %(most)s pixels high.")
                % {"height": judged.height, "most": self.min_height}
            )

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002  # Django’s signature
        """Return what a form that is shown again shows: the accepted file, stored now so that it stays."""
        if self._shown is None and self._accepted is not None:
            kept = keep(self._accepted, at=now()) if isinstance(self._accepted, Judged) else self._accepted
            self._accepted = kept
            self._shown = self.shown(kept)
        return self._shown or initial

    def shown(self, kept: Kept) -> Shown:
        """Return what the page shows of that file, with a fresh note."""
        return Shown(kept.name, filesizeformat(kept.size), seal(kept, owner=self.owner, kinds=self.kinds))

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ARG002  # Django’s signature
        """Tell if a file came."""
        return data.file is not None or bool(data.note)


class UploadForm(forms.Form):
    """A form with file fields; `by` is who fills it in, the only one who can hand in what is kept.

    Initial values that hold the note of a kept file (what was typed before a session ended) show that file.
    """

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, UploadField):
                field.owner = str(by.public_id)
                note = "" if self.initial.get(f"{name}-remove") else self.initial.get(f"{name}-kept", "")
                kept = unseal(note, owner=field.owner, kinds=field.kinds) if note else None
                if kept is not None:
                    self.initial[name] = field.shown(kept)


def _help_text(kinds: frozenset[Kind], min_height: int) -> str:
    limits = [expected(kinds)]
    if min_height:
        limits.append(_("At least %(height)s pixels high.") % {"height": min_height})
    limits.append(_("At most %(limit)s MB.") % {"limit": MEGABYTES})
    return " ".join(limits)


_help = lazy(_help_text, str)
