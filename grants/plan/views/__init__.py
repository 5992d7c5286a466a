"""Pages of the plan: for everyone, of its versions and frames, and of the regulations."""

from .consultations import (
    consultation_close,
    consultation_desk,
    consultation_lengthen,
    consultation_open,
    consultation_publish,
    consultation_withdraw,
    reaction_answer,
    reaction_hide,
    reaction_show,
)
from .council_advice import (
    council_advice,
    council_advice_give,
    council_advices,
    council_answer,
    council_answer_publish,
)
from .desks import DESKS, Desk, PointDesk
from .elements import element, element_add, element_remove
from .frame_parts import frame_part, frame_part_add, frame_part_remove
from .frames import frame, frame_add, frame_change, frame_copy, frames
from .papers import papers
from .points import point_add, point_change, point_remove
from .public import plan, plan_compare, plan_version
from .reacting import consultation, consultation_pdf, consultation_react, consultations, reaction_confirm
from .regulations import regulation, regulation_add, regulations
from .said import advices, amendments, city_actions, conversations
from .settlement import settlement, settlement_pdf, settlement_xlsx
from .subjects import (
    subject,
    subject_add,
    subject_begin,
    subject_change,
    subject_drop,
    subject_edition,
    subject_publish,
)
from .versions import plans, version, version_adopt, version_change, version_start

__all__ = [
    "DESKS",
    "Desk",
    "PointDesk",
    "advices",
    "amendments",
    "city_actions",
    "consultation",
    "consultation_close",
    "consultation_desk",
    "consultation_lengthen",
    "consultation_open",
    "consultation_pdf",
    "consultation_publish",
    "consultation_react",
    "consultation_withdraw",
    "consultations",
    "conversations",
    "council_advice",
    "council_advice_give",
    "council_advices",
    "council_answer",
    "council_answer_publish",
    "element",
    "element_add",
    "element_remove",
    "frame",
    "frame_add",
    "frame_change",
    "frame_copy",
    "frame_part",
    "frame_part_add",
    "frame_part_remove",
    "frames",
    "papers",
    "plan",
    "plan_compare",
    "plan_version",
    "plans",
    "point_add",
    "point_change",
    "point_remove",
    "reaction_answer",
    "reaction_confirm",
    "reaction_hide",
    "reaction_show",
    "regulation",
    "regulation_add",
    "regulations",
    "settlement",
    "settlement_pdf",
    "settlement_xlsx",
    "subject",
    "subject_add",
    "subject_begin",
    "subject_change",
    "subject_drop",
    "subject_edition",
    "subject_publish",
    "version",
    "version_adopt",
    "version_change",
    "version_start",
]
