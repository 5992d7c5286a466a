"""Reads of the plan: its versions, assessment frames and regulations."""

from .frames import (
    count_in,
    frame_at,
    frames_of,
    part_at,
    values_of_frame,
    values_of_part,
    weight_of,
    with_parts,
)
from .places import moved
from .plans import (
    Group,
    count_of,
    element_at,
    groups_of,
    is_open,
    plan_in_force,
    published_at,
    published_versions,
    replaceable,
    values_of_element,
    values_of_version,
    version_at,
    versions,
)
from .regulations import regulation_at, regulations_of, tiers_of, values_of, with_tiers

__all__ = [
    "Group",
    "count_in",
    "count_of",
    "element_at",
    "frame_at",
    "frames_of",
    "groups_of",
    "is_open",
    "moved",
    "part_at",
    "plan_in_force",
    "published_at",
    "published_versions",
    "regulation_at",
    "regulations_of",
    "replaceable",
    "tiers_of",
    "values_of",
    "values_of_element",
    "values_of_frame",
    "values_of_part",
    "values_of_version",
    "version_at",
    "versions",
    "weight_of",
    "with_parts",
    "with_tiers",
]
