"""The draw of lots, and the ranking that leaves the portal as a file."""

import secrets
from datetime import date, datetime

from django.utils.translation import gettext_lazy

from grants.rounds.models import Round, RoundSlice
from grants.terms import day_of
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right

from ..holding import refuse_draw
from ..models import Draw
from ..queries import rankings_of
from ..rules import ASSIGN

DREW = describe("reviews.drew", gettext_lazy("drew lots between equal proposals (dossiers of {day})"))
EXPORTED = describe("reviews.exported", gettext_lazy("exported the scores of a round"))


@flow
def draw_lots(share: RoundSlice, *, day: date, witness: str, by: User, at: datetime) -> Draw:
    """Draw lots for a budget of a round where its ranking asks for it; the seed is the portal's, once and for all.

    `day` is the day of completeness, of a tender its last day. Raises NoLongerAllowed, and NoTie when there is
    nothing to draw about or lots were drawn already.
    """
    city = share.slice.year.city
    hold_right(by, ASSIGN, city_id=city.pk, on=day_of(at))
    Round.objects.select_for_update(no_key=True).get(pk=share.round_id)  # one draw at a time
    refuse_draw(rankings_of([share]), day)
    made = Draw.objects.create(
        round_id=share.round_id,
        slice_id=share.slice_id,
        day=day,
        seed=secrets.token_hex(16),
        witness=witness,
        by=by,
        at=at,
    )
    record(DREW, made, by=by, at=at, day=day.isoformat())
    return made


@flow
def note_export(round_: Round, *, by: User, at: datetime) -> None:
    """Note that the scores of a round leave the portal as a file."""
    record(EXPORTED, round_, by=by, at=at)
