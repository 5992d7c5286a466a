"""The letter of a decision, or of one on an objection, as a PDF (PDF/UA), of what was kept when it was sent."""

from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.documents.drafts import Draft, draft

from .letter import LANGUAGE
from .letter_of_amounts import Part
from .models import Decision, Objection

KIND = "decisions.letter"


def draft_letter(decision: Decision) -> Draft:
    """Draft the PDF of a letter that was sent; the same one each time. Raises ValueError before that."""
    key = f"decision:{decision.public_id}"
    return _draft(decision.letter, decision.sent_on, key=key, number=decision.number)


def draft_letter_of_objection(objection: Objection) -> Draft:
    """Draft the PDF of the letter of a decision on an objection. Raises ValueError before it was sent."""
    key = f"objection:{objection.public_id}"
    return _draft(objection.letter, objection.sent_on, key=key, number=objection.number)


def _draft(letter: Part | None, sent_on: date | None, *, key: str, number: str) -> Draft:
    if letter is None or sent_on is None:
        raise ValueError("a letter that was not sent is no document")
    with override(LANGUAGE):
        name = _("decision") + f"-{number}.pdf"
    return draft(
        KIND,
        template="letter",
        data=letter,
        title=str(letter["subject"]),
        language=LANGUAGE,
        key=key,
        name=name,
        author=str(letter["city"]),
        at=datetime.combine(sent_on, time(12), tzinfo=UTC),
    )
