"""Every write of the plan: its versions and what they hold, assessment frames, regulations."""

from .council_advice import answer_advice, give_advice, publish_answer
from .editions import (
    add_point,
    begin_edition,
    change_edition,
    change_point,
    drop_edition,
    enter,
    publish_edition,
    remove_point,
)
from .frames import add_part, change_frame, change_part, copy_frame, freeze_frame, remove_part, start_frame
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
    "add_part",
    "add_point",
    "add_regulation",
    "adopt_version",
    "answer_advice",
    "begin_edition",
    "change_edition",
    "change_element",
    "change_frame",
    "change_part",
    "change_point",
    "change_regulation",
    "change_version",
    "copy_frame",
    "drop_edition",
    "enter",
    "freeze_frame",
    "give_advice",
    "publish_answer",
    "publish_edition",
    "remove_element",
    "remove_part",
    "remove_point",
    "start_frame",
    "start_version",
]
