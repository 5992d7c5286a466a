"""What the pages of the plan read from a form."""

from .frames import FORMS, ConditionForm, CriterionForm, FrameForm, PartForm, points
from .plans import AdoptForm, ElementForm, RemoveForm, StartForm, VersionForm
from .regulations import RegulationForm, shown_of

__all__ = [
    "FORMS",
    "AdoptForm",
    "ConditionForm",
    "CriterionForm",
    "ElementForm",
    "FrameForm",
    "PartForm",
    "RegulationForm",
    "RemoveForm",
    "StartForm",
    "VersionForm",
    "points",
    "shown_of",
]
