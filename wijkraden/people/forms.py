"""What the pages of people read from a form."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import PortalError
from portal.ui.forms import DateField, TextField
from portal.ui.unchanged import UnchangedForm

from ..places.models import City, District
from ..places.queries import districts_of
from .errors import AddressTaken, AlreadyInvited, LastAdministrator, SeatClash, WrongDistrict, WrongPeriod
from .models import Language, User
from .queries import PERIODS
from .states import Role

_FIELDS: dict[type[PortalError], str] = {
    SeatClash: "role",
    WrongDistrict: "district",
    WrongPeriod: "ends_on",
    AddressTaken: "email",
    AlreadyInvited: "email",
    LastAdministrator: "ends_on",
}


def show_refusal(form: forms.Form, error: PortalError) -> None:
    """Put the sentence of a refused flow at the field it is about, else above the form."""
    name = _FIELDS.get(type(error))
    form.add_error(name if name in form.fields else None, str(error))


class DistrictField(forms.ModelChoiceField[District]):
    """A district of one city, chosen by name; in addresses and forms its slug."""

    def __init__(self, city: City, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("District"))
        super().__init__(districts_of(city), to_field_name="slug", required=False, **kwargs)


class SeatForm(forms.Form):
    """A role, its district, and from when until when."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[("", gettext_lazy("Choose a role")), *Role.choices],
        error_messages={"invalid_choice": gettext_lazy("Choose a role from the list.")},
    )
    field_order = ["role", "district", "starts_on", "ends_on"]
    starts_on = DateField(label=gettext_lazy("First day"))
    ends_on = DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave this empty if the seat has no last day yet."),
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"] = DistrictField(
            city,
            empty_label=_("The whole city"),
            help_text=_("Choose a district for a council member, a chair or a coordinator."),
            error_messages={"invalid_choice": _("Choose a district of %(city)s.") % {"city": city.name}},
        )
        self.order_fields(self.field_order)

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])

    def clean_ends_on(self) -> date | None:
        """Return the last day; refuse one that is over."""
        day: date | None = self.cleaned_data["ends_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(
                _("The last day is over already. Choose today or a later day."), code="over"
            )
        return day


class InviteForm(SeatForm):
    """Whom to invite, to what, in which language."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={
            "invalid": gettext_lazy("This is not an e-mail address. Type one, for example naam@voorbeeld.nl.")
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invitation"), choices=Language.choices, widget=forms.RadioSelect
    )
    field_order = ["email", "role", "district", "starts_on", "ends_on", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "for_another" in self.data:
            self.ask_for_another()

    def ask_for_another(self) -> None:
        """Ask if the address is someone else's now: only of one that someone of the city had before."""
        self.fields["for_another"] = forms.BooleanField(
            label=_("This address is someone else’s now"),
            help_text=_(
                "Tick this only if you know that for sure. One person never gets two accounts: "
                "roles that must stay apart could then come together. Your answer stands on the trail."
            ),
            required=False,
        )


class EndSeatForm(UnchangedForm):
    """The last day of a seat, or that it ends now."""

    ends_on = DateField(
        label=gettext_lazy("Last day"),
        error_messages={"required": gettext_lazy("Type the last day, or choose to end the seat at once.")},
        help_text=gettext_lazy(
            "The seat is still held on this day. Day, month and year, for example 3-4-2027."
        ),
    )
    at_once = forms.BooleanField(required=False)

    def __init__(self, *args: Any, has_started: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.fields["at_once"]
        if has_started:
            now.label = _("End this seat at once")
            now.help_text = _(
                "This person loses the rights of this role now, not at the end of the day. "
                "The last day above does not count then. This cannot be undone."
            )
        else:
            now.label = _("Cancel this seat: it never starts")
            now.help_text = _("The last day above does not count then. This cannot be undone.")

    def clean(self) -> dict[str, Any]:
        """Ask for no last day when the seat ends at once."""
        wanted = super().clean() or self.cleaned_data
        if wanted.get("at_once"):
            self.errors.pop("ends_on", None)
            wanted["ends_on"] = None
        return wanted


class NameForm(forms.Form):
    """A name in its three parts."""

    given_name = TextField(label=gettext_lazy("First name"), max_length=80)
    particle = TextField(
        label=gettext_lazy("Prefix"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("For example: de, van der"),
    )
    family_name = TextField(label=gettext_lazy("Last name"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            if "name" in name:
                self.fields[name].widget.attrs["spellcheck"] = "false"


class CorrectNameForm(UnchangedForm, NameForm):
    """A name that stands already."""


class AcceptForm(NameForm):
    """What someone tells who accepts an invitation."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language on this site"), choices=Language.choices, widget=forms.RadioSelect
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least 12 characters. You can also leave this empty: "
            "then you sign in with a code that we mail to you."
        ),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["given_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["family_name"].widget.attrs["autocomplete"] = "family-name"

    def clean_password(self) -> str | None:
        """Return the password, None for none; refuse a weak one."""
        password: str = self.cleaned_data["password"]
        if not password:
            return None
        person = User(
            email=self.email,
            given_name=self.cleaned_data.get("given_name", ""),
            family_name=self.cleaned_data.get("family_name", ""),
        )
        validate_password(password, person)
        return password


class SideFunctionForm(forms.Form):
    """A side function as the public reads it."""

    position = TextField(
        label=gettext_lazy("What do you do?"),
        max_length=120,
        help_text=gettext_lazy("For example: treasurer"),
    )
    organisation = TextField(
        label=gettext_lazy("For which organisation?"),
        max_length=160,
        help_text=gettext_lazy(
            "Write nothing about health, religion, politics, origin or sexual orientation: "
            "everyone can read this. "
            "If the name of the organisation tells such a thing, describe its kind, "
            "for example: an association."
        ),
    )
    is_paid = forms.TypedChoiceField(
        label=gettext_lazy("Are you paid for it?"),
        choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    starts_on = DateField(label=gettext_lazy("Since when?"))
    ends_on = DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Only if you know already when it ends."),
    )


class EndSideFunctionForm(UnchangedForm):
    """The last day of a side function."""

    ends_on = DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("After this day it no longer stands on the site. For example: 3-4-2027."),
    )


class PeopleFilter(forms.Form):
    """The filters of the list of people, as they stand in the address."""

    q = forms.CharField(label=gettext_lazy("Name or e-mail address"), required=False, max_length=200)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), required=False, choices=[("", gettext_lazy("All roles")), *Role.choices]
    )
    period = forms.ChoiceField(
        label=gettext_lazy("When"),
        required=False,
        choices=[
            ("", gettext_lazy("Now, before or later")),
            *zip(PERIODS, (gettext_lazy("Now"), gettext_lazy("Later"), gettext_lazy("Ended")), strict=True),
        ],
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"] = DistrictField(
            city,
            empty_label=_("All districts"),
            error_messages={"invalid_choice": _("Choose a district of %(city)s.") % {"city": city.name}},
        )

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the filters as arguments of `people_of`; one that can't be read is empty."""
        wanted = self.cleaned_data
        return {
            "query": wanted.get("q", ""),
            "role": wanted.get("role", ""),
            "district": wanted.get("district"),
            "period": wanted.get("period", ""),
        }
