"""What may go wrong with an order, a delivery or an invoice, worded for users."""

from django.utils.translation import gettext as _

from grants.errors import GrantError


class WrongDelivery(GrantError):
    """What is said to be delivered does not fit the order; `field` is what the sentence is about, "" for all."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class WrongInvoice(GrantError):
    """An invoice does not hold, or does not match order and delivery; `lacks` are its fields with their sentences."""

    def __init__(self, lacks: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _field, sentence in lacks))
        self.lacks = lacks


class CouncilOrderedIt(GrantError):
    """Where the council itself ordered something, nobody who sat in it confirms that it was delivered."""

    def __init__(self) -> None:
        super().__init__(
            _("Your council itself decided on this order, so an officer confirms that it was delivered.")
        )


class ConfirmedIt(GrantError):
    """Who confirmed that something was delivered never makes its order larger."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Who prepares or decides this confirmed a delivery of the order, so someone else makes it larger."
            )
        )


class OrderedIt(GrantError):
    """Who ordered something never confirms that it was delivered."""

    def __init__(self) -> None:
        super().__init__(
            _("You prepared or decided on this order, so someone else confirms that it was delivered.")
        )
