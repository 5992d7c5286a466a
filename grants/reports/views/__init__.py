"""The pages of the reports."""

from .by_link import (
    file_by_link,
    part_by_link,
    remove_by_link,
    report_by_link,
    small_by_link,
    start_by_link,
)
from .listing import reports
from .page import report, report_judge, report_link, report_return
from .writing import report_file_remove, report_part, report_start

__all__ = [
    "file_by_link",
    "part_by_link",
    "remove_by_link",
    "report",
    "report_by_link",
    "report_file_remove",
    "report_judge",
    "report_link",
    "report_part",
    "report_return",
    "report_start",
    "reports",
    "small_by_link",
    "start_by_link",
]
