"""Forms of the unasked advice of a council, and of the city's answer to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import PortalError
from portal.ui.forms import DateField, LongTextField, TextField
from portal.ui.unchanged import UnchangedForm
from wijkraden.places.models import District

from ..errors import PartGone, WrongDay
from ..models import PlanActionEdition
from ..states import CouncilAdviceOf, Degree
from .fields import refuse_contacts


class CouncilAdviceForm(forms.Form):
    """What a council advises; `districts` are those of whoever fills it in, `actions` what the city does there."""

    district = forms.ChoiceField(label=gettext_lazy("For which council?"))
    action = forms.ChoiceField(
        label=gettext_lazy("What is the advice about?"),
        required=False,
        help_text=gettext_lazy("The plan as a whole, or one action of the city in your district."),
    )
    title = TextField(label=gettext_lazy("Title"), max_length=200, validators=[refuse_contacts])
    text = LongTextField(
        label=gettext_lazy("What does the council advise?"),
        max_length=4000,
        validators=[refuse_contacts],
        help_text=gettext_lazy("Everyone can read it. Name nobody."),
    )
    decided_on = DateField(
        label=gettext_lazy("On which day did the council decide to give this advice?"),
        help_text=gettext_lazy("The day of the meeting."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        districts: Iterable[District],
        actions: Iterable[PlanActionEdition],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.districts = {one.public_id: one for one in districts}
        district: Any = self.fields["district"]
        district.choices = [(key, one.full_name) for key, one in self.districts.items()]
        action: Any = self.fields["action"]
        action.is_needed = True  # empty stands for the plan as a whole: that is a choice too
        action.choices = [
            ("", _("The plan as a whole")),
            *((one.action.public_id, one.title) for one in actions),
        ]
        if len(self.districts) == 1:
            district.widget = forms.HiddenInput()
            district.initial = next(iter(self.districts))

    @property
    def chosen(self) -> District:
        """Return the district of the council, of a form without errors."""
        return self.districts[self.cleaned_data["district"]]

    @property
    def what(self) -> CouncilAdviceOf:
        """Return what was filled in, of a form without errors."""
        read = self.cleaned_data
        return CouncilAdviceOf(read["title"], read["text"], read["decided_on"], read["action"])

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        fields: dict[type[PortalError], str] = {WrongDay: "decided_on", PartGone: "action"}
        self.add_error(fields.get(type(error)), str(error))


class CouncilAnswerForm(UnchangedForm):
    """The city's answer to a council."""

    degree = forms.ChoiceField(
        label=gettext_lazy("How far was it taken over?"),
        choices=[one for one in Degree.choices if one[0] != Degree.UNKNOWN],
        widget=forms.RadioSelect,
    )
    text = LongTextField(
        label=gettext_lazy("Answer"),
        max_length=4000,
        help_text=gettext_lazy(
            "What the city does with it, or why not. Everyone can read it once it is published."
        ),
    )

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow above the form."""
        self.add_error(None, str(error))
