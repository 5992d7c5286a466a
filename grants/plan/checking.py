"""What each kind of subject refuses, beside what is refused of all that the city says of its plan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grants.errors import GrantError
from grants.terms import day_of
from portal.ui.dates import moment
from wijkraden.people.models import User
from wijkraden.places.models import City

from .errors import (
    CodeTaken,
    ConsultationRuns,
    ConsultationStands,
    LinkEnded,
    NotAdvised,
    NotComplete,
    NotConsulted,
    NumberTaken,
    OtherVersion,
    OutsideYears,
    OwnEdit,
    PartAmended,
    ReactionHidden,
    StaysSettled,
    VersionStands,
    WithoutRequests,
    WrongDay,
    WrongEnd,
    YearTaken,
)
from .models import (
    Advice,
    AmendedPart,
    Amendment,
    AmendmentEdition,
    Consultation,
    Conversation,
    ConversationEdition,
    Edition,
    Element,
    Paper,
    PaperEdition,
    Plan,
    PlanAction,
    PlanActionEdition,
    Point,
    Reaction,
    Subject,
)
from .queries import (
    counts_of,
    elements_of,
    is_consulted,
    is_open,
    links_until,
    newest_consultation,
    not_told,
    numbered,
    unanswered,
    version_at,
)
from .rules import has_edited
from .states import AdviceOf, AmendmentGround, AmendmentOf, ConversationOf, ElementKind, PaperOf, YearOf


@dataclass(frozen=True)
class Checks:
    """What one kind of subject refuses: `save` what it may not say, `publish` what is not complete, `point` a row."""

    save: Callable[..., None]  # (city, what, subject or None for a new one, at=)
    publish: Callable[..., None]  # (edition, at=)
    point: Callable[[Any, Any, Point | None], None] = lambda _edition, _what, _point: None


def lack_of(edition: Edition, *, at: datetime) -> str:
    """Return why an edition is not complete enough to be published; "" when it is."""
    try:
        CHECKS[type(edition.subject)].publish(edition, at=at)
    except GrantError as error:
        return str(error)
    return ""


def refuse_standing(plan: Plan) -> None:
    """Raise VersionStands when a version was adopted or replaced."""
    if not is_open(plan):
        raise VersionStands(
            _("This version of the plan stays as it is: it was adopted, or another took its place.")
        )


def refuse_consulted(plan: Plan) -> None:
    """Raise ConsultationRuns while everyone can react on a version."""
    if is_consulted(plan):
        raise ConsultationRuns(
            _("A consultation on this version runs, so it stays as it is until that is closed.")
        )


def refuse_untold(plan: Plan) -> None:
    """Raise NotConsulted while a consultation of the city has no published document."""
    if not_told(plan.city_id):
        raise NotConsulted(_("Answer the reactions of the consultation first, and publish that document."))


def refuse_unadvised(plan: Plan) -> None:
    """Raise NotAdvised while an advice on a version, or on a concept it was copied from, has no answer."""
    if missing := unanswered(plan):
        told = {"bodies": ", ".join(one.title for one in missing)}
        raise NotAdvised(
            _(
                "Answer each advice on this version first, or explain its absence, and publish that: %(bodies)s."
            )
            % told
        )


def lack_of_version(plan: Plan) -> str:
    """Return what has yet to be answered before a version can be adopted; "" when nothing."""
    try:
        refuse_unadvised(plan)
        refuse_untold(plan)
    except GrantError as error:
        return str(error)
    return ""


def refuse_to_consult(plan: Plan, *, by: User) -> None:
    """Raise VersionStands, OwnEdit, NotComplete or ConsultationStands when no consultation on it can begin."""
    refuse_standing(plan)
    if has_edited(by, plan):
        raise OwnEdit(_("You edited this version yourself. Someone else opens the consultation."))
    if not plan.elements.exists():
        raise NotComplete(_("This version holds nothing yet to react on."))
    newest = newest_consultation(plan)
    if newest is not None and not newest.is_published:
        raise ConsultationStands(_("There is a consultation on this version already."))


def refuse_closed(consultation: Consultation) -> None:
    """Raise ConsultationStands when it was closed."""
    if consultation.closed_at is not None:
        raise ConsultationStands(_("This consultation is closed already."))


def refuse_told(consultation: Consultation) -> None:
    """Raise ConsultationStands when its document was published."""
    if consultation.is_published:
        raise ConsultationStands(_("The answers are published, so they stay as they are."))


def refuse_hidden(reaction: Reaction) -> None:
    """Raise ConsultationStands when the answers were published, ReactionHidden when this one is not shown."""
    refuse_told(reaction.consultation)
    if reaction.hidden_at is not None:
        raise ReactionHidden(_("This reaction is hidden. Show it again before you answer it."))


def refuse_erased(reaction: Reaction) -> None:
    """Raise ConsultationStands when the answers were published, ReactionHidden when its text was erased."""
    refuse_told(reaction.consultation)
    if reaction.erased_at is not None:
        raise ReactionHidden(_("The text of this reaction was erased, so it stays hidden."))


def refuse_to_close(consultation: Consultation, *, at: datetime) -> None:
    """Raise ConsultationStands when it was closed, or has yet to begin."""
    refuse_closed(consultation)
    if day_of(at) < consultation.opens_on:
        raise ConsultationStands(
            _("This consultation has yet to begin. You can withdraw it until its first day.")
        )


def refuse_to_withdraw(consultation: Consultation, *, at: datetime) -> None:
    """Raise ConsultationStands when it was closed, or has begun."""
    refuse_closed(consultation)
    if day_of(at) >= consultation.opens_on:
        raise ConsultationStands(
            _("This consultation has begun, so it cannot be withdrawn any more. You can close it.")
        )


def refuse_to_tell(consultation: Consultation, *, at: datetime) -> None:
    """Raise ConsultationStands unless it is closed and not published, NotComplete while a reaction waits."""
    refuse_told(consultation)
    if consultation.is_withdrawn:
        raise ConsultationStands(_("This consultation was withdrawn, so there is nothing to publish."))
    if consultation.closed_at is None:
        raise ConsultationStands(_("Close the consultation first."))
    if counts_of(consultation).to_answer:
        raise NotComplete(_("Answer every reaction first."))
    if (until := links_until(consultation, at=at)) is not None:
        told = {"moment": moment(until)}
        raise NotComplete(
            _("Someone can still confirm a reaction until %(moment)s. Publish the answers after that.") % told
        )


def refuse_old_link(reaction: Reaction, *, at: datetime) -> None:
    """Raise LinkEnded when a reaction was not confirmed in time."""
    if reaction.confirmed_at is not None or reaction.confirm_by is None or at <= reaction.confirm_by:
        return
    told = _("This link is too old, so your reaction does not count.")
    if reaction.consultation.takes_reactions(on=day_of(at)):
        told += " " + _("You can send it again.")
    raise LinkEnded(told)


def _refuse_paper(city: City, what: PaperOf, paper: Paper | None, *, at: datetime) -> None:
    """Raise NumberTaken, WrongDay or StaysSettled when a paper (None: a new one) may not say that."""
    _refuse_number(city, what.number, but=paper)
    _refuse_day(what, at=at)
    if paper is None or what.is_settled:
        return
    if paper.editions.filter(is_settled=True, published_at__isnull=False).exists():
        raise StaysSettled(_("The city council settled this paper. That is published, so it stays."))


def _refuse_empty_paper(edition: PaperEdition, **_at: datetime) -> None:
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


def _refuse_conversation(_city: City, what: ConversationOf, _conversation: object, *, at: datetime) -> None:
    if (what.held_until or what.held_on) > timezone.localdate(at):
        raise WrongDay(_("This day has yet to come. Enter a conversation once it was held."))


def _refuse_silent_conversation(edition: ConversationEdition, **_at: datetime) -> None:
    if not edition.insights.exists():
        raise NotComplete(_("It does not say yet what was heard. Add at least one thing."))
    if not all((edition.accessible, edition.safe, edition.transparent, edition.involved)):
        raise NotComplete(
            _("Tell first how the conversation was accessible, safe, transparent and involved.")
        )


def _refuse_loose_action(edition: PlanActionEdition, **_at: datetime) -> None:
    if not edition.elements.exists():
        raise NotComplete(
            _("It does not say yet where it stands in the plan. Choose at least one part of it.")
        )


def _refuse_second_year(edition: Edition, what: Any, point: Point | None) -> None:
    if not isinstance(what, YearOf) or not isinstance(edition, PlanActionEdition):
        return
    if not edition.first_year <= what.year <= edition.last_year:
        raise OutsideYears(
            _("This action is of %(years)s. Choose one of these years.") % {"years": edition.span}
        )
    if any(one != point for one in edition.years.filter(year=what.year)):
        raise YearTaken(_("This action tells of %(year)d already. Change that.") % {"year": what.year})


def _refuse_other_version(_city: City, what: AdviceOf, advice: Advice | None, *, at: datetime) -> None:  # noqa: ARG001  # every check takes the moment
    published = advice.editions.filter(published_at__isnull=False).first() if advice else None
    if published is not None and published.plan.public_id != what.plan:
        raise OtherVersion(
            _("Everyone reads that this advice is on another version. Enter it as an advice of its own.")
        )


def _refuse_wrong_amendment(city: City, what: AmendmentOf, _amendment: object, *, at: datetime) -> None:
    if what.decision_on > timezone.localdate(at):
        raise WrongDay(_("This day has yet to come. Enter the decision once the city council has taken it."))
    plan = version_at(city, what.plan)
    if plan is not None and plan.decision_on is not None and what.decision_on < plan.decision_on:
        raise WrongDay(
            _("The city council adopted this plan later than that. Look at the day of the decision.")
        )
    if plan is not None and what.ends_on is not None:
        _refuse_wrong_end(plan, what.ends_on, on=timezone.localdate(at))


def _refuse_wrong_part(edition: Edition, what: Any, point: Point | None) -> None:
    """Raise PartAmended or CodeTaken when an amendment cannot do that with a part of its version of the plan."""
    if not isinstance(edition, AmendmentEdition):
        return
    others = [one for one in edition.changes if one != point]
    held = {one.public_id: one for one in elements_of(edition.plan)}
    if what.element and what.element not in held:
        raise PartAmended(_("The version that you change does not hold this part now. Choose another one."))
    if any(one.element and one.element.public_id == what.element for one in others):
        raise PartAmended(_("This amendment changes this part already. Change that instead."))
    kind = held[what.element].kind if what.element else what.kind
    taken = {one.code for one in held.values() if one.kind == kind and one.public_id != what.element}
    taken |= {one.becomes["code"] for one in others if one.becomes and one.becomes["kind"] == kind}
    if what.code and what.code in taken:
        raise CodeTaken(
            _("Something else has the code %(code)s already. Choose another one.") % {"code": what.code}
        )


def _refuse_stale_amendment(edition: AmendmentEdition, *, at: datetime) -> None:
    """Raise NotComplete when an amendment changes nothing, or no longer what the plan holds now."""
    changes, on = edition.changes, timezone.localdate(at)
    if edition.plan.has_ended(on=on):
        raise NotComplete(_("This plan has ended already. What follows it is a new version."))
    _refuse_loose_ground(edition)
    if edition.ends_on is not None:
        _refuse_wrong_end(edition.plan, edition.ends_on, on=on)
    elif not changes:
        raise NotComplete(_("It does not say yet what changes. Add at least one part of the plan."))
    held = elements_of(edition.plan)
    gone = [str(one) for one in changes if one.element is not None and one.element not in held]
    if gone:
        told = {"parts": ", ".join(gone)}
        raise NotComplete(_("Another amendment changed this meanwhile: %(parts)s. Enter it again.") % told)
    after = _after(held, changes)
    if len(set(after)) < len(after):
        raise NotComplete(_("Two parts of one kind would have the same code. Change one of them."))
    if not any(kind == ElementKind.GOAL for kind, _code in after):
        raise NotComplete(_("The plan would have no goals left, and every proposal names one."))


def _refuse_loose_ground(edition: AmendmentEdition) -> None:
    """Raise NotComplete when nobody can find what an amendment comes from."""
    told = {
        AmendmentGround.MOTION: edition.comes_from_papers,
        AmendmentGround.CONVERSATION: edition.comes_from,
        AmendmentGround.ADVICE: edition.comes_from_advice,
    }
    if not edition.source and not told.get(AmendmentGround(edition.ground), True):
        raise NotComplete(
            _("It does not say yet from which one it comes. Choose that, or fill in the source.")
        )


def _refuse_wrong_end(plan: Plan, ends_on: date, *, on: date) -> None:
    """Raise WrongEnd when a version cannot end on that day, seen from the day `on`."""
    if ends_on < on:
        raise WrongEnd(_("This day is past. The plan ends today or later."))
    if not plan.first_year <= ends_on.year <= plan.last_year:
        raise WrongEnd(
            _("The last day lies outside the years of the plan, %(years)s.") % {"years": plan.years}
        )


def _after(held: list[Element], changes: list[AmendedPart]) -> list[tuple[str, str]]:
    """Return kind and code of each part that the version will hold."""
    gone = {one.element_id for one in changes}
    kept = [(one.kind, one.code) for one in held if one.pk not in gone]
    return kept + [(one.becomes["kind"], one.becomes["code"]) for one in changes if one.becomes]


def _refuse_nothing(*_args: Any, **_kwargs: Any) -> None:
    """Take it as it is."""


CHECKS: dict[type[Subject], Checks] = {
    Paper: Checks(_refuse_paper, _refuse_empty_paper),
    Conversation: Checks(_refuse_conversation, _refuse_silent_conversation),
    PlanAction: Checks(_refuse_nothing, _refuse_loose_action, _refuse_second_year),
    Advice: Checks(_refuse_other_version, _refuse_nothing),
    Amendment: Checks(_refuse_wrong_amendment, _refuse_stale_amendment, _refuse_wrong_part),
}
