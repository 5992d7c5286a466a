"""What the pages of the decisions read from a form."""

from .deciding import AskViewForm, CouncilForm, EndPlaceForm, InterestForm, PartForm, ReturnForm, ViewForm
from .mandates import EndForm, MandateForm
from .objections import (
    DecideObjectionForm,
    ExtendObjectionForm,
    HearingForm,
    ObjectionForm,
    WithdrawObjectionForm,
)
from .preparing import PrepareForm, first_of, typed_before

__all__ = [
    "AskViewForm",
    "CouncilForm",
    "DecideObjectionForm",
    "EndForm",
    "EndPlaceForm",
    "ExtendObjectionForm",
    "HearingForm",
    "InterestForm",
    "MandateForm",
    "ObjectionForm",
    "PartForm",
    "PrepareForm",
    "ReturnForm",
    "ViewForm",
    "WithdrawObjectionForm",
    "first_of",
    "typed_before",
]
