"""What every write of the plan begins and ends with: locks, who edited, and what stays as it is."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wijkraden.people.models import User
from wijkraden.people.rules import Act
from wijkraden.places.models import City

from .errors import ConsultationStands, EditionStands, NotComplete, OwnEdit, ReactionHidden, VersionStands
from .models import Consultation, Edition, Plan, Reaction
from .queries import counts_of, is_open, newest_consultation
from .rules import has_edited, refuse_former


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


def refuse_published(edition: Edition) -> None:
    """Raise EditionStands when an edition was published."""
    if edition.is_published:
        raise EditionStands(_("This was published, so it stays as it is. Begin a change of it first."))


def refuse_closed(consultation: Consultation) -> None:
    """Raise ConsultationStands when it was closed."""
    if consultation.closed_at is not None:
        raise ConsultationStands(_("This consultation is closed already."))


def refuse_told(consultation: Consultation) -> None:
    """Raise ConsultationStands when its document was published."""
    if consultation.is_published:
        raise ConsultationStands(_("The answers are published, so they stay as they are."))


def refuse_to_tell(consultation: Consultation) -> None:
    """Raise ConsultationStands unless it is closed and not published, NotComplete while a reaction waits."""
    refuse_told(consultation)
    if consultation.closed_at is None:
        raise ConsultationStands(_("Close the consultation first."))
    if counts_of(consultation).to_answer:
        raise NotComplete(_("Answer every reaction first."))


def refuse_to_consult(plan: Plan, *, by: User) -> None:
    """Raise VersionStands, OwnEdit, NotComplete or ConsultationStands when no consultation on it can begin."""
    if not is_open(plan):
        raise VersionStands(
            _("This version of the plan stays as it is: it was adopted, or another took its place.")
        )
    if has_edited(by, plan):
        raise OwnEdit(_("You edited this version yourself. Someone else opens the consultation."))
    if not plan.elements.exists():
        raise NotComplete(_("This version holds nothing yet to react on."))
    newest = newest_consultation(plan)
    if newest is not None and not newest.is_published:
        raise ConsultationStands(_("There is a consultation on this version already."))


def refuse_hidden(reaction: Reaction) -> None:
    """Raise ConsultationStands when the answers were published, ReactionHidden when this one is not shown."""
    refuse_told(reaction.consultation)
    if reaction.hidden_at is not None:
        raise ReactionHidden(_("This reaction is hidden. Show it again before you answer it."))
