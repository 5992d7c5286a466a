"""Every write of proposals, from a draft to a complete dossier."""

from django.utils.translation import gettext_lazy as _

from grants.terms import Why
from portal.trail.words import name_codes, name_facts, name_things

from ..states import SECTION_LABELS, PartyKind
from ..votes import Votes
from .closing import remind_of_closing
from .comments import comment
from .confirming import ask_applicant, attach_authorisation, confirm, decline
from .copying import copy_proposal
from .council import record_authorisation, record_meeting
from .council_rules import set_council_rules
from .drafts import (
    Cost,
    Cover,
    PartyOf,
    change,
    declare_interest,
    present,
    set_aims,
    set_bank_account,
    set_money,
    set_origin,
    set_party,
    start_proposal,
)
from .files import attach, take_out
from .office import Found, add_note, assign, check, find_complete
from .office_clock import extend, note_default, put_back, run_on, stop_clock
from .office_completing import Missing, answer_by_link, answer_item, ask_to_complete
from .reopening import take_up_again
from .returning import not_put_forward, send_back
from .sections import save_plan, save_who
from .submitting import submit
from .withdrawing import withdraw, withdraw_by_applicant

__all__ = [
    "Cost",
    "Cover",
    "Found",
    "Missing",
    "PartyOf",
    "Votes",
    "add_note",
    "answer_by_link",
    "answer_item",
    "ask_applicant",
    "ask_to_complete",
    "assign",
    "attach",
    "attach_authorisation",
    "change",
    "check",
    "comment",
    "confirm",
    "copy_proposal",
    "declare_interest",
    "decline",
    "extend",
    "find_complete",
    "not_put_forward",
    "note_default",
    "present",
    "put_back",
    "record_authorisation",
    "record_meeting",
    "remind_of_closing",
    "run_on",
    "save_plan",
    "save_who",
    "send_back",
    "set_aims",
    "set_bank_account",
    "set_council_rules",
    "set_money",
    "set_origin",
    "set_party",
    "start_proposal",
    "stop_clock",
    "submit",
    "take_out",
    "take_up_again",
    "withdraw",
    "withdraw_by_applicant",
]

name_facts(
    {
        "interest": _("has an interest"),
        "number": _("number"),
        "outcome": _("outcome"),
        "section": _("part"),
        "weeks": _("weeks"),
        "why": _("why"),
    }
)
name_things(
    {
        "grants.aim": _("goal of a proposal"),
        "grants.applicantlink": _("link to the page of an applicant"),
        "grants.attachment": _("attachment"),
        "grants.bankaccount": _("bank account"),
        "grants.closingreminder": _("reminder that a round closes"),
        "grants.completionrequest": _("question to complete a proposal"),
        "grants.confirmation": _("question to confirm a proposal"),
        "grants.councildecision": _("decision of a council"),
        "grants.note": _("note about a proposal"),
        "grants.party": _("party of a proposal"),
        "grants.proposal": _("proposal"),
        "grants.snapshot": _("kept text of a proposal"),
        "grants.comment": _("comment on a proposal"),
    }
)
name_codes(dict(Why.choices), of="why")
name_codes(
    {
        "proposals.completed": _("proposal that was completed"),
        "proposals.completion": _("question to complete a proposal"),
        "proposals.completion_of_council": _("question to complete a proposal, for the council"),
        "proposals.extended": _("extension of the term to decide"),
        "proposals.extended_of_council": _("extension of the term to decide, for the council"),
    }
)
name_codes({section.value: words for section, words in SECTION_LABELS.items()}, of="section")
name_codes({"accepted": _("put forward"), "rejected": _("not put forward")}, of="outcome")
name_codes(
    {
        **{kind.value: kind.label for kind in PartyKind},
        "lines": _("costs and cover"),
        "aims": _("goals"),
        "insight": _("what it comes from"),
    },
    of="changed",
)
name_codes(
    {
        "proposals.closing": _("the round closes and the proposal is not submitted"),
        "proposals.confirm": _("question to the applicant to confirm"),
        "proposals.confirmed": _("the applicant confirmed"),
        "proposals.declined": _("the applicant finds the text not right"),
        "proposals.sent_back": _("proposal sent back to its author"),
        "proposals.not_put_forward": _("proposal not put forward"),
        "proposals.not_put_forward_applicant": _("not put forward, to the applicant"),
        "proposals.submitted": _("receipt to the council"),
        "proposals.to_check": _("a new proposal to the officers"),
        "proposals.receipt": _("receipt to the applicant"),
        "proposals.withdrawn": _("proposal withdrawn"),
        "proposals.withdrawn_applicant": _("application withdrawn, to the applicant"),
    }
)
