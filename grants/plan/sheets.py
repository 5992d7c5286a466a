"""What leaves the plan as a file: papers that the college proposes to settle, a consultation with its answers."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.drafts import Draft, draft
from wijkraden.people.models import DUTCH

from .comparing import referral_of
from .models import Consultation, PaperEdition, Reaction
from .queries import by_part, counts_of, days_to_react, shown_reactions


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


def draft_consultation(consultation: Consultation, *, at: datetime) -> Draft:
    """Make the document of a consultation as it stands now: every reaction that is shown, with its answer.

    In the language of the city; what is made again after another edit is another document.
    """
    with translation.override(DUTCH):
        title = _("Reactions on the plan “%(title)s”, and what was done with them")
        return draft(
            "consultation",
            template="table",
            data=consultation_document(consultation),
            title=title % {"title": consultation.title},
            language=DUTCH,
            key=consultation.document_key,
            name=_("reactions-on-the-plan") + ".pdf",
            author=consultation.plan.city.name,
            at=at,
        )


def consultation_document(consultation: Consultation) -> dict[str, Any]:
    """Return what the document of a consultation is made of: a table for each part that was reacted on."""
    counts = counts_of(consultation)
    columns = [
        {"text": _("Reaction"), "width": 4},
        {"text": _("Of whom"), "width": 2},
        {"text": _("Did it change the plan?"), "width": 2},
        {"text": _("Answer"), "width": 4},
    ]
    explained = {str(one): one.explanation for one in consultation.parts}
    tables = [
        {
            "heading": about.title or _("The plan as a whole"),
            "caption": explained.get(about.title, ""),
            "columns": columns,
            "rows": [
                [one.text, _of_whom(one), one.get_degree_display(), one.answer] for one in about.reactions
            ],
        }
        for about in by_part(shown_reactions(consultation))
    ]
    intro = [
        *(line for line in consultation.introduction.splitlines() if line.strip()),
        days_to_react(consultation, on=consultation.closes_on),
        _("Reactions: %(shown)d. Changed the plan, wholly or in part: %(changed)d. Not shown: %(hidden)d.")
        % {"shown": counts.shown, "changed": counts.changed, "hidden": counts.not_shown},
    ]
    if counts.not_shown:
        intro.append(why_not_shown())
    return {"intro": intro, "tables": tables, "notes": [], "footer": consultation.plan.city.name}


def _of_whom(reaction: Reaction) -> str:
    if reaction.district is None:
        return _("A resident")
    return _("A council member of %(council)s") % {"council": reaction.district.full_name}


def why_not_shown() -> str:
    """Return why everyone outside does not read some reactions."""
    return _(
        "A reaction is not shown when it was not confirmed, insults or discriminates, holds personal data, is not "
        "about the plan, or is the same as another one."
    )
