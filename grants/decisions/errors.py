"""What may go wrong with a decision, worded for users."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from grants.errors import GrantError
from grants.money import format_euros


class OutsideMandate(GrantError):
    """No mandate of whoever decides covers the amount, the day, the regulation and the district.

    `most_cents` (euro cents) is what the widest mandate covers there and then, 0 without one.
    """

    def __init__(self, most_cents: int) -> None:
        told = {"most": format_euros(most_cents)}
        super().__init__(
            _(
                "Your mandate covers up to %(most)s here. A decision above that is taken by someone with a wider "
                "mandate, or by the college. Return it, or leave it to your colleague."
            )
            % told
            if most_cents
            else _(
                "You have no mandate for this district and regulation today. The decision is taken by someone "
                "who has, or by the college."
            )
        )
        self.most_cents = most_cents


class SamePerson(GrantError):
    """Who prepared, handled or scored it never decides on it."""

    def __init__(self) -> None:
        super().__init__(_("You prepared, handled or scored this proposal, so someone else decides on it."))


class OwnDistrict(GrantError):
    """Who sits in a council or coordinates it never decides on its proposals."""

    def __init__(self) -> None:
        super().__init__(
            _("You sit in the council of this district or coordinate it, so someone else decides.")
        )


class NotReady(GrantError):
    """Something that the decision must say is missing or does not add up; the sentence says what.

    `lacks` are pairs of what it is about, as the form of a decision calls it ("" for the whole), and its sentence.
    """

    def __init__(self, sentence: str = "", *, lacks: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(sentence or " ".join(told for _about, told in lacks))
        self.lacks = list(lacks) or [("", sentence)]


class NoView(GrantError):
    """The applicant was not asked for a view on the intention, or still has time to give it."""


class TooLate(GrantError):
    """The term for this is over, or it has yet to begin: to dismiss (Awb 4:5), to lower (4:49), to ask back (4:57)."""


class WrongMandate(GrantError):
    """A mandate that cannot be: its days, its districts, or for whoever enters it."""


class NotTheCouncil(GrantError):
    """In this round the council decides itself, or just not."""


class HeldBack(GrantError):
    """Something waits for the decision day and must be told first, or nothing waits for it."""


class TookPart(GrantError):
    """Who took part in a decision never handles the objection to it (Awb 10:3)."""

    def __init__(self) -> None:
        super().__init__(
            _("You took part in this decision or in its preparation, so someone else handles the objection.")
        )


class DecidedFirst(GrantError):
    """Who took a decision to which an objection was upheld takes no new one in its place (Awb 10:3)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You took the decision to which the objection was upheld, so someone else takes the new decision."
            )
        )


class OffTheList(GrantError):
    """From the waiting list this is not granted now: no place any more, not its turn, or too much."""


class NoObjection(GrantError):
    """To this decision no objection can be made, or this one cannot be decided so; the sentence says why."""


class NeedsMoney(GrantError):
    """After an objection it must be given, but the budget has less now; `left_cents` says how much.

    `short_cents` must be added to the budget first (E1). `why` says why the ceiling does not count, otherwise that of
    the first decision allows it.
    """

    def __init__(self, left_cents: int, short_cents: int, *, why: str = "") -> None:
        why = why or _(
            "At the first decision there was enough, so the ceiling is no ground to refuse it (Awb 4:25)."
        )
        short = _("But now only %(left)s is left of the budget. First have %(short)s added to the budget.")
        told = {"left": format_euros(left_cents), "short": format_euros(short_cents)}
        super().__init__(f"{why} {short % told}")
        self.left_cents, self.short_cents = left_cents, short_cents
