"""What the database itself refuses around the waiting list: another refusal, a grant after its last day."""

from portal.triggers import alone, frozen, guard, is_near, register, year_in

from ..states import ON_THE_CEILING

_DECISION, _ENDED = "grants_decision", "grants_placeended"
_GROUNDS = ", ".join(f"'{one.value}'" for one in sorted(ON_THE_CEILING))
_IS_LISTED = (
    "EXISTS (SELECT 1 FROM grants_decision d WHERE d.id = NEW.decision_id AND d.kind = 'refuse'"  # noqa: S608  # made of our own names only
    " AND d.state = 'decided' AND d.sent_on IS NOT NULL AND d.replaced_at IS NULL"
    f" AND d.ground IN ({_GROUNDS}))"
)

# A refusal that held a place, and a grant that waits to come in its place.
IS_FREED = (
    f"NEW.ground IN ({_GROUNDS}) AND NEW.sent_on IS NOT NULL"  # noqa: S608  # our own names
    " AND NOT EXISTS (SELECT 1 FROM grants_placeended x WHERE x.decision_id = NEW.id)"
    " AND EXISTS (SELECT 1 FROM grants_decision g WHERE g.replaces_id = NEW.id AND g.kind = 'grant'"
    " AND g.state = 'prepared')"
)
_OF_ITS_PROPOSAL = (
    "NEW.replaces_id IS NULL OR EXISTS (SELECT 1 FROM grants_decision d WHERE d.id = NEW.replaces_id"
    " AND d.proposal_id = NEW.proposal_id AND d.state = 'decided')"
)
_IN_ITS_YEAR = (
    "NOT EXISTS (SELECT 1 FROM grants_decision d JOIN grants_proposal p ON p.id = d.proposal_id"  # noqa: S608  # made of our own names only
    " JOIN grants_slice s ON s.id = p.slice_id JOIN grants_year y ON y.id = s.year_id"
    " WHERE d.id = NEW.replaces_id AND d.kind = 'refuse'"
    f" AND {year_in('NEW.decided_on')} > y.year"
    " AND NOT EXISTS (SELECT 1 FROM grants_objection o WHERE o.decision_id = d.id AND o.outcome = 'upheld'))"
)

register(
    *frozen(_ENDED, message="that a place on the waiting list ended is kept"),
    guard(
        "grants_placeended_begins",
        table=_ENDED,
        when="BEFORE INSERT",
        holds=f"{is_near(_ENDED)} AND {alone(_ENDED, ('decision_id',))} AND {_IS_LISTED}",
        message="a place on the waiting list ends once, of a refusal on the ceiling that stands",
    ),
    guard(
        "grants_decision_replaces_one_of_its_proposal",
        table=_DECISION,
        when="BEFORE INSERT",
        holds=_OF_ITS_PROPOSAL,
        message="a decision comes in the place of one that was taken on its own proposal",
    ),
    guard(
        "grants_decision_from_the_list_in_its_year",
        table=_DECISION,
        when="BEFORE UPDATE",
        only="NEW.state = 'decided' AND OLD.state = 'prepared' AND NEW.kind = 'grant'",
        holds=_IN_ITS_YEAR,
        message="the waiting list holds until the year of its budget is over",
    ),
)
