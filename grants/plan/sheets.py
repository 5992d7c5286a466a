"""The list of papers that the college proposes to settle, as rows of a file and as tables of a document."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from .comparing import referral_of
from .models import PaperEdition


def settlement_header() -> list[str]:
    """Return the heads of the columns, in the language of now."""
    return [
        _("Kind"),
        _("Number"),
        _("Title"),
        _("Portfolio"),
        _("What it asks"),
        _("Taken over?"),
        _("Answer"),
        _("Proposed settlement"),
        _("On the list in"),
        _("Referred to"),
    ]


def settlement_rows(found: Iterable[PaperEdition]) -> Iterator[list[Any]]:
    """Yield a row for each thing that a paper on the list asks."""
    for paper in found:
        for one in paper.asked:
            yield [
                paper.get_kind_display(),
                paper.number,
                paper.title,
                paper.portfolio,
                one.text,
                one.get_degree_display(),
                one.answer,
                paper.proposal,
                paper.proposed_in,
                referral_of(paper),
            ]


def settlement_document(found: Iterable[PaperEdition], *, footer: str) -> dict[str, Any]:
    """Return what the document of the list is made of: a table for each paper."""
    columns = [
        {"text": _("What it asks"), "width": 3},
        {"text": _("Taken over?"), "width": 1},
        {"text": _("Answer"), "width": 4},
    ]
    tables = [
        {
            "heading": f"{one.get_kind_display()} {one.title} ({one.number})",
            "caption": _proposed(one),
            "columns": columns,
            "rows": [[row.text, row.get_degree_display(), row.answer] for row in one.asked],
        }
        for one in found
    ]
    intro = [
        _("The college proposes to the city council to settle these papers. Only its decision closes them.")
    ]
    return {"intro": intro, "tables": tables, "notes": [], "footer": footer}


def _proposed(paper: PaperEdition) -> str:
    lines = [paper.proposal, _("On the list in: %(letter)s.") % {"letter": paper.proposed_in}]
    if to := referral_of(paper):
        lines.append(_("Referred to: %(to)s") % {"to": to})
    return " ".join(line for line in lines if line)
