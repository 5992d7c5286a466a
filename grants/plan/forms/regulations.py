"""What the pages of regulations read from a form."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from portal.errors import PortalError
from portal.ui.forms import DateField, TextField
from portal.ui.unchanged import FIELD, UnchangedForm

from ..errors import DaysUsed, PrefixTaken, PrefixUsed, TiersUsed
from ..flows import Gazette
from ..models import Regulation, number_prefix
from ..queries import values_of
from ..states import Assessment, Channel, Settlement, TierOf
from .fields import CapitalsField

FEWEST_TIERS, MOST_TIERS = 3, 9
OFFERED = (Channel.BANK, Channel.FINANCE)
_PARTS = ("letter", "up_to", "assessment", "settlement")
_TIER = re.compile(r"tier_([1-9])_letter")
_letter = RegexValidator(r"^[A-Z]\Z", gettext_lazy("Type one letter, for example A."))


class RegulationForm(UnchangedForm):
    """A regulation with its tiers. What it cleans are the arguments of the flows."""

    template_name = "plan/regulation_fields.html"

    title = TextField(label=gettext_lazy("Name of the regulation"), max_length=160)
    dossier_prefix = CapitalsField(
        label=gettext_lazy("What dossier numbers begin with"),
        validators=[number_prefix],
        help_text=gettext_lazy(
            "Two to six letters, for example WS: then numbers read WS-2027-0001. "
            "It stays once a budget stands under this regulation."
        ),
    )
    gazette_number = TextField(
        label=gettext_lazy("Number in the official gazette"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("For example gmb-2026-123456. Without it no round can open."),
    )
    gazette_on = DateField(label=gettext_lazy("Published on"), required=False)
    starts_on = DateField(label=gettext_lazy("First day"))
    ends_on = DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave this empty if there is no last day yet."),
    )
    returns_to_free = forms.BooleanField(
        label=gettext_lazy("Money that an action does not need can be granted again in the same year"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise it lapses. A change counts from now on, also for actions that run already."
        ),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How payments leave"),
        initial=Channel.BANK,
        help_text=gettext_lazy("A change counts for payments that are prepared from now on."),
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        offered = [*OFFERED, *([Channel.STRIPE] if self._offers_stripe() else [])]
        cast("forms.ChoiceField", self.fields["channel"]).choices = [
            (one.value, one.label) for one in offered
        ]
        shown = [*self.now, *(self.data or ()), *(self.initial or ())]
        used = [int(found[1]) for name in shown if (found := _TIER.fullmatch(name))]
        filled = sum(1 for name in self.now if _TIER.fullmatch(name))
        rows = max(FEWEST_TIERS, min(filled + 1, MOST_TIERS), *used, 0)
        self.tier_numbers = range(1, rows + 1)
        for number in self.tier_numbers:
            self._add_tier(number)

    def _offers_stripe(self) -> bool:
        """Tell if payments may leave by Stripe: its keys are set, or they leave by it already."""
        return bool(settings.STRIPE_KEY) or self.now.get("channel") == Channel.STRIPE

    def _add_tier(self, number: int) -> None:
        told = {"n": number}
        choose = ("", _("Choose"))
        self.fields[f"tier_{number}_letter"] = CapitalsField(
            label=_("Tier %(n)d: letter") % told, required=False, validators=[_letter]
        )
        self.fields[f"tier_{number}_up_to"] = EuroField(
            label=_("Tier %(n)d: up to and including") % told, required=False, min_cents=1
        )
        self.fields[f"tier_{number}_assessment"] = forms.ChoiceField(
            label=_("Tier %(n)d: how it is assessed") % told,
            required=False,
            choices=[choose, *Assessment.choices],
        )
        self.fields[f"tier_{number}_settlement"] = forms.ChoiceField(
            label=_("Tier %(n)d: how the final amount is determined") % told,
            required=False,
            choices=[choose, *Settlement.choices],
        )

    @property
    def own_fields(self) -> list[BoundField]:
        """Return the fields of the regulation itself."""
        return [field for field in self.visible_fields() if not field.name.startswith("tier_")]

    @property
    def tier_rows(self) -> list[list[BoundField]]:
        """Return the fields of each tier."""
        return [[self[f"tier_{number}_{part}"] for part in _PARTS] for number in self.tier_numbers]

    def clean(self) -> dict[str, Any]:
        """Return the arguments of the flows; put what does not go together at its field."""
        read = super().clean() or self.cleaned_data
        first, last = read.get("starts_on"), read.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first day. Choose a later last day."))
        number, day = read.get("gazette_number"), read.get("gazette_on")
        if number and not day and "gazette_on" not in self.errors:
            self.add_error("gazette_on", _("Type the day of publication too, or clear the number."))
        if day and not number and "gazette_number" not in self.errors:
            self.add_error("gazette_number", _("Type the number too, or clear the day of publication."))
        rows = {number: self._row(number) for number in self.tier_numbers}
        self._refuse_doubles(rows)
        return {
            **{name: read.get(name) for name in ("title", "starts_on", "ends_on", FIELD)},
            "prefix": read.get("dossier_prefix"),
            "returns_to_free": bool(read.get("returns_to_free")),
            "channel": Channel(read.get("channel") or Channel.BANK),
            "gazette": Gazette(number, day) if number and day else None,
            "tiers": [tier for tier in rows.values() if tier is not None],
        }

    def _row(self, number: int) -> TierOf | None:
        """Return the tier of a row; none for an empty row, or one with something wrong or missing."""
        names = [f"tier_{number}_{part}" for part in _PARTS]
        values = [self.cleaned_data.get(name) for name in names]
        wrong = [name for name in names if name in self.errors]
        if not wrong and not any(value not in (None, "") for value in values):
            return None
        for name, value in zip(names, values, strict=True):
            if value in (None, "") and name not in wrong:
                self.add_error(name, _("Fill this in too, or clear the whole tier."))
                wrong.append(name)
        if wrong:
            return None
        letter, up_to, assessment, settlement = values
        return TierOf(str(letter), int(up_to or 0), Assessment(str(assessment)), Settlement(str(settlement)))

    def _refuse_doubles(self, rows: dict[int, TierOf | None]) -> None:
        letters: set[str] = set()
        amounts: set[int] = set()
        for number, tier in rows.items():
            if tier is None:
                continue
            if tier.letter in letters:
                self.add_error(f"tier_{number}_letter", _("Another tier has this letter."))
            if tier.up_to_cents in amounts:
                self.add_error(f"tier_{number}_up_to", _("Another tier ends at this amount."))
            letters.add(tier.letter)
            amounts.add(tier.up_to_cents)

    def show_refusal(self, error: PortalError) -> None:
        """Put the sentence of a refused flow at the field it is about, else above the form."""
        is_of_prefix = isinstance(error, PrefixTaken | PrefixUsed)
        field = "dossier_prefix" if is_of_prefix else None
        if isinstance(error, DaysUsed):
            begins_later = self.cleaned_data["starts_on"] > self.now["starts_on"]
            field = "starts_on" if begins_later else "ends_on"
        if isinstance(error, TiersUsed):
            field = "tier_1_letter"
        self.add_error(field, str(error))


def shown_of(regulation: Regulation) -> dict[str, Any]:
    """Return what stands in the database, by the names of the fields."""
    values = values_of(regulation)
    tiers: list[TierOf] = values.pop("tiers")
    prefix: str = values.pop("prefix")
    return {
        **values,
        "dossier_prefix": prefix,
        **{
            f"tier_{number}_{part}": value
            for number, tier in enumerate(tiers, start=1)
            for part, value in zip(
                _PARTS, (tier.letter, tier.up_to_cents, tier.assessment, tier.settlement), strict=True
            )
        },
    }
