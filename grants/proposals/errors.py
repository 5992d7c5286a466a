"""What may go wrong with a proposal, worded for users."""

from django.utils.translation import gettext as _

from grants.errors import GrantError


class NotWhole(GrantError):
    """Something that must be there is missing; `missing` are the sentences per part of the editor."""

    def __init__(self, missing: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in missing.values() for sentence in sentences))
        self.missing = missing


class HasInterest(GrantError):
    """Whoever acts has an interest in the proposal, so she takes no part in it."""

    def __init__(self) -> None:
        super().__init__(_("You said that you have an interest in this proposal, so you take no part in it."))


class ReviewsIt(GrantError):
    """Whoever would handle it reviews it."""

    def __init__(self) -> None:
        super().__init__(_("You review this proposal, so somebody else handles it."))


class WrongLines(GrantError):
    """Costs and cover differ, or a line of them has no amount."""


class WrongBankAccount(GrantError):
    """The IBAN is not one, or not one to pay to."""


class OwnAccount(WrongBankAccount):
    """The account is one of the city itself, so what is paid to it reaches nobody."""

    def __init__(self) -> None:
        super().__init__(
            _("This is the account of the city itself. Type the account of whoever receives the money.")
        )


class NotOfThisPlan(GrantError):
    """An aim stands in another version of the plan than that of the round."""


class NotInThisRound(GrantError):
    """The district has no budget in the round."""


class NoDecision(GrantError):
    """The council did not decide to put this text forward."""


class WrongVotes(GrantError):
    """The votes do not add up to those who took part, or someone with an interest took part."""


class MoreThanSeats(WrongVotes):
    """More members took part or stepped back than there are seats."""


class WrongMember(WrongVotes):
    """A member held no seat that day, or has an interest and took part."""


class StandsAlready(WrongVotes):
    """The council decided on this text before."""


class NoQuorum(GrantError):
    """Too few members took part."""


class NotAuthorised(GrantError):
    """Nobody is authorised to act for the council, or not up to this amount."""


class NotConfirmed(GrantError):
    """The applicant has yet to confirm the text."""


class ConfirmationEnded(GrantError):
    """The link was used, is too old, or asks about a text that changed."""


class WrongDay(GrantError):
    """A day lies where it cannot be: a last day in the past, a meeting in the future."""


class NothingAsked(GrantError):
    """A question or an answer is empty."""


class WrongFile(GrantError):
    """The file that was handed in is not accepted, or the proposal takes none of its kind now."""


class PutForward(GrantError):
    """The council decided to put it forward, so it is not kept back."""
