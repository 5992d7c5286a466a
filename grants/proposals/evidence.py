"""What a proposal itself shows about its conditions: facts that an officer looks at, none of which decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.money import format_euros
from grants.plan.states import Assessment
from grants.terms import day_of
from portal.ui.dates import short_date

from .queries import presented_step
from .queries_of_editor import interests_in
from .states import Manner

if TYPE_CHECKING:
    from .models import Proposal
    from .sheet import Sheet

AHEAD = timedelta(weeks=6)  # before an action starts, as a sister scheme asks; information alone


@dataclass(frozen=True)
class Evidence:
    """A fact in words; `is_fine` None where it only informs, `anchor` is the part of the page that shows it."""

    label: str
    text: str
    is_fine: bool | None = None
    anchor: str = ""


def evidence_of(proposal: Proposal, sheet: Sheet) -> list[Evidence]:
    """Return the facts in the order of the conditions. Three queries."""
    return [
        _goals(sheet),
        _money(sheet),
        _most(proposal),
        _start(proposal),
        _interests(proposal),
        _council(proposal),
        _district_plan(proposal),
        _files(sheet),
    ]


def _goals(sheet: Sheet) -> Evidence:
    count = sum(len(found) for _kind, found in sheet.aims)
    text = ngettext("%(n)d part of the plan is named", "%(n)d parts of the plan are named", count)
    return Evidence(_("Goals"), text % {"n": count}, count > 0, "aims-title")


def _money(sheet: Sheet) -> Evidence:
    told = {"costs": format_euros(sheet.costs_cents), "cover": format_euros(sheet.covered_cents)}
    text = _("Costs %(costs)s, cover %(cover)s") % told
    return Evidence(_("Costs and cover"), text, not sheet.difference_cents, "money-title")


def _most(proposal: Proposal) -> Evidence:
    most = proposal.round.maximum_cents
    told = {"asked": format_euros(proposal.asked_cents), "most": format_euros(most)}
    text = _("%(asked)s of at most %(most)s") % told
    return Evidence(_("Amount"), text, proposal.asked_cents <= most, "money-title")


def _start(proposal: Proposal) -> Evidence:
    if proposal.starts_on is None or proposal.received_at is None:
        return Evidence(_("First day"), _("not known"))
    received_on = day_of(proposal.received_at)
    days = (proposal.starts_on - received_on).days
    told = {
        "day": short_date(proposal.starts_on),
        "days": days,
        "least": short_date(received_on + AHEAD),
    }
    text = (
        ngettext(
            "%(day)s, %(days)d day after the receipt; six weeks after it is %(least)s",
            "%(day)s, %(days)d days after the receipt; six weeks after it is %(least)s",
            days,
        )
        % told
    )
    return Evidence(_("First day"), text, None, "what-title")


def _interests(proposal: Proposal) -> Evidence:
    told = list(interests_in(proposal))
    has = sum(one.has_interest for one in told)
    text = ngettext(
        "%(all)d member told about it, %(has)d with an interest",
        "%(all)d members told about it, %(has)d with an interest",
        len(told),
    )
    return Evidence(_("Interests"), text % {"all": len(told), "has": has})


def _council(proposal: Proposal) -> Evidence:
    found = proposal.council_decisions.filter(step__gte=presented_step(proposal)).first()
    if found is None:
        return Evidence(_("Decision of the council"), _("not found"), is_fine=False)
    if found.manner == Manner.AUTHORISATION:
        text = _("%(day)s, by authorisation") % {"day": short_date(found.decided_on)}
    else:
        text = _("%(day)s, %(yes)d for, %(no)d against, %(none)d abstained") % {
            "day": short_date(found.decided_on),
            "yes": found.votes_for,
            "no": found.votes_against,
            "none": found.abstained,
        }
    return Evidence(_("Decision of the council"), text, found.accepted)


def _district_plan(proposal: Proposal) -> Evidence:
    if proposal.assessment == Assessment.NONE and not proposal.district_plan:
        return Evidence(_("Plan of the district"), _("not asked for an amount like this"), None, "aims-title")
    text = proposal.district_plan or _("not told")
    return Evidence(_("Plan of the district"), text, bool(proposal.district_plan), "aims-title")


def _files(sheet: Sheet) -> Evidence:
    count = len(sheet.attachments)
    text = ngettext("%(n)d file", "%(n)d files", count) % {"n": count}
    return Evidence(_("Attachments"), text, None, "files-title")
