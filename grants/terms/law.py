"""The terms that an Act names, and what a city may set itself (docs/terms.md).

Those of a regulation are settings of that regulation; the two lengths here are what it starts with.
"""

from .lengths import Length, SetBy, Term, Unit

DECISION = Term(Length(8, Unit.WEEKS), "Awb 4:13")  # from the day of receipt
EXTENSION = Length(12, Unit.WEEKS)  # once; with the eight it is one term of twenty weeks
DISMISSAL = Term(Length(4, Unit.WEEKS), "Awb 4:5")  # from completion, or from the last day for it
PAYMENT = Term(Length(6, Unit.WEEKS), "Awb 4:87")  # from the day of sending, of a grant as of a claim
OBJECTION = Term(Length(6, Unit.WEEKS), "Awb 6:7, 6:8")  # from the day of sending
POSTED = Term(Length(1, Unit.WEEKS), "Awb 6:9")  # for what was posted in time, from the last day of the term
ON_OBJECTION = Term(Length(6, Unit.WEEKS), "Awb 7:10")  # from the last day of the term to object
OBJECTION_EXTENSION = Length(6, Unit.WEEKS)  # once; with the six it is one term of twelve weeks
APPEAL = Term(Length(6, Unit.WEEKS), "Awb 6:7, 6:8")  # from the day of sending the decision on an objection
BUDGET = Term(Length(4, Unit.WEEKS), "Awb 4:34")  # from the day on which the city council adopted the budget
SUSPENSION = Term(Length(13, Unit.WEEKS), "Awb 4:56")  # of payments, from the day on which it was told
WITHDRAWAL = Term(Length(5, Unit.YEARS), "Awb 4:49")  # from the day on which the final amount was told
RECOVERY = Term(Length(5, Unit.YEARS), "Awb 4:57")  # from the day of the determination
LIMITATION = Term(
    Length(5, Unit.YEARS), "Awb 4:104, 4:106"
)  # of a claim: from its last day to pay, or a notice
NOTICE = Term(Length(2, Unit.WEEKS), "Awb 4:112")  # from the day on which the formal notice was sent
REPORT = Term(Length(4, Unit.WEEKS), set_by=SetBy.CITY, is_kind=True)  # from the last day of the action
DEFAULT = Term(Length(2, Unit.WEEKS), "Awb 4:17")  # from the notice of default


def completion(length: Length, *, is_kind: bool = True) -> Term:
    """Return the term that an officer gives to complete an application, from the day of sending.

    Its length is the officer's, so the Act moves nothing; `is_kind` is the city's setting.
    """
    return Term(length, "Awb 4:5", SetBy.CITY, is_kind)
