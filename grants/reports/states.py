"""How far a report is, what it says of the action, what its files are, and in which parts it is written."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.proposals.states import State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

AGAIN_WEEKS = 2  # between the first reminder and the second
RUNNING = frozenset({State.GRANTED, State.UNDER_WAY})  # a report takes a proposal on from here
BOUGHT = frozenset({State.REPORTED, State.DETERMINED})  # what the city buys is reported on here too
JUDGED_IN = frozenset(
    {State.REPORTED, State.DETERMINED}
)  # the council judges what was reported, until it is closed


class ReportState(models.TextChoices):
    """A report is written, then sent; an officer may return it, and then a next version begins."""

    DRAFT = "draft", pgettext_lazy("report", "Being written")
    SUBMITTED = "submitted", pgettext_lazy("report", "Received")
    RETURNED = "returned", pgettext_lazy("report", "Returned")


class Done(models.TextChoices):
    """Whether the action was done, as who reports says, and as the council judges."""

    YES = "yes", pgettext_lazy("done", "Yes")
    PARTLY = "partly", pgettext_lazy("done", "In part")
    NO = "no", pgettext_lazy("done", "No")


class FileKind(models.TextChoices):
    """What a file of a report is."""

    PHOTO = "photo", _("Photo")
    RECEIPT = "receipt", _("Receipt or invoice")
    OTHER = "other", _("Something else")


class Part(StrEnum):
    """The screens on which a report is written, in their order."""

    WHAT = "what"
    COSTS = "costs"
    FILES = "files"
    CHECK = "check"


PART_LABELS: dict[Part, Words] = {
    Part.WHAT: _("What did you do?"),
    Part.COSTS: _("What did it cost?"),
    Part.FILES: _("Photos and receipts"),
    Part.CHECK: _("Check and send"),
}
OWN_PART_LABELS: dict[Part, Words] = {  # where the city did it itself, and its council reports
    **PART_LABELS,
    Part.WHAT: _("What was done?"),
    Part.FILES: _("Photos and bills"),
}
