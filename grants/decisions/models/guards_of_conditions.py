"""What the database itself refuses of the condition of the budget: without its grant, or ended without its entry."""

from portal.triggers import alone, frozen, guard, is_near, register, same

_CONDITION, _DECISION = "grants_budgetcondition", "grants_decision"

_OF_A_GRANT = (
    "EXISTS (SELECT 1 FROM grants_decision d WHERE d.id = NEW.decision_id AND d.state = 'prepared'"
    " AND d.kind = 'grant' AND d.settlement <> 'at_once')"
)
_BOOKED = (
    "EXISTS (SELECT 1 FROM grants_entry e JOIN grants_decision d ON d.id = NEW.decision_id"
    " JOIN grants_proposal p ON p.id = d.proposal_id AND p.dossier_id = e.dossier_id"
    " WHERE e.id = NEW.entry_id AND d.state = 'decided'"
    " AND e.event = CASE WHEN NEW.ending = 'met' THEN 'commit' ELSE 'condition_ends' END)"
)
_BEING_DECIDED = "NEW.state = 'decided' AND OLD.state = 'prepared'"
_BOOKED_AS_IT_STANDS = (
    "EXISTS (SELECT 1 FROM grants_entry e WHERE e.id = NEW.entry_id AND e.event = CASE WHEN"  # noqa: S608  # made of our own names only
    f" EXISTS (SELECT 1 FROM {_CONDITION} c WHERE c.decision_id = NEW.id) THEN 'condition' ELSE 'commit' END)"
)
_NONE_IS_OPEN = (
    f"NOT EXISTS (SELECT 1 FROM {_CONDITION} c JOIN grants_decision d ON d.id = c.decision_id"  # noqa: S608  # made of our own names only
    " WHERE d.proposal_id = NEW.proposal_id AND d.id <> NEW.id AND c.ending = '')"
)

register(
    *frozen(_CONDITION, message="conditions of the budget are kept", updates=False),
    guard(
        "grants_budgetcondition_begins",
        table=_CONDITION,
        when="BEFORE INSERT",
        holds=f"NEW.ending = '' AND {is_near(_CONDITION)} AND {alone(_CONDITION, ('decision_id',))}"
        f" AND {_OF_A_GRANT}",
        message="a condition of the budget begins with its grant, and never with a final amount",
    ),
    guard(
        "grants_budgetcondition_ends_once",
        table=_CONDITION,
        when="BEFORE UPDATE",
        holds=f"{same('id', 'decision_id', 'made_on')} AND OLD.ending = '' AND NEW.ending <> '' AND {_BOOKED}",
        message="a condition of the budget ends once, by what is booked for its dossier",
    ),
    guard(
        "grants_decision_grants_as_it_is_booked",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=f"{_BEING_DECIDED} AND NEW.kind = 'grant'",
        holds=_BOOKED_AS_IT_STANDS,
        message="a grant is committed, or it is noted with its condition",
    ),
    guard(
        "grants_decision_after_the_condition",
        table=_DECISION,
        when="BEFORE UPDATE",
        only=f"{_BEING_DECIDED} AND NEW.kind IN ('determine', 'change', 'revoke')",
        holds=_NONE_IS_OPEN,
        message="while a grant stands under condition of the budget, nothing else is decided on it",
    ),
)
