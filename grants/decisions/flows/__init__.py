"""Every write of the decisions: mandates, preparing, deciding, telling, and views asked before that."""

from django.utils.translation import gettext_lazy as _

from portal.trail.words import name_codes, name_facts, name_things

from ..drafting import DecisionOf
from ..states import DecisionKind, Ground
from .booking import award_instalment
from .deciding import decide, enter_council_decision, return_decision
from .hearing import ask_view, enter_view, step_back
from .mandates import MandateOf, end_mandate, enter_mandate
from .preparing import prepare_decision
from .telling import publish_decisions

__all__ = [
    "DecisionOf",
    "MandateOf",
    "ask_view",
    "award_instalment",
    "decide",
    "end_mandate",
    "enter_council_decision",
    "enter_mandate",
    "enter_view",
    "prepare_decision",
    "publish_decisions",
    "return_decision",
    "step_back",
]

name_facts({"cents": _("euro cents"), "ground": _("ground"), "last_on": _("last day")})
name_things(
    {
        "grants.decision": _("decision"),
        "grants.instalment": _("instalment"),
        "grants.mandate": _("mandate"),
        "grants.viewasked": _("question for a view"),
    }
)
name_codes(
    {
        "decisions.letter": _("the letter of a decision"),
        "decisions.copy": _("the copy of a decision"),
        "decisions.view": _("the question for a view"),
    }
)
name_codes({kind.value: kind.label for kind in DecisionKind}, of="kind")
name_codes({ground.value: ground.label for ground in Ground}, of="ground")
