"""What may go wrong with Stripe, worded for users."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.errors import GrantError


class SwitchedOff(GrantError):
    """The installation has no key of Stripe."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Stripe is switched off in this portal. Ask the administrator to have its keys set, or try later."
            )
        )


class NoAnswer(GrantError):
    """Stripe gave no answer that says what it did: nobody knows until it is asked."""

    def __init__(self, what: str = "") -> None:
        self.what = what
        super().__init__(_("Stripe gives no answer now. Try again in a few minutes."))


class Silent(NoAnswer):
    """Nobody answered at all, or not in time: whoever is asked next waits as long."""


class RoundEnded(GrantError):
    """A round of regular work at Stripe ended at its first silence; `left` is how much the next one does."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(
            ngettext(
                "Stripe gives no answer now. %(count)s thing is left for the next round.",
                "Stripe gives no answer now. %(count)s things are left for the next round.",
                left,
            )
            % {"count": left}
        )


class NotAllowed(NoAnswer):
    """Our key may do nothing with that account: the recipient shut us out, or the key is another's."""


class BadKey(NoAnswer):
    """Stripe does not take our key, or the key lacks a right: that says nothing of any account or payment."""


class HeldBack(GrantError):
    """What was released does not go to Stripe now: `trouble` says why, and `reason` why it never will, "" for later."""

    def __init__(self, trouble: str, reason: str = "") -> None:
        self.trouble, self.reason = trouble, reason
        super().__init__(_("This payment does not go to Stripe now."))


class NotEnough(GrantError):
    """A balance at Stripe is too low: it did nothing."""

    def __init__(self) -> None:
        super().__init__(_("There is not enough on the balance at Stripe."))


class Refused(GrantError):
    """Stripe says no, and did nothing: `code` and `words` are its own, `status` that of the answer."""

    def __init__(self, code: str, words: str, status: int | None) -> None:
        self.code, self.words, self.status = code, words, status
        super().__init__(_("Stripe refuses this: %(words)s") % {"words": words or code})


class Forged(GrantError):
    """A webhook that Stripe did not sign for us, not now, or not in a shape that we read."""

    def __init__(self) -> None:
        super().__init__(_("This message is not one of Stripe for this portal."))


class NotUsable(GrantError):
    """The recipient cannot be paid by Stripe yet; the sentence names the dossiers and why."""


class LinkEnded(GrantError):
    """The link of a recipient no longer works."""


class OwnWayOut(GrantError):
    """Who noted how a payment by Stripe ended never approves that."""

    def __init__(self) -> None:
        super().__init__(_("You noted how this payment ended, so another payer approves it."))


class OwnInvitation(GrantError):
    """Who sent the link to a recipient never confirms the bank account that came of it."""

    def __init__(self) -> None:
        super().__init__(_("You sent the link to the recipient, so another officer calls back about it."))
