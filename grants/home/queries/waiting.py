"""What waits for a person, gathered from the rooms below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.budget.models import Change, Year
from grants.budget.queries import gist_of, returned_changes, stale_among, waiting_changes
from grants.control.queries import closings_to_approve, year_to_check, years_to_close
from grants.decisions.queries import has_mandates
from grants.payments.waiting import claims_that_do_not_come, write_offs_to_approve
from grants.plan.models import AdviceEdition, Consultation, CouncilAdvice, CouncilAnswer, Edition
from grants.plan.queries import (
    advice_to_answer,
    answers_to_publish,
    consultations_to_answer,
    consultations_to_publish,
    to_answer,
    to_finish,
    to_publish,
)
from grants.rounds.queries import years_without_round
from portal.jobs.models import JobState
from portal.jobs.queries import jobs
from portal.post.models import MessageState
from portal.post.queries import messages
from portal.trail.words import name_of_thing
from portal.ui.dates import short_date
from portal.ui.parts import Waiting
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import (
    districts_without_council,
    expired_invitations,
    has_told_side_functions,
)
from wijkraden.people.rules import seats_now
from wijkraden.people.states import DISTRICT_ROLES, Role
from wijkraden.places.models import City

from .acts import of_council, of_officer

SOON = timedelta(days=60)


def waiting_for(user: User, city: City, *, today: date) -> list[Waiting]:
    """Return what waits for `user` in that city. Twenty queries at most."""
    seats = [seat for seat in seats_now(user, on=today) if seat.city_id == city.pk]
    roles = {Role(seat.role) for seat in seats}
    found = [*_own_details(user, roles), *_ending(seats, today)]
    if roles & DISTRICT_ROLES:
        found += of_council(user, seats, today=today)
    if Role.OFFICER in roles:
        found += of_officer(user, city, today=today)
    if Role.BUDGET_HOLDER in roles and not has_mandates(city, on=today):
        found.append(_no_mandates())
    if roles & {Role.BUDGET_HOLDER, Role.FINANCE_ADVISER}:
        found += [*_changes(user, city, roles), *_closings(user, city, roles, today)]
        found += _write_offs(user, city, roles, today)
    if Role.PLAN_PUBLISHER in roles:
        found += [_to_publish(one) for one in to_publish(city, user)]
        found += [_answer_to_publish(one) for one in answers_to_publish(city, user)]
        found += [
            _reactions_to_publish(one) for one in consultations_to_publish(city, user, at=timezone.now())
        ]
    if Role.PLAN_EDITOR in roles:
        found += [_to_answer(one, today) for one in to_answer(city)]
        found += [_reactions_to_answer(one, number) for one, number in consultations_to_answer(city)]
        found += [_advice_to_answer(one) for one in advice_to_answer(city, on=today)]
        found += [_to_finish(one) for one in to_finish(city)]
    if Role.CONTROLLER in roles and (year := year_to_check(city, today=today)) is not None:
        found.append(_to_check(year))
    if Role.ADMINISTRATOR in roles:
        found += [*_undelivered(), *_invitations(city, timezone.now()), *_empty_seats(city, today)]
        found += [_to_announce(year) for year in years_without_round(city, since=today.year)]
    return found


def _own_details(user: User, roles: set[Role]) -> list[Waiting]:
    found = []
    if roles & DISTRICT_ROLES and not has_told_side_functions(user):
        found.append(
            Waiting(
                _("Enter your side functions"),
                reverse("side_functions"),
                _("Other work and positions are published, so that everyone can see possible interests."),
            )
        )
    if Role.COORDINATOR in roles and not user.phone:
        found.append(
            Waiting(
                _("Enter your telephone number"),
                reverse("my_account"),
                _("It stands on every page of your council members."),
            )
        )
    return found


def _no_mandates() -> Waiting:
    return Waiting(
        _("Enter who may decide, and up to which amount"),
        reverse("mandate_add"),
        _("No mandate stands now, so nobody can take a decision on a proposal."),
    )


def _to_announce(year: Year) -> Waiting:
    return Waiting(
        _("Announce a round for %(year)s") % {"year": str(year)},
        reverse("rounds"),
        _("There is a budget for that year, but no round in which councils can submit proposals."),
    )


def _changes(user: User, city: City, roles: set[Role]) -> list[Waiting]:
    """Return the changes of the budget of which it is her turn. Five queries at most."""
    waiting = list(waiting_changes(city))
    stale = stale_among(waiting)
    found = []
    if Role.BUDGET_HOLDER in roles:
        found += _to_approve(user, [one for one in waiting if one.pk not in stale])
    if Role.FINANCE_ADVISER in roles:
        found += [*_returned(city), *_stale([one for one in waiting if one.pk in stale])]
    return found


def _write_offs(user: User, city: City, roles: set[Role], today: date) -> list[Waiting]:
    """Return the claims and write-offs of which it is her turn. Three queries at most."""
    found = []
    if Role.BUDGET_HOLDER in roles:
        found += write_offs_to_approve(user, city)
    if Role.FINANCE_ADVISER in roles:
        found += claims_that_do_not_come(city, today=today)
    return found


def _to_approve(user: User, waiting: Sequence[Change]) -> list[Waiting]:
    return [
        Waiting(
            _("Approve: %(kind)s of %(year)s") % _named(one),
            reverse("budget_change", args=[one.public_id]),
            _("Decision %(number)s: %(gist)s. Prepared by %(name)s on %(day)s.")
            % {"name": one.prepared_by.full_name, "day": short_date(one.prepared_at), **_told(one)},
            _("To approve"),
            "wait",
        )
        for one in waiting
        if one.prepared_by_id != user.pk
    ]


def _returned(city: City) -> list[Waiting]:
    return [
        Waiting(
            _("Prepare again: %(kind)s of %(year)s") % _named(one),
            reverse("budget_change", args=[one.public_id]),
            _("Decision %(number)s: %(gist)s. Returned: %(reason)s") % {"reason": one.reason, **_told(one)},
            _("Returned"),
            "late",
        )
        for one in returned_changes(city)
    ]


def _stale(stale: Sequence[Change]) -> list[Waiting]:
    return [
        Waiting(
            _("Prepare again: %(kind)s of %(year)s") % _named(one),
            reverse("budget_change", args=[one.public_id]),
            _("Decision %(number)s: %(gist)s. Something changed after it was prepared.") % _told(one),
            _("No longer fits"),
            "late",
        )
        for one in stale
    ]


def _closings(user: User, city: City, roles: set[Role], today: date) -> list[Waiting]:
    """Return the closings of years of which it is her turn. Two queries at most."""
    found = []
    if Role.BUDGET_HOLDER in roles:
        found += [
            Waiting(
                _("Approve: closing of %(year)s") % {"year": str(one.year)},
                reverse("control_closing", args=[one.public_id]),
                _("Prepared by %(name)s on %(day)s.")
                % {"name": one.prepared_by.full_name, "day": short_date(one.prepared_at)},
                _("To approve"),
                "wait",
            )
            for one in closings_to_approve(city)
            if one.prepared_by_id != user.pk
        ]
    if Role.FINANCE_ADVISER in roles:
        found += [_to_close(one) for one in years_to_close(city, today=today)]
    return found


def _to_close(year: Year) -> Waiting:
    told, url = {"year": str(year)}, reverse("control_year_closing", args=[year.year])
    reason: str | None = year.reason  # type: ignore[attr-defined]  # annotated
    if reason is None:
        text = _("The year is over. A list shows what must be right first.")
        return Waiting(_("Close the year %(year)s") % told, url, text)
    text = _("Returned: %(reason)s") % {"reason": reason}
    return Waiting(_("Prepare again: closing of %(year)s") % told, url, text, _("Returned"), "late")


def _to_check(year: Year) -> Waiting:
    return Waiting(
        _("Have the whole ledger checked"),
        reverse("control_proof"),
        _("The closing of %(year)s waits for it; all else on its list is right.") % {"year": str(year)},
    )


def _to_publish(edition: Edition) -> Waiting:
    told = {"title": edition.title}
    words = _("Publish: %(title)s") if edition.is_first else _("Publish the change: %(title)s")
    subject = edition.subject
    kind = name_of_thing(subject._meta.label_lower)
    return Waiting(words % told, reverse(subject.NAME, args=[subject.public_id]), kind)


def _to_finish(edition: Edition) -> Waiting:
    subject = edition.subject
    kind = name_of_thing(subject._meta.label_lower)
    words = _("Finish: %(title)s") % {"title": edition.title}
    return Waiting(words, reverse(subject.NAME, args=[subject.public_id]), kind)


def _advice_to_answer(edition: AdviceEdition) -> Waiting:
    is_here = edition.received_on is not None
    words = (
        _("Answer the advice of %(body)s")
        if is_here
        else _("Enter the advice of %(body)s, or why it is not there")
    )
    due = "" if is_here else _("at latest on %(day)s") % {"day": short_date(edition.due_on)}
    return Waiting(
        words % {"body": edition.title},
        reverse(edition.subject.NAME, args=[edition.subject.public_id]),
        edition.plan.title,
        due,
        "neutral" if is_here else "warning",
    )


def _to_answer(advice: CouncilAdvice, today: date) -> Waiting:
    late = advice.is_late(on=today)
    return Waiting(
        _("Answer the advice of %(council)s") % {"council": advice.district.full_name},
        reverse("council_advice", args=[advice.public_id]),
        advice.title,
        _("at latest on %(day)s") % {"day": short_date(advice.answer_by_on)},
        "warning" if late else "neutral",
    )


def _answer_to_publish(answer: CouncilAnswer) -> Waiting:
    advice = answer.advice
    return Waiting(
        _("Publish the answer to %(council)s") % {"council": advice.district.full_name},
        reverse("council_advice", args=[advice.public_id]),
        advice.title,
        _("at latest on %(day)s") % {"day": short_date(advice.answer_by_on)},
    )


def _reactions_to_answer(consultation: Consultation, number: int) -> Waiting:
    words = ngettext("Answer %(n)d reaction on the plan", "Answer %(n)d reactions on the plan", number)
    return Waiting(
        words % {"n": number},
        reverse("consultation_desk", args=[consultation.public_id]),
        consultation.plan.title,
    )


def _reactions_to_publish(consultation: Consultation) -> Waiting:
    return Waiting(
        _("Publish the answers to reactions on the plan"),
        reverse("consultation_desk", args=[consultation.public_id]),
        consultation.plan.title,
    )


def _told(change: Change) -> dict[str, str]:
    return {"number": change.decision_number, "gist": gist_of(change)}


def _named(change: Change) -> dict[str, str]:
    return {"kind": change.get_kind_display().lower(), "year": str(change.year)}


def _ending(seats: list[Seat], today: date) -> list[Waiting]:
    return [
        Waiting(
            _("Your role as %(role)s ends") % {"role": seat.get_role_display().lower()},
            reverse("my_account"),
            _("After that day you cannot act in this role. What is still open goes to your successor."),
            _("up to and including %(day)s") % {"day": short_date(seat.ends_on)},
            "warning",
        )
        for seat in seats
        if seat.ends_on is not None and seat.ends_on <= today + SOON
    ]


def _undelivered() -> list[Waiting]:
    found = []
    if parked := messages(state=MessageState.PARKED).count():
        found.append(
            Waiting(
                ngettext("%(n)d message was not sent", "%(n)d messages were not sent", parked)
                % {"n": parked},
                reverse("messages") + "?state=parked",
                _("Look at what went wrong and send again."),
                _("Not sent"),
                "danger",
            )
        )
    if failed := jobs(state=JobState.FAILED).count():
        found.append(
            Waiting(
                ngettext("%(n)d background job failed", "%(n)d background jobs failed", failed)
                % {"n": failed},
                reverse("jobs") + "?state=failed",
                _("Look at what went wrong and try again."),
                _("Failed"),
                "danger",
            )
        )
    return found


def _invitations(city: City, at: datetime) -> list[Waiting]:
    unanswered = expired_invitations(city, at=at).count()
    if not unanswered:
        return []
    title = ngettext("%(n)d invitation expired", "%(n)d invitations expired", unanswered) % {"n": unanswered}
    return [Waiting(title, reverse("people"), _("Send it again, or withdraw it."))]


def _empty_seats(city: City, today: date) -> list[Waiting]:
    empty = districts_without_council(city, on=today).count()
    if not empty:
        return []
    title = ngettext(
        "%(n)d district has no council members here yet",
        "%(n)d districts have no council members here yet",
        empty,
    )
    return [
        Waiting(
            title % {"n": empty}, reverse("invite"), _("Invite the members, the chair and the coordinator.")
        )
    ]
