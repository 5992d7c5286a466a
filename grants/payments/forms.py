"""What the pages of the payments read from a form."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grants.fields import EuroField
from grants.money import format_euros
from grants.plan.states import Channel
from grants.proposals.forms.editor_who import PhoneField
from portal.ui.forms import DateField, HourField, LongTextField, TextField
from portal.ui.unchanged import LookedAtForm

from .errors import NoStatement
from .models import Claim, Order, StatementLine
from .payable import Payable
from .statement import read_statement
from .states import Ground, OrderState
from .told import MAX_BYTES, StatementOf


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


class GiveUpForm(forms.Form):
    """How much of a claim is given up, on which ground and why."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Why is it written off?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why it is written off.")},
    )
    reason = LongTextField(
        label=gettext_lazy("Explain it"),
        help_text=gettext_lazy(
            "What was done to get it back, and what came of that. The budget holder and the controller read this."
        ),
        error_messages={"required": gettext_lazy("Explain why it is written off.")},
    )

    def __init__(self, *args: Any, left_cents: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cents"] = EuroField(
            label=gettext_lazy("Amount to write off"),
            initial=left_cents,
            min_cents=1,
            help_text=_("At most %(amount)s. Of less, the rest stays open.")
            % {"amount": format_euros(left_cents)},
        )
        self.order_fields(["cents", "ground", "reason"])


class AccountForm(LookedAtForm):
    """An account number with the name of its holder, in the place of the one that the page shows."""

    iban = TextField(
        label=gettext_lazy("Account number (IBAN)"),
        max_length=42,
        error_messages={"required": gettext_lazy("Type the account number.")},
    )
    holder = TextField(
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


class StatementForm(forms.Form):
    """A statement or status file, read at once: cleans to what it tells; `name` and `sha256` are those of its file."""

    name = sha256 = ""

    statement = forms.FileField(
        label=gettext_lazy("Statement or status file"),
        help_text=gettext_lazy(
            "Of the bank: camt.053 (XML, version 02 or 08) or MT940. Of the financial system: CSV. At most 10 MB."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Choose another file."),
            "invalid": gettext_lazy("Choose a file."),
            "missing": gettext_lazy("Choose a file."),
        },
        widget=forms.FileInput(
            attrs={
                "accept": ".xml,.053,.c53,.940,.sta,.swi,.mt940,.txt,.csv,application/xml,text/csv,text/plain"
            }
        ),
    )

    def clean_statement(self) -> StatementOf:
        """Return what the file tells."""
        sent = self.cleaned_data["statement"]
        content = sent.read(MAX_BYTES + 1)
        self.name, self.sha256 = str(sent.name), hashlib.sha256(content).hexdigest()
        try:
            return read_statement(content)
        except NoStatement as error:
            raise forms.ValidationError(list(error.faults), code="unreadable") from error


NOT_OURS = "not_ours"  # what a form sends for money that belongs to nothing here


class MatchForm(forms.Form):
    """What a line of a statement is; cleans to an order, a claim, None for the costs of the bank, or NOT_OURS.

    `claims` are those that money which came in may pay, or of money that went out those on which too much came in.
    """

    what = forms.ChoiceField(
        label=gettext_lazy("What is this?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what this is.")},
    )

    why = LongTextField(
        label=gettext_lazy("Why does it belong to nothing here?"),
        help_text=gettext_lazy(
            "Only for that choice. For example: rent of the hall next door, told the treasury."
        ),
        max_length=500,
        rows=2,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        line: StatementLine,
        orders: Sequence[Order],
        claims: Sequence[Claim],
        may_be_fee: bool,
        may_be_not_ours: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.things: dict[str, Order | Claim | str | None] = {f"order-{one.public_id}": one for one in orders}
        labels = {f"order-{one.public_id}": _order_label(one, line) for one in orders}
        name, worded = ("claim", _claim_label) if line.is_receipt else ("refund", _refund_label)
        self.things |= {f"{name}-{one.public_id}": one for one in claims}
        labels |= {f"{name}-{one.public_id}": worded(one) for one in claims}
        if may_be_fee:
            self.things["fee"] = None
            labels["fee"] = _("Costs of the bank: they are booked in the city’s own ledger")
        if may_be_not_ours:
            self.things[NOT_OURS] = NOT_OURS
            labels[NOT_OURS] = (
                _("It belongs to no payment of the portal: nothing is booked")
                if line.tells_of_a_payment
                else _("It belongs to nothing here: no payment, no claim of the portal")
                if line.is_receipt
                else _("It sends back money that belongs to nothing here")
            )
        else:
            del self.fields["why"]
        self.fields["what"].choices = list(labels.items())  # type: ignore[attr-defined]  # a field of choices

    def clean_what(self) -> Order | Claim | str | None:
        """Return what was chosen."""
        return self.things[self.cleaned_data["what"]]

    def clean(self) -> dict[str, Any]:
        """Ask why it belongs to nothing here, when that is chosen."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        if read.get("what") == NOT_OURS and not read.get("why") and "why" not in self.errors:
            self.add_error("why", _("Tell why this belongs to nothing here."))
        return read


def _order_label(order: Order, line: StatementLine) -> str:
    told = {
        "number": order.proposal.number,
        "holder": order.bank_account.holder,
        "amount": format_euros(order.cents),
        "id": order.end_to_end_id,
    }
    if line.is_refusal:
        return _("Payment %(id)s was refused and never left: %(number)s, %(holder)s, %(amount)s") % told
    if order.channel != line.statement.channel:
        return (
            _("Payment %(id)s, told by the financial system too: %(number)s, %(holder)s, %(amount)s") % told
        )
    if line.is_receipt:
        return _("Payment %(id)s came back: %(number)s, %(holder)s, %(amount)s") % told
    return _("Payment %(id)s: %(number)s, %(holder)s, %(amount)s") % told


def _claim_label(claim: Claim) -> str:
    told = {
        "number": claim.proposal.number,
        "reference": claim.reference,
        "amount": format_euros(claim.left_cents),
        "given_up": format_euros(claim.written_off_cents),
    }
    if claim.written_off_cents and not claim.is_open:
        return (
            _("Comes in after all on %(number)s, reference %(reference)s: %(given_up)s was written off")
            % told
        )
    if claim.written_off_cents:
        words = _(
            "Paid back on %(number)s, reference %(reference)s: %(amount)s is still open, and %(given_up)s "
            "was written off"
        )
        return words % told
    if not claim.is_open:
        return (
            _(
                "Once more on %(number)s, reference %(reference)s: it was paid already, so all of it is sent back"
            )
            % told
        )
    return _("Paid back on %(number)s, reference %(reference)s: %(amount)s is still open") % told


def _refund_label(claim: Any) -> str:
    """Return how such a claim is chosen; it has `over_cents`."""
    return _("Sent back on %(number)s, reference %(reference)s: %(amount)s came in too much") % {
        "number": claim.proposal.number,
        "reference": claim.reference,
        "amount": format_euros(claim.over_cents),
    }


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
