"""What the pages of the rounds read from a form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grants.budget.models import Slice
from grants.budget.states import Scope
from grants.fields import EuroField
from grants.money import MAX_CENTS
from grants.plan.forms.fields import NumberField
from grants.plan.models import Frame, Plan
from grants.plan.states import ALL_WEIGHTS
from portal.errors import PortalError
from portal.ui.forms import DateField, TextField
from portal.ui.unchanged import UnchangedForm

from .errors import NotReady, TitleTaken, WrongBudgets, WrongMaximum, WrongPeriod, WrongPlan, WrongRules
from .models import Round
from .queries import Part, Source, values_of
from .states import LONGEST_COMPLETION, LONGEST_TERM, Body, Distribution, Preference

_GROUPS = (
    (None, ("source", "title", "plan", "frame")),
    (gettext_lazy("When"), ("opens_on", "closes_on")),
    (
        gettext_lazy("How the money is divided"),
        ("maximum_cents", "distribution", "preference", "decides"),
    ),
    (gettext_lazy("Terms"), ("decision_weeks", "extension_weeks", "completion_days")),
    (gettext_lazy("Official gazette"), ("gazette_number", "gazette_on")),
)


class RoundForm(UnchangedForm):
    """What may change of a round until it is announced. What it cleans are columns of Round."""

    template_name = "rounds/round_fields.html"

    title = TextField(
        label=gettext_lazy("Name of the round"),
        max_length=160,
        help_text=gettext_lazy("Councils and the public read it. For example: Wijkbudget samenleven 2027"),
    )
    plan = forms.ChoiceField(
        label=gettext_lazy("Which plan does it serve?"),
        help_text=gettext_lazy(
            "Each proposal chooses a goal of it. A round is of a year of its plan: when the plan ends, no round opens."
        ),
    )
    frame = forms.ChoiceField(
        label=gettext_lazy("By which assessment frame are proposals judged?"),
        help_text=gettext_lazy("It is frozen when the round is announced."),
    )
    opens_on = DateField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("From this day on councils can submit. For example 1-1-2027"),
    )
    closes_on = DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("This whole day counts, until midnight. For example 31-3-2027"),
    )
    maximum_cents = EuroField(
        label=gettext_lazy("The most that one proposal can ask"),
        min_cents=1,
        help_text=gettext_lazy("Not more than the highest tier of the regulation."),
    )
    distribution = forms.ChoiceField(
        label=gettext_lazy("In which order is the money divided?"),
        choices=Distribution.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "It is published with the ceiling, and stays as it is (General Administrative Law Act, article 4:26)."
        ),
    )
    preference = forms.ChoiceField(
        label=gettext_lazy("What does the order of preference of a council do?"),
        choices=Preference.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A council can say which of its own proposals matters most to it."),
    )
    decides = forms.ChoiceField(
        label=gettext_lazy("Who decides?"),
        choices=Body.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A decision-maker decides on behalf of the city’s executive (article 10:1); a council itself where the "
            "regulation says so."
        ),
    )
    decision_weeks = NumberField(
        label=gettext_lazy("Weeks in which is decided"),
        min_value=1,
        max_value=LONGEST_TERM,
        help_text=gettext_lazy(
            "From the day a proposal comes in, or from the last day when all are judged together. When the rules of "
            "the city say nothing else, 8 weeks at most (article 4:13)."
        ),
    )
    extension_weeks = NumberField(
        label=gettext_lazy("Weeks by which that can be extended, once"),
        min_value=0,
        max_value=LONGEST_TERM,
        help_text=gettext_lazy("The applicant is told in time (article 4:14). 0: it is never extended."),
    )
    completion_days = NumberField(
        label=gettext_lazy("Days in which an applicant can complete a proposal"),
        min_value=1,
        max_value=LONGEST_COMPLETION,
        help_text=gettext_lazy(
            "What is missing may be sent in (article 4:5). Meanwhile the time to decide stands still (article 4:15)."
        ),
    )
    gazette_number = TextField(
        label=gettext_lazy("Number in the official gazette"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "Of the publication of ceiling and way of distribution (articles 4:26 and 4:27). You can fill it in later; "
            "without it the round is not announced."
        ),
    )
    gazette_on = DateField(
        label=gettext_lazy("Published on"),
        required=False,
        help_text=gettext_lazy("Not after the first day of the round. For example 1-12-2026"),
    )

    def __init__(
        self, data: Any = None, *args: Any, plans: Iterable[Plan], frames: Iterable[Frame], **kwargs: Any
    ) -> None:
        super().__init__(data, *args, **kwargs)
        self.plans = {one.public_id: one for one in plans}
        self.frames = {one.public_id: one for one in frames}
        self._offer("plan", _("Choose a plan"), {key: _plan(one) for key, one in self.plans.items()})
        self._offer("frame", _("Choose a frame"), {key: _frame(one) for key, one in self.frames.items()})
        for name in ("title", "gazette_number"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["gazette_number"].widget.attrs["class"] = "input-short"

    def _offer(self, name: str, empty: str, choices: dict[str, str]) -> None:
        shown = list(choices.items())
        if len(shown) != 1:
            shown.insert(0, ("", empty))
        self.fields[name].choices = shown  # type: ignore[attr-defined]  # a choice field has them

    @property
    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        """Return the fields under their headings; the first have none."""
        return [
            (heading, [self[name] for name in names if name in self.fields]) for heading, names in _GROUPS
        ]

    def clean_plan(self) -> Plan:
        """Return the plan that was chosen."""
        return self.plans[self.cleaned_data["plan"]]

    def clean_frame(self) -> Frame:
        """Return the frame that was chosen."""
        return self.frames[self.cleaned_data["frame"]]

    def clean(self) -> dict[str, Any]:
        """Ask for the number with the day of publication, and for the day with the number."""
        read = super().clean() or self.cleaned_data
        number, day = read.get("gazette_number"), read.get("gazette_on")
        if number and not day and "gazette_on" not in self.errors:
            self.add_error("gazette_on", _("Type the day of publication too, or clear the number."))
        if day and not number and "gazette_number" not in self.errors:
            self.add_error("gazette_number", _("Type the number too, or clear the day of publication."))
        return read

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        fields: dict[type[PortalError], str] = {
            TitleTaken: "title",
            WrongPlan: "plan",
            WrongMaximum: "maximum_cents",
            WrongRules: "source",
        }
        field = error.day if isinstance(error, WrongPeriod) else fields.get(type(error))
        self.add_error(field if field in self.fields else None, str(error))


class StartForm(RoundForm):
    """A new round: of which year and regulation its budgets are, beside what may change later."""

    source = forms.ChoiceField(
        label=gettext_lazy("Which budgets does it divide?"),
        help_text=gettext_lazy(
            "The year and the regulation stay. At first every budget takes part; after this you can take some out."
        ),
    )

    def __init__(self, data: Any = None, *args: Any, sources: Sequence[Source], **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.sources = {one.key: one for one in sources}
        self._offer("source", _("Choose a year"), {key: _source(one) for key, one in self.sources.items()})

    def clean_source(self) -> Source:
        """Return the year and the regulation that were chosen."""
        return self.sources[self.cleaned_data["source"]]


class BudgetsForm(UnchangedForm):
    """Which budgets take part, by area; `now` has those of now as `standing`."""

    budgets = forms.MultipleChoiceField(
        label=gettext_lazy("Which budgets take part?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A council without a tick cannot submit in this round."),
        error_messages={
            "required": gettext_lazy("Choose at least one budget."),
            "invalid_choice": gettext_lazy("Choose budgets from the list."),
        },
    )

    def __init__(self, data: Any = None, *args: Any, slices: Iterable[Slice], **kwargs: Any) -> None:
        kwargs["initial"] = {"budgets": kwargs["now"]["standing"], **kwargs.get("initial", {})}
        super().__init__(data, *args, **kwargs)
        self.slices = {one.public_id: one for one in slices}
        groups: dict[tuple[bool, str], list[tuple[str, str]]] = {}
        for key, one in self.slices.items():
            groups.setdefault(_area(one), []).append((key, one.title))
        shown = [(area, choices) for (_shared, area), choices in sorted(groups.items())]
        self.fields["budgets"].choices = shown  # type: ignore[attr-defined]  # a choice field has them

    def clean_budgets(self) -> list[Slice]:
        """Return the budgets that were chosen."""
        return [self.slices[key] for key in self.cleaned_data["budgets"]]

    def show_change(self) -> None:
        """Say that someone changed this, and which budgets stand otherwise now."""
        super().show_change()
        differ = set(self["budgets"].data or ()) ^ set(self.now["standing"])
        if names := [one.title for key, one in self.slices.items() if key in differ]:
            told = {"names": ", ".join(names)}
            self.add_error("budgets", _("These stand otherwise now: %(names)s.") % told)

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        self.add_error("budgets" if isinstance(error, WrongBudgets) else None, str(error))


class CeilingsForm(UnchangedForm):
    """A ceiling for each budget that takes part; `each` stands for those that are left empty."""

    each = EuroField(
        label=gettext_lazy("The same ceiling for each budget"),
        required=False,
        max_cents=MAX_CENTS,
        help_text=gettext_lazy("For every budget that you leave empty below."),
    )

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        self.parts = {f"ceiling_{one.slice.public_id}": one for one in parts}
        shown = {key: one.cents for key, one in self.parts.items() if one.cents}
        kwargs["initial"] = {**shown, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for key, one in self.parts.items():
            self.fields[key] = EuroField(
                label=one.slice.title, help_text=one.note, required=False, max_cents=MAX_CENTS
            )

    def clean(self) -> dict[str, Any]:
        """Fill in what was left empty, and ask for it where nothing stands for it."""
        read = super().clean() or self.cleaned_data
        for key in self.parts:
            if key in self.errors:
                continue
            if read.get(key) is None:
                read[key] = read.get("each")
            if read[key] is None and "each" not in self.errors:
                self.add_error(key, _("Type an amount, or one for each budget at the top."))
        return read

    @property
    def amounts(self) -> dict[Slice, int]:
        """Return the ceilings of a form without errors."""
        return {one.slice: self.cleaned_data[key] for key, one in self.parts.items()}


class AnnounceForm(UnchangedForm):
    """Nothing to fill in: what is announced is shown beside it, and an old page is refused once."""

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow above the form; what is missing stands in a list of its own."""
        told = _("Something is still missing.") if isinstance(error, NotReady) else str(error)
        self.add_error(None, told)


def shown_of(round_: Round) -> dict[str, Any]:
    """Return what stands in the database, by the names of the fields of RoundForm."""
    values = values_of(round_)
    return {**values, "plan": round_.plan.public_id, "frame": round_.frame.public_id}


def _plan(one: Plan) -> str:
    told = {"title": one.title, "years": one.years, "state": one.get_state_display()}
    return _("%(title)s, %(years)s (%(state)s)") % told


def _frame(one: Frame) -> str:
    told = {"title": one.title, "number": one.number}
    if one.is_frozen:
        return _("%(title)s, version %(number)d (used by a round)") % told
    if getattr(one, "weight", None) == ALL_WEIGHTS:
        return _("%(title)s, version %(number)d") % told
    return _("%(title)s, version %(number)d (not complete)") % told


def _source(one: Source) -> str:
    told = {"year": str(one.year.year), "regulation": one.regulation.title, "n": one.budgets}
    return (
        ngettext(
            "%(year)s: %(regulation)s (%(n)d budget)", "%(year)s: %(regulation)s (%(n)d budgets)", one.budgets
        )
        % told
    )


def _area(one: Slice) -> tuple[bool, str]:
    """Return whether several districts share it, and under which heading it stands."""
    if one.scope == Scope.DISTRICT:
        return False, next((share.district.area.name for share in one.shares.all()), "")
    return True, _("Together")
