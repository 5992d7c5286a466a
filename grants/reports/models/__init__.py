"""The rows of the reports and their guards."""

from . import guards
from .asking import Reminder, ReportLink
from .reports import Report, ReportFile, ReportLine

__all__ = ["Reminder", "Report", "ReportFile", "ReportLine", "ReportLink", "guards"]
