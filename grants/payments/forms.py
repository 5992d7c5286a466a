"""What the pages of the payments read from a form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grants.plan.states import Channel
from grants.proposals.forms.editor_who import PhoneField
from portal.ui.forms import DateField, HourField, LongTextField, NameField, TextField
from portal.ui.unchanged import LookedAtForm

from .models import Order
from .payable import Payable
from .states import OrderState


class ChoiceForm(forms.Form):
    """Some of many, ticked in a table; cleans to the chosen rows. Everything that can be chosen begins ticked."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Payments"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one payment."),
            "invalid_choice": gettext_lazy(
                "One of these was prepared, cancelled or paid meanwhile, or stands still. Look at what is there now."
            ),
        },
    )

    def __init__(self, *args: Any, rows: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["chosen"].choices = [(name, name) for name in rows]  # type: ignore[attr-defined]  # a field of choices
        self.fields["chosen"].initial = list(rows)

    def clean_chosen(self) -> list[Any]:
        """Return the chosen rows."""
        return [self.rows[name] for name in self.cleaned_data["chosen"]]

    @property
    def ticked(self) -> frozenset[str]:
        """The names of what is ticked when the page is drawn."""
        return frozenset(self["chosen"].value() or [])


class InstalmentsForm(ChoiceForm):
    """Which instalments are prepared; what failed before begins without a tick until it has another account.

    So does what may be set off: once it is prepared, nothing is left to set off.
    """

    def __init__(self, *args: Any, found: Sequence[Payable], **kwargs: Any) -> None:
        rows = {one.instalment.public_id: one.instalment for one in found if one.is_ready}
        super().__init__(*args, rows=rows, **kwargs)
        waits = {one.instalment.public_id for one in found if one.would_fail_again or one.set_off_waits}
        self.fields["chosen"].initial = [name for name in rows if name not in waits]


class BatchForm(ChoiceForm):
    """Which orders of one channel leave together, and when they are paid.

    `found` is all that waits, so that a choice of more than one channel reaches the flow, which says that it cannot be;
    what is of its `channel` begins ticked.
    """

    channel = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    execution_on = DateField(
        label=gettext_lazy("Day on which it should be paid"),
        error_messages={"required": gettext_lazy("Type the day on which it should be paid.")},
    )

    def __init__(self, *args: Any, found: Sequence[Order], channel: str, **kwargs: Any) -> None:
        super().__init__(*args, rows={one.public_id: one for one in found}, **kwargs)
        self.fields["chosen"].initial = [one.public_id for one in found if one.channel == channel]
        self.fields["channel"].initial = channel
        self.fields["execution_on"].help_text = (
            _("Banks do not pay at weekends, nor on the holidays of European banks.")
            if channel == Channel.BANK
            else _("The financial system pays on this day or as soon as it can after that.")
        )
        self.of, self.label = channel, Channel(channel).label

    def is_of(self, order: Order) -> bool:
        """Tell if an order leaves by the channel of this form."""
        return order.channel == self.of


class ReleaseForm(forms.Form):
    """What was looked at: released is what stood on the page."""

    seal = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    """Why a batch or a write-off goes back."""

    reason = LongTextField(
        label=gettext_lazy("Why do you return it?"),
        help_text=gettext_lazy("Say what should be different. Whoever prepared it reads this."),
        error_messages={"required": gettext_lazy("Type why you return it.")},
    )


class FailForm(forms.Form):
    """Why it will not be paid."""

    reason = TextField(
        label=gettext_lazy("Why did the payment fail?"),
        help_text=gettext_lazy("For example: the account was closed."),
        error_messages={"required": gettext_lazy("Type why the payment failed.")},
    )


class AccountForm(LookedAtForm):
    """An account number with the name of its holder, in the place of the one that the page shows."""

    iban = TextField(
        label=gettext_lazy("Account number (IBAN)"),
        max_length=42,
        error_messages={"required": gettext_lazy("Type the account number.")},
    )
    holder = NameField(
        label=gettext_lazy("Name of the account holder"),
        max_length=70,
        help_text=gettext_lazy("As the bank knows it."),
        error_messages={"required": gettext_lazy("Type the name of the account holder.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("iban", "holder"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class ConfirmPayeeForm(forms.Form):
    """The call back after which another account of a recipient is confirmed."""

    day = DateField(
        label=gettext_lazy("Day on which you called"),
        error_messages={"required": gettext_lazy("Type the day.")},
    )
    hour = HourField(label=gettext_lazy("Time"), error_messages={"required": gettext_lazy("Type the time.")})
    called_number = PhoneField(
        label=gettext_lazy("Number that you called"),
        help_text=gettext_lazy("A number that we knew before the change, not one from the message about it."),
        error_messages={"required": gettext_lazy("Type the number that you called.")},
    )
    spoke_with = TextField(
        label=gettext_lazy("Whom did you speak?"),
        max_length=160,
        error_messages={"required": gettext_lazy("Type the name of whom you spoke.")},
    )
    note = LongTextField(label=gettext_lazy("Note"), required=False, max_length=1000, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("called_number", "spoke_with"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    @property
    def told(self) -> dict[str, Any]:
        """Return what a valid form tells of the call."""
        told = dict(self.cleaned_data)
        called_at = timezone.make_aware(datetime.combine(told.pop("day"), told.pop("hour")))
        return {"called_at": called_at, **told}


class RejectPayeeForm(forms.Form):
    """Why another account of a recipient is rejected."""

    reason = LongTextField(
        label=gettext_lazy("Why do you reject it?"),
        help_text=gettext_lazy("For example: the recipient did not ask for it."),
        max_length=1000,
        rows=4,
        error_messages={"required": gettext_lazy("Type why you reject it.")},
    )


class OrdersFilter(forms.Form):
    """Of which state the list of payments shows; what cannot be read filters nothing."""

    state = forms.ChoiceField(
        label=pgettext_lazy("payment", "State"),
        required=False,
        choices=[("", gettext_lazy("All payments")), *OrderState.choices],
    )

    @property
    def asked(self) -> str:
        """The state that is asked, "" for all."""
        return str(self.cleaned_data.get("state", "")) if self.is_valid() else ""


class InviteForm(forms.Form):
    """Nothing to fill in: the recipient gets the link at the address that the dossier has."""
