"""What an operator may filter messages by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Channel, MessageState


class MessageFilter(forms.Form):
    """State, channel and a part of the address."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *MessageState.choices]
    )
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("E-mail and paper")), *Channel.choices]
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=320)
