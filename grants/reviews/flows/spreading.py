"""Many proposals at once: by hand the same reviewers for each, or spread over all who may, least loaded first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from grants.proposals.models import Proposal
from grants.terms import day_of
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right

from ..errors import WrongNumber
from ..notices import tell_reviewer
from ..queries import left_out, loads_of, reviewers_in
from ..rules import ASSIGN
from ..states import NEEDED
from .assigning import start_review


@flow
def spread_reviews(
    proposals: Sequence[Proposal],
    *,
    last_day: date,
    reviewers: Sequence[User] = (),
    by: User,
    at: datetime,
) -> int:
    """Start the review of each proposal and return how many reviews were assigned.

    By these `reviewers`, of whom one who may not stops it all with the reason; without them by whoever may and has
    the fewest reviews to do. Each reviewer gets one mail. Raises what `start_review` raises, and WrongNumber when
    too few may review one of them.
    """
    if not proposals:
        raise WrongNumber(_("Choose at least one proposal."))
    city = proposals[0].district.city
    hold_right(by, ASSIGN, city_id=city.pk, on=day_of(at))
    ordered = sorted(proposals, key=lambda one: one.pk)  # locked in one order
    chosen: Mapping[int, Sequence[User]] = {one.pk: reviewers for one in ordered}
    if not reviewers:
        chosen = _least_loaded(ordered, reviewers_in(city, on=day_of(at)), on=day_of(at))
    waits: defaultdict[User, list[Proposal]] = defaultdict(list)
    for one in ordered:
        made = start_review(one, reviewers=chosen[one.pk], last_day=last_day, tells=False, by=by, at=at)
        for assignment in made:
            waits[assignment.reviewer].append(one)
    for reviewer, found in waits.items():
        tell_reviewer(reviewer, found, last_day, city=city, by=by, at=at)
    return sum(len(found) for found in waits.values())


def _least_loaded(
    proposals: Sequence[Proposal], people: Sequence[User], *, on: date
) -> Mapping[int, list[User]]:
    loads, barred = loads_of(people), left_out(proposals, people, on=on)
    found = {}
    for proposal in proposals:
        number = NEEDED.get(proposal.assessment, 0)
        free = [one for one in people if (proposal.pk, one.pk) not in barred]
        if len(free) < number:
            raise WrongNumber(
                _("“%(title)s” needs %(needed)d reviewers, and only %(free)d may review it.")
                % {"title": proposal.title, "needed": number, "free": len(free)}
            )
        found[proposal.pk] = sorted(free, key=lambda one: (loads[one.pk], one.pk))[:number]
        for one in found[proposal.pk]:
            loads[one.pk] += 1
    return found
