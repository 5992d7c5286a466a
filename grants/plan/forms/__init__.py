"""What the pages of the plan read from a form."""

from .frames import FORMS, ConditionForm, CriterionForm, FrameForm, PartForm, points
from .papers import LookedAtForm, PaperForm, PapersFilter, RequestForm, is_usual, shown_paper
from .plans import AdoptForm, ElementForm, RemoveForm, StartForm, VersionForm
from .regulations import RegulationForm, shown_of

__all__ = [
    "FORMS",
    "AdoptForm",
    "ConditionForm",
    "CriterionForm",
    "ElementForm",
    "FrameForm",
    "LookedAtForm",
    "PaperForm",
    "PapersFilter",
    "PartForm",
    "RegulationForm",
    "RemoveForm",
    "RequestForm",
    "StartForm",
    "VersionForm",
    "is_usual",
    "points",
    "shown_of",
    "shown_paper",
]
