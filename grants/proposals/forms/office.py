"""What the pages of the office read from a form."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.plan.models import Condition
from grants.terms import Why
from portal.errors import PortalError
from portal.files.forms import UploadField, UploadForm
from portal.ui.forms import DateField, HourField, LongTextField, TextField
from portal.ui.unchanged import UnchangedForm
from wijkraden.people.models import User
from wijkraden.places.models import City, District
from wijkraden.places.queries import districts_of

from ..errors import WrongDay
from ..flows import Found, Missing
from ..models import Check
from ..states import AT_THE_OFFICE, SECTION_LABELS, Answer, Section, State
from ..worklist import MINE, NOBODY, Asked

MOST_WORDS = 500  # of one thing that is missing


class CheckForm(UnchangedForm):
    """An answer and a note for each condition of the frame; `newest` is the newest check of now, 0 for none."""

    def __init__(
        self,
        data: Any = None,
        *,
        conditions: Iterable[Condition],
        newest: dict[int, Check],
        initial: dict[str, Any],
    ) -> None:
        self.newest = max((one.pk for one in newest.values()), default=0)
        self.conditions = list(conditions)
        now: dict[str, Any] = {}
        for one in self.conditions:
            standing = newest.get(one.pk)
            now[f"answer-{one.code}"] = standing.answer if standing else Answer.OPEN.value
            now[f"note-{one.code}"] = standing.note if standing else ""
        super().__init__(data, now=now, initial=initial)
        for one in self.conditions:
            self.fields[f"answer-{one.code}"] = forms.ChoiceField(
                label=f"{one.code} {one.question}",
                help_text=one.explanation,
                choices=Answer.choices,
                widget=forms.RadioSelect,
            )
            self.fields[f"note-{one.code}"] = TextField(
                label=gettext("Note at %(code)s") % {"code": one.code},
                max_length=1000,
                required=False,
            )

    @property
    def found(self) -> dict[Condition, Found]:
        """Return what was found, of a valid form."""
        return {
            one: Found(Answer(self.cleaned_data[f"answer-{one.code}"]), self.cleaned_data[f"note-{one.code}"])
            for one in self.conditions
        }


class AskForm(forms.Form):
    """What is missing, a line for each thing under the part of the editor where it belongs, and until when."""

    REFUSED: ClassVar[dict[type[PortalError], str]] = {WrongDay: "last_day"}

    last_day = DateField(
        label=_("Complete it at the latest on"),
        help_text=_("A Saturday, Sunday or holiday moves to the next working day. For example 3-4-2027"),
    )
    message = LongTextField(
        label=_("Message to the applicant and the council"), required=False, max_length=2000, rows=4
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        for section in Section:
            self.fields[section.value] = LongTextField(
                label=gettext("What is missing at “%(section)s”?") % {"section": SECTION_LABELS[section]},
                help_text=gettext("Each thing on a line of its own. Only the parts that you fill in open."),
                required=False,
                rows=2,
                max_length=4 * MOST_WORDS,
            )
        self.order_fields([*Section, "last_day", "message"])

    def clean(self) -> dict[str, Any]:
        """Refuse a line that is too long, and a question without anything asked."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for section in Section:
            if any(len(line) > MOST_WORDS for line in found.get(section.value, "").splitlines()):
                self.add_error(
                    section.value,
                    gettext("Keep each line within %(most)d characters.") % {"most": MOST_WORDS},
                )
        if not self.errors and not self.items:
            self.add_error(Section.WHAT.value, gettext("Write at one part at least what is missing."))
        return found

    @property
    def items(self) -> list[Missing]:
        """Return what is missing, of a valid form."""
        return [
            Missing(section, line.strip())
            for section in Section
            for line in self.cleaned_data.get(section.value, "").splitlines()
            if line.strip()
        ]


class HandlerForm(UnchangedForm):
    """Which officer handles it; `handler` is who does now."""

    to = forms.ChoiceField(label=_("Who handles this proposal?"))

    def __init__(
        self, data: Any = None, *, officers: Iterable[User], handler: User | None, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, now={"to": handler.public_id if handler else ""}, initial=initial)
        self.officers = {one.public_id: one for one in officers}
        choices = [(key, one.full_name) for key, one in self.officers.items()]
        cast("forms.ChoiceField", self.fields["to"]).choices = choices

    def clean_to(self) -> User:
        """Return the officer."""
        return self.officers[self.cleaned_data["to"]]


class NoteForm(forms.Form):
    """A note for the staff of the city."""

    text = LongTextField(
        label=_("Note"),
        max_length=4000,
        help_text=_("Only the staff of the city reads it: no council, no applicant. It cannot be changed."),
        error_messages={"required": _("Type the note.")},
    )


class ExtendForm(forms.Form):
    """Why the term to decide is extended."""

    reason = LongTextField(
        label=_("Why is more time needed?"),
        max_length=1000,
        rows=4,
        help_text=_("The applicant and the council read this in their mail."),
        error_messages={"required": _("Type why more time is needed.")},
    )


class StopForm(forms.Form):
    """Why the term stands still, from when and until when."""

    why = forms.ChoiceField(
        label=_("Why does the term stand still?"),
        choices=[(one.value, one.label) for one in Why if one is not Why.INCOMPLETE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
    since = DateField(
        label=_("Day of the letter or the event"),
        help_text=_("The term stands still from the day after it. For example 3-4-2027"),
        error_messages={"required": _("Type the day.")},
    )
    last_day = DateField(
        label=_("Stands still up to and including"),
        required=False,
        help_text=_("Needed when the applicant agreed; else empty while nobody knows. For example 3-4-2027"),
    )
    note = LongTextField(
        label=_("What it stands on"),
        max_length=1000,
        rows=3,
        error_messages={"required": _("Type what it stands on.")},
    )

    def clean_why(self) -> Why:
        """Return the reason."""
        return Why(self.cleaned_data["why"])


class RunOnForm(forms.Form):
    """From which day the term runs on."""

    runs_on = DateField(
        label=_("First day that counts again"), error_messages={"required": _("Type the day.")}
    )


class PutBackForm(forms.Form):
    """Which moment is put back, to when, and why."""

    what = forms.ChoiceField(
        label=_("Which moment do you put back?"),
        choices=[("receipt", _("The receipt")), ("completeness", _("The moment at which it was complete"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which moment.")},
    )
    day = DateField(label=_("Day"), error_messages={"required": _("Type the day.")})
    hour = HourField(label=_("Time"), error_messages={"required": _("Type the time.")})
    reason = LongTextField(
        label=_("Why"), max_length=1000, rows=4, error_messages={"required": _("Type why.")}
    )

    @property
    def becomes(self) -> datetime:
        """Return the moment in Amsterdam, of a valid form."""
        typed = datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"])
        return timezone.make_aware(typed)


class NoticeForm(forms.Form):
    """When a notice of default came."""

    received_on = DateField(
        label=_("Day on which the notice came"), error_messages={"required": _("Type the day.")}
    )
    note = LongTextField(label=_("Note"), required=False, max_length=1000, rows=3)


class AnswerForm(forms.Form):
    """What the council says about something that was missing."""

    answer = LongTextField(
        label=_("Your answer"),
        required=False,
        rows=3,
        help_text=_("What did you change or add? You may leave it empty when the part itself says it."),
    )


class LinkAnswerForm(UploadForm):
    """What the applicant answers by the link: words, a file, or both."""

    answer = LongTextField(label=_("Your answer"), required=False, rows=4)
    upload = UploadField(label=_("File"), required=False)


class WorkFilter(forms.Form):
    """What the work list may be filtered by."""

    q = TextField(label=_("Search"), required=False, help_text=_("Number, title or place"))
    state = forms.ChoiceField(label=_("State"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    handler = forms.ChoiceField(label=_("Handler"), required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    overdue = forms.BooleanField(label=_("Only past the last day to decide"), required=False)

    def __init__(self, data: Any, *, city: City, tiers: Iterable[str]) -> None:
        super().__init__(data)
        self.districts = {one.slug: one for one in districts_of(city)}
        states = [(one.value, one.label) for one in State if one in AT_THE_OFFICE]
        self._offer("state", _("All states"), states)
        self._offer("district", _("All districts"), [(key, one.name) for key, one in self.districts.items()])
        hands = [(MINE, _("I have it in hand")), (NOBODY, _("Nobody has it in hand"))]
        self._offer("handler", _("Everyone"), hands)
        self._offer("tier", _("All tiers"), [(one, one) for one in tiers])

    def _offer(self, name: str, every: Any, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", every), *choices]

    def clean_district(self) -> District | None:
        """Return the district."""
        return self.districts.get(self.cleaned_data["district"])

    @property
    def asked(self) -> Asked:
        """Return what was asked; a filter that cannot be read does not count."""
        return Asked(**{name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data})
