"""What votes come to by the rules of a council: who took part, how many are enough, and the outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.terms import day_of
from portal.reads import followed
from portal.ui.dates import short_date
from wijkraden.people.models import User
from wijkraden.places.models import District

from .errors import (
    MoreThanSeats,
    NoQuorum,
    NotAuthorised,
    StandsAlready,
    WrongDay,
    WrongMember,
    WrongVotes,
)
from .models import CouncilRules, Proposal
from .queries import (
    council_decision_on,
    rules_of,
    voters_of,
    who_may_act_by_authorisation,
    with_interest,
)
from .states import Part, State


@dataclass(frozen=True)
class Votes:
    """How the members who took part voted."""

    votes_for: int
    votes_against: int
    abstained: int = 0

    @property
    def total(self) -> int:
        """How many votes there are."""
        return self.votes_for + self.votes_against + self.abstained


@dataclass(frozen=True)
class Turnout:
    """Who took part, of how many seats; who stepped back because of an interest counts for no quorum."""

    seats: int
    present: int
    stepped_back: int = 0

    @property
    def may_vote(self) -> int:
        """How many members could take part: who must step back could not (Gemeentewet 28 and 29)."""
        return self.seats - self.stepped_back

    def needed(self, rules: CouncilRules) -> int:
        """Return how many must take part at least: more than the share that the rules name."""
        return self.may_vote * rules.quorum_percent // 100 + 1


@dataclass(frozen=True)
class Outcome:
    """What a vote comes to, before it is entered: enough members, and for or against."""

    turnout: Turnout
    votes: Votes
    needed: int
    accepted: bool

    @property
    def is_tie(self) -> bool:
        """Tell if there are as many votes for as against."""
        return self.votes.votes_for == self.votes.votes_against


def turnout_of(
    parts: Iterable[Part], *, seats: int, others_present: int, others_stepped_back: int
) -> Turnout:
    """Return the turnout of members with an account and of those without."""
    told = list(parts)
    return Turnout(
        seats=seats,
        present=others_present + told.count(Part.PRESENT),
        stepped_back=others_stepped_back + told.count(Part.STEPPED_BACK),
    )


def outcome_of(rules: CouncilRules, turnout: Turnout, votes: Votes) -> Outcome:
    """Return what the vote comes to by these rules.

    Raises WrongVotes when the votes are not those who took part, or more members took part than there are seats, and
    NoQuorum when too few took part.
    """
    if turnout.present + turnout.stepped_back > turnout.seats:
        raise MoreThanSeats(
            _("%(members)d members took part or stepped back, but the council has %(seats)d seats.")
            % {"members": turnout.present + turnout.stepped_back, "seats": turnout.seats}
        )
    if min(votes.votes_for, votes.votes_against, votes.abstained) < 0 or votes.total != turnout.present:
        raise WrongVotes(
            _("%(present)d members took part, but there are %(votes)d votes and abstentions.")
            % {"present": turnout.present, "votes": votes.total}
        )
    needed = turnout.needed(rules)
    if turnout.present < needed:
        raise NoQuorum(
            _(
                "%(present)d members took part, and at least %(needed)d are needed: more than %(percent)d%% of the "
                "%(could)d members who could take part. So the council cannot decide."
            )
            % {
                "present": turnout.present,
                "needed": needed,
                "percent": rules.quorum_percent,
                "could": turnout.may_vote,
            }
        )
    return Outcome(turnout, votes, needed, rules.accepts(votes.votes_for, votes.votes_against))


def weigh_meeting(
    proposal: Proposal,
    *,
    decided_on: date,
    attendance: Mapping[User, Part],
    others_present: int,
    others_stepped_back: int,
    seats: int,
    votes: Votes,
    at: datetime,
) -> Outcome:
    """Return what the vote of a meeting comes to, for who enters it then. Six queries.

    Raises WrongVotes, WrongDay and NoQuorum as `record_meeting` does.
    """
    _refuse_second(proposal)
    _refuse_wrong_day(proposal, decided_on, at=at)
    _refuse_wrong_members(proposal, attendance, on=decided_on)
    turnout = turnout_of(
        attendance.values(),
        seats=seats,
        others_present=others_present,
        others_stepped_back=others_stepped_back,
    )
    return outcome_of(rules_of(proposal.district), turnout, votes)


def check_authorisation(proposal: Proposal, *, authorised: User, decided_on: date, at: datetime) -> int:
    """Return up to how many euro cents that person acts for the council.

    Raises WrongVotes, WrongDay and NotAuthorised as `record_authorisation` does.
    """
    _refuse_second(proposal)
    _refuse_wrong_day(proposal, decided_on, at=at)
    most = rules_of(proposal.district).authorised_cents
    if not most:
        raise NotAuthorised(_("This council authorises nobody to act for it. It decides in a meeting."))
    if proposal.asked_cents > most:
        raise NotAuthorised(
            _(
                "The authorisation goes up to %(most)s, and %(asked)s is asked. The council decides in a meeting."
            )
            % {"most": format_euros(most), "asked": format_euros(proposal.asked_cents)}
        )
    told = {"name": authorised.full_name}
    if authorised.pk not in {
        one.pk for one in who_may_act_by_authorisation(proposal.district, on=decided_on)
    }:
        raise NotAuthorised(_("%(name)s held no seat in the council that day.") % told)
    if authorised.pk in with_interest(proposal):
        raise NotAuthorised(_("%(name)s has an interest in this proposal and steps back.") % told)
    return most


def _refuse_second(proposal: Proposal) -> None:
    standing = council_decision_on(proposal)
    if standing is not None:
        raise StandsAlready(
            _("The decision of the council of %(day)s on this text stands already.")
            % {"day": short_date(standing.decided_on)}
        )


def _refuse_wrong_day(proposal: Proposal, decided_on: date, *, at: datetime) -> None:
    if decided_on > day_of(at):
        raise WrongDay(_("This day has yet to come. Enter the decision afterwards."))
    presented = proposal.events.filter(state=State.PRESENTED).order_by("-number").first()
    if presented is not None and decided_on < day_of(presented.at):
        raise WrongDay(
            _("This text was presented to the council on %(day)s. The decision on it was that day or later.")
            % {"day": short_date(presented.at)}
        )


def _refuse_wrong_members(proposal: Proposal, attendance: Mapping[User, Part], *, on: date) -> None:
    seated = {one.pk for one in voters_of(followed(proposal, "district", District), on=on)}
    interested = with_interest(proposal)
    for user, part in attendance.items():
        told = {"name": user.full_name}
        if user.pk not in seated:
            raise WrongMember(_("%(name)s held no seat in the council that day.") % told)
        if user.pk in interested and part != Part.STEPPED_BACK:
            raise WrongMember(_("%(name)s has an interest in this proposal and steps back.") % told)
