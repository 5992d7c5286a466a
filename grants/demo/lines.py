"""The lines of the demo: how a dossier may go, how many go so, and between which days.

Days are counted back from the day that the demo shows; below zero they lie after it.
"""

from dataclasses import dataclass
from enum import Enum

from grants.proposals.states import Route, State


class Anchor(Enum):
    """From which day the others of a dossier are counted."""

    RECEIVED = "received"
    ENDED = "ended"  # the last day of the action
    TENDER_BEFORE = "tender_before"  # the last day of the tender of the year before
    TENDER_NOW = "tender_now"
    ENDED_BEFORE = "ended_before"  # the action ended in the autumn of the year before


_ROUTES = (
    *(Route.SUBSIDY, Route.SUBSIDY, Route.PURCHASE, Route.SUBSIDY, Route.OWN),
    *(Route.SUBSIDY, Route.SUBSIDY),
)
_ASKED_FOR = (Route.SUBSIDY,)
_NOT_BOUGHT = tuple(Route.OWN if one == Route.PURCHASE else one for one in _ROUTES)  # no invoice comes


@dataclass(frozen=True)
class Line:
    """How dossiers go, and where they stand on the day of the demo; those of long ago may have closed since.

    `newest` and `oldest` are the days between which their anchors lie; `oldest` None: as far back as the year before
    goes. `at_home` of them are of the district of the cast, the next one of the other if `elsewhere`.
    """

    name: str
    ends: State
    count: int
    newest: int
    oldest: int | None = None
    anchor: Anchor = Anchor.RECEIVED
    tiers: str = "AABC"
    routes: tuple[Route, ...] = _ROUTES
    next_year: bool = False  # asks of the year after, of which no budget is adopted yet
    at_home: int = 0
    elsewhere: bool = False
    starts_later: bool = False  # the action has yet to begin
    began_before: int = 0  # the action began at least so many days before the day of the demo
    cents: int = 0  # what each asks, in euro cents; 0: an amount of the tier
    over_budget: bool = False  # asks more than the district has
    steps_back: bool = False  # of the first of them the chair has an interest in who applies
    same_recipient: bool = False  # all of these lines are of one recipient
    is_small: bool = False  # under the small regulation, whose payments leave by the city's financial system


SMALL_DAYS = 66  # before the day of the demo, what asks of the small regulation was submitted: in one year
SET_OFF_DAYS = (
    50  # before the day of the demo, what is paid less by a set-off was submitted: in the year of that day
)
_ENDED, _S = Anchor.ENDED, State
LINES: tuple[Line, ...] = (
    # First of all, so that nobody else asks of those budgets
    Line("refused_ceiling", _S.REFUSED, 2, 45, 70, cents=2_500_000, over_budget=True),
    Line(
        "from_waiting_list",
        _S.GRANTED,
        1,
        52,
        52,
        routes=_ASKED_FOR,
        starts_later=True,
        cents=2_500_000,
        over_budget=True,
    ),
    # With the council
    Line("draft", _S.DRAFT, 8, -26, -4, at_home=2, elsewhere=True),
    Line("presented", _S.PRESENTED, 5, -15, -10, at_home=2, elsewhere=True),
    Line("asked", _S.PRESENTED, 4, -8, -5, routes=_ASKED_FOR, at_home=1),
    Line("confirmed", _S.PRESENTED, 4, -6, -2, at_home=1, tiers="A", steps_back=True),
    Line("declined", _S.PRESENTED, 2, -5, -3, routes=_ASKED_FOR),
    Line("not_put_forward_now", _S.NOT_PUT_FORWARD, 2, -7, -7),
    Line("not_put_forward", _S.CLOSED, 3, 12, at_home=1),
    # At the office
    Line("submitted", _S.SUBMITTED, 7, 1, 5, at_home=1),
    Line("asked_to_complete", _S.COMPLETING, 5, 9, 16, at_home=1, elsewhere=True),
    Line("answered", _S.COMPLETING, 3, 14, 18, routes=_ASKED_FOR),
    Line("unanswered", _S.COMPLETING, 3, 24, 30),
    Line("to_dismiss", _S.COMPLETING, 2, 32, 37, routes=_ASKED_FOR),
    Line("complete", _S.COMPLETE, 6, 7, 10),
    Line("to_review", _S.IN_REVIEW, 8, 9, 16, tiers="CBC"),
    Line("half_reviewed", _S.IN_REVIEW, 5, 15, 20, tiers="C", at_home=1),
    Line("to_talk", _S.IN_REVIEW, 3, 19, 24, tiers="C"),
    Line("reviewed", _S.REVIEWED, 7, 23, 30),
    Line("extended", _S.REVIEWED, 3, 52, 66, tiers="C", routes=_ASKED_FOR),
    Line("to_grant", _S.PREPARED, 6, 27, 37, tiers="ABC", at_home=1),
    Line("to_grant_much", _S.PREPARED, 3, 27, 35, tiers="D"),
    Line("to_refuse", _S.PREPARED, 4, 27, 37, tiers="AC"),
    # Granted, and the action
    Line("granted_now", _S.GRANTED, 7, 31, 39, tiers="BC", starts_later=True, routes=_ASKED_FOR),
    Line("granted_for_later", _S.GRANTED, 7, 42, 70, tiers="BC", starts_later=True, at_home=1),
    Line("conditional", _S.GRANTED, 3, 36, 44, tiers="BC", routes=_ASKED_FOR, next_year=True),
    Line("at_once_now", _S.DETERMINED, 6, 31, 40, tiers="A", starts_later=True, routes=_NOT_BOUGHT),
    Line(
        "under_way", _S.UNDER_WAY, 12, -55, -8, _ENDED, tiers="BC", at_home=1, elsewhere=True, began_before=6
    ),
    Line("changed", _S.UNDER_WAY, 4, -40, -15, _ENDED, tiers="C", began_before=45),
    Line("report_due", _S.UNDER_WAY, 7, 3, 25, _ENDED, tiers="BC", at_home=1),
    Line("report_begun", _S.UNDER_WAY, 2, 4, 18, _ENDED, tiers="BC", at_home=1),
    Line("overdue", _S.UNDER_WAY, 4, 46, 85, _ENDED, tiers="BC"),
    Line("report_returned", _S.UNDER_WAY, 3, 32, 44, _ENDED, tiers="C", routes=_NOT_BOUGHT),
    Line("to_judge", _S.REPORTED, 5, 14, 24, _ENDED, tiers="BC", at_home=1, elsewhere=True),
    Line("reported", _S.REPORTED, 5, 24, 36, _ENDED, tiers="BC"),
    Line("to_determine", _S.REPORTED, 4, 30, 42, _ENDED, tiers="CBD"),
    # Ended
    Line("at_once", _S.DETERMINED, 26, 160, None, tiers="A", at_home=1, routes=_NOT_BOUGHT),
    Line("ex_officio", _S.DETERMINED, 18, 140, None, _ENDED, tiers="B", at_home=1),
    Line("on_report", _S.DETERMINED, 17, 140, None, _ENDED, tiers="CCD"),
    Line("to_recover", _S.DETERMINED, 2, 46, 60, _ENDED, tiers="C", routes=_ASKED_FOR),
    Line("recovery_prepared", _S.DETERMINED, 2, 48, 62, _ENDED, tiers="C", routes=_ASKED_FOR),
    Line("claim_open", _S.DETERMINED, 3, 62, 78, _ENDED, tiers="C", routes=_ASKED_FOR),
    Line("claim_late", _S.DETERMINED, 2, 94, 104, _ENDED, tiers="C", routes=_ASKED_FOR),
    Line("claim_noticed", _S.DETERMINED, 2, 110, 118, _ENDED, tiers="C", routes=_ASKED_FOR),
    Line("write_off_waits", _S.DETERMINED, 2, 132, 135, _ENDED, tiers="C", routes=_ASKED_FOR),
    Line("written_off", _S.DETERMINED, 2, 145, 220, _ENDED, tiers="C", routes=_ASKED_FOR),
    Line("claim_paid", _S.DETERMINED, 4, 200, None, _ENDED, tiers="C", routes=_ASKED_FOR),
    Line("revoked", _S.REVOKED, 4, 130, 250, tiers="C", routes=_ASKED_FOR),
    Line("refused_policy", _S.REFUSED, 6, 90, None, at_home=1),
    Line("objection_running", _S.REFUSED, 2, 58, 66, routes=_ASKED_FOR),
    Line("objection_unfounded", _S.REFUSED, 2, 120, 200, routes=_ASKED_FOR),
    Line("refused_condition", _S.REFUSED, 4, 40, None),
    Line("refused_fear", _S.REFUSED, 2, 60, 200, tiers="BC", routes=_ASKED_FOR),
    Line("refused_own_data", _S.REFUSED, 2, 60, 200, tiers="BC", routes=_ASKED_FOR),
    Line("dismissed", _S.DISMISSED, 3, 36, 60, routes=_ASKED_FOR),
    Line("dismissed_before", _S.CLOSED, 3, 90, routes=_ASKED_FOR),
    Line("withdrawn_now", _S.WITHDRAWN, 2, 5, 5, routes=(Route.SUBSIDY, Route.OWN)),
    Line("withdrawn_draft", _S.CLOSED, 2, 5, 120, at_home=1),
    Line("withdrawn_presented", _S.CLOSED, 2, 10, 160),
    Line("withdrawn_submitted", _S.CLOSED, 2, 12, 200),
    Line("withdrawn_completing", _S.CLOSED, 2, 20, 240),
    Line("withdrawn_in_review", _S.CLOSED, 2, 25, 280, tiers="C"),
    Line("withdrawn_reviewed", _S.CLOSED, 2, 35, 300),
    Line("withdrawn_prepared", _S.CLOSED, 2, 40, 320),
    Line("withdrawn_by_applicant", _S.CLOSED, 3, 15, 300, routes=_ASKED_FOR),
    # Against each other
    Line("tender_won", _S.DETERMINED, 3, 0, 0, Anchor.TENDER_BEFORE, cents=640_000, routes=_ASKED_FOR),
    Line("tender_lost", _S.REFUSED, 4, 0, 0, Anchor.TENDER_BEFORE, cents=690_000, routes=_ASKED_FOR),
    Line("tender_ranked", _S.REVIEWED, 5, 0, 0, Anchor.TENDER_NOW, cents=660_000),
    Line("tender_scored", _S.IN_REVIEW, 2, 0, 0, Anchor.TENDER_NOW, cents=580_000),
    # A final amount that changed
    Line("lowered", _S.DETERMINED, 1, 150, 150, _ENDED, tiers="C", routes=_ASKED_FOR),
    Line("raised", _S.DETERMINED, 1, 155, 155, _ENDED, tiers="C", routes=_ASKED_FOR),
    # What the same recipient owes of the year before is set off against what is to be paid this year
    Line(
        "set_off",
        _S.DETERMINED,
        1,
        0,
        0,
        Anchor.ENDED_BEFORE,
        tiers="C",
        routes=_ASKED_FOR,
        same_recipient=True,
    ),
    Line(
        "set_off_against",
        _S.UNDER_WAY,
        1,
        SET_OFF_DAYS,
        SET_OFF_DAYS,
        tiers="C",
        routes=_ASKED_FOR,
        starts_later=True,
        same_recipient=True,
    ),
    # Paid by the city's financial system
    Line(
        "small",
        _S.DETERMINED,
        3,
        SMALL_DAYS,
        SMALL_DAYS,
        tiers="A",
        routes=_ASKED_FOR,
        starts_later=True,
        cents=60_000,
        is_small=True,
    ),
)
