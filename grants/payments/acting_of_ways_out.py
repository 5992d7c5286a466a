"""What Stripe says of a payment that does not end by itself, asked just before somebody notes how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.errors import WrongState

from . import gateway_of_stripe as gateway
from .acting import act_or_say
from .checking_of_connect import way_out_of
from .errors_of_connect import NoAnswer, SwitchedOff
from .queries_of_connect import transfer_now
from .states_of_connect import Trouble, WayOutKind

if TYPE_CHECKING:
    from .models import StripeTransfer


def what_stripe_says(transfer: StripeTransfer, *, kind: WayOutKind, at: datetime) -> dict[str, int | str]:
    """Take a payment as far as it goes, and return what Stripe says of it now when it still does not end by itself.

    Nobody holds a lock meanwhile: the flow that keeps it looks at the payment afresh. Raises NoAnswer and SwitchedOff,
    and WrongState when it ends by itself after all, or Stripe says something else.
    """
    if not gateway.is_on():
        raise SwitchedOff
    act_or_say(transfer, at=at)
    row = transfer_now(transfer.pk)
    if row.trouble == Trouble.OTHER_KEY:  # so nothing was asked
        raise WrongState(str(Trouble.OTHER_KEY.label))
    if way_out_of(row) != kind:
        raise WrongState(
            _("Stripe was asked, and this payment goes on by itself. Look at how it stands now.")
        )
    if kind == WayOutKind.NEVER_DONE:
        found = gateway.transfers_of(row.order.public_id)
        if found:
            raise WrongState(_("Stripe has a transfer of this payment. Ask Stripe about it."))
        return {"transfers": 0}
    told = gateway.transfer_at(row.transfer_id or "")
    if told is None:
        raise NoAnswer("transfer")
    if told.reversed_cents:
        raise WrongState(_("Stripe took a part of it back. Ask Stripe to take back the rest."))
    return {"cents": told.cents, "reversed_cents": told.reversed_cents, "trouble": row.trouble}
