"""Every write of the decisions: mandates, preparing, deciding, telling, views asked before that, objections after."""

from django.utils.translation import gettext_lazy as _

from portal.trail.words import name_codes, name_facts, name_things

from ..drafting import DecisionOf
from ..objecting import ObjectionOf
from ..states import DecisionKind, Ground, Outcome
from .booking import award_instalment, confirm_condition
from .deciding import decide, enter_council_decision, return_decision
from .ending_place import end_place
from .hearing import ask_view, enter_view, step_back
from .mandates import MandateOf, end_mandate, enter_mandate
from .objections import enter_objection, extend_objection, record_hearing, withdraw_objection
from .on_objection import decide_objection
from .preparing import prepare_decision
from .telling import publish_decisions

__all__ = [
    "DecisionOf",
    "MandateOf",
    "ObjectionOf",
    "ask_view",
    "award_instalment",
    "confirm_condition",
    "decide",
    "decide_objection",
    "end_mandate",
    "end_place",
    "enter_council_decision",
    "enter_mandate",
    "enter_objection",
    "enter_view",
    "extend_objection",
    "prepare_decision",
    "publish_decisions",
    "record_hearing",
    "return_decision",
    "step_back",
    "withdraw_objection",
]

name_facts(
    {
        "cents": _("euro cents"),
        "ground": _("ground"),
        "last_on": _("last day"),
        "received_on": _("received on"),
    }
)
name_things(
    {
        "grants.budgetcondition": _("condition of the budget"),
        "grants.decision": _("decision"),
        "grants.instalment": _("instalment"),
        "grants.mandate": _("mandate"),
        "grants.objection": _("objection"),
        "grants.placeended": _("end of a place on the waiting list"),
        "grants.viewasked": _("question for a view"),
    }
)
name_codes(
    {
        "decisions.letter": _("the letter of a decision"),
        "decisions.condition_met": _("the message that a condition of the budget is gone"),
        "decisions.copy": _("the copy of a decision"),
        "decisions.to_decide": _("a prepared decision waits to be taken"),
        "decisions.view": _("the question for a view"),
        "decisions.place_ended": _("the end of a place on the waiting list"),
        "decisions.objection_receipt": _("the receipt of an objection"),
        "decisions.objection_extended": _("the extension of an objection"),
        "decisions.objection_letter": _("the decision on an objection"),
    }
)
name_codes({kind.value: kind.label for kind in DecisionKind}, of="kind")
name_codes({one.value: one.label for one in Outcome}, of="outcome")
name_codes({ground.value: ground.label for ground in Ground}, of="ground")
