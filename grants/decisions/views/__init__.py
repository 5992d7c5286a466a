"""The pages of the decisions."""

from .conditions import conditions
from .deciding import (
    decision_of_council,
    decision_return,
    decision_step_back,
    decision_take,
    decisions,
    decisions_publish,
)
from .letters import decision, decision_pdf, letter_by_link, letter_pdf_by_link
from .mandates import mandate_add, mandate_end, mandates
from .objection_acts import (
    objection_decide,
    objection_enter,
    objection_extend,
    objection_hearing,
    objection_withdraw,
)
from .objections import objection, objection_letter, objection_letter_pdf, objection_pdf, objections
from .preparing import decision_prepare, view_ask, view_enter
from .waiting_lists import place_end, waiting_list, waiting_lists

__all__ = [
    "conditions",
    "decision",
    "decision_of_council",
    "decision_pdf",
    "decision_prepare",
    "decision_return",
    "decision_step_back",
    "decision_take",
    "decisions",
    "decisions_publish",
    "letter_by_link",
    "letter_pdf_by_link",
    "mandate_add",
    "mandate_end",
    "mandates",
    "objection",
    "objection_decide",
    "objection_enter",
    "objection_extend",
    "objection_hearing",
    "objection_letter",
    "objection_letter_pdf",
    "objection_pdf",
    "objection_withdraw",
    "objections",
    "place_end",
    "view_ask",
    "view_enter",
    "waiting_list",
    "waiting_lists",
]
