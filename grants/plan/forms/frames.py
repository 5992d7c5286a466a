"""Forms of an assessment frame, its criteria and conditions."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from portal.errors import PortalError
from portal.ui.forms import LongTextField, TextField
from portal.ui.unchanged import UnchangedForm

from ..errors import CodeTaken
from ..models import code_of_a_part
from ..states import ALL_WEIGHTS, HIGHEST_SCORE, ConditionOf, CriterionOf, PartKind
from .fields import CapitalsField, NumberField, PlaceField, TenthsField


def points(tenths: int) -> str:
    """Return tenths of a point in the language of the moment: “1,5”."""
    return number_format(tenths / 10, decimal_pos=1)


class FrameForm(UnchangedForm):
    """Title and thresholds of a frame. What it cleans are the arguments of the flows."""

    title = TextField(label=gettext_lazy("Title of the frame"), max_length=160)
    minimum_total = NumberField(
        label=gettext_lazy("Lowest total that counts as enough"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Of 100. A proposal with less is not granted."),
    )
    spread_tenths = TenthsField(
        label=gettext_lazy("Difference that asks for a talk"),
        most=HIGHEST_SCORE,
        help_text=gettext_lazy(
            "In points, for example 1,5. When two reviewers differ more on a criterion, they talk first."
        ),
    )

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow above the form."""
        self.add_error(None, str(error))


class PartForm(UnchangedForm):
    """What criteria and conditions have in common; `places` is how many there are in its list."""

    code = CapitalsField(
        label=gettext_lazy("Code"),
        validators=[code_of_a_part],
        help_text=gettext_lazy("Short, for example C1 or D1. It stands before the question."),
    )
    position = PlaceField(label=gettext_lazy("Place in the list"))
    made_of: type[CriterionOf] | type[ConditionOf]

    def __init__(self, data: Any = None, *args: Any, places: int, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        position: Any = self.fields["position"]
        position.offer(places)

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what the flows take of a form without errors."""
        read = dict(self.cleaned_data)
        return {"position": read.pop("position"), "what": self.made_of(**read)}

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        self.add_error("code" if isinstance(error, CodeTaken) else None, str(error))


class CriterionForm(PartForm):
    """A criterion with its weight."""

    title = TextField(label=gettext_lazy("Title"), max_length=200)
    question = LongTextField(
        label=gettext_lazy("What does the reviewer ask?"),
        max_length=1000,
        rows=4,
        help_text=gettext_lazy(
            "Never about where a person comes from, what she believes or what she thinks."
        ),
    )
    anchor = TextField(
        label=gettext_lazy("What it stands on"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("The part of the plan or of the law, for example hallmark K1."),
    )
    weight = NumberField(
        label=gettext_lazy("Weight"),
        min_value=1,
        max_value=ALL_WEIGHTS,
        help_text=gettext_lazy("All weights of a frame are 100 together."),
    )
    minimum = NumberField(
        label=gettext_lazy("Lowest score that is enough"),
        min_value=0,
        max_value=HIGHEST_SCORE,
        required=False,
        help_text=gettext_lazy("From 0 to 4. Leave this empty if the total alone counts."),
    )
    field_order = ["code", "title", "question", "anchor", "weight", "minimum", "position"]
    made_of = CriterionOf


class ConditionForm(PartForm):
    """A condition, answered by yes or no."""

    question = TextField(
        label=gettext_lazy("Question"),
        max_length=300,
        help_text=gettext_lazy("A question to which yes is the good answer."),
    )
    explanation = LongTextField(label=gettext_lazy("Explanation"), max_length=2000, rows=4, required=False)
    field_order = ["code", "question", "explanation", "position"]
    made_of = ConditionOf


FORMS: dict[PartKind, type[PartForm]] = {
    PartKind.CRITERION: CriterionForm,
    PartKind.CONDITION: ConditionForm,
}
