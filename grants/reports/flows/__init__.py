"""Every write of the reports: writing and sending one, its files, judging and returning it, asking for it."""

from django.utils.translation import gettext_lazy as _

from portal.trail.words import name_codes, name_facts, name_things

from ..states import PART_LABELS, Done
from .asking import begin, mail_link, remind
from .files import attach, take_out
from .judging import judge, return_report
from .writing import Spent, save_costs, save_what, start_report, submit_report

__all__ = [
    "Spent",
    "attach",
    "begin",
    "judge",
    "mail_link",
    "remind",
    "return_report",
    "save_costs",
    "save_what",
    "start_report",
    "submit_report",
    "take_out",
]

name_facts(
    {
        "done": _("was it done"),
        "part": _("part"),
        "reminder": _("reminder"),
        "spent_cents": _("real costs in euro cents"),
        "version": _("version"),
    }
)
name_things(
    {
        "grants.report": _("report"),
        "grants.reportfile": _("file of a report"),
        "grants.reportlink": _("link to write a report"),
    }
)
name_codes({done.value: done.label for done in Done}, of="done")
name_codes({part.value: words for part, words in PART_LABELS.items()}, of="part")
name_codes(
    {
        "reports.ask": _("the question to report, to who received the money"),
        "reports.ask_of_council": _("the question to report, to the council"),
        "reports.judge": _("the question for the council's judgement"),
        "reports.received": _("receipt of a report"),
        "reports.returned": _("a returned report, to who received the money"),
        "reports.returned_of_council": _("a returned report, to the council"),
        "reports.submitted": _("a report that came in, to the officer"),
    }
)
