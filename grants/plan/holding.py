"""What every write of the plan begins and ends with: locks, who edited, and what stays as it is."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.post.models import Message
from wijkraden.people.models import User
from wijkraden.people.rules import Act
from wijkraden.places.models import City

from .errors import EditionStands
from .models import Consultation, Edition, Reaction
from .rules import refuse_former


def hold_city(city_id: int, what: Act, *, by: User, at: datetime) -> City:
    """Lock the city, so that rights in it neither come nor go meanwhile. Raises NoLongerAllowed."""
    city = City.objects.select_for_update(no_key=True).get(pk=city_id)
    refuse_former(by, what, city, on=timezone.localdate(at))
    return city


def hold_consultation(consultation: Consultation) -> Consultation:
    """Lock a consultation; the city comes before it, whoever locks both."""
    rows = Consultation.objects.select_related("plan__city")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=consultation.pk)


def change_columns(row: Any, values: dict[str, Any]) -> list[str]:
    """Give a row those values, and return the names of the columns that became another."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return changed


def note_edit(row: Any, *, by: User, at: datetime) -> None:
    """Note on a plan or an edition that `by` edited it once more."""
    row.edited_by, row.edited_at, row.edits = by, at, row.edits + 1
    row.save(update_fields=["edited_by", "edited_at", "edits"])
    row.editors.add(by)


def note_mail(reaction: Reaction, sent: Message) -> None:
    """Keep with a reaction what was sent to her who gave it; the message itself does not name the reaction."""
    reaction.mails.append(sent.public_id)
    reaction.save(update_fields=["mails"])


def refuse_published(edition: Edition) -> None:
    """Raise EditionStands when an edition was published."""
    if edition.is_published:
        raise EditionStands(_("This was published, so it stays as it is. Begin a change of it first."))
