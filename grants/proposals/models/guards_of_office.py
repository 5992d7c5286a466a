"""What the database itself refuses at the office: what is completed unasked, a clock or a receipt rewritten."""

from portal.triggers import frozen, guard, is_near, register, same

from ..states import COLUMNS, Section

_TABLE = "grants_proposal"
_ASKED_OF = (
    "EXISTS (SELECT 1 FROM grants_requesteditem i JOIN grants_completionrequest q ON q.id = i.request_id"
    " WHERE q.proposal_id = {0} AND q.ended_at IS NULL AND i.answered_at IS NULL AND i.section = '{1}')"
)
_IS_COMPLETED = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id AND p.state = 'completing')"
)
_COMPLETES = "only what was asked is completed"
_IS_OPEN_REQUEST = (
    "EXISTS (SELECT 1 FROM grants_completionrequest q WHERE q.id = NEW.request_id"
    " AND q.ended_at IS NULL AND q.answered_at IS NULL)"
)
_PUT_BACK = (
    "EXISTS (SELECT 1 FROM grants_receipt r WHERE r.proposal_id = NEW.id"
    " AND r.was = OLD.{0} AND r.becomes = NEW.{0} AND r.of_completeness = {1})"
)


def _asked(section: Section, owner: str = "NEW.id") -> str:
    return _ASKED_OF.format(owner, section.value)


_WRITTEN = {**COLUMNS, Section.PLAN: (*COLUMNS[Section.PLAN], "insight_id")}
_ONLY_ASKED = " AND ".join(
    f"(({same(*columns)}) OR {_asked(section)})" for section, columns in _WRITTEN.items()
)
# Tables of the parts of the editor that are none of the proposal's own columns.
_PARTS = (
    ("grants_costline", Section.MONEY),
    ("grants_coverline", Section.MONEY),
    ("grants_aim", Section.PLAN),
    ("grants_party", Section.WHO),
    ("grants_bankaccount", Section.WHO),
)

register(
    *(trigger for trigger in frozen("grants_noticeofdefault", message="what happened to a proposal is kept")),
    guard(
        "grants_noticeofdefault_begins",
        table="grants_noticeofdefault",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_noticeofdefault')}"  # noqa: S608  # our own names
        " AND NOT EXISTS (SELECT 1 FROM grants_noticeofdefault x WHERE x.id = NEW.id)",
        message="a row takes the place of no other",
    ),
    guard(
        "grants_proposal_completes_what_was_asked",
        table=_TABLE,
        when="BEFORE UPDATE",
        only="NEW.state = 'completing' AND OLD.state = 'completing'",
        holds=f"{_ONLY_ASKED} AND NEW.asked_cents <= OLD.asked_cents",
        message=_COMPLETES,
    ),
    *(
        guard(
            f"{table}_completes_what_was_asked",
            table=table,
            when="BEFORE INSERT",
            holds=f"NOT {_IS_COMPLETED} OR {_asked(section, 'NEW.proposal_id')}",
            message=_COMPLETES,
        )
        for table, section in _PARTS
    ),
    guard(
        "grants_proposal_receipt_stays",
        table=_TABLE,
        when="BEFORE UPDATE",
        holds=f"OLD.received_at IS NULL OR {same('received_at')} OR {_PUT_BACK.format('received_at', 'false')}",
        message="a receipt is put back with a reason, and never forward",
    ),
    guard(
        "grants_proposal_completeness_stays",
        table=_TABLE,
        when="BEFORE UPDATE",
        holds="OLD.completed_at IS NULL OR NEW.state <> OLD.state"
        f" OR {same('completed_at')} OR {_PUT_BACK.format('completed_at', 'true')}",
        message="a receipt is put back with a reason, and never forward",
    ),
    guard(
        "grants_completionrequest_ends_once",
        table="grants_completionrequest",
        when="BEFORE UPDATE",
        holds=f"{same('id', 'public_id', 'proposal_id', 'message', 'asked_by_id', 'asked_at', 'last_day')}"
        " AND OLD.ended_at IS NULL AND (OLD.answered_at IS NULL OR (NEW.answered_at = OLD.answered_at))",
        message="a question to complete is answered once and ends once",
    ),
    guard(
        "grants_requesteditem_is_asked_once",
        table="grants_requesteditem",
        when="BEFORE UPDATE",
        holds=f"{same('id', 'request_id', 'position', 'section', 'words')}"
        f" AND OLD.answered_at IS NULL AND {_IS_OPEN_REQUEST}",
        message="what is asked stays as it was asked",
    ),
    guard(
        "grants_requesteditem_of_an_open_request",
        table="grants_requesteditem",
        when="BEFORE INSERT",
        holds=_IS_OPEN_REQUEST,
        message="what is asked stays as it was asked",
    ),
    guard(
        "grants_pause_of_what_is_at_the_office",
        table="grants_pause",
        when="BEFORE INSERT",
        holds="EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id AND p.received_at IS NOT NULL)",
        message="a term stands still that has begun",
    ),
)
