"""The letter of a decision as a PDF (PDF/UA), of what was kept when it was sent."""

from datetime import UTC, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.documents.drafts import Draft, draft

from .letter import LANGUAGE
from .models import Decision

KIND = "decisions.letter"


def draft_letter(decision: Decision) -> Draft:
    """Draft the PDF of a letter that was sent; the same one each time. Raises ValueError before that."""
    if decision.letter is None or decision.sent_on is None:
        raise ValueError("a letter that was not sent is no document")
    with override(LANGUAGE):
        name = _("decision") + f"-{decision.number}.pdf"
    subject = str(decision.letter["subject"])
    return draft(
        KIND,
        template="letter",
        data=decision.letter,
        title=subject,
        language=LANGUAGE,
        key=f"decision:{decision.public_id}",
        name=name,
        author=str(decision.letter["city"]),
        at=datetime.combine(decision.sent_on, time(12), tzinfo=UTC),
    )
