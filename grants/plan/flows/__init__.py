"""Every write of the plan: its versions and what they hold, assessment frames, regulations."""

from .consultations import (
    close_consultation,
    lengthen_consultation,
    open_consultation,
    publish_consultation,
    tell_who_reacted,
)
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
from .reactions import (
    VALID,
    answer_reaction,
    confirm_reaction,
    forget_addresses,
    hide_reaction,
    react,
    react_for_council,
    show_reaction,
)
from .regulations import Gazette, add_regulation, change_regulation

__all__ = [
    "VALID",
    "Gazette",
    "add_element",
    "add_part",
    "add_point",
    "add_regulation",
    "adopt_version",
    "answer_advice",
    "answer_reaction",
    "begin_edition",
    "change_edition",
    "change_element",
    "change_frame",
    "change_part",
    "change_point",
    "change_regulation",
    "change_version",
    "close_consultation",
    "confirm_reaction",
    "copy_frame",
    "drop_edition",
    "enter",
    "forget_addresses",
    "freeze_frame",
    "give_advice",
    "hide_reaction",
    "lengthen_consultation",
    "open_consultation",
    "publish_answer",
    "publish_consultation",
    "publish_edition",
    "react",
    "react_for_council",
    "remove_element",
    "remove_part",
    "remove_point",
    "show_reaction",
    "start_frame",
    "start_version",
    "tell_who_reacted",
]
