"""Forms of the proposals."""

from .council import AuthorisationForm, MeetingForm
from .council_answers import ConfirmForm, DeclineForm, SignedForm, WithdrawForm
from .council_reason import ReasonForm
from .council_rules import CouncilRulesForm
from .editor import DraftForm, PlanForm, WhatForm
from .editor_money import MoneyForm
from .editor_rest import AccountForm, AttachForm, CommentForm, CopyForm, InterestForm, ListFilter, StartForm
from .editor_who import WhoForm
from .office import (
    AnswerForm,
    AskForm,
    CheckForm,
    ExtendForm,
    HandlerForm,
    LinkAnswerForm,
    NoteForm,
    NoticeForm,
    PutBackForm,
    RunOnForm,
    StopForm,
    WorkFilter,
)

__all__ = [
    "AccountForm",
    "AnswerForm",
    "AskForm",
    "AttachForm",
    "AuthorisationForm",
    "CheckForm",
    "CommentForm",
    "ConfirmForm",
    "CopyForm",
    "CouncilRulesForm",
    "DeclineForm",
    "DraftForm",
    "ExtendForm",
    "HandlerForm",
    "InterestForm",
    "LinkAnswerForm",
    "ListFilter",
    "MeetingForm",
    "MoneyForm",
    "NoteForm",
    "NoticeForm",
    "PlanForm",
    "PutBackForm",
    "ReasonForm",
    "RunOnForm",
    "SignedForm",
    "StartForm",
    "StopForm",
    "WhatForm",
    "WhoForm",
    "WithdrawForm",
    "WorkFilter",
]
