"""What the database itself refuses of reports: one that changes after it was sent, a file or a reminder twice."""

from portal.triggers import alone, frozen, guard, is_near, parts, register, same

_REPORT, _FILE = "grants_report", "grants_reportfile"
_KEPT = "reports are kept"
_STANDS = "a report changes until it is sent"

_ITSELF = ("id", "public_id", "proposal_id", "version", "started_by_id", "started_at")
_CONTENT = (
    "text",
    "participants",
    "volunteers",
    "done",
    "spent_cents",
    "edits",
    "submitted_by_id",
    "submitted_at",
)
_JUDGED = ("judgement", "judgement_words", "judged_by_id", "judged_at")
_WRITTEN = (
    f"OLD.state = 'draft' AND NEW.state IN ('draft', 'submitted') AND NEW.judgement = '' AND {same(*_JUDGED)}"
)
_SENT = (
    f"OLD.state = 'submitted' AND NEW.state IN ('submitted', 'returned') AND {same(*_CONTENT)}"
    f" AND (OLD.judgement = '' OR ({same(*_JUDGED)}))"
)
_ALONE = (
    "NOT EXISTS (SELECT 1 FROM grants_report r WHERE r.proposal_id = NEW.proposal_id"
    " AND (r.state IN ('draft', 'submitted') OR r.version >= NEW.version))"
)
_ASKED = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id AND (p.state IN ('granted', 'under_way')"
    " OR (p.state = 'determined' AND p.settlement = 'at_once')"
    " OR (p.state IN ('reported', 'determined') AND p.route = 'purchase')))"
)
_NO_INTEREST = (
    "NOT EXISTS (SELECT 1 FROM grants_interest i WHERE i.proposal_id = NEW.proposal_id AND i.has_interest"
    " AND i.user_id IN (NEW.started_by_id, NEW.submitted_by_id, NEW.judged_by_id))"
)
_OPEN = "EXISTS (SELECT 1 FROM grants_report r WHERE r.id = {0}.report_id AND r.state = 'draft')"
_TAKEN_OUT = (
    "EXISTS (SELECT 1 FROM grants_report r JOIN grants_report o ON o.id = NEW.report_id"
    " WHERE r.id = NEW.removed_in_id AND r.state = 'draft' AND r.proposal_id = o.proposal_id)"
)
_REPORTED = "EXISTS (SELECT 1 FROM grants_report r WHERE r.proposal_id = NEW.id AND r.state = 'submitted')"

register(
    *frozen(_REPORT, message=_KEPT, updates=False),
    *frozen(_FILE, message=_KEPT, updates=False),
    *frozen("grants_reminder", message=_KEPT),
    *frozen("grants_reportlink", message=_KEPT),
    *parts("grants_reportline", owner="report_id", is_open=_OPEN, keys=(), message=_STANDS),
    guard(
        "grants_report_begins",
        table=_REPORT,
        when="BEFORE INSERT",
        holds=f"NEW.state = 'draft' AND {is_near(_REPORT)} AND {_ALONE} AND {_ASKED} AND {_NO_INTEREST}"
        f" AND {alone(_REPORT, ('public_id',), ('proposal_id', 'version'))}",
        message="a report begins as a draft, one at a time, of an action that got money",
    ),
    guard(
        "grants_report_stays",
        table=_REPORT,
        when="BEFORE UPDATE",
        holds=f"{same(*_ITSELF)} AND (({_WRITTEN}) OR ({_SENT}))",
        message=_STANDS,
    ),
    guard(
        "grants_report_without_interest",
        table=_REPORT,
        when="BEFORE UPDATE",
        holds=_NO_INTEREST,
        message="who has an interest in a proposal takes no part in it",
    ),
    guard(
        "grants_reportfile_begins",
        table=_FILE,
        when="BEFORE INSERT",
        holds=f"{is_near(_FILE)} AND {_OPEN.format('NEW')} AND NEW.removed_in_id IS NULL"
        f" AND {alone(_FILE, ('public_id',), ('file_id',))}",
        message="a file is added to a report that is being written",
    ),
    guard(
        "grants_reportfile_goes_once",
        table=_FILE,
        when="BEFORE UPDATE",
        holds=f"{same('id', 'public_id', 'report_id', 'file_id', 'kind', 'is_public', 'has_consent')}"
        f" AND {same('added_by_id', 'added_at')} AND OLD.removed_in_id IS NULL AND {_TAKEN_OUT}",
        message="a file is taken out once, while a report is being written",
    ),
    guard(
        "grants_reminder_begins",
        table="grants_reminder",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_reminder')} AND {alone('grants_reminder', ('proposal_id', 'number'))}",
        message="a reminder is sent once",
    ),
    guard(
        "grants_reportlink_begins",
        table="grants_reportlink",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_reportlink')}"
        f" AND {alone('grants_reportlink', ('public_id',), ('token_hash',))}",
        message="a row takes the place of no other",
    ),
    guard(
        "grants_proposal_is_reported",
        table="grants_proposal",
        when="BEFORE UPDATE",
        only="NEW.state = 'reported' AND OLD.state <> 'reported' AND NEW.route <> 'purchase'",
        holds=_REPORTED,
        message="a proposal is reported by a report that was sent",
    ),
)
