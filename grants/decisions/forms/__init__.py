"""What the pages of the decisions read from a form."""

from .deciding import AskViewForm, CouncilForm, InterestForm, PartForm, ReturnForm, ViewForm
from .mandates import EndForm, MandateForm
from .preparing import PrepareForm, first_of, typed_before

__all__ = [
    "AskViewForm",
    "CouncilForm",
    "EndForm",
    "InterestForm",
    "MandateForm",
    "PartForm",
    "PrepareForm",
    "ReturnForm",
    "ViewForm",
    "first_of",
    "typed_before",
]
