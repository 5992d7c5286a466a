"""The banks of the demo: the last word of the name that is asked decides what they answer, so each can be seen."""

from __future__ import annotations

from .errors import NoNameAnswer
from .name_check import Answered
from .states import NameAnswer

CLOSE, NO_MATCH, UNKNOWN, NOBODY = "ongeveer", "onjuist", "onbekend", "storing"
_ANSWERS = {NO_MATCH: NameAnswer.NO_MATCH, UNKNOWN: NameAnswer.UNKNOWN}


class DemoBanks:
    """Answers by the last word of the name, whatever the account; every other name is right.

    “… ongeveer” is nearly right, and the name before it is suggested; “… onjuist” is another one's; of “… onbekend” the
    bank cannot tell; at “… storing” nobody answers.
    """

    def ask(self, *, iban: str, holder: str) -> Answered:  # noqa: ARG002  # what every bank is asked
        """Return the answer to that word."""
        before, _space, last = holder.strip().rpartition(" ")
        word = last.casefold()
        if word == NOBODY:
            raise NoNameAnswer("the bank of the demo does not answer to this name")
        if word == CLOSE and before:
            return Answered(NameAnswer.CLOSE, suggested=before)
        return Answered(_ANSWERS.get(word, NameAnswer.MATCH))
