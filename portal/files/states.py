"""Why a file is erased."""

import enum


class Reason(enum.Enum):
    """Why the name and the bytes of a file go; the value stands on the trail."""

    ASKED = "asked"  # the person it is about asked for it (AVG, article 17)
    MISTAKE = "mistake"  # it was handed in by mistake, or in the wrong place
    UNLAWFUL = "unlawful"  # the portal may not have it
