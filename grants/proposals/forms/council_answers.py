"""What an applicant answers who has no account, and the authorisation that she signed on paper."""

from django import forms
from django.utils.translation import gettext_lazy

from portal.files.forms import UploadField, UploadForm
from portal.files.kinds import PAPERS
from portal.ui.forms import LongTextField, TextField

_NAME = gettext_lazy("Your first and last name")


class ConfirmForm(forms.Form):
    """The applicant confirms the text: she may act, and types her name."""

    may_act = forms.BooleanField(
        label=gettext_lazy("I am 18 or older. If an organisation applies: I may act for it."),
        error_messages={"required": gettext_lazy("Tick this box. Only who may act can confirm.")},
    )
    name = TextField(
        label=_NAME,
        max_length=160,
        help_text=gettext_lazy("It is kept with the text that you confirm."),
        error_messages={"required": gettext_lazy("Type your name.")},
    )


class DeclineForm(forms.Form):
    """The applicant tells what is not right."""

    reason = LongTextField(
        label=gettext_lazy("What is not right?"),
        help_text=gettext_lazy("The council reads this. It can change the text and ask you again."),
        error_messages={"required": gettext_lazy("Type what is not right.")},
    )


class WithdrawForm(forms.Form):
    """The applicant withdraws."""

    reason = LongTextField(
        label=gettext_lazy("Why do you withdraw your application?"),
        rows=4,
        error_messages={"required": gettext_lazy("Type the reason.")},
    )
    name = TextField(
        label=_NAME,
        max_length=160,
        error_messages={"required": gettext_lazy("Type your name.")},
    )


class SignedForm(UploadForm):
    """The authorisation that an applicant signed."""

    file = UploadField(
        label=gettext_lazy("Signed authorisation"),
        kinds=PAPERS,
        error_messages={"required": gettext_lazy("Choose the file with the signed authorisation.")},
    )
