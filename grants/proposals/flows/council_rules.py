"""By which rules a council votes, as the administrator enters them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from grants.terms import day_of
from portal.errors import refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_facts, name_things
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.places.models import District

from ..queries import rules_of
from ..rules import SET_COUNCIL_RULES

name_things({"grants.councilrules": gettext_lazy("voting rules of a council")})
name_facts(
    {"quorum": gettext_lazy("share that must be exceeded"), "authorised": gettext_lazy("cents at most")}
)
SET = describe(
    "proposals.council_rules_set", gettext_lazy("entered the voting rules of a council ({district})")
)


@flow
def set_council_rules(
    district: District,
    *,
    quorum_percent: int,
    tie_accepts: bool,
    authorised_cents: int,
    source: str,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Enter by which rules a council votes from now on; decisions that stand keep the rules of their day.

    Raises NoLongerAllowed, and ChangedMeanwhile when they are no longer what they `was`.
    """
    hold_right(by, SET_COUNCIL_RULES, city_id=district.city_id, on=day_of(at))
    row = District.objects.select_for_update(no_key=True).get(pk=district.pk)
    rules = rules_of(row)
    refuse_if_changed(rules, was)
    rules.quorum_percent, rules.tie_accepts = quorum_percent, tie_accepts
    rules.authorised_cents, rules.source = authorised_cents, source
    rules.set_by, rules.set_at = by, at
    rules.save()
    record(SET, rules, by=by, at=at, district=row.slug, quorum=quorum_percent, authorised=authorised_cents)
