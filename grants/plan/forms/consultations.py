"""Forms of a consultation on a concept of the plan: to open and lengthen it, to react, to moderate and to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.ui.forms import DateField, LongTextField
from portal.ui.unchanged import UnchangedForm
from wijkraden.places.models import District

from ..errors import FirstDayPast, MailsSent, PartGone, WrongDay
from ..states import HiddenWhy, Outcome, PartOf, ReactionOf
from .fields import RefusedForm, refuse_contacts


class SureForm(RefusedForm):
    """A question that is answered by the button alone."""


class OpenForm(RefusedForm):
    """What everyone is asked, and for how long."""

    REFUSED = {FirstDayPast: "opens_on", WrongDay: "closes_on"}

    introduction = LongTextField(
        label=gettext_lazy("What do you ask residents?"),
        max_length=4000,
        validators=[refuse_contacts],
        help_text=gettext_lazy("Say in plain words what this concept is about and what can still change."),
    )
    opens_on = DateField(label=gettext_lazy("First day"))
    closes_on = DateField(label=gettext_lazy("Last day"))


class LengthenForm(RefusedForm):
    """A later last day."""

    REFUSED = {WrongDay: "closes_on"}

    closes_on = DateField(label=gettext_lazy("Last day"))


class ReactForm(RefusedForm):
    """A reaction on a part of a concept, or on the whole; `districts` are those of a council member's seats."""

    REFUSED = {PartGone: "part", MailsSent: "email"}

    part = forms.ChoiceField(label=gettext_lazy("What is your reaction about?"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("For which council?"))
    text = LongTextField(
        label=gettext_lazy("Your reaction"),
        max_length=4000,
        validators=[refuse_contacts],
        help_text=gettext_lazy(
            "Everyone can read it once the answers are published. Give no names, addresses or telephone numbers."
        ),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy(
            "You get a link to confirm your reaction, and later a mail when it was answered. "
            "Who answers does not see your address; who looks after the mail of this site sees only that we "
            "wrote to it."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        parts: Iterable[PartOf],
        districts: Iterable[District],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.districts = {one.public_id: one for one in districts}
        part: Any = self.fields["part"]
        part.is_needed = True  # empty stands for the plan as a whole: that is a choice too
        part.choices = [("", _("The plan as a whole")), *((one.id, str(one)) for one in parts)]
        if not self.districts:
            del self.fields["district"]
            return
        del self.fields["email"]
        district: Any = self.fields["district"]
        district.choices = [(key, one.full_name) for key, one in self.districts.items()]
        if len(self.districts) == 1:
            district.widget = forms.HiddenInput()
            district.initial = next(iter(self.districts))

    @property
    def what(self) -> ReactionOf:
        """Return what was filled in, of a form without errors."""
        return ReactionOf(self.cleaned_data["text"], self.cleaned_data["part"])

    @property
    def chosen(self) -> District:
        """Return the district of the council, of a council member's form without errors."""
        return self.districts[self.cleaned_data["district"]]


class AnswerForm(RefusedForm, UnchangedForm):
    """The answer to a reaction, and what the reaction changed."""

    degree = forms.ChoiceField(
        label=gettext_lazy("Did it change the plan?"),
        choices=[one for one in Outcome.choices if one[0] != Outcome.NONE],
        widget=forms.RadioSelect,
    )
    answer = LongTextField(
        label=gettext_lazy("Answer"),
        max_length=4000,
        validators=[refuse_contacts],
        help_text=gettext_lazy("What you do with it, or why not. Everyone can read it once it is published."),
    )


class HideForm(RefusedForm):
    """Why nobody outside reads a reaction."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why is it not shown?"), choices=HiddenWhy.choices, widget=forms.RadioSelect
    )


class ReactionsFilter(forms.Form):
    """Which reactions the list shows; what the address says wrong is passed over."""

    which = forms.ChoiceField(
        label=gettext_lazy("Reactions"),
        required=False,
        choices=[
            ("", pgettext_lazy("reactions", "All")),
            ("waits", gettext_lazy("To answer")),
            ("answered", pgettext_lazy("reactions", "Answered")),
            ("hidden", gettext_lazy("Not shown")),
        ],
    )

    @property
    def chosen(self) -> str:
        """Return what was chosen, "" for all."""
        return str(self.cleaned_data.get("which", "")) if self.is_valid() else ""
