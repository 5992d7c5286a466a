"""Forms of a change within a version of the plan: by which decision and why, and what becomes of each part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.forms import DateField, LongTextField, TextField

from ..errors import CodeTaken, PartAmended, WrongDay, WrongEnd
from ..models import code_of_a_part
from ..states import ONE_OF, AmendedPartOf, AmendmentGround, AmendmentOf, Amends, ElementKind
from .editions import EditionForm, LinkField, LinksField, PointForm
from .fields import CapitalsField, PlaceField

_TEXTS = ("code", "title", "explanation", "source")


class AmendmentForm(EditionForm):
    """What is known of an amendment."""

    WHAT = AmendmentOf
    REFUSED = {WrongEnd: "ends_on", WrongDay: "decision_on"}

    title = TextField(
        label=gettext_lazy("What changes, in short?"),
        max_length=200,
        help_text=gettext_lazy("For example: the plan names loneliness among young people too."),
    )
    plan = LinkField(label=gettext_lazy("In which version of the plan?"))
    ground = forms.ChoiceField(
        label=gettext_lazy("What does it come from?"),
        choices=AmendmentGround.choices,
        widget=forms.RadioSelect,
    )
    papers = LinksField(label=gettext_lazy("Does it come from papers of the city council?"))
    advices = LinksField(label=gettext_lazy("Does it come from advice that was asked?"))
    insights = LinksField(label=gettext_lazy("Does it come from a conversation with residents?"))
    reason = LongTextField(
        label=gettext_lazy("Why?"),
        max_length=4000,
        help_text=gettext_lazy("In plain words. Everyone reads it beside what changed."),
    )
    decision_number = TextField(
        label=gettext_lazy("Number of the decision of the city council"), max_length=40
    )
    decision_on = DateField(label=gettext_lazy("Day of the decision"))
    ends_on = DateField(
        label=gettext_lazy("Does the plan end before its last year? Then its last day"),
        required=False,
        help_text=gettext_lazy(
            "After that day councils can submit nothing more under this plan; what was submitted goes on. Leave it "
            "empty when the plan does not end."
        ),
    )
    source = TextField(
        label=gettext_lazy("Source"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("For example the number of the motion, or the letter in which it stands."),
    )

    def clean_decision_on(self) -> Any:
        """Refuse a day to come."""
        day = self.cleaned_data["decision_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                _("This day has yet to come. Enter the decision once the city council has taken it.")
            )
        return day


class AmendedPartForm(PointForm):
    """What becomes of one part of the plan."""

    WHAT = AmendedPartOf
    REFUSED = {PartAmended: "element", CodeTaken: "code"}

    act = forms.ChoiceField(
        label=gettext_lazy("What becomes of it?"), choices=Amends.choices, widget=forms.RadioSelect
    )
    element = LinkField(
        label=gettext_lazy("Which part of the plan?"),
        required=False,
        help_text=gettext_lazy("Not for a part that comes in: it has yet to stand there."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is the new part?"),
        choices=[(kind.value, ONE_OF[kind]) for kind in ElementKind],
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("For a part that comes in alone."),
    )
    code = CapitalsField(
        label=gettext_lazy("Code"),
        validators=[code_of_a_part],
        required=False,
        help_text=gettext_lazy("What you leave empty of a part that reads otherwise stays as it is."),
    )
    title = TextField(label=gettext_lazy("Title"), max_length=200, required=False)
    explanation = LongTextField(
        label=gettext_lazy("Explanation"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy(
            "In plain words of our own. Councils read it when they choose what they serve."
        ),
    )
    source = TextField(
        label=gettext_lazy("Source"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Where it stands, for example §2 of the letter."),
    )
    position = PlaceField(label=gettext_lazy("Place in the list"))

    @property
    def called(self) -> str:
        """Return what the row is called: the part that is chosen, or the title of a new one."""
        element: Any = self.fields["element"]
        chosen = dict(element.choices).get(self.cleaned_data["element"], "")
        return str(chosen) if self.cleaned_data["element"] else str(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        """Refuse what the choice does not ask, and ask what it needs."""
        read = super().clean() or self.cleaned_data
        check = {
            Amends.ADD: self._check_new,
            Amends.CHANGE: self._check_changed,
            Amends.END: self._check_ended,
        }
        if act := read.get("act"):
            check[Amends(act)](read)
        return read

    def _check_new(self, read: dict[str, Any]) -> None:
        if read.get("element"):
            self.add_error(
                "element", _("A new part stands nowhere yet. Choose nothing here, or choose that it changes.")
            )
        for name in ("kind", "code", "title"):
            if name not in self.errors and not read.get(name):
                self.add_error(name, _("Fill this in too: a new part needs it."))

    def _check_changed(self, read: dict[str, Any]) -> None:
        self._check_chosen(read)
        if not self.errors and not any(read.get(name) for name in _TEXTS):
            self.add_error("title", _("Fill in what it says from now on: a title, or another text."))

    def _check_ended(self, read: dict[str, Any]) -> None:
        self._check_chosen(read)
        for name in _TEXTS:
            if read.get(name):
                self.add_error(name, _("The part goes out, so it says nothing more. Empty this."))

    def _check_chosen(self, read: dict[str, Any]) -> None:
        read["kind"] = ""  # it stays what it is
        if "element" not in self.errors and not read.get("element"):
            self.add_error("element", _("Choose the part of the plan that this is about."))
