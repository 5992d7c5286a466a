"""What the pages of the plan read from a form."""

from .actions import ActionForm, IndicatorForm, YearForm
from .advices import AdviceForm, AdvicePointForm
from .amendments import AmendedPartForm, AmendmentForm
from .consultations import (
    AnswerForm,
    HideForm,
    LengthenForm,
    OpenForm,
    ReactForm,
    ReactionsFilter,
    SureForm,
)
from .conversations import ConversationForm, InsightForm
from .council_advice import CouncilAdviceForm, CouncilAnswerForm
from .editions import EditionForm, PointForm
from .frames import FORMS, ConditionForm, CriterionForm, FrameForm, PartForm, points
from .papers import PaperForm, PapersFilter, RequestForm, is_usual
from .plans import AdoptForm, ElementForm, RemoveForm, StartForm, VersionForm
from .regulations import RegulationForm, shown_of

__all__ = [
    "FORMS",
    "ActionForm",
    "AdoptForm",
    "AdviceForm",
    "AdvicePointForm",
    "AmendedPartForm",
    "AmendmentForm",
    "AnswerForm",
    "ConditionForm",
    "ConversationForm",
    "CouncilAdviceForm",
    "CouncilAnswerForm",
    "CriterionForm",
    "EditionForm",
    "ElementForm",
    "FrameForm",
    "HideForm",
    "IndicatorForm",
    "InsightForm",
    "LengthenForm",
    "OpenForm",
    "PaperForm",
    "PapersFilter",
    "PartForm",
    "PointForm",
    "ReactForm",
    "ReactionsFilter",
    "RegulationForm",
    "RemoveForm",
    "RequestForm",
    "StartForm",
    "SureForm",
    "VersionForm",
    "YearForm",
    "is_usual",
    "points",
    "shown_of",
]
