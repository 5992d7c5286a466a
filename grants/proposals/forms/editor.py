"""The parts of the editor that are texts: what a draft says, and how it serves the plan.

A draft may be saved with gaps: what the council needs is told in the list of parts and when it is presented.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.plan.models import Element, Insight
from grants.plan.states import ElementKind
from portal.errors import PortalError
from portal.ui.forms import DateField, LongTextField, TextField
from portal.ui.unchanged import UnchangedForm

from ..models import Proposal
from ..states import COLUMNS, Section


def needed(field: forms.Field) -> forms.Field:
    """Mark a field that a draft may leave empty and the council needs: it is not called optional."""
    field.is_needed = True  # type: ignore[attr-defined]  # read by components/optional.html
    return field


class DraftForm(UnchangedForm):
    """A part of a draft; what is empty or unreadable in one field does not keep the others from being saved."""

    @property
    def readable(self) -> dict[str, Any] | None:
        """Return what may be saved unasked: the fields without an error, None when something else is wrong."""
        return None if self.non_field_errors() else dict(self.cleaned_data)

    @property
    def waits_for_the_button(self) -> str:
        """Return the label of what is never saved unasked though it was typed, "" for nothing."""
        return ""

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow above the form."""
        self.add_error(None, str(error))


class WhatForm(DraftForm):
    """What it is, for whom, where and when; what of that stays hidden for the safety of people."""

    title = TextField(label=gettext_lazy("Title of the action"), max_length=160)
    summary = needed(
        LongTextField(
            label=gettext_lazy("What will you do?"),
            required=False,
            help_text=gettext_lazy("In a few sentences, as you would tell a neighbour."),
        )
    )
    for_whom = needed(
        LongTextField(label=gettext_lazy("For whom is it?"), max_length=1000, rows=3, required=False)
    )
    place = needed(
        TextField(
            label=gettext_lazy("Where is it?"),
            required=False,
            help_text=gettext_lazy("For example a square, a street or a building."),
        )
    )
    starts_on = needed(DateField(label=gettext_lazy("First day"), required=False))
    ends_on = needed(DateField(label=gettext_lazy("Last day"), required=False))
    place_is_hidden = forms.BooleanField(label=gettext_lazy("Do not show the place"), required=False)
    days_are_hidden = forms.BooleanField(label=gettext_lazy("Do not show the days"), required=False)
    name_is_hidden = forms.BooleanField(
        label=gettext_lazy("Do not show the name of the organisation"), required=False
    )
    safety_reason = needed(
        LongTextField(
            label=gettext_lazy("Why is that safer?"),
            max_length=1000,
            rows=3,
            required=False,
            help_text=gettext_lazy("Only the council and the city read this."),
        )
    )
    SAFETY = ("place_is_hidden", "days_are_hidden", "name_is_hidden", "safety_reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.take_over()

    def clean(self) -> dict[str, Any]:
        """Keep the days in their order, and ask why something is hidden."""
        read = super().clean() or self.cleaned_data
        first, last = read.get("starts_on"), read.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first day. Choose a later last day."))
        hides = any(read.get(name) for name in self.SAFETY[:-1])
        if hides and not read.get("safety_reason") and "safety_reason" not in self.errors:
            self.add_error("safety_reason", _("Tell why this must not be public."))
        return read

    @property
    def readable(self) -> dict[str, Any] | None:
        """Leave out what only stands together: days that are upside down, a secret without its reason."""
        found = super().readable
        if found is not None and {"starts_on", "ends_on"} & set(self.errors):
            found = {name: value for name, value in found.items() if name not in {"starts_on", "ends_on"}}
        if found is not None and "safety_reason" in self.errors:
            return {name: value for name, value in found.items() if name not in self.SAFETY}
        return found

    @property
    def is_safety_open(self) -> bool:
        """Tell if the page shows the fields about safety at once."""
        return any(self[name].errors or self[name].value() for name in self.SAFETY)

    @property
    def story_fields(self) -> list[BoundField]:
        """Return the fields that everyone is asked."""
        return [self[name] for name in COLUMNS[Section.WHAT] if name not in self.SAFETY]

    @property
    def safety_fields(self) -> list[BoundField]:
        """Return the fields about safety."""
        return [self[name] for name in self.SAFETY]


@dataclass(frozen=True)
class AimRow:
    """A part of the plan that may be chosen, with its own words."""

    element: Element
    field: BoundField


class PlanForm(DraftForm):
    """What of the plan it serves, and how; a small amount is not asked for its place in the district's own plan."""

    contribution = needed(
        LongTextField(
            label=gettext_lazy("How does it serve these goals?"),
            max_length=3000,
            rows=8,
            required=False,
            help_text=gettext_lazy("Tell what will be different in the district afterwards."),
        )
    )
    district_plan = LongTextField(
        label=gettext_lazy("Does it belong to your district plan?"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=gettext_lazy("Then tell where it stands in it."),
    )

    insight = forms.ChoiceField(
        label=gettext_lazy("Does it come from a conversation with residents?"),
        required=False,
        help_text=gettext_lazy("Then everyone can see what was done with what residents said."),
    )

    def __init__(
        self,
        *args: Any,
        elements: Sequence[Element],
        insights: Sequence[Insight],
        is_small: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.elements = elements
        self.insights = {one.public_id: one for one in insights}
        origin: Any = self.fields["insight"]
        origin.choices = [("", _("No, it does not")), *_by_conversation(insights)]
        for one in elements:
            label = f"{one.code} {one.title}"
            self.fields[aim_field(one)] = forms.BooleanField(label=label, required=False)
        if is_small:
            del self.fields["district_plan"]
        self.take_over()

    @property
    def groups(self) -> list[tuple[ElementKind, list[AimRow]]]:
        """Return what may be chosen, kind by kind."""
        return [
            (kind, [AimRow(one, self[aim_field(one)]) for one in self.elements if one.kind == kind])
            for kind in ElementKind
        ]

    @property
    def text_fields(self) -> list[BoundField]:
        """Return the fields for text."""
        return [self[name] for name in COLUMNS[Section.PLAN] if name in self.fields]

    @property
    def texts(self) -> dict[str, Any]:
        """Return the texts that could be read."""
        return {name: self.cleaned_data[name] for name in COLUMNS[Section.PLAN] if name in self.cleaned_data}

    @property
    def chosen(self) -> list[Element]:
        """Return what was chosen."""
        return [one for one in self.elements if self.cleaned_data.get(aim_field(one))]

    @property
    def origin(self) -> Insight | None:
        """Return what was heard that it comes from."""
        return self.insights.get(self.cleaned_data.get("insight", ""))


def _by_conversation(insights: Sequence[Insight]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what was heard as groups of choices, one for each conversation."""
    return [
        (str(edition), [(one.public_id, str(one)) for one in found])
        for edition, found in groupby(insights, key=lambda one: one.edition)
    ]


def aim_field(element: Element) -> str:
    """Return the name of the field of a part of the plan."""
    return f"aim_{element.public_id}"


def values_of(proposal: Proposal, section: Section) -> dict[str, Any]:
    """Return the columns of a part as they stand, as the flows compare them."""
    return {name: getattr(proposal, name) for name in COLUMNS[section]}


def plan_values(
    proposal: Proposal, *, elements: Sequence[Element], aims: Collection[int], is_small: bool
) -> dict[str, Any]:
    """Return what the form about the plan shows of a proposal."""
    texts = values_of(proposal, Section.PLAN) | {
        "insight": proposal.insight.public_id if proposal.insight else ""
    }
    if is_small:
        del texts["district_plan"]
    return texts | {aim_field(one): one.pk in aims for one in elements}
