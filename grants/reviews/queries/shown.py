"""What a reviewer reads of a proposal: everything but bank data and how to reach people."""

from __future__ import annotations

from dataclasses import dataclass

from grants.plan.models import Element
from grants.proposals.models import Aim, Attachment, CostLine, CoverLine, Party, Proposal
from grants.proposals.states import AttachmentKind
from portal.files.models import StoredFile
from wijkraden.people.models import User

# The other kinds hold signatures, addresses or accounts.
_FOR_REVIEWERS = (AttachmentKind.PLAN, AttachmentKind.BUDGET, AttachmentKind.PHOTO, AttachmentKind.OTHER)


@dataclass(frozen=True)
class Content:
    """The parts of a proposal beside its own columns; of the parties the names alone."""

    elements: list[Element]
    costs: list[CostLine]
    covers: list[CoverLine]
    parties: list[tuple[str, str]]
    attachments: list[Attachment]

    @property
    def cost_cents(self) -> int:
        """What the action costs, in euro cents."""
        return sum(one.cents for one in self.costs)


def content_for(proposal: Proposal) -> Content:
    """Return what a reviewer reads of it. Five queries."""
    files = proposal.attachments.filter(removed_at__isnull=True, kind__in=_FOR_REVIEWERS)
    return Content(
        elements=[one.element for one in Aim.objects.filter(proposal=proposal).select_related("element")],
        costs=list(proposal.costs.all()),
        covers=list(proposal.covers.all()),
        parties=parties_of(proposal),
        attachments=list(files.select_related("file")),
    )


def parties_of(proposal: Proposal) -> list[tuple[str, str]]:
    """Return what each party does and is called, with who speaks for it. One query."""
    return [
        (one.get_kind_display(), f"{one.name} ({one.contact})" if one.contact else one.name)
        for one in Party.objects.filter(proposal=proposal)
    ]


def city_of_reviewed(file: StoredFile, user: User) -> int | None:
    """Return the id of the city where `user` was given the proposal of this file to review; None for any other file.

    Also None for a kind that reviewers do not read. One query.
    """
    found = Attachment.objects.filter(
        file=file,
        kind__in=_FOR_REVIEWERS,
        removed_at__isnull=True,
        proposal__assignments__reviewer=user,
        proposal__assignments__released_at__isnull=True,
        proposal__assignments__has_interest=False,
    )
    return found.values_list("proposal__district__city", flat=True).first()
