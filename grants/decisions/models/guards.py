"""What the database itself refuses of mandates and decisions: a wrong person, a wrong amount, a change afterwards."""

from grants.proposals.states import State
from portal.triggers import alone, frozen, guard, is_near, parts, register, same

from ..states import INTENDED, NEED_VIEW, Ground
from .final import at_once_sql

_DECISION, _MANDATE = "grants_decision", "grants_mandate"
_KEPT = "decisions and mandates are kept"
_STANDS = "a decision that was taken or returned stays as it is"


def _among(grounds: frozenset[Ground]) -> str:
    return ", ".join(f"'{one.value}'" for one in sorted(grounds))


def _once(name: str) -> str:
    """Return the condition that a column is filled once: it stays, or it was empty."""
    return f"(OLD.{name} IS NULL OR NEW.{name} IS NOT DISTINCT FROM OLD.{name})"


_PREPARED = (
    "id",
    "public_id",
    "proposal_id",
    "version",
    "number",
    "kind",
    "prepared_cents",
    "before_cents",
    "reasons",
    "legal_basis",
    "starts_on",
    "ends_on",
    "settles",
    "share_percent",
    "settlement",
    "replaces_id",
    "prepared_by_id",
    "prepared_at",
)
_DECIDED = (
    "state",
    "cents",
    "ground",
    "advance_cents",
    "mandate_id",
    "council_on",
    "votes_for",
    "votes_against",
    "abstained",
    "council_basis",
    "decided_by_id",
    "decided_at",
    "decided_on",
    "return_reason",
    "authority_cents",
    "free_before_cents",
    "free_after_cents",
    "entry_id",
    "due_back_cents",
    "view_id",
)
_LINKED_ONCE = "(OLD.token_hash = '' OR NEW.token_hash = OLD.token_hash)"
_TOLD = " AND ".join(
    (
        *map(_once, ("letter", "sent_on", "objection_until", "replaced_at", "open_cents")),
        _LINKED_ONCE,
        "OLD.state = 'decided'",
    )
)
# A grant may be given in part by whoever decides; every other amount is what was prepared.
_IS_DECIDED = (
    "OLD.state = 'prepared' AND NEW.state IN ('prepared', 'decided', 'returned')"
    " AND (NEW.cents = OLD.cents OR (NEW.kind = 'grant' AND NEW.cents < OLD.cents))"
    " AND (NEW.ground = OLD.ground OR (NEW.kind = 'grant' AND NEW.cents < OLD.cents))"
)
_BEING_DECIDED = "NEW.state = 'decided' AND OLD.state = 'prepared'"
_BY_A_PERSON = f"{_BEING_DECIDED} AND NEW.council_on IS NULL"
_OTHERS = (
    "NOT EXISTS (SELECT 1 FROM grants_handling h"
    " WHERE h.proposal_id = NEW.proposal_id AND h.user_id = NEW.decided_by_id)"
    " AND NOT EXISTS (SELECT 1 FROM grants_assignment a"
    " WHERE a.proposal_id = NEW.proposal_id AND a.reviewer_id = NEW.decided_by_id)"
)
_NO_INTEREST = (
    "NOT EXISTS (SELECT 1 FROM grants_interest i"
    " WHERE i.proposal_id = NEW.proposal_id AND i.user_id = NEW.decided_by_id AND i.has_interest)"
)
_NO_SEAT = (
    "NOT EXISTS (SELECT 1 FROM grants_proposal p JOIN wijkraden_seat s ON s.district_id = p.district_id"
    " WHERE p.id = NEW.proposal_id AND s.user_id = NEW.decided_by_id"
    " AND s.starts_on <= NEW.decided_on AND (s.ends_on IS NULL OR s.ends_on > NEW.decided_on"
    " OR (s.ends_on = NEW.decided_on AND s.ended_at IS NULL)))"
)
_WEIGHS = (
    "CASE WHEN NEW.kind IN ('refuse', 'dismiss') THEN p.asked_cents"
    " WHEN NEW.cents > NEW.before_cents THEN NEW.cents ELSE NEW.before_cents END"
)
_COVERED = (
    "EXISTS (SELECT 1 FROM grants_mandate m JOIN grants_proposal p ON p.id = NEW.proposal_id"  # noqa: S608  # made of our own names only
    " JOIN grants_round r ON r.id = p.round_id"
    " WHERE m.id = NEW.mandate_id AND m.user_id = NEW.decided_by_id AND m.regulation_id = r.regulation_id"
    " AND r.decides = 'mandate' AND m.starts_on <= NEW.decided_on"
    " AND (m.ends_on IS NULL OR m.ends_on >= NEW.decided_on)"
    f" AND m.maximum_cents >= ({_WEIGHS})"
    " AND (NOT EXISTS (SELECT 1 FROM grants_mandatedistrict d WHERE d.mandate_id = m.id)"
    " OR EXISTS (SELECT 1 FROM grants_mandatedistrict d"
    " WHERE d.mandate_id = m.id AND d.district_id = p.district_id)))"
)
_OF_COUNCIL = (
    "EXISTS (SELECT 1 FROM grants_proposal p JOIN grants_round r ON r.id = p.round_id"
    " WHERE p.id = NEW.proposal_id AND r.decides = 'council')"
)
_VIEWED = (
    "NOT EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id AND p.route = 'subsidy')"
    " OR EXISTS (SELECT 1 FROM grants_viewasked v WHERE v.id = NEW.view_id AND v.proposal_id = NEW.proposal_id"
    " AND (v.kind = '' OR (v.kind = NEW.kind AND v.cents <= NEW.cents))"
    " AND v.ground = NEW.ground AND (v.answered_at IS NOT NULL OR v.last_day < NEW.decided_on)"
    " AND NOT EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = v.proposal_id AND d.id <> NEW.id"
    " AND d.state = 'decided' AND d.ground = v.ground AND d.decided_at > v.asked_at))"
)
_IS_INTENDED = " OR ".join(
    f"(NEW.kind = '{kind.value}' AND NEW.ground IN ({_among(grounds)}))" for kind, grounds in INTENDED.items()
)
_BOOKED_HERE = (
    "NEW.entry_id IS NULL OR EXISTS (SELECT 1 FROM grants_entry e JOIN grants_proposal p"
    " ON p.dossier_id = e.dossier_id WHERE e.id = NEW.entry_id AND p.id = NEW.proposal_id)"
)
_PAID_OUT_OF = (
    "NEW.entry_id IS NULL OR EXISTS (SELECT 1 FROM grants_entry e JOIN grants_decision d ON d.id = NEW.decision_id"
    " JOIN grants_proposal p ON p.id = d.proposal_id"
    " WHERE e.id = NEW.entry_id AND e.dossier_id = p.dossier_id AND d.state = 'decided')"
)
_SAYS_WHY = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = NEW.proposal_id"
    " AND (NEW.cents < p.asked_cents) = (NEW.ground <> ''))"
)
_BROUGHT_BY = {  # the states that a decision brings: which
    State.GRANTED: "d.kind = 'grant'",
    State.REFUSED: "d.kind = 'refuse'",
    State.DISMISSED: "d.kind = 'dismiss'",
    State.DETERMINED: f"(d.kind = 'determine' OR {at_once_sql('d')})",
    State.REVOKED: "d.kind = 'revoke'",
}
_IS_BROUGHT = " OR ".join(
    f"(NEW.state = '{state.value}' AND {which})" for state, which in _BROUGHT_BY.items()
)
_BY_A_DECISION = (
    "EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.id AND d.state = 'decided'"  # noqa: S608  # made of our own names only
    f" AND d.replaced_at IS NULL AND ({_IS_BROUGHT}))"
)
_OPEN = "EXISTS (SELECT 1 FROM grants_decision d WHERE d.id = {0}.decision_id AND d.state = 'prepared')"
_UNDER_A_REGULATION = (
    "EXISTS (SELECT 1 FROM grants_regulation r WHERE r.id = NEW.regulation_id AND r.city_id = NEW.city_id)"
)
_OF_ITS_CITY = (
    "EXISTS (SELECT 1 FROM grants_mandate m JOIN wijkraden_district d ON d.city_id = m.city_id"
    " WHERE m.id = NEW.mandate_id AND d.id = NEW.district_id)"
    " AND NOT EXISTS (SELECT 1 FROM grants_decision x WHERE x.mandate_id = NEW.mandate_id)"
)
_ONE_AT_A_TIME = (
    "NOT EXISTS (SELECT 1 FROM grants_decision d WHERE d.proposal_id = NEW.proposal_id"
    " AND (d.state = 'prepared' OR d.version >= NEW.version))"
)
_INSTALMENT = ("id", "public_id", "decision_id", "position", "moment", "due_on")
_MANDATE_STAYS = (
    "id",
    "public_id",
    "city_id",
    "user_id",
    "regulation_id",
    "maximum_cents",
    "starts_on",
    "decision_number",
    "gazette_number",
    "gazette_on",
    "substitute",
    "entered_by_id",
    "entered_at",
)

register(
    *frozen(_MANDATE, message=_KEPT, updates=False),
    *frozen("grants_mandatedistrict", message=_KEPT),
    *frozen(_DECISION, message=_KEPT, updates=False),
    *frozen("grants_instalment", message=_KEPT, updates=False),
    *frozen("grants_viewasked", message=_KEPT, updates=False),
    *parts("grants_obligation", owner="decision_id", is_open=_OPEN, keys=(), message=_STANDS),
    guard(
        "grants_mandate_begins",
        table=_MANDATE,
        when="BEFORE INSERT",
        holds=f"{is_near(_MANDATE)} AND {alone(_MANDATE, ('public_id',))} AND NEW.ended_at IS NULL"
        f" AND {_UNDER_A_REGULATION}",
        message="a mandate begins once, under a regulation of its city",
    ),
    guard(
        "grants_mandate_ends_by_a_day",
        table=_MANDATE,
        when="BEFORE UPDATE",
        holds=f"{same(*_MANDATE_STAYS)} AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL"
        " AND (OLD.ends_on IS NULL OR NEW.ends_on < OLD.ends_on)",
        message="a mandate stays as it is, and ends once by an earlier day",
    ),
    guard(
        "grants_mandatedistrict_begins",
        table="grants_mandatedistrict",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_mandatedistrict')} AND {_OF_ITS_CITY}"
        f" AND {alone('grants_mandatedistrict', ('mandate_id', 'district_id'))}",
        message="a mandate gets the districts of its city when it is entered",
    ),
    guard(
        "grants_decision_begins",
        table=_DECISION,
        when="BEFORE INSERT",
        holds=f"NEW.state = 'prepared' AND {is_near(_DECISION)}"
        f" AND {alone(_DECISION, ('public_id',), ('proposal_id', 'version'))} AND {_ONE_AT_A_TIME}",
        message="a decision begins as prepared, one at a time",
    ),
    guard(
        "grants_decision_stays",
        table=_DECISION,
        when="BEFORE UPDATE",
        holds=f"{same(*_PREPARED)} AND (({_IS_DECIDED}) OR ({same(*_DECIDED)} AND {_TOLD}))",
        message=_STANDS,
    ),
    guard(
        "grants_decision_by_someone_else",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=_BY_A_PERSON,
        holds=f"{_OTHERS} AND {_NO_INTEREST} AND {_NO_SEAT}",
        message="who handles or scores, has an interest or sits in the council never decides",
    ),
    guard(
        "grants_decision_within_the_mandate",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=_BY_A_PERSON,
        holds=_COVERED,
        message="a mandate of whoever decides covers the amount, the day, the regulation and the district",
    ),
    guard(
        "grants_decision_of_a_council",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=f"{_BEING_DECIDED} AND NEW.council_on IS NOT NULL",
        holds=f"NEW.mandate_id IS NULL AND {_OF_COUNCIL}",
        message="a council decides where its round says so",
    ),
    guard(
        "grants_decision_after_a_view",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=f"{_BEING_DECIDED} AND NEW.ground IN ({_among(NEED_VIEW)})",
        holds=_VIEWED,
        message="the applicant is asked for a view on this intention before such a decision, on each one anew",
    ),
    guard(
        "grants_proposal_by_a_decision",
        table="grants_proposal",
        when="BEFORE UPDATE",
        only="NEW.state <> OLD.state AND NEW.state IN"
        f" ({', '.join(sorted(repr(one.value) for one in _BROUGHT_BY))})",
        holds=_BY_A_DECISION,
        message="a proposal is decided by a decision that was taken on it",
    ),
    guard(
        "grants_decision_in_part_says_why",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=f"{_BEING_DECIDED} AND NEW.kind = 'grant'",
        holds=_SAYS_WHY,
        message="a grant of less than what was asked has the ground on which the rest is refused",
    ),
    guard(
        "grants_decision_booked_here",
        table=_DECISION,
        when="BEFORE UPDATE",
        holds=_BOOKED_HERE,
        message="a decision is booked in its own dossier",
    ),
    guard(
        "grants_instalment_begins",
        table="grants_instalment",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_instalment')}"
        f" AND {alone('grants_instalment', ('public_id',), ('decision_id', 'position'))}"
        f" AND ({_PAID_OUT_OF}) AND (NEW.moment IN ('final', 'again') OR {_OPEN.format('NEW')})",
        message="an instalment belongs to a decision that is prepared, or is what it determines",
    ),
    guard(
        "grants_instalment_is_due_once",
        table="grants_instalment",
        when="BEFORE UPDATE",
        holds=f"{same(*_INSTALMENT)} AND OLD.entry_id IS NULL AND (({_PAID_OUT_OF}) AND NEW.cents = OLD.cents"
        f" OR (NEW.cents < OLD.cents AND NEW.entry_id IS NULL AND {_OPEN.format('NEW')}))",
        message="an instalment becomes due once, in its own dossier",
    ),
    guard(
        "grants_viewasked_begins",
        table="grants_viewasked",
        when="BEFORE INSERT",
        holds=f"{is_near('grants_viewasked')} AND {alone('grants_viewasked', ('public_id',))}"
        f" AND NEW.answered_at IS NULL AND ({_IS_INTENDED})",
        message="a view is asked first, on what is intended on a ground that needs one",
    ),
    guard(
        "grants_viewasked_is_answered_once",
        table="grants_viewasked",
        when="BEFORE UPDATE",
        holds=f"{same('id', 'public_id', 'proposal_id', 'kind', 'cents', 'ground', 'intention')}"
        f" AND {same('asked_on', 'last_day', 'asked_by_id', 'asked_at')}"
        " AND OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL",
        message="a view is given once",
    ),
)
