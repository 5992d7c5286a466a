"""A form with every kind of field, and an act that asks first."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..forms import DateField, LongTextField, TextField
from ..specimens import State
from .figures import euros

Sent = QueryDict | None


class SampleForm(forms.Form):
    """Every kind of field; sending it shows its errors and keeps nothing."""

    title = TextField(
        label=_("Title"), max_length=80, help_text=_("A name that everyone in the district understands")
    )
    summary = LongTextField(label=_("Summary"), max_length=300, rows=4)
    on = DateField(label=_("First day"))
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    kind = forms.ChoiceField(
        label=_("Who carries it out?"),
        widget=forms.RadioSelect,
        choices=[
            ("a", _("Someone applies for a grant")),
            ("b", _("The city buys it")),
            ("c", _("The city does it")),
        ],
    )
    days = forms.MultipleChoiceField(
        label=_("On which days?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", _("On weekdays")), ("2", _("In the weekend"))],
    )
    area = forms.ChoiceField(label=_("Area"), choices=[("", "—"), ("c", "Centrum"), ("d", "Delfshaven")])
    quote = forms.FileField(
        label=_("Quotation"), required=False, help_text=_("A PDF or a photo of at most 10 MB")
    )
    agreed = forms.BooleanField(label=_("I have read the conditions"))


def form_states(sent: Sent) -> list[State]:
    """Return an empty form, or the form as it was sent."""
    title = _("Empty: try it, nothing is kept") if sent is None else _("As you sent it")
    return [
        State(title, "form", {"form": SampleForm(sent), "submit": gettext("Check"), "cancel_url": "#main"})
    ]


def form_errors_states(_sent: Sent) -> list[State]:
    """Return a form with every error."""
    data = QueryDict(mutable=True)
    data.update({"title": "", "summary": "tekst " * 60, "on": "31-04-2027", "email": "anna@", "area": ""})
    return [State(_("With errors"), "form", {"form": SampleForm(data), "submit": gettext("Check")})]


class SampleFilter(forms.Form):
    """What a list may be filtered by; it filters nothing."""

    kind = forms.ChoiceField(label=_("Area"), required=False, choices=[("", "—"), ("c", "Centrum")])
    since = DateField(label=_("First day"), required=False)


def filters_states(_sent: Sent) -> list[State]:
    """Return filters that wait, and filters with a mistake."""
    label = gettext("Filters of a list")
    wrong = SampleFilter({"wrong-kind": "c", "wrong-since": "31-04-2027"}, prefix="wrong")
    return [
        State(_("Nothing chosen"), "filters", {"form": SampleFilter(), "label": label}),
        State(
            _("With errors"),
            "filters",
            {"form": wrong, "label": f"{label} 2", "all_url": "#main", "is_filtered": True, "summary": True},
        ),
    ]


def confirm_states(_sent: Sent) -> list[State]:
    """Return acts that ask first."""
    text = gettext("The applicant gets the letter at once. This cannot be undone.")
    return [
        State(
            _("An act that binds"),
            "confirm",
            {
                "id": "grant",
                "url": "/components/confirm/",
                "label": gettext("Grant %s") % euros("4.800,00"),
                "question": gettext("Grant this amount?"),
                "text": text,
            },
        ),
        State(
            _("An act that takes away"),
            "confirm",
            {
                "id": "end",
                "url": "/components/confirm/",
                "label": gettext("End this seat"),
                "question": gettext("End this seat today?"),
                "danger": True,
            },
        ),
        State(
            _("In a row of a list"),
            "confirm",
            {
                "id": "withdraw",
                "url": "/components/confirm/",
                "label": gettext("Withdraw the invitation"),
                "about": "anna@demo.example",
                "question": gettext("Withdraw the invitation to %(email)s?") % {"email": "anna@demo.example"},
                "danger": True,
                "quiet": True,
            },
        ),
    ]
