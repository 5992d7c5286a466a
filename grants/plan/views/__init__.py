"""Pages of the plan: for everyone, of its versions and frames, and of the regulations."""

from .elements import element, element_add, element_remove
from .frame_parts import frame_part, frame_part_add, frame_part_remove
from .frames import frame, frame_add, frame_change, frame_copy, frames
from .public import plan, plan_version
from .regulations import regulation, regulation_add, regulations
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
    "plan",
    "plan_version",
    "plans",
    "regulation",
    "regulation_add",
    "regulations",
    "version",
    "version_adopt",
    "version_change",
    "version_start",
]
