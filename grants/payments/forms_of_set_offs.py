"""What the page on which a claim is set off reads from a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import format_euros
from grants.proposals.models import Proposal
from portal.ui.forms import LongTextField

from .queries_of_set_offs import Candidate


class SetOffForm(forms.Form):
    """Against which dossier a claim is set off, how much of it, and why these are the same activities.

    `found` are those against which it may be.
    """

    against = forms.ChoiceField(
        label=gettext_lazy("Against what is to be paid on which dossier?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a dossier."),
            "invalid_choice": gettext_lazy(
                "Nothing can be set off against that dossier now. Look at what changed, and choose one that is listed."
            ),
        },
    )
    reason = LongTextField(
        label=gettext_lazy("Why are these the same activities, in another period?"),
        help_text=gettext_lazy(
            "The law asks this (Awb 4:57). The recipient reads it: name what both dossiers have in common."
        ),
        max_length=1000,
        rows=4,
        error_messages={
            "required": gettext_lazy("Type why these are the same activities, in another period.")
        },
    )

    def __init__(self, *args: Any, found: Sequence[Candidate], left_cents: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = {one.proposal.public_id: one.proposal for one in found}
        choices = [(one.proposal.public_id, _label(one)) for one in found]
        cast("forms.ChoiceField", self.fields["against"]).choices = choices
        if len(found) == 1:
            self.fields["against"].initial = found[0].proposal.public_id
        most = min(left_cents, max((one.cents for one in found), default=0))
        self.fields["cents"] = EuroField(
            label=gettext_lazy("Amount to set off"),
            initial=most,
            min_cents=1,
            help_text=_("%(amount)s is open of the claim. Of less, the rest stays open.")
            % {"amount": format_euros(left_cents)},
        )
        self.order_fields(["against", "cents", "reason"])

    def clean_against(self) -> Proposal:
        """Return the dossier that was chosen."""
        return self.things[self.cleaned_data["against"]]


def _label(found: Candidate) -> str:
    return _("%(number)s, %(title)s, of %(recipient)s: %(amount)s is to be paid") % {
        "recipient": found.recipient or "–",
        "number": found.proposal.number,
        "title": found.proposal.title,
        "amount": format_euros(found.cents),
    }
