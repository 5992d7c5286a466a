"""What is filled in about an order: proof of delivery, an invoice, and why one of these is taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.fields import EuroField
from grants.money import MAX_CENTS
from grants.vat import PERCENT, Rate
from portal.errors import PortalError
from portal.files.forms import UploadField, UploadForm
from portal.files.kinds import PAPERS_AND_SHEETS
from portal.ui.forms import DateField, LongTextField, TextField
from portal.ui.unchanged import UnchangedForm, put_in

from .checking import DeliveryOf, InvoiceOf, LineOf, delivered_meanwhile
from .errors import WrongDelivery, WrongInvoice
from .states import Stage, Whole

FILES, LINES = 3, 3  # rows on the page


class DeliverForm(UploadForm):
    """That something was delivered, when, how much of the order, and what shows it.

    `left_cents` is what is still to come; the form is refused once when the page was drawn with another amount.
    """

    left = forms.IntegerField(widget=forms.HiddenInput, required=False)

    delivered_on = DateField(label=gettext_lazy("On which day was it delivered?"))
    whole = forms.ChoiceField(
        label=gettext_lazy("Was everything delivered?"),
        choices=Whole.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
    cents = EuroField(
        label=gettext_lazy("What does the part that was delivered come to, with VAT?"),
        help_text=gettext_lazy("Only when it was a part. Of the amount that was ordered."),
        required=False,
        max_cents=MAX_CENTS,
    )
    words = LongTextField(
        label=gettext_lazy("What was delivered, and how do you know?"),
        help_text=gettext_lazy("For example: I was there, the stage stood at ten. The city pays by this."),
        max_length=2000,
        rows=4,
        error_messages={"required": gettext_lazy("Write what was delivered, and how you know.")},
    )

    file_1 = UploadField(
        label=gettext_lazy("Photo or delivery note (1)"), kinds=PAPERS_AND_SHEETS, required=False
    )
    file_2 = UploadField(
        label=gettext_lazy("Photo or delivery note (2)"), kinds=PAPERS_AND_SHEETS, required=False
    )
    file_3 = UploadField(
        label=gettext_lazy("Photo or delivery note (3)"), kinds=PAPERS_AND_SHEETS, required=False
    )

    def __init__(self, *args: Any, left_cents: int, **kwargs: Any) -> None:
        # What was kept of an ended session carries the amount of its own page.
        kwargs["initial"] = {"left": left_cents, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.left_cents = left_cents

    def clean(self) -> dict[str, Any]:
        """Refuse what was filled in before someone else confirmed a delivery or took one back."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        if "left" in self.data and read.pop("left", None) != self.left_cents:
            put_in(self, "left", str(self.left_cents))
            self.errors.pop("left", None)
            self.add_error(None, delivered_meanwhile(self.left_cents))
        return read

    @property
    def has_only_wrong_files(self) -> bool:
        """Tell if all but a file was read, so that what does not fit the order can be told at once."""
        return bool(self.errors) and set(self.errors) <= {f"file_{number}" for number in range(1, FILES + 1)}

    @property
    def what(self) -> DeliveryOf:
        """Return what was filled in, of a form without errors but for its files."""
        read = self.cleaned_data
        uploads = (read.get(f"file_{number}") for number in range(1, FILES + 1))
        return DeliveryOf(
            whole=Whole(read["whole"]),
            delivered_on=read["delivered_on"],
            words=read["words"],
            cents=read["cents"],
            uploads=tuple(one for one in uploads if one is not None),
            left_cents=self.left_cents,
        )


class InvoiceForm(UploadForm):
    """What stands on the invoice of a supplier, with its amounts at each rate of VAT."""

    number = TextField(
        label=gettext_lazy("Number of the invoice"),
        max_length=40,
        error_messages={"required": gettext_lazy("Type the number that the supplier gave it.")},
    )
    order_number = TextField(
        label=gettext_lazy("Order number on the invoice"),
        help_text=gettext_lazy("Type it over from the invoice itself."),
        max_length=20,
        error_messages={"required": gettext_lazy("Type the order number that the invoice names.")},
    )
    dated_on = DateField(label=gettext_lazy("Date on the invoice"))
    received_on = DateField(
        label=gettext_lazy("Day on which the city received it"),
        help_text=gettext_lazy("The city pays within thirty days after it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, LINES + 1):
            self._add_line(number)
        self.fields["cents"] = EuroField(
            label=gettext_lazy("Amount with VAT, as it stands on the invoice"),
            min_cents=1,
            max_cents=MAX_CENTS,
            error_messages={"required": gettext_lazy("Type the amount with VAT.")},
        )
        self.fields["compensable_cents"] = EuroField(
            label=gettext_lazy("How much of the VAT does the city get back?"),
            help_text=gettext_lazy(
                "From the BTW-compensatiefonds, by the city’s own books; 0 if nothing. It does not change what is paid."
            ),
            max_cents=MAX_CENTS,
            error_messages={"required": gettext_lazy("Type how much of the VAT comes back; 0 if nothing.")},
        )
        upload = UploadField(label=gettext_lazy("The invoice itself"), kinds=PAPERS_AND_SHEETS)
        upload.owner = str(kwargs["by"].public_id)
        self.fields["file"] = upload

    def _add_line(self, number: int) -> None:
        told = {"n": number}
        needed = number == 1
        self.fields[f"net_{number}"] = EuroField(
            label=_("Amount without VAT (%(n)d)") % told,
            required=needed,
            min_cents=1,
            max_cents=MAX_CENTS,
            error_messages={"required": _("Type the amount without VAT.")},
        )
        self.fields[f"rate_{number}"] = forms.ChoiceField(
            label=_("Rate of VAT (%(n)d)") % told,
            required=needed,
            choices=[("", _("Choose")), *Rate.choices],
            error_messages={"required": _("Choose the rate of VAT.")},
        )
        self.fields[f"vat_{number}"] = EuroField(
            label=_("VAT (%(n)d)") % told,
            required=False,
            max_cents=MAX_CENTS,
            help_text=_("As it stands on the invoice; 0 or nothing where no VAT is asked.") if needed else "",
        )

    @property
    def first_fields(self) -> list[BoundField]:
        """Return the fields above the lines."""
        return [self[name] for name in ("number", "order_number", "dated_on", "received_on")]

    @property
    def rows(self) -> list[list[BoundField]]:
        """Return the fields of each line."""
        names = ("net", "rate", "vat")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, LINES + 1)]

    @property
    def last_fields(self) -> list[BoundField]:
        """Return the fields under the lines."""
        return [self[name] for name in ("cents", "compensable_cents", "file")]

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of each line that was begun."""
        read: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, LINES + 1):
            net, rate, vat = (read.get(f"{name}_{number}") for name in ("net", "rate", "vat"))
            if (rate or vat) and net is None and f"net_{number}" not in self.errors:
                self.add_error(f"net_{number}", _("Type the amount without VAT."))
            if net is not None and not rate and f"rate_{number}" not in self.errors:
                self.add_error(f"rate_{number}", _("Choose the rate of VAT."))
            if net is not None and rate in PERCENT and vat is None and f"vat_{number}" not in self.errors:
                self.add_error(f"vat_{number}", _("Type the VAT that stands on the invoice."))
        return read

    @property
    def lines(self) -> list[LineOf]:
        """Return the lines, of a form without errors."""
        read = self.cleaned_data
        return [
            LineOf(Rate(read[f"rate_{number}"]), net, read[f"vat_{number}"] or 0)
            for number in range(1, LINES + 1)
            if (net := read[f"net_{number}"]) is not None
        ]

    @property
    def what(self) -> InvoiceOf:
        """Return what was filled in, of a form without errors."""
        read = self.cleaned_data
        names = ("number", "order_number", "dated_on", "received_on", "cents", "compensable_cents")
        return InvoiceOf(lines=self.lines, upload=read["file"], **{name: read[name] for name in names})


class TakeBackForm(forms.Form):
    """Why a delivery or an invoice is taken back."""

    why = LongTextField(
        label=gettext_lazy("Why do you take it back?"),
        help_text=gettext_lazy("It stays visible with this reason."),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Write why it is taken back.")},
    )


class NoMoreForm(forms.Form):
    """Why no more invoices come of an order."""

    why = LongTextField(
        label=gettext_lazy("Why do no more invoices come?"),
        help_text=gettext_lazy("For example: the supplier wrote on 3 November that this was the last one."),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Write why no more invoices come.")},
    )


class OrderFilter(forms.Form):
    """Words of an order or its proposal, and what it waits for."""

    q = TextField(
        label=gettext_lazy("Search"), required=False, help_text=gettext_lazy("Number, title or place")
    )
    show = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All orders")), *Stage.choices],
    )

    @property
    def asked(self) -> dict[str, str]:
        """Return what was asked, as `listed` takes it; a filter that cannot be read does not count."""
        read = self.cleaned_data
        return {"stage": read.get("show", ""), "q": read.get("q", "")}


class ReturnForm(UnchangedForm):
    """Why an order goes in the yearly return, or no longer does."""

    why = LongTextField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy(
            "For example: the supplier has no company of its own. Type no citizen number here."
        ),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Write why.")},
    )


def show_refusal(form: forms.Form, error: PortalError) -> None:
    """Put each sentence of a refused flow at the field it is about, else above the form."""
    lacks = [("", str(error))]
    if isinstance(error, WrongInvoice):
        lacks = error.lacks
    elif isinstance(error, WrongDelivery):
        lacks = [(error.field, str(error))]
    for name, sentence in lacks:
        form.add_error(name if name in form.fields else None, sentence)
