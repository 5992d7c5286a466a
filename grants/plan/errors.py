"""What may go wrong with the plan, papers of the city council, frames and regulations, worded for users."""

from grants.errors import GrantError


class PrefixTaken(GrantError):
    """Another regulation of the city numbers its dossiers with this prefix."""


class WrongTiers(GrantError):
    """Two tiers have the same letter or the same amount."""


class TiersUsed(GrantError):
    """A budget stands under the regulation, which would be left without a tier."""


class DaysUsed(GrantError):
    """A budget of a year stands under the regulation, which would be in force on no day of it."""


class PrefixUsed(GrantError):
    """A budget stands under the regulation, so dossiers may have numbers with its prefix."""


class VersionStands(GrantError):
    """The version of the plan is adopted or replaced, or the one it replaces was replaced by another."""


class OwnEdit(GrantError):
    """Who would publish something of the plan edited it."""


class WrongYears(GrantError):
    """The last year of a plan comes before the first."""


class WrongDay(GrantError):
    """The day of the decision has yet to come."""


class FirstDayPast(GrantError):
    """The first day of a consultation is past."""


class WrongEnd(GrantError):
    """The last day of a plan is past, or outside its years."""


class WithoutGoals(GrantError):
    """A plan has no goals, so no proposal could name one."""


class CodeTaken(GrantError):
    """Another part of its kind has this code."""


class PartGone(GrantError):
    """Someone removed the part after the page was opened."""


class FrameStands(GrantError):
    """A round uses the frame."""


class WrongWeights(GrantError):
    """The weights of a frame do not add up to 100."""


class EditionStands(GrantError):
    """What was published stays; a change is a new edition."""


class NumberTaken(GrantError):
    """Another paper of the city council has this number."""


class StaysSettled(GrantError):
    """The city council settled the paper, and that was published."""


class WithoutRequests(GrantError):
    """A paper asks nothing yet, so there is nothing to publish."""


class YearTaken(GrantError):
    """An action of the city tells of that year already."""


class NotComplete(GrantError):
    """Something that everyone must read is missing, so it is not published yet."""


class NotAdvised(GrantError):
    """An advice on a version of the plan has no answer yet, and its absence is not explained."""


class OtherVersion(GrantError):
    """An advice that was published is on another version of the plan."""


class PartAmended(GrantError):
    """The part that an amendment would change is not what the version of the plan holds now."""


class OutsideYears(GrantError):
    """An action of the city tells of a year in which it is not done."""


class ConsultationRuns(GrantError):
    """Everyone may react on the version, so it may not change meanwhile."""


class ConsultationStands(GrantError):
    """A consultation is not at the point where this can be done: it has yet to begin, was closed or was published."""


class NotConsulted(GrantError):
    """A consultation was held and its document is not published yet."""


class ReactionHidden(GrantError):
    """A reaction is not shown, so it is not answered."""


class LinkEnded(GrantError):
    """The link to confirm a reaction is too old."""


class MailsSent(GrantError):
    """So many mails went to an address today that no further one goes."""
