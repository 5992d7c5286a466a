"""What the database itself refuses between the council and the office: a vote or a submission that cannot be."""

from portal.triggers import alone, frozen, guard, is_near, register

_LINK = "grants_applicantlink"
_REMINDER = "grants_closingreminder"
_NOT_SUBMITTED = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id"
    " AND p.state IN ('draft', 'presented'))"
)
_LIES_BEFORE_THE_COUNCIL = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id"
    " AND p.state = 'presented' AND p.steps = NEW.step)"
)
_NO_INTEREST = (
    "NEW.{0} IS NULL OR NOT EXISTS (SELECT 1 FROM grants_interest i"  # our own names
    " WHERE i.proposal_id = {1} AND i.user_id = NEW.{0} AND i.has_interest)"
)
_OF_THE_DECISION = "(SELECT d.proposal_id FROM grants_councildecision d WHERE d.id = NEW.decision_id)"
_PUT_FORWARD = (
    "EXISTS (SELECT 1 FROM grants_councildecision d"
    " WHERE d.proposal_id = NEW.id AND d.step = OLD.steps AND d.accepted)"
)
_CONFIRMED = (
    "EXISTS (SELECT 1 FROM grants_confirmation c WHERE c.proposal_id = NEW.id AND c.step = OLD.steps"
    " AND c.confirmed_at IS NOT NULL)"
)
# An authorisation from before a text went back to draft, or before a no, says nothing of the text of now.
_AUTHORISED = (
    "EXISTS (SELECT 1 FROM grants_attachment a WHERE a.proposal_id = NEW.id AND a.kind = 'authorisation'"
    " AND a.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM grants_event e WHERE e.proposal_id = NEW.id"
    " AND e.state = 'draft' AND e.number > 1 AND e.at >= a.added_at)"
    " AND NOT EXISTS (SELECT 1 FROM grants_confirmation n WHERE n.proposal_id = NEW.id AND n.step = OLD.steps"
    " AND n.declined_at >= a.added_at))"
)

register(
    guard(
        "grants_councildecision_on_its_text",
        table="grants_councildecision",
        when="BEFORE INSERT",
        holds=_LIES_BEFORE_THE_COUNCIL,
        message="a council decides on the text that lies before it",
    ),
    guard(
        "grants_councildecision_without_interest",
        table="grants_councildecision",
        when="BEFORE INSERT",
        holds=f"({_NO_INTEREST.format('authorised_id', 'NEW.proposal_id')})"
        f" AND ({_NO_INTEREST.format('recorded_by_id', 'NEW.proposal_id')})",
        message="who has an interest in a proposal takes no part in it",
    ),
    guard(
        "grants_attendance_without_interest",
        table="grants_attendance",
        when="BEFORE INSERT",
        holds=f"NEW.part <> 'present' OR {_NO_INTEREST.format('user_id', _OF_THE_DECISION)}",
        message="who has an interest in a proposal steps back",
    ),
    guard(
        "grants_confirmation_of_its_text",
        table="grants_confirmation",
        when="BEFORE INSERT",
        holds=_LIES_BEFORE_THE_COUNCIL,
        message="an applicant is asked about the text that lies before the council",
    ),
    guard(
        "grants_proposal_is_put_forward",
        table="grants_proposal",
        when="BEFORE UPDATE",
        holds=f"NEW.state <> 'submitted' OR OLD.state = 'submitted' OR ({_PUT_FORWARD}"
        f" AND (NEW.route <> 'subsidy' OR {_CONFIRMED} OR {_AUTHORISED}))",
        message="only what the council put forward and the applicant confirmed is submitted",
    ),
    *frozen(_LINK, message="a link to an applicant is kept", updates=False),
    guard(
        f"{_LINK}_begins",
        table=_LINK,
        when="BEFORE INSERT",
        holds=f"{is_near(_LINK)} AND NEW.withdrew_at IS NULL"  # noqa: S608  # ours
        " AND NOT EXISTS (SELECT 1 FROM grants_applicantlink x WHERE x.id = NEW.id)",
        message="a row takes the place of no other",
    ),
    guard(
        f"{_LINK}_withdraws_once",
        table=_LINK,
        when="BEFORE UPDATE",
        holds="NEW.id = OLD.id AND NEW.proposal_id = OLD.proposal_id AND NEW.token_hash = OLD.token_hash"
        " AND NEW.email = OLD.email AND NEW.made_at = OLD.made_at AND NEW.expires_at = OLD.expires_at"
        " AND OLD.withdrew_at IS NULL",
        message="an applicant withdraws once",
    ),
    *frozen(_REMINDER, message="what was mailed stays mailed"),
    guard(
        f"{_REMINDER}_begins",
        table=_REMINDER,
        when="BEFORE INSERT",
        holds=f"{is_near(_REMINDER)} AND {alone(_REMINDER, ('proposal_id', 'closes_on'))} AND {_NOT_SUBMITTED}",
        message="a council is reminded of what it did not submit, once for each last day",
    ),
)
