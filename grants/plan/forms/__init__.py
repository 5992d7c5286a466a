"""What the pages of the plan read from a form."""

from .editions import EditionForm, LookedAtForm, PointForm
from .frames import FORMS, ConditionForm, CriterionForm, FrameForm, PartForm, points
from .papers import PaperForm, PapersFilter, RequestForm, is_usual
from .plans import AdoptForm, ElementForm, RemoveForm, StartForm, VersionForm
from .regulations import RegulationForm, shown_of

__all__ = [
    "FORMS",
    "AdoptForm",
    "ConditionForm",
    "CriterionForm",
    "EditionForm",
    "ElementForm",
    "FrameForm",
    "LookedAtForm",
    "PaperForm",
    "PapersFilter",
    "PartForm",
    "PointForm",
    "RegulationForm",
    "RemoveForm",
    "RequestForm",
    "StartForm",
    "VersionForm",
    "is_usual",
    "points",
    "shown_of",
]
