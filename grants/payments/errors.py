"""What may go wrong with payments, worded for users."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from grants.errors import GrantError
from portal.ui.dates import full_date


class NotPayable(GrantError):
    """Some of what was chosen is not to be paid now; the sentence names what, and why."""


class SamePerson(GrantError):
    """Who prepared a payment, or entered, confirmed or vouched for its account, or whose it is, never releases it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You prepared a payment of this batch, entered or confirmed an account in it, noted why one is right, "
                "rejected a newer one, or one is your own, so someone else releases it."
            )
        )


class OwnChange(GrantError):
    """Who entered another account never confirms or rejects it."""

    def __init__(self) -> None:
        super().__init__(_("You entered this account, so another officer calls back about it."))


class OwnNote(GrantError):
    """Who entered an account, pays to it, or has it, never notes why it is right; the sentence says which."""


class Unconfirmed(GrantError):
    """Another account was entered and waits for a call back; `numbers` are those of the dossiers."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.numbers = list(numbers)
        super().__init__(
            _(
                "Frozen until the new account is confirmed: %(numbers)s. An officer who did not enter it calls the "
                "recipient back first. Leave these payments out."
            )
            % {"numbers": ", ".join(self.numbers)}
        )


class InDoubt(GrantError):
    """An account waits until an officer noted why it is right; `numbers` are those of the dossiers."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.numbers = list(numbers)
        super().__init__(
            _(
                "An officer first notes why the account is right: %(numbers)s. Leave these payments out until then."
            )
            % {"numbers": ", ".join(self.numbers)}
        )


class NoNameAnswer(GrantError):
    """The bank gave no answer on the name of an account; it is asked again."""


class Suspended(GrantError):
    """Payments stand still because of a suspicion (Awb 4:56); `numbers` are those of the dossiers."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.numbers = list(numbers)
        super().__init__(
            _("The payments of these dossiers stand still (Awb 4:56): %(numbers)s. Leave them out.")
            % {"numbers": ", ".join(self.numbers)}
        )


class NotToSuspend(GrantError):
    """The payments of a dossier stand still already, or did so as long as the law allows."""


class NobodyToTell(GrantError):
    """There is no address to tell the recipient that payments stand still, so they do not."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Payments stand still from the day on which the recipient is told, and no address is known here. "
                "Complete the details of the recipient first."
            )
        )


class WrongCall(GrantError):
    """The call back was not between the change of the account and now."""


class Frozen(GrantError):
    """Accounts changed after the payment was prepared; `numbers` are those of the dossiers."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.numbers = list(numbers)
        super().__init__(
            _(
                "The account changed after these payments were prepared: %(numbers)s. Leave them out, and prepare "
                "them again to the new account."
            )
            % {"numbers": ", ".join(self.numbers)}
        )


class NoAccount(GrantError):
    """The city has no account to pay from yet."""

    def __init__(self) -> None:
        super().__init__(_("The budget holder first enters the account from which the city pays."))


class WrongAccount(GrantError):
    """The IBAN of the city is not one, or has no BIC."""


class NoBankDay(GrantError):
    """On that day banks do not pay, or it is over."""


class BadLine(GrantError):
    """The bank would refuse some payments; the sentence names them."""


class BadFile(GrantError):
    """The file for the bank does not fit its schema."""


class NoStatement(GrantError):
    """The file is no statement that can be read; each of the sentences says what is wrong with it."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


class NoReason(GrantError):
    """A wrong statement is withdrawn with the reason."""

    def __init__(self) -> None:
        super().__init__(_("Type why it is withdrawn."))


class AlreadyRead(GrantError):
    """The statement was read before."""


class WrongMatch(GrantError):
    """A line of a statement and what it is said to be do not go together."""


class NothingDue(GrantError):
    """Nothing has to be paid back by that decision, or it was asked already."""


class SameAccount(GrantError):
    """The account that was entered stands there already."""


class NotToWriteOff(GrantError):
    """A claim cannot be given up now, or not that much of it; `field` is what was asked too much of, if any."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(sentence)


class NotLapsed(NotToWriteOff):
    """The city can still claim it at law, until that day."""

    def __init__(self, last: date) -> None:
        super().__init__(
            _("It has not lapsed yet: the city can claim it until %(day)s (Awb 4:104).")
            % {"day": full_date(last)},
            field="ground",
        )


class OwnWriteOff(GrantError):
    """Who prepared a write-off never decides on it."""

    def __init__(self) -> None:
        super().__init__(_("You prepared this write-off, so another budget holder decides on it."))


class NotToSetOff(GrantError):
    """A claim cannot be set off now, not against that dossier, or not that much; `field` is what is wrong, if any."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(sentence)


class OwnSetOff(GrantError):
    """Who prepared a set-off, or entered or confirmed an account of either dossier, never decides on it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You prepared this set-off, or entered or confirmed an account of one of both dossiers, so another "
                "payer decides on it."
            )
        )
