"""Who writes a report and judges it for the council, who returns it, and who opens its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from grants.proposals.models import Proposal
from grants.proposals.rules import may_read_all, may_see
from portal.files.models import StoredFile
from wijkraden.people.rules import Person, act, may, may_in
from wijkraden.people.states import Role

from .models import ReportFile

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

WRITE = act(
    "reports.write",
    _("Write and send the report on an action, enter the council's judgement of it"),
    {Role.MEMBER, Role.CHAIR, Role.COORDINATOR},
    _("only of the own district, without an own interest"),
)
HANDLE = act(
    "reports.handle",
    _("Return a report that was sent, mail a link to write one"),
    {Role.OFFICER},
)


def may_write(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may write the report and judge for the council."""
    return may_in(user, WRITE, proposal.district_id)


def may_handle(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may return the report."""
    return may(user, HANDLE, proposal.district.city_id)


def may_ask(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may mail a link to whoever received the money."""
    return may_write(user, proposal) or may_handle(user, proposal)


def may_open_file(user: Person, file: StoredFile) -> bool:
    """Tell if the file stands in a report that `user` may see: her council's, or one that was sent to the city.

    What was taken out before it was sent is for nobody else; what was taken out of a later version stays for the city.
    """
    found = (
        ReportFile.objects.filter(file=file).select_related("report", "report__proposal__district").first()
    )
    if found is None or not may_see(user, found.report.proposal):
        return False
    if may_write(user, found.report.proposal):
        return found.removed_in_id is None
    return not found.report.is_draft and found.removed_in_id != found.report_id


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    return [("reports", _("Reports"))] if may_read_all(user, city_id) else []
