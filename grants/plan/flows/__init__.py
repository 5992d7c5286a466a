"""Every write of the plan: its versions and what they hold, assessment frames, regulations."""

from .frames import add_part, change_frame, change_part, copy_frame, freeze_frame, remove_part, start_frame
from .papers import (
    add_paper,
    add_request,
    begin_edition,
    change_paper,
    change_request,
    drop_edition,
    publish_paper,
    remove_request,
)
from .plans import (
    add_element,
    adopt_version,
    change_element,
    change_version,
    remove_element,
    start_version,
)
from .regulations import Gazette, add_regulation, change_regulation

__all__ = [
    "Gazette",
    "add_element",
    "add_paper",
    "add_part",
    "add_regulation",
    "add_request",
    "adopt_version",
    "begin_edition",
    "change_element",
    "change_frame",
    "change_paper",
    "change_part",
    "change_regulation",
    "change_request",
    "change_version",
    "copy_frame",
    "drop_edition",
    "freeze_frame",
    "publish_paper",
    "remove_element",
    "remove_part",
    "remove_request",
    "start_frame",
    "start_version",
]
