"""The table of roles on paper."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.documents.drafts import Draft, draft
from portal.ui.dates import short_date

from ..places.models import City
from .models import User
from .rules import Table, roles_tables


def draft_roles(*, city: City, by: User, at: datetime) -> Draft:
    """Draft the table “who can do what” of today as a PDF; one document per person, day and content."""
    data = {
        "intro": [
            _("This table is made from the same rules that the portal asks before every act."),
            _("Roles are seats with a first and a last day; who holds them stands on the page of people."),
        ],
        "tables": [_printable(table) for table in roles_tables()],
        "footer": f"{city.product_name} · {city.name} · {short_date(at)}",
    }
    content = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:24]
    language = get_language() or "nl"
    return draft(
        "people.roles",
        template="table",
        data=data,
        title=_("Who can do what"),
        language=language,
        key=f"people.roles:{by.public_id}:{timezone.localdate(at):%Y%m%d}:{language}:{content}",
        name=_("who-can-do-what") + ".pdf",
        author=city.name,
        at=at,
    )


def _printable(table: Table) -> dict[str, Any]:
    columns = [
        {"text": text, "width": width} for text, width in zip(table.columns, table.widths, strict=True)
    ]
    return {"heading": table.heading, "caption": "", "columns": columns, "rows": table.rows}
