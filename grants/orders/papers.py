"""The letter of an order as a PDF (PDF/UA), of what was kept when it was sent."""

from datetime import UTC, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.documents.drafts import Draft, draft

from .letter import LANGUAGE
from .models import PurchaseOrder

KIND = "orders.letter"


def draft_letter(order: PurchaseOrder) -> Draft:
    """Draft the PDF of the letter of an order as it stands; the same one each time, until the order changes."""
    with override(LANGUAGE):
        name = _("order") + f"-{order.number}-{order.version}.pdf"
    return draft(
        KIND,
        template="letter",
        data=order.letter,
        title=str(order.letter["subject"]),
        language=LANGUAGE,
        key=f"order:{order.public_id}:{order.version}",
        name=name,
        author=str(order.letter["city"]),
        at=datetime.combine(order.sent_on, time(12), tzinfo=UTC),
    )
