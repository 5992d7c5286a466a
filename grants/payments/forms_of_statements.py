"""What the pages of statements read from a form: the file, what a line is, and why a statement is withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.money import format_euros
from portal.ui.forms import LongTextField

from .errors import NoStatement
from .models import Batch, Claim, Order, StatementLine
from .statement import read_statement
from .told import MAX_BYTES, StatementOf


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


Thing = Order | Batch | Claim | str | None
NOT_OURS = "not_ours"  # what a form sends for money that belongs to nothing here


class MatchForm(forms.Form):
    """What a line of a statement is; cleans to an order, a batch, a claim, None for the costs of the bank, or NOT_OURS.

    `claims` are those that money which came in may pay, or of money that went out those on which too much came in.
    """

    what = forms.ChoiceField(
        label=gettext_lazy("What is this?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what this is.")},
    )

    why = LongTextField(
        label=gettext_lazy("Why is it not of this portal?"),
        help_text=gettext_lazy(
            "Only for that choice. For example: rent of the hall next door, or a payment of another department. It can "
            "be taken back until the year closes."
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
        batches: Sequence[Batch],
        claims: Sequence[Claim],
        may_be_fee: bool,
        may_be_not_ours: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.things: dict[str, Thing] = {f"order-{one.public_id}": one for one in orders}
        labels = {f"order-{one.public_id}": _order_label(one, line) for one in orders}
        self.things |= {f"batch-{one.public_id}": one for one in batches}
        labels |= {f"batch-{one.public_id}": _batch_label(one) for one in batches}
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
                else _("It is not of this portal: no payment, no claim, nothing that was sent back")
            )
        else:
            del self.fields["why"]
        self.fields["what"].choices = list(labels.items())  # type: ignore[attr-defined]  # a field of choices

    def clean_what(self) -> Thing:
        """Return what was chosen."""
        return self.things[self.cleaned_data["what"]]

    def clean(self) -> dict[str, Any]:
        """Ask why it belongs to nothing here, when that is chosen."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        if read.get("what") == NOT_OURS and not read.get("why") and "why" not in self.errors:
            self.add_error("why", _("Tell why this is not of this portal."))
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


def _batch_label(batch: Batch) -> str:
    return _("All %(count)s payments of batch %(number)s at once: %(amount)s") % {
        "count": batch.count,
        "number": batch.number,
        "amount": format_euros(batch.cents),
    }


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


class WithdrawForm(forms.Form):
    """Why a statement is withdrawn."""

    why = LongTextField(
        label=gettext_lazy("Why do you withdraw it?"),
        help_text=gettext_lazy(
            "For example: the file of a test, or of another account. It stays with the statement."
        ),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Type why it is withdrawn.")},
    )
