"""Pages of the plan: for everyone, of its versions and frames, and of the regulations."""

from .elements import element, element_add, element_remove
from .frame_parts import frame_part, frame_part_add, frame_part_remove
from .frames import frame, frame_add, frame_change, frame_copy, frames
from .paper_requests import paper_request, paper_request_add, paper_request_remove
from .papers import (
    paper,
    paper_add,
    paper_begin,
    paper_change,
    paper_drop,
    paper_edition,
    paper_publish,
    papers,
)
from .public import plan, plan_version
from .regulations import regulation, regulation_add, regulations
from .settlement import settlement, settlement_pdf, settlement_xlsx
from .versions import plans, version, version_adopt, version_change, version_start

__all__ = [
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
    "paper",
    "paper_add",
    "paper_begin",
    "paper_change",
    "paper_drop",
    "paper_edition",
    "paper_publish",
    "paper_request",
    "paper_request_add",
    "paper_request_remove",
    "papers",
    "plan",
    "plan_version",
    "plans",
    "regulation",
    "regulation_add",
    "regulations",
    "settlement",
    "settlement_pdf",
    "settlement_xlsx",
    "version",
    "version_adopt",
    "version_change",
    "version_start",
]
