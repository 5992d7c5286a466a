"""Reactions on a concept of the plan: sent, confirmed by a link in a mail, moderated and answered."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.terms import day_of
from portal.errors import refuse_if_changed
from portal.post.flows import forget_messages, send
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_codes, name_facts, name_things
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.models import DUTCH, User
from wijkraden.people.queries import token_hash
from wijkraden.people.rules import hold_right
from wijkraden.places.models import District

from ..checking import refuse_erased, refuse_hidden, refuse_old_link, refuse_told
from ..errors import ConsultationStands, PartGone
from ..holding import change_columns, hold_city, hold_consultation, note_mail
from ..models import Consultation, Reaction
from ..queries import address_hash, addresses_to_forget, texts_to_erase
from ..rules import EDIT_PLAN, REACT
from ..states import HiddenWhy, Outcome, ReactionOf

name_things(
    {
        "grants.reaction": gettext_lazy("reaction on the plan"),
        "reactions:addresses": gettext_lazy("addresses of who reacted on the plan"),
    }
)
name_facts(
    {
        "degree": gettext_lazy("what it changed"),
        "why": gettext_lazy("why"),
        "texts": gettext_lazy("texts erased"),
    }
)
name_codes(dict(Outcome.choices), of="degree")
name_codes(dict(HiddenWhy.choices), of="why")
name_codes({"plan.reaction_confirm": gettext_lazy("the question to confirm a reaction on the plan")})
_RESIDENT = gettext_lazy("A resident")
SENT = describe("plan.reaction_sent", gettext_lazy("sent a reaction on the plan"), doer=_RESIDENT)
CONFIRMED = describe(
    "plan.reaction_confirmed", gettext_lazy("confirmed a reaction on the plan"), doer=_RESIDENT
)
HIDDEN = describe("plan.reaction_hidden", gettext_lazy("hid a reaction on the plan ({why})"))
SHOWN = describe("plan.reaction_shown", gettext_lazy("showed a reaction on the plan again"))
ANSWERED = describe("plan.reaction_answered", gettext_lazy("answered a reaction on the plan ({degree})"))
FORGOTTEN = describe(
    "plan.reactions_forgotten", gettext_lazy("erased the addresses of who reacted on the plan ({count})")
)

VALID = timedelta(days=7)  # of the link by which a resident confirms


@flow
def react_for_council(
    consultation: Consultation, *, district: District, what: ReactionOf, by: User, at: datetime
) -> Reaction:
    """React as a member of a council; it counts at once.

    Raises NoLongerAllowed, ConsultationStands and PartGone.
    """
    hold_right(by, REACT, city_id=district.city_id, district_id=district.pk, on=day_of(at))
    row = _taking(consultation, at=at)
    if district.city_id != row.plan.city_id:
        raise NoLongerAllowed(_("You may no longer do this, so nothing was changed."))
    made = Reaction.objects.create(
        consultation=row,
        **_about(row, what),
        sent_at=at,
        by=by,
        district=district,
        confirmed_at=at,
    )
    record(SENT, made, by=by, at=at)
    return made


@flow
def react(
    consultation: Consultation, *, email: str, what: ReactionOf, by: User | None = None, at: datetime
) -> tuple[Reaction, str]:
    """React without an account; return it with the token of the link in the mail by which it is confirmed.

    The mail does not hold the text: anyone can type someone else's address. Raises ConsultationStands and PartGone.
    """
    row = _taking(consultation, at=at)
    token = secrets.token_urlsafe(32)
    made = Reaction.objects.create(
        consultation=row,
        **_about(row, what),
        sent_at=at,
        email=email,
        email_hash=address_hash(email),
        token_hash=token_hash(token),
        confirm_by=at + VALID,
    )
    city = row.plan.city
    link = city.address + reverse("reaction_confirm", args=[token])
    sent = send(
        "plan.reaction_confirm",
        to=None,
        address=email,
        language=DUTCH,
        context={"consultation": row, "city": city, "link": link, "until": made.confirm_by},
        about=row,
        secret=True,
        by=by,
        at=at,
    )
    note_mail(made, sent)
    record(SENT, made, by=by, at=at)
    return made, token


@flow
def confirm_reaction(reaction: Reaction, *, by: User | None = None, at: datetime) -> None:
    """Let a reaction count, once. Raises LinkEnded when the link is too old: no answers are published before that."""
    consultation = hold_consultation(reaction.consultation)
    row = _locked(reaction)
    if row.confirmed_at is not None:
        return
    refuse_old_link(row, at=at)
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at"])
    _note_change(consultation)
    record(CONFIRMED, row, by=by, at=at)


@flow
def hide_reaction(reaction: Reaction, *, why: str, by: User, at: datetime) -> None:
    """Keep a reaction from everyone outside, and say why; it is kept.

    Raises NoLongerAllowed, ConsultationStands, and ReactionHidden when its text was erased.
    """
    consultation, row = _hold(reaction, by=by, at=at)
    refuse_erased(row)
    if row.hidden_why == why:
        return
    row.hidden_at, row.hidden_by, row.hidden_why = at, by, why
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_why"])
    consultation.handlers.add(by)
    _note_change(consultation)
    record(HIDDEN, row, by=by, at=at, why=why)


@flow
def show_reaction(reaction: Reaction, *, by: User, at: datetime) -> None:
    """Show a hidden reaction again; raises as `hide_reaction` does."""
    consultation, row = _hold(reaction, by=by, at=at)
    refuse_erased(row)
    if row.hidden_at is None:
        return
    row.hidden_at, row.hidden_by, row.hidden_why = None, None, ""
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_why"])
    consultation.handlers.add(by)
    _note_change(consultation)
    record(SHOWN, row, by=by, at=at)


@flow
def answer_reaction(
    reaction: Reaction,
    *,
    degree: str,
    answer: str,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Write the answer to a reaction, or change it until the document is published.

    Raises NoLongerAllowed, ConsultationStands, ReactionHidden, and ChangedMeanwhile when the answer is not what it
    `was`.
    """
    consultation, row = _hold(reaction, by=by, at=at)
    refuse_hidden(row)
    refuse_if_changed(row, was)
    if (row.degree, row.answer) == (degree, answer):
        return
    change_columns(row, {"degree": degree, "answer": answer, "answered_by": by, "answered_at": at})
    consultation.handlers.add(by)
    _note_change(consultation)
    record(ANSWERED, row, by=by, at=at, degree=degree)


@flow
def forget_addresses(*, by: User | None = None, at: datetime) -> int:
    """Erase the addresses of residents that are not needed any more, also in mails; return how many.

    With them goes the text of what nobody confirmed, and of what was hidden because it holds personal data.
    """
    found = list(addresses_to_forget(at).select_for_update(no_key=True))
    texts = list(texts_to_erase(at).select_for_update(no_key=True).values_list("pk", flat=True))
    if found:
        Reaction.objects.filter(pk__in=[one.pk for one in found]).update(email=None, email_hash="")
        forget_messages([mail for one in found for mail in one.mails], by=by, at=at)
    if texts:
        Reaction.objects.filter(pk__in=texts).update(text="", erased_at=at)
    if found or texts:
        record(FORGOTTEN, "reactions:addresses", by=by, at=at, count=len(found), texts=len(texts))
    return len(found)


def _taking(consultation: Consultation, *, at: datetime) -> Consultation:
    row = hold_consultation(consultation)
    if not row.takes_reactions(on=day_of(at)):
        raise ConsultationStands(_("You cannot react now: this consultation is closed, or has yet to begin."))
    return row


def _about(consultation: Consultation, what: ReactionOf) -> dict[str, str]:
    if not what.part:
        return {"text": what.text}
    part = next((one for one in consultation.parts if one.id == what.part), None)
    if part is None:
        raise PartGone(_("This part of the concept is not known. Choose again."))
    return {
        "text": what.text,
        "about_kind": part.kind,
        "about_code": part.code,
        "about_title": part.title,
    }


def _locked(reaction: Reaction) -> Reaction:
    return Reaction.objects.select_for_update(no_key=True).get(pk=reaction.pk)


def _hold(reaction: Reaction, *, by: User, at: datetime) -> tuple[Consultation, Reaction]:
    hold_city(reaction.consultation.plan.city_id, EDIT_PLAN, by=by, at=at)
    consultation = hold_consultation(reaction.consultation)
    refuse_told(consultation)
    return consultation, _locked(reaction)


def _note_change(consultation: Consultation) -> None:
    consultation.edits += 1
    consultation.save(update_fields=["edits"])
