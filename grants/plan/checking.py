"""What each kind of subject refuses, beside what is refused of all that the city says of its plan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grants.errors import GrantError
from wijkraden.places.models import City

from .errors import NumberTaken, StaysSettled, WithoutRequests, WrongDay
from .models import Edition, Paper, PaperEdition, Subject
from .queries import numbered
from .states import PaperOf


@dataclass(frozen=True)
class Checks:
    """What one kind of subject refuses: `save` what it may not say, `publish` what is not complete."""

    save: Callable[..., None]  # (city, what, subject or None for a new one, at=)
    publish: Callable[[Any], None]


def lack_of(edition: Edition) -> str:
    """Return why an edition is not complete enough to be published; "" when it is."""
    try:
        CHECKS[type(edition.subject)].publish(edition)
    except GrantError as error:
        return str(error)
    return ""


def _refuse_paper(city: City, what: PaperOf, paper: Paper | None, *, at: datetime) -> None:
    """Raise NumberTaken, WrongDay or StaysSettled when a paper (None: a new one) may not say that."""
    _refuse_number(city, what.number, but=paper)
    _refuse_day(what, at=at)
    if paper is None or what.is_settled:
        return
    if paper.editions.filter(is_settled=True, published_at__isnull=False).exists():
        raise StaysSettled(_("The city council settled this paper. That is published, so it stays."))


def _refuse_empty_paper(edition: PaperEdition) -> None:
    """Raise WithoutRequests when a paper asks nothing yet."""
    if not edition.requests.exists():
        raise WithoutRequests(_("It does not say yet what this paper asks. Add at least one thing."))


def _refuse_number(city: City, number: str, *, but: Paper | None) -> None:
    if any(one != but for one in numbered(city, number)):
        raise NumberTaken(
            _("There is a paper with the number %(number)s already. Change that one.") % {"number": number}
        )


def _refuse_day(what: PaperOf, *, at: datetime) -> None:
    if what.decision_on is not None and what.decision_on > timezone.localdate(at):
        raise WrongDay(_("This day has yet to come. Enter the decision once the city council has taken it."))
    if what.decision_on and what.made_on and what.decision_on < what.made_on:
        raise WrongDay(
            _("The city council decided on it before the meeting of the paper. Look at both days.")
        )


CHECKS: dict[type[Subject], Checks] = {Paper: Checks(_refuse_paper, _refuse_empty_paper)}
