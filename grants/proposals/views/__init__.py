"""Pages of the proposals."""

from .completing import completion, completion_item, proposal_answer, proposal_ask, proposal_completing
from .council import council_authorisation, council_vote
from .council_applicant import applicant_ask, proposal_applicant
from .council_public import confirm, confirm_decline, my_application_withdraw
from .council_rules import council_rules, council_rules_list
from .council_steps import proposal_not_put_forward, proposal_send_back, proposal_withdraw
from .council_submit import proposal_receipt, proposal_submit
from .editor import edit_money, edit_plan, edit_what
from .editor_council import edit_check, edit_interests, proposal_comments
from .editor_files import attachment_remove, edit_files
from .editor_list import proposal_copy, proposal_new, proposals
from .editor_who import edit_account, edit_who
from .office import proposal_check, proposal_complete, proposal_handler, proposal_note, proposal_notes
from .office_clock import clock_extend, clock_notice, clock_put_back, clock_run_on, clock_stop, proposal_clock
from .work import work

__all__ = [
    "applicant_ask",
    "attachment_remove",
    "clock_extend",
    "clock_notice",
    "clock_put_back",
    "clock_run_on",
    "clock_stop",
    "completion",
    "completion_item",
    "confirm",
    "confirm_decline",
    "council_authorisation",
    "council_rules",
    "council_rules_list",
    "council_vote",
    "edit_account",
    "edit_check",
    "edit_files",
    "edit_interests",
    "edit_money",
    "edit_plan",
    "edit_what",
    "edit_who",
    "my_application_withdraw",
    "proposal_answer",
    "proposal_applicant",
    "proposal_ask",
    "proposal_check",
    "proposal_clock",
    "proposal_comments",
    "proposal_complete",
    "proposal_completing",
    "proposal_copy",
    "proposal_handler",
    "proposal_new",
    "proposal_not_put_forward",
    "proposal_note",
    "proposal_notes",
    "proposal_receipt",
    "proposal_send_back",
    "proposal_submit",
    "proposal_withdraw",
    "proposals",
    "work",
]
