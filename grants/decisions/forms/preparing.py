"""What an officer fills in to prepare a decision: for each kind what that kind must say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from grants.fields import EuroField
from grants.money import MAX_CENTS, format_euros
from grants.plan.states import Settlement
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from grants.terms import law
from portal.errors import PortalError
from portal.ui.dates import short_date
from portal.ui.forms import DateField, LongTextField, TextField

from ..drafting import DecisionOf, settlement_of
from ..errors import NotReady
from ..letter import LANGUAGE
from ..models import Decision
from ..queries import to_recover
from ..queries_of_conditions import open_condition
from ..queries_of_objections import waits_for
from ..queries_of_waiting_list import Listed
from ..revising import last_day_to_lower
from ..signals import computed_final
from ..states import (
    ALWAYS_ON_A_GROUND,
    GROUNDS,
    LATER,
    OF_AN_AMOUNT,
    RENEWS,
    DecisionKind,
    Ground,
    InstalmentOf,
    Moment,
    ObligationOf,
    Settles,
)
from ..wording import amount_words, ground_words

OBLIGATIONS, INSTALMENTS = 4, 3  # rows of each on the page
REPORT = 1  # the row of the obligations that is the report
_MOMENTS = [(one.value, one.label) for one in Moment if one not in LATER]
_ADVANCE_PERCENT = 80
_REST = gettext_lazy("Ground on which the rest is not granted")


class PrepareForm(forms.Form):
    """What a decision of one kind says; `what` is the same for the flow, of a form without errors."""

    def __init__(
        self, data: Any = None, *, kind: DecisionKind, proposal: Proposal, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        self.kind, self.proposal = kind, proposal
        if kind in OF_AN_AMOUNT:
            self.fields["cents"] = EuroField(
                label=amount_words(kind, proposal.route),
                max_cents=MAX_CENTS,
                error_messages={"required": gettext_lazy("Type the amount.")},
            )
        if GROUNDS[kind]:
            self._add_ground()
        if kind == DecisionKind.GRANT:
            self._add_grant()
        self.fields["reasons"] = LongTextField(
            label=gettext_lazy("Why"),
            max_length=6000,
            rows=8,
            help_text=gettext_lazy("This stands in the letter. Write it for whoever reads it there."),
            error_messages={"required": gettext_lazy("Write why: a decision must give its reasons.")},
        )
        self.fields["legal_basis"] = TextField(
            label=gettext_lazy("By which rules"),
            max_length=500,
            error_messages={"required": gettext_lazy("Fill in the rules on which it stands.")},
        )

    def _add_ground(self) -> None:
        needed = self.kind in ALWAYS_ON_A_GROUND
        as_agreed = _("None: as it was granted") if self.is_subsidy else _("None: as it was agreed")
        nothing = _("Choose a ground") if needed else as_agreed
        if self.kind == DecisionKind.GRANT:
            nothing = _("None: all that was asked")
        without = set() if open_condition(self.proposal) else {Ground.BUDGET}
        if self.kind in RENEWS and not waits_for(self.proposal, self.kind):
            without.add(Ground.OBJECTION)
        grounds = [one for one in GROUNDS[self.kind] if one not in without]
        self.fields["ground"] = forms.ChoiceField(
            label=_REST if self.kind == DecisionKind.GRANT else gettext_lazy("Ground"),
            required=needed,
            help_text=self._about_the_ground(),
            choices=[("", nothing), *((one.value, self._named(one)) for one in grounds)],
        )

    def _about_the_ground(self) -> str:
        if self.kind == DecisionKind.GRANT:
            return _("Only when it is less than what was asked. The letter says it.")
        last_day = last_day_to_lower(self.proposal) if self.kind == DecisionKind.REVISE else None
        if last_day is None:
            return ""
        return _(
            "Lower can be decided up to and including %(day)s: five years after the final amount was told (Awb 4:49). "
            "That day holds here for each ground. For what was not kept after it, the Act counts from the day of "
            "that breach, which is later; the portal does not know that day."
        ) % {"day": short_date(last_day)}

    def _add_grant(self) -> None:
        self.fields["starts_on"] = DateField(label=gettext_lazy("First day of the period"))
        self.fields["ends_on"] = DateField(label=gettext_lazy("Last day of the period"))
        if not self.is_at_once and self.is_subsidy:
            self.fields["settles"] = forms.ChoiceField(
                label=gettext_lazy("How the final amount is computed"),
                choices=Settles.choices,
                widget=forms.RadioSelect,
            )
            self.fields["share_percent"] = forms.IntegerField(
                label=gettext_lazy("Share of the real costs, in percents"),
                required=False,
                min_value=1,
                max_value=100,
                help_text=gettext_lazy("Only when it is in proportion."),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
            )
        if not self.is_at_once and self.proposal.route != Route.PURCHASE:
            for number in range(1, INSTALMENTS + 1):
                self._add_instalment(number)
        for number in range(1, OBLIGATIONS + 1):
            told = {"n": number}
            is_report = number == REPORT
            self.fields[f"obligation_{number}"] = TextField(
                label=_("The report that we ask") if is_report else _("What we agree (%(n)d)") % told,
                max_length=500,
                required=False,
            )
            self.fields[f"obligation_{number}_on"] = DateField(
                label=_("Report at the latest on") if is_report else _("At the latest on (%(n)d)") % told,
                required=False,
                help_text="",
            )

    def _add_instalment(self, number: int) -> None:
        told = {"n": number}
        self.fields[f"instalment_{number}"] = EuroField(
            label=_("Instalment %(n)d: amount") % told, required=False, min_cents=1, max_cents=MAX_CENTS
        )
        self.fields[f"instalment_{number}_when"] = forms.ChoiceField(
            label=_("Instalment %(n)d: when") % told, required=False, choices=[("", _("Choose")), *_MOMENTS]
        )
        self.fields[f"instalment_{number}_on"] = DateField(
            label=_("Instalment %(n)d: on which day") % told, required=False, help_text=""
        )

    def _named(self, ground: Ground) -> str:
        return ground_words(ground, self.proposal.route)

    @property
    def is_subsidy(self) -> bool:
        """Tell if someone applied for it, so that the Act rules."""
        return self.proposal.route == Route.SUBSIDY

    @property
    def is_at_once(self) -> bool:
        """Tell if the final amount of this proposal is determined with its grant."""
        return settlement_of(self.proposal) == Settlement.AT_ONCE

    @property
    def first_fields(self) -> list[BoundField]:
        """Return the fields that stand on top: amount, ground, period, how it settles."""
        names = ("cents", "ground", "starts_on", "ends_on", "settles", "share_percent")
        return [self[name] for name in names if name in self.fields]

    @property
    def obligation_rows(self) -> list[list[BoundField]]:
        """Return the fields of each obligation."""
        return self._rows("obligation", OBLIGATIONS, ("", "_on"))

    @property
    def instalment_rows(self) -> list[list[BoundField]]:
        """Return the fields of each instalment."""
        return self._rows("instalment", INSTALMENTS, ("", "_when", "_on"))

    @property
    def last_fields(self) -> list[BoundField]:
        """Return the fields of the text."""
        return [self["reasons"], self["legal_basis"]]

    def _rows(self, name: str, count: int, ends: tuple[str, ...]) -> list[list[BoundField]]:
        if f"{name}_1" not in self.fields:
            return []
        return [[self[f"{name}_{number}{end}"] for end in ends] for number in range(1, count + 1)]

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of each row that was begun."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, INSTALMENTS + 1):
            self._check_instalment(number, read)
        for number in range(1, OBLIGATIONS + 1):
            if read.get(f"obligation_{number}_on") and not read.get(f"obligation_{number}"):
                self.add_error(f"obligation_{number}", _("Write what we agree, or clear the day."))
        if self.kind == DecisionKind.GRANT and read.get("cents") is not None:
            self._check_rest(read["cents"], read.get("ground"))
        if self.kind == DecisionKind.CHANGE and read.get("ground") == Ground.OBJECTION:
            self._check_most(read.get("cents") or 0)
        if read.get("settles") == Settles.SHARE and not read.get("share_percent"):
            self.add_error("share_percent", _("Fill in which share of the real costs is granted."))
        return read

    def _check_rest(self, cents: int, ground: str | None) -> None:
        is_less = cents < self.proposal.asked_cents
        if is_less and not ground:
            self.add_error("ground", _("Choose on which ground the rest is refused: the letter says it."))
        if ground and cents == self.proposal.asked_cents:
            self.add_error("ground", _("All that was asked is granted, so there is no rest to refuse."))

    def _check_most(self, cents: int) -> None:
        if cents > self.proposal.asked_cents:
            told = {"most": format_euros(self.proposal.asked_cents)}
            self.add_error(
                "cents", _("After an objection the grant becomes at most what was asked, %(most)s.") % told
            )

    def _check_instalment(self, number: int, read: dict[str, Any]) -> None:
        name = f"instalment_{number}"
        cents, when, day = (read.get(f"{name}{end}") for end in ("", "_when", "_on"))
        if cents and not when:
            self.add_error(f"{name}_when", _("Choose when it is paid."))
        if when and not cents and name not in self.errors:
            self.add_error(name, _("Type the amount, or clear the moment."))
        if when == Moment.ON_DAY and not day and f"{name}_on" not in self.errors:
            self.add_error(f"{name}_on", _("Fill in the day."))
        if day and when != Moment.ON_DAY:
            self.add_error(f"{name}_on", _("Leave the day empty, or choose “On a day”."))

    def show_refusal(self, error: PortalError) -> None:
        """Put each sentence of a refused flow at the field it is about, else above the form."""
        lacks = error.lacks if isinstance(error, NotReady) else [("", str(error))]
        for name, sentence in lacks:
            self.add_error(name if name in self.fields else None, sentence)

    @property
    def what(self) -> DecisionOf:
        """Return what was filled in."""
        read = self.cleaned_data
        return DecisionOf(
            kind=self.kind,
            reasons=read["reasons"],
            legal_basis=read["legal_basis"],
            cents=read.get("cents") or 0,
            ground=Ground(read["ground"]) if read.get("ground") else None,
            starts_on=read.get("starts_on"),
            ends_on=read.get("ends_on"),
            settles=Settles(read.get("settles") or Settles.COSTS),
            share_percent=read.get("share_percent"),
            obligations=tuple(self._obligations()),
            instalments=tuple(self._instalments()),
        )

    def _obligations(self) -> list[ObligationOf]:
        read, rows = self.cleaned_data, range(1, OBLIGATIONS + 1)
        return [
            ObligationOf(words, read.get(f"obligation_{number}_on"), is_report=number == REPORT)
            for number in rows
            if (words := read.get(f"obligation_{number}"))
        ]

    def _instalments(self) -> list[InstalmentOf]:
        read, rows = self.cleaned_data, range(1, INSTALMENTS + 1)
        return [
            InstalmentOf(
                cents, Moment(read[f"instalment_{number}_when"]), read.get(f"instalment_{number}_on")
            )
            for number in rows
            if (cents := read.get(f"instalment_{number}"))
        ]


def typed_before(decision: Decision) -> dict[str, Any]:
    """Return what stood in a decision that was returned, by the names of the fields."""
    found: dict[str, Any] = {
        name: getattr(decision, name)
        for name in ("ground", "reasons", "legal_basis", "starts_on", "ends_on", "settles", "share_percent")
    }
    found["cents"] = decision.prepared_cents
    agreed = sorted(decision.obligations.all(), key=lambda one: not one.is_report)
    first = REPORT if any(one.is_report for one in agreed) else REPORT + 1
    for number, one in enumerate(agreed, start=first):
        found |= {f"obligation_{number}": one.words, f"obligation_{number}_on": one.due_on}
    for part in decision.instalments.all():
        name = f"instalment_{part.position}"
        found |= {name: part.cents, f"{name}_when": part.moment, f"{name}_on": part.due_on}
    return found


def _final(proposal: Proposal, *, before: int) -> dict[str, Any]:
    computed = computed_final(proposal)
    if computed is None:
        return {"cents": before}
    with override(LANGUAGE):
        found = {"cents": computed.cents, "reasons": computed.words}
    return {**found, "ground": Ground.COSTS} if computed.is_lower else found


def first_of(
    kind: DecisionKind, proposal: Proposal, *, before: int, place: Listed | None = None
) -> dict[str, Any]:
    """Return what a new form begins with: what was asked, its days, the usual agreement and advance.

    A final amount begins with what follows from the report, and why.

    From its place on the waiting list a grant is what is free for it, and the rest stays refused.
    What the city buys or does itself is paid when the bill is there, so nothing is paid in advance.
    """
    regulation = proposal.round.regulation
    found: dict[str, Any] = {"legal_basis": f"{regulation.title} ({regulation.gazette_number})"}
    if kind == DecisionKind.DETERMINE:
        return found | _final(proposal, before=before)
    if kind == DecisionKind.REVISE:
        is_asked = waits_for(proposal, kind)
        return {**found, "ground": Ground.OBJECTION} if is_asked else {**found, "cents": before}
    if kind == DecisionKind.RECOVER:
        article = "; Awb 4:57, 4:95" if proposal.route == Route.SUBSIDY else ""
        return {"cents": to_recover(proposal), "legal_basis": f"{found['legal_basis']}{article}"}
    if kind != DecisionKind.GRANT:
        return found
    with override(LANGUAGE):
        found |= {
            "obligation_1": _("Tell us in a short report with photos what you did and what it cost."),
            "obligation_2": _("Tell us at once when the action changes or does not go on."),
        }
    granted = min(proposal.asked_cents, place.left_cents) if place else proposal.asked_cents
    if place is not None and granted < proposal.asked_cents:
        found["ground"] = place.refusal.ground
    found |= {
        "cents": granted,
        "starts_on": proposal.starts_on,
        "ends_on": proposal.ends_on,
        "settles": Settles.COSTS,
    }
    if proposal.ends_on is not None:
        found["obligation_1_on"] = law.REPORT.last_day(proposal.ends_on).day
    if proposal.settlement != Settlement.AT_ONCE and proposal.route == Route.SUBSIDY:
        whole = proposal.settlement == Settlement.EX_OFFICIO
        advance = granted * (100 if whole else _ADVANCE_PERCENT) // 100
        found |= {"instalment_1": advance, "instalment_1_when": Moment.AT_ONCE}
    return found
