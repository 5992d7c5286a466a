"""Forms of the advice on a version of the plan: what was asked and answered, and each of its points."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.forms import DateField, LongTextField, TextField

from ..errors import OtherVersion
from ..states import AdviceOf, AdvicePointOf, Degree
from .editions import EditionForm, LinkField, LinksField, PointForm
from .fields import PlaceField


class AdviceForm(EditionForm):
    """What is known of an advice."""

    WHAT = AdviceOf
    REFUSED = {OtherVersion: "plan"}

    title = TextField(
        label=gettext_lazy("Who advises?"),
        max_length=200,
        help_text=gettext_lazy("The body, for example: Burgerpanel Rotterdam. No names of members."),
    )
    plan = LinkField(label=gettext_lazy("On which version of the plan?"))
    question = LongTextField(label=gettext_lazy("What is asked?"), max_length=2000)
    asked_on = DateField(label=gettext_lazy("Asked on"))
    due_on = DateField(label=gettext_lazy("Answer asked by"))
    received_on = DateField(label=gettext_lazy("Received on"), required=False)
    text = LongTextField(
        label=gettext_lazy("What does it advise, in short?"),
        max_length=8000,
        required=False,
        help_text=gettext_lazy("Each point with its answer follows on the next page."),
    )
    absence = LongTextField(
        label=gettext_lazy("Is there no advice? Tell why"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy(
            "A version is adopted once each advice is answered or its absence is explained here."
        ),
    )
    source = TextField(
        label=gettext_lazy("Source"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Where it stands, for example §2 of the letter."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days out of order, and an advice that came without its text or its day, or both came and did not."""
        read = super().clean() or self.cleaned_data
        asked, due, received = (read.get(name) for name in ("asked_on", "due_on", "received_on"))
        if asked and due and due < asked:
            self.add_error("due_on", _("This comes before the day on which it was asked."))
        if asked and received and received < asked:
            self.add_error("received_on", _("This comes before the day on which it was asked."))
        elif received and received > timezone.localdate():
            self.add_error("received_on", _("This day has yet to come."))
        if received and read.get("text") == "":
            self.add_error("text", _("Fill this in too: the advice was received."))
        if not received and read.get("text") and "received_on" not in self.errors:
            self.add_error("received_on", _("Fill this in too: the text of the advice stands here."))
        if received and read.get("absence"):
            self.add_error(
                "absence", _("The advice was received, so it is not absent. Empty one of the two.")
            )
        return read


class AdvicePointForm(PointForm):
    """One point of an advice, with the answer."""

    WHAT = AdvicePointOf

    text = TextField(
        label=gettext_lazy("What does this point advise?"),
        max_length=500,
        help_text=gettext_lazy("One thing; others stand apart."),
    )
    degree = forms.ChoiceField(
        label=gettext_lazy("How far was it taken over?"), choices=Degree.choices, widget=forms.RadioSelect
    )
    answer = LongTextField(
        label=gettext_lazy("Answer"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("What it changed in the plan, or why not."),
    )
    elements = LinksField(label=gettext_lazy("Where in the plan?"))
    position = PlaceField(label=gettext_lazy("Place in the list"))
