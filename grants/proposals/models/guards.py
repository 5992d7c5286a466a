"""What the database itself refuses of proposals: a step that is not in STEPS, a text that changes unseen."""

from portal.triggers import alone, day_in, frozen, guard, is_near, parts, register, same

from ..states import CONTENT, OPEN_TO_CHANGES, SAFETY, STEPS, State

_TABLE = "grants_proposal"


def _among(states: frozenset[State]) -> str:
    return ", ".join(f"'{one.value}'" for one in sorted(states))


_STEP = " OR ".join(
    f"(NEW.state = '{to.value}' AND OLD.state IN ({_among(origins)}))" for to, origins in STEPS.items()
)
_STAYS = "NEW.state = OLD.state AND NEW.steps = OLD.steps"
_STEPS_ON = f"NEW.state <> OLD.state AND NEW.steps = OLD.steps + 1 AND ({_STEP})"
_CONTENT_SAME = same("round_id", "slice_id", "district_id", "insight_id", *CONTENT)
_ALL_BUT_SAFETY = same(
    *("round_id", "slice_id", "district_id", "insight_id", "steps"),
    *(name for name in CONTENT if name not in SAFETY),
)
_HEARD_HERE = (
    "EXISTS (SELECT 1 FROM grants_insight i JOIN grants_conversationedition o ON o.id = i.edition_id"
    " JOIN grants_conversation c ON c.id = o.conversation_id JOIN wijkraden_district d ON d.city_id = c.city_id"
    " WHERE i.id = NEW.insight_id AND o.published_at IS NOT NULL AND d.id = NEW.district_id)"
)
_IN_TIME = (  # the day in UTC: at most an hour or two earlier than in the city
    "EXISTS (SELECT 1 FROM grants_round r JOIN grants_plan p ON p.id = r.plan_id"  # noqa: S608  # our own names
    f" WHERE r.id = NEW.round_id AND r.state = 'announced' AND {day_in('NEW.received_at')} <= {day_in('r.closes_on')}"
    f" AND (p.ends_on IS NULL OR {day_in('NEW.received_at')} <= {day_in('p.ends_on')}))"
)
_SUBMITTED = ("tier", "assessment", "settlement", "dossier_id")
_OPEN = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = {0}.proposal_id"  # noqa: S608  # our own names
    f" AND p.state IN ({_among(OPEN_TO_CHANGES)}))"
)
_NO_PART_OF = (
    "NEW.by_id IS NULL OR NOT EXISTS (SELECT 1 FROM grants_interest i"  # our own names
    " WHERE i.proposal_id = NEW.proposal_id AND i.user_id = NEW.by_id AND i.has_interest)"
)
_IS_NEWEST = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id"
    " AND p.steps = NEW.number AND p.state = NEW.state)"
)
_IN_THE_ROUND = (
    "EXISTS (SELECT 1 FROM grants_roundslice s JOIN grants_slice b ON b.id = s.slice_id"
    " WHERE s.round_id = NEW.round_id AND s.slice_id = NEW.slice_id AND (b.scope = 'city' OR EXISTS"
    " (SELECT 1 FROM grants_slicedistrict d WHERE d.slice_id = b.id AND d.district_id = NEW.district_id)))"
)
_OF_ITS_PLAN = (
    "EXISTS (SELECT 1 FROM grants_proposal p JOIN grants_round r ON r.id = p.round_id"
    " JOIN grants_element e ON e.id = NEW.element_id"
    " WHERE p.id = NEW.proposal_id AND e.plan_id = r.plan_id AND e.until_id IS NULL)"
)
_OF_ITS_FRAME = (
    "EXISTS (SELECT 1 FROM grants_proposal p JOIN grants_round r ON r.id = p.round_id"
    " JOIN grants_condition c ON c.id = NEW.condition_id"
    " WHERE p.id = NEW.proposal_id AND c.frame_id = r.frame_id)"
)
_ASKED = (
    "id",
    "public_id",
    "proposal_id",
    "step",
    "snapshot_id",
    "email",
    "token_hash",
    "asked_by_id",
    "asked_at",
    "expires_at",
)
_ACCOUNT = (
    "id",
    "public_id",
    "proposal_id",
    "iban_hash",
    "ending",
    "holder",
    "entered_by_id",
    "entered_at",
    "replaces_id",
)
_CHECK = (
    "verdict",
    "checked_by_id",
    "checked_at",
    "called_at",
    "called_number",
    "spoke_with",
    "check_note",
)
_REPLACES = (
    "(SELECT max(b.id) FROM grants_bankaccount b JOIN grants_proposal p ON p.id = b.proposal_id"  # our own names
    " WHERE b.proposal_id = NEW.proposal_id AND b.verdict <> 'rejected'"
    " AND p.state <> 'draft')"
)
_VOUCHES_FOR_ITS_OWN = (
    "EXISTS (SELECT 1 FROM grants_bankaccount b WHERE b.proposal_id = NEW.proposal_id"
    " AND b.entered_by_id = NEW.checked_by_id AND (CASE WHEN NEW.verdict = 'confirmed' THEN b.iban_hash = NEW.iban_hash"
    " ELSE b.id = (SELECT max(n.id) FROM grants_bankaccount n WHERE n.proposal_id = NEW.proposal_id"
    " AND n.id < NEW.id AND n.verdict <> 'rejected') END))"
)
_IS_ACCOUNT_OF_NOW = (
    "NOT EXISTS (SELECT 1 FROM grants_bankaccount b"
    " WHERE b.proposal_id = NEW.proposal_id AND b.id > NEW.id AND b.verdict <> 'rejected')"
)
_KEPT = "what happened to a proposal is kept"
_STANDS = "a proposal changes as a draft, or where it is being completed"

# Rows that are written once and never change.
_WRITTEN_ONCE = (
    "grants_event",
    "grants_snapshot",
    "grants_comment",
    "grants_councildecision",
    "grants_attendance",
    "grants_handling",
    "grants_check",
    "grants_extension",
    "grants_receipt",
    "grants_note",
)
# Rows that change, and are never removed.
_NEVER_REMOVED = (
    _TABLE,
    "grants_bankaccount",
    "grants_attachment",
    "grants_interest",
    "grants_confirmation",
    "grants_completionrequest",
    "grants_requesteditem",
    "grants_pause",
    "grants_councilrules",
)

register(
    *(trigger for table in _WRITTEN_ONCE for trigger in frozen(table, message=_KEPT)),
    *(trigger for table in _NEVER_REMOVED for trigger in frozen(table, message=_KEPT, updates=False)),
    *(
        guard(
            f"{table}_begins",
            table=table,
            when="BEFORE INSERT",
            holds=f"{is_near(table)} AND NOT EXISTS (SELECT 1 FROM {table} x WHERE x.id = NEW.id)",  # noqa: S608  # ours
            message="a row takes the place of no other",
        )
        for table in (*_WRITTEN_ONCE, *_NEVER_REMOVED)
        if table not in {_TABLE, "grants_event"}
    ),
    guard(
        "grants_proposal_begins",
        table=_TABLE,
        when="BEFORE INSERT",
        holds=f"NEW.state = 'draft' AND NEW.steps = 1 AND NEW.insight_id IS NULL AND {is_near(_TABLE)}"
        f" AND {alone(_TABLE, ('public_id',))} AND {_IN_THE_ROUND}",
        message="a proposal begins as a draft for a budget of its round",
    ),
    guard(
        "grants_proposal_steps",
        table=_TABLE,
        when="BEFORE UPDATE",
        holds=f"{same('id', 'public_id', 'created_by_id', 'created_at')} AND (({_STAYS}) OR ({_STEPS_ON}))",
        message="a proposal takes only the steps that there are, one by one",
    ),
    guard(
        "grants_proposal_stands",
        table=_TABLE,
        when="BEFORE UPDATE",
        holds=f"({_CONTENT_SAME}) OR (OLD.dossier_id IS NOT NULL AND {_ALL_BUT_SAFETY})"
        f" OR (OLD.state IN ({_among(OPEN_TO_CHANGES)}) AND {_STAYS} AND {_IN_THE_ROUND})",
        message=_STANDS,
    ),
    guard(
        "grants_proposal_names_what_was_heard",
        table=_TABLE,
        when="BEFORE UPDATE",
        only="NEW.insight_id IS NOT NULL",
        holds=f"{same('insight_id')} OR {_HEARD_HERE}",
        message="a proposal names what was heard in a conversation of its city, once that is published",
    ),
    guard(
        "grants_proposal_is_submitted_once",
        table=_TABLE,
        when="BEFORE UPDATE",
        holds=f"({same(*_SUBMITTED)}) OR (OLD.dossier_id IS NULL AND OLD.state = 'presented'"  # noqa: S608  # ours
        " AND EXISTS (SELECT 1 FROM grants_dossier d WHERE d.id = NEW.dossier_id AND d.slice_id = NEW.slice_id)"
        " AND NOT EXISTS (SELECT 1 FROM grants_proposal p WHERE p.dossier_id = NEW.dossier_id))",
        message="a proposal gets its dossier once, of its own budget",
    ),
    guard(
        "grants_proposal_is_submitted_in_time",
        table=_TABLE,
        when="BEFORE UPDATE",
        only="OLD.dossier_id IS NULL AND NEW.dossier_id IS NOT NULL",
        holds=_IN_TIME,
        message="a proposal is submitted before its round and its plan end",
    ),
    guard(
        "grants_proposal_is_told_once",
        table=_TABLE,
        when="BEFORE UPDATE",
        holds="OLD.told_on IS NULL OR NEW.told_on IS NOT DISTINCT FROM OLD.told_on",
        message="a decision is first made known once",
    ),
    guard(
        "grants_event_begins",
        table="grants_event",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_event')} AND {alone('grants_event', ('proposal_id', 'number'))} AND {_IS_NEWEST}",
        message="an event is the newest step of its proposal",
    ),
    guard(
        "grants_event_without_interest",
        table="grants_event",
        when="BEFORE INSERT",
        holds=_NO_PART_OF,
        message="who has an interest in a proposal takes no part in it",
    ),
    guard(
        "grants_interest_stays",
        table="grants_interest",
        when="BEFORE UPDATE",
        holds=f"{same('id', 'proposal_id', 'user_id')} AND NOT OLD.has_interest",
        message="an interest that was declared stays",
    ),
    guard(
        "grants_bankaccount_stays",
        table="grants_bankaccount",
        when="BEFORE UPDATE",
        holds=same(*_ACCOUNT),  # all but the number itself, which is encrypted anew when a key changes
        message=_KEPT,
    ),
    guard(
        "grants_bankaccount_is_checked_once",
        table="grants_bankaccount",
        when="BEFORE UPDATE",
        holds=f"({same(*_CHECK)}) OR (OLD.verdict = '' AND {_IS_ACCOUNT_OF_NOW})",
        message="another account is confirmed or rejected once, while it stands",
    ),
    guard(
        "grants_bankaccount_is_judged_by_another",
        table="grants_bankaccount",
        when="BEFORE UPDATE",
        only="NEW.verdict <> ''",
        holds=f"NOT {_VOUCHES_FOR_ITS_OWN}",
        message="nobody vouches for an account that she entered herself",
    ),
    guard(
        "grants_bankaccount_says_what_it_replaces",
        table="grants_bankaccount",
        when="BEFORE INSERT",
        holds=f"NEW.verdict = '' AND NEW.replaces_id IS NOT DISTINCT FROM {_REPLACES}",
        message="an account that is entered after the draft takes the place of the one that stood",
    ),
    guard(
        "grants_attachment_goes_once",
        table="grants_attachment",
        when="BEFORE UPDATE",
        holds=f"{same('id', 'public_id', 'proposal_id', 'file_id', 'kind', 'added_by_id', 'added_at')}"
        f" AND OLD.removed_at IS NULL AND {_OPEN.format('NEW')}",
        message="an attachment is taken out once, while the proposal is open to changes",
    ),
    guard(
        "grants_confirmation_ends_once",
        table="grants_confirmation",
        when="BEFORE UPDATE",
        holds=f"{same(*_ASKED)}"
        " AND OLD.confirmed_at IS NULL AND OLD.declined_at IS NULL AND OLD.ended_at IS NULL",
        message="a confirmation is given or ends once",
    ),
    guard(
        "grants_pause_ends_once",
        table="grants_pause",
        when="BEFORE UPDATE",
        holds=f"{same('id', 'proposal_id', 'request_id', 'why', 'since', 'last_day', 'by_id', 'at')}"
        " AND OLD.runs_on IS NULL",
        message="a pause ends once",
    ),
    guard(
        "grants_aim_of_its_plan",
        table="grants_aim",
        when="BEFORE INSERT",
        holds=_OF_ITS_PLAN,
        message="a proposal names what stands in the plan of its round",
    ),
    guard(
        "grants_check_of_its_frame",
        table="grants_check",
        when="BEFORE INSERT",
        holds=_OF_ITS_FRAME,
        message="a check answers a condition of the frame of the round",
    ),
    *parts("grants_costline", owner="proposal_id", is_open=_OPEN, keys=(), message=_STANDS),
    *parts("grants_coverline", owner="proposal_id", is_open=_OPEN, keys=(), message=_STANDS),
    *parts(
        "grants_aim",
        owner="proposal_id",
        is_open=_OPEN,
        keys=(("proposal_id", "element_id"),),
        message=_STANDS,
    ),
    *parts(
        "grants_party",
        owner="proposal_id",
        is_open=_OPEN,
        keys=(("public_id",), ("proposal_id", "kind")),
        kept=("public_id", "kind"),
        message=_STANDS,
    ),
)
