"""What the database itself refuses of consultations and of the reactions in them."""

from dataclasses import replace

from portal.triggers import Trigger, alone, frozen, guard, is_near, register, same
from wijkraden.people.states import DISTRICT_ROLES

# ruff: noqa: S608  # our own names
_CONSULTATION, _REACTION = "grants_consultation", "grants_reaction"
_KEPT = "a consultation and its reactions are kept"
_STAYS = "a consultation whose document was published stays as it is"
_OPEN_CONCEPT = (
    "EXISTS (SELECT 1 FROM grants_plan p WHERE p.id = NEW.plan_id AND p.state = 'concept')"
    " AND NOT EXISTS (SELECT 1 FROM grants_plan p WHERE p.replaces_id = NEW.plan_id AND p.state = 'adopted')"
    " AND EXISTS (SELECT 1 FROM grants_element e WHERE e.plan_id = NEW.plan_id)"
)
_NOT_AN_EDITOR = (
    "NOT EXISTS (SELECT 1 FROM grants_plan_editors e"
    " WHERE e.plan_id = NEW.plan_id AND e.user_id = NEW.opened_by_id)"
)
_THE_ONLY_ONE = (
    f"NOT EXISTS (SELECT 1 FROM {_CONSULTATION} o"
    " WHERE o.plan_id = NEW.plan_id AND o.published_at IS NULL AND NOT o.is_withdrawn)"
)
_NOBODY_REACTED = f"NOT EXISTS (SELECT 1 FROM {_REACTION} r WHERE r.consultation_id = NEW.id)"
_CLOSED_ONCE = f"(OLD.closed_at IS NULL OR ({same('closed_at', 'closes_on')}))"
_ANSWERED_ALL = (
    f"NOT EXISTS (SELECT 1 FROM {_REACTION} r WHERE r.consultation_id = NEW.id AND r.confirmed_at IS NOT NULL"
    " AND r.hidden_at IS NULL AND r.degree = 'none')"
)
_NO_LINK_WORKS = (
    f"NOT EXISTS (SELECT 1 FROM {_REACTION} r WHERE r.consultation_id = NEW.id AND r.confirmed_at IS NULL"
    " AND r.confirm_by >= NEW.published_at)"
)
_BY_ANOTHER = (
    f"NOT EXISTS (SELECT 1 FROM {_CONSULTATION}_handlers o"
    " WHERE o.consultation_id = NEW.id AND o.user_id = NEW.published_by_id)"
    f" AND NOT EXISTS (SELECT 1 FROM {_REACTION} r WHERE r.consultation_id = NEW.id"
    " AND (r.answered_by_id = NEW.published_by_id OR r.hidden_by_id = NEW.published_by_id))"
)
_ITS_DOCUMENT = (
    "EXISTS (SELECT 1 FROM portal_document d WHERE d.id = NEW.document_id AND d.kind = 'consultation'"
    " AND d.key = 'consultation:' || NEW.public_id || ':' || NEW.edits)"
)
_UNPUBLISHED = (
    f"EXISTS (SELECT 1 FROM {_CONSULTATION} o"
    " WHERE o.id = NEW.consultation_id AND o.published_at IS NULL{0})"
)
_AS_SENT = same(
    *("id", "public_id", "consultation_id", "about_kind", "about_code", "about_title"),
    *("sent_at", "by_id", "district_id", "token_hash", "confirm_by"),
)
_TEXT_ONLY_GOES = (
    f"(({same('text', 'erased_at')}) OR (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.text = ''"
    f" AND EXISTS (SELECT 1 FROM {_CONSULTATION} o"
    " WHERE o.id = NEW.consultation_id AND o.closed_at IS NOT NULL)))"
)
_TOLD = same(
    "confirmed_at",
    *("hidden_at", "hidden_by_id", "hidden_why", "degree", "answer", "answered_by_id", "answered_at"),
)
_ADDRESS_ONLY_GOES = (
    "(OLD.email IS NOT NULL OR NEW.email IS NULL)"
    " AND (NEW.email_hash = OLD.email_hash OR NEW.email_hash = '')"  # written anew with another key it stays the same
)

_ROLES = ", ".join(f"'{role.value}'" for role in sorted(DISTRICT_ROLES))
# The days are those of Amsterdam. SQLite knows no such zone: there the hours that lie between leave it to the flow.
_HAS_A_SEAT = (
    f"EXISTS (SELECT 1 FROM {_CONSULTATION} o JOIN grants_plan p ON p.id = o.plan_id"
    " JOIN wijkraden_district d ON d.city_id = p.city_id JOIN wijkraden_seat s ON s.district_id = d.id"
    " WHERE o.id = NEW.consultation_id AND d.id = NEW.district_id AND s.user_id = NEW.by_id"
    f" AND s.role IN ({_ROLES}) AND s.starts_on <= {{until}}"
    " AND (s.ends_on IS NULL OR s.ends_on > {since} OR (s.ends_on = {since} AND s.ended_at IS NULL)))"
)


def _of_the_own_council(since: str, until: str) -> Trigger:
    return guard(
        f"{_REACTION}_of_the_own_council",
        table=_REACTION,
        when="BEFORE INSERT",
        only="NEW.by_id IS NOT NULL OR NEW.district_id IS NOT NULL",
        holds=_HAS_A_SEAT.format(since=since, until=until),
        message="a council member reacts for her own council, in her own city",
    )


def _of_its_days(latest: str, earliest: str) -> Trigger:
    return guard(
        f"{_CONSULTATION}_of_its_days",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        only="NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL",
        holds=f"CASE WHEN NEW.is_withdrawn THEN {earliest} < NEW.opens_on ELSE {latest} >= NEW.opens_on END",
        message="a consultation is withdrawn before its first day, and closed from that day on",
    )


_UNTOUCHED = " AND ".join(
    f"NEW.{name} IS NULL" for name in ("hidden_at", "answered_at", "told_at", "erased_at")
)
_TOLD_ONCE = (
    f"({same('told_at')}) OR (OLD.told_at IS NULL AND NEW.confirmed_at IS NOT NULL AND EXISTS (SELECT 1"
    f" FROM {_CONSULTATION} o WHERE o.id = NEW.consultation_id AND o.published_at IS NOT NULL))"
)

register(
    *frozen(_CONSULTATION, message=_KEPT, updates=False),
    guard(
        f"{_CONSULTATION}_begins",
        table=_CONSULTATION,
        when="BEFORE INSERT",
        holds="NEW.closed_at IS NULL AND NEW.published_at IS NULL AND NOT NEW.is_withdrawn"
        f" AND {is_near(_CONSULTATION)} AND {alone(_CONSULTATION, ('public_id',))}"
        f" AND {_THE_ONLY_ONE} AND {_OPEN_CONCEPT}",
        message="a consultation begins open, on a concept that holds something, one at a time",
    ),
    guard(
        f"{_CONSULTATION}_by_another",
        table=_CONSULTATION,
        when="BEFORE INSERT",
        holds=_NOT_AN_EDITOR,
        message="who edited a version never opens its consultation",
    ),
    guard(
        f"{_CONSULTATION}_stays",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        holds="OLD.published_at IS NULL AND NOT OLD.is_withdrawn"
        " AND NEW.closes_on >= OLD.closes_on AND NEW.edits >= OLD.edits AND "
        f"{same('id', 'public_id', 'plan_id', 'concept', 'introduction', 'opens_on', 'opened_by_id', 'opened_at')}"
        f" AND {_CLOSED_ONCE} AND {alone(_CONSULTATION, ('document_id',), but_old=True)}",
        message=_STAYS,
    ),
    guard(
        f"{_CONSULTATION}_is_withdrawn_unanswered",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        only="NEW.is_withdrawn",
        holds=f"OLD.closed_at IS NULL AND {_NOBODY_REACTED}",
        message="a consultation is withdrawn while it is open and nobody reacted",
    ),
    replace(
        _of_its_days("date(NEW.closed_at, '+2 hours')", "date(NEW.closed_at)"),
        postgresql=_of_its_days(*["date(NEW.closed_at AT TIME ZONE 'Europe/Amsterdam')"] * 2).postgresql,
    ),
    guard(
        f"{_CONSULTATION}_is_answered",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        only="NEW.published_at IS NOT NULL",
        holds=_ANSWERED_ALL,
        message="a document answers every reaction that is shown",
    ),
    guard(
        f"{_CONSULTATION}_waits_for_its_links",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        only="NEW.published_at IS NOT NULL",
        holds=_NO_LINK_WORKS,
        message="answers are published once nobody can confirm a reaction any more",
    ),
    guard(
        f"{_CONSULTATION}_is_published_by_another",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        only="NEW.published_by_id IS NOT NULL",
        holds=_BY_ANOTHER,
        message="who answered or hid a reaction never publishes the document",
    ),
    guard(
        f"{_CONSULTATION}_has_its_document",
        table=_CONSULTATION,
        when="BEFORE UPDATE",
        only="NEW.document_id IS NOT NULL AND OLD.document_id IS NULL",
        holds=_ITS_DOCUMENT,
        message="a consultation is published with the document of what stands there",
    ),
    *frozen(f"{_CONSULTATION}_handlers", message="who answered or hid reactions is kept"),
    guard(
        f"{_CONSULTATION}_handlers_while_open",
        table=f"{_CONSULTATION}_handlers",
        when="BEFORE INSERT",
        holds=_UNPUBLISHED.format(""),
        message="who answered or hid reactions is kept",
    ),
    *frozen(_REACTION, message=_KEPT, updates=False),
    guard(
        f"{_REACTION}_begins",
        table=_REACTION,
        when="BEFORE INSERT",
        holds=f"{_UNTOUCHED} AND {is_near(_REACTION)}"
        f" AND {alone(_REACTION, ('public_id',), ('token_hash',))}"
        f" AND {_UNPUBLISHED.format(' AND o.closed_at IS NULL')}",
        message="a reaction is sent once, while the consultation is open",
    ),
    guard(
        f"{_REACTION}_is_confirmed_later",
        table=_REACTION,
        when="BEFORE INSERT",
        only="NEW.by_id IS NULL",
        holds="NEW.confirmed_at IS NULL AND NEW.email IS NOT NULL",
        message="a resident confirms her reaction by the mail to her address",
    ),
    replace(
        _of_the_own_council("date(NEW.sent_at)", "date(NEW.sent_at, '+2 hours')"),
        postgresql=_of_the_own_council(
            *["date(NEW.sent_at AT TIME ZONE 'Europe/Amsterdam')"] * 2,
        ).postgresql,
    ),
    guard(
        f"{_REACTION}_stays",
        table=_REACTION,
        when="BEFORE UPDATE",
        holds=f"{_AS_SENT} AND {_TEXT_ONLY_GOES} AND {_ADDRESS_ONLY_GOES}",
        message="a reaction stays as it was sent",
    ),
    guard(
        f"{_REACTION}_gets_one_mail",
        table=_REACTION,
        when="BEFORE UPDATE",
        holds=_TOLD_ONCE,
        message="who reacted is told once, after the answers were published",
    ),
    guard(
        f"{_REACTION}_is_told_once",
        table=_REACTION,
        when="BEFORE UPDATE",
        holds=f"({_TOLD}) OR ({_UNPUBLISHED.format('')}"
        f" AND (OLD.confirmed_at IS NULL OR {same('confirmed_at')}))",
        message=_STAYS,
    ),
)
