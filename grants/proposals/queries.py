"""Reads of proposals: what a council has, what lies at the office, and the whole content of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from grants.budget.models import Dossier, Slice, Year
from grants.budget.states import Kind
from grants.plan.models import Condition, Tier
from grants.terms import Clock, Length, SetBy, Term, Unit, day_of
from grants.terms import Extension as Extended
from grants.terms import Pause as Stop
from grants.terms.clock import Why
from portal.reads import followed, put_together_once, rows_of
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import seated_on, token_hash
from wijkraden.people.states import COUNCIL_ROLES
from wijkraden.places.models import City, District

from .models import (
    ApplicantLink,
    Attachment,
    BankAccount,
    Check,
    CompletionRequest,
    Confirmation,
    CouncilDecision,
    CouncilRules,
    Event,
    Interest,
    Note,
    Proposal,
    Receipt,
    Snapshot,
)
from .states import CONTENT, AccountVerdict, AttachmentKind, Route, Section, SnapshotKind, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from grants.rounds.models import Round

_AROUND = (
    *("round__year__city", "round__regulation", "round__plan", "slice__year", "district__city", "dossier"),
    *("district__council_rules", "extension", "insight__edition__conversation"),
)
_PARTY = (
    "kind",
    "is_person",
    "name",
    "contact",
    "email",
    "phone",
    "registration",
    "street",
    "postcode",
    "town",
)


def proposals_in(city: City) -> QuerySet[Proposal]:
    """Return the proposals of a city with what stands around them, the newest first. One query."""
    return Proposal.objects.filter(district__city=city).select_related(*_AROUND)


def proposals_of(district: District) -> QuerySet[Proposal]:
    """Return the proposals of a council, drafts too, the newest first. One query."""
    return Proposal.objects.filter(district=district).select_related(*_AROUND)


def proposal_at(city: City, public_id: str) -> Proposal | None:
    """Return one proposal of a city. One query."""
    return next((one for one in _proposals_at(public_id) if one.district.city_id == city.pk), None)


@put_together_once
def _proposals_at(public_id: str) -> QuerySet[Proposal]:
    return Proposal.objects.filter(public_id=public_id).select_related(*_AROUND)


def has_interest(user: User, proposal: Proposal) -> bool:
    """Tell if `user` said that she has an interest in it. One query at most."""
    told = interest_told(user, proposal)
    return told is not None and told.has_interest


def interest_told(user: User, proposal: Proposal) -> Interest | None:
    """Return what `user` told of an interest in it, None when she told nothing yet. One query at most."""
    is_read = "interests" in getattr(proposal, "_prefetched_objects_cache", ())
    told = proposal.interests.all() if is_read else rows_of(Interest, "proposal_id", proposal.pk)
    return next((one for one in told if one.user_id == user.pk), None)


def standing_accounts() -> QuerySet[BankAccount]:
    """Return the accounts that were not rejected, the newest first: the first one of a proposal is that of now."""
    return BankAccount.objects.exclude(verdict=AccountVerdict.REJECTED).order_by("-id")


def bank_account_of(proposal: Proposal) -> BankAccount | None:
    """Return the account that stands now; to one that is not confirmed nothing is paid. One query."""
    return standing_accounts().filter(proposal=proposal).first()


def tier_for(proposal: Proposal) -> Tier | None:
    """Return the tier of the amount that is asked, None when it is above all of them. One query."""
    found = Tier.objects.filter(
        regulation_id=proposal.round.regulation_id, up_to_cents__gte=proposal.asked_cents
    )
    return found.order_by("up_to_cents").first()


def year_of(proposal: Proposal) -> Year:
    """Return the year of its budget. Two queries at most."""
    return followed(followed(proposal, "slice", Slice), "year", Year)


def rules_of(district: District) -> CouncilRules:
    """Return by which rules a council votes; what was never entered is the law's: more than half. One query at most."""
    found: CouncilRules | None = getattr(district, "council_rules", None)
    return found or CouncilRules(district=district)


def council_decision_on(proposal: Proposal) -> CouncilDecision | None:
    """Return what the council decided on the text that lies before it now. One query."""
    return proposal.council_decisions.filter(step=proposal.steps).first()


def presented_step(proposal: Proposal) -> int:
    """Return the number of the event by which its text was last presented, 0 when it never was. One query at most."""
    if proposal.state == State.PRESENTED:
        return proposal.steps
    found = proposal.events.filter(state=State.PRESENTED).order_by("-number").values_list("number", flat=True)
    return found.first() or 0


def confirmation_of(proposal: Proposal) -> Confirmation | None:
    """Return the newest question to the applicant about the text that was last presented. Two queries at most."""
    found = proposal.confirmations.filter(step=presented_step(proposal), ended_at__isnull=True)
    return found.select_related("snapshot").order_by("-id").first()


def _authorisations(proposal: Proposal) -> QuerySet[Attachment]:
    """Return the signed authorisations that count: from after it last went back to draft, and after a no."""
    went_back = Event.objects.filter(
        proposal=proposal, state=State.DRAFT, number__gt=1, at__gte=OuterRef("added_at")
    )
    said_no = Confirmation.objects.filter(
        proposal=proposal, step=presented_step(proposal), declined_at__gte=OuterRef("added_at")
    )
    kind = AttachmentKind.AUTHORISATION
    return proposal.attachments.filter(
        ~Exists(went_back), ~Exists(said_no), kind=kind, removed_at__isnull=True
    )


@dataclass(frozen=True)
class Consent:
    """What there is of the applicant on the text of now: the newest question, and a signed authorisation."""

    question: Confirmation | None
    authorisation: Attachment | None

    @property
    def is_given(self) -> bool:
        """Tell if she confirmed it or signed an authorisation."""
        confirmed = self.question is not None and self.question.confirmed_at is not None
        return confirmed or self.authorisation is not None


def consent_of(proposal: Proposal) -> Consent:
    """Return what there is of the applicant on the text of now. Three queries at most."""
    signed = _authorisations(proposal).select_related("file").order_by("-added_at", "-id").first()
    return Consent(confirmation_of(proposal), signed)


def is_confirmed(proposal: Proposal) -> bool:
    """Tell if the applicant confirmed the text of now, or signed an authorisation. Three queries at most."""
    step = presented_step(proposal)
    return (
        any(
            one.step == step and one.ended_at is None and one.confirmed_at is not None
            for one in rows_of(Confirmation, "proposal_id", proposal.pk)
        )
        or _authorisations(proposal).exists()
    )


def newest_question(proposal: Proposal) -> Confirmation | None:
    """Return the newest question to the applicant on the text that is presented. One query, none where they were read.

    That is `confirmation_of` for a list or a page that reads what hangs on a proposal at once.
    """
    found = (one for one in proposal.confirmations.all() if one.step == proposal.steps and not one.ended_at)
    return max(found, key=lambda one: one.pk, default=None)


def unconfirmed(proposal: Proposal) -> Confirmation | None:
    """Return the question that the applicant has yet to answer, of what the council puts forward.

    None once she signed an authorisation, and after a no. Three queries at most, one where these were read with it.
    """
    if proposal.state != State.PRESENTED:
        return None
    step = proposal.steps
    is_put_forward = any(one.step == step and one.accepted for one in proposal.council_decisions.all())
    found = newest_question(proposal) if is_put_forward else None
    if found is None or found.confirmed_at is not None or found.declined_at is not None:
        return None
    return None if _authorisations(proposal).exists() else found


def open_confirmations(proposal: Proposal) -> QuerySet[Confirmation]:
    """Return the questions to confirm its text that nobody answered and that did not end. One query."""
    return proposal.confirmations.filter(
        confirmed_at__isnull=True, declined_at__isnull=True, ended_at__isnull=True
    )


def confirmation_with(city: City, token: str) -> Confirmation | None:
    """Return the question whose link holds this token, with its proposal. One query."""
    found = Confirmation.objects.filter(token_hash=token_hash(token), proposal__district__city=city)
    return found.select_related("snapshot", "proposal__district__city", "proposal__round", "asked_by").first()


def applicant_link_with(city: City, token: str) -> ApplicantLink | None:
    """Return the link with this token, with its proposal. One query."""
    found = ApplicantLink.objects.filter(token_hash=token_hash(token), proposal__district__city=city)
    return found.select_related("proposal__district__city", "proposal__dossier").first()


def voters_of(district: District, *, on: date) -> list[User]:
    """Return who votes in that council on that day and has an account, chairs too, by family name. One query."""
    seats = Seat.objects.filter(seated_on(on), district=district, role__in=COUNCIL_ROLES)
    return list(User.objects.filter(pk__in=seats.values("user")).order_by("sort_key", "pk"))


def who_may_act_by_authorisation(district: District, *, on: date) -> list[User]:
    """Return who sits in or coordinates that council on that day. One query."""
    seats = Seat.objects.filter(seated_on(on), district=district)
    return list(User.objects.filter(pk__in=seats.values("user")).order_by("sort_key", "pk"))


def with_interest(proposal: Proposal) -> set[int]:
    """Return the ids of who said to have an interest in it. One query."""
    return set(proposal.interests.filter(has_interest=True).values_list("user_id", flat=True))


def submitted_text(proposal: Proposal) -> Snapshot | None:
    """Return the text as it was submitted, with who did. One query."""
    return proposal.snapshots.filter(kind=SnapshotKind.SUBMITTED).select_related("by").first()


def reserved_for(proposal: Proposal) -> int:
    """Return the euro cents that are reserved for it now. One query at most."""
    if proposal.dossier is None:
        return 0
    account = proposal.dossier.accounts.filter(kind=Kind.RESERVED).first()
    return account.balance if account is not None else 0


def untold() -> QuerySet[Dossier]:
    """Return the dossiers of which the decision waits for its decision day: its money is not told to be granted yet."""
    return Dossier.objects.filter(proposal__is_held_back=True)


def expected_decision(proposal: Proposal, *, at: datetime) -> date:
    """Return the last day to decide on it if it were submitted at that moment. No query."""
    round_ = proposal.round
    start = day_of(at) if round_.reserves else max(round_.closes_on, day_of(at))
    return Clock(start, _term_of(round_, Route(proposal.route))).read(day_of(at)).last_day


def districts_with_rules(city: City, *, on: date) -> QuerySet[District]:
    """Return the districts of that day, each with `council_rules` where these were entered. One query."""
    exists = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return District.objects.filter(exists, city=city).select_related("council_rules")


def content_of(proposal: Proposal) -> dict[str, Any]:
    """Return everything a proposal says, as a snapshot keeps it; of a bank account its last signs. Eight queries."""
    account = bank_account_of(proposal)
    return {
        **{name: getattr(proposal, name) for name in CONTENT},
        "district": followed(proposal, "district", District).name,
        "round": proposal.round.title,
        "costs": [_cost(one) for one in proposal.costs.values("description", "cents", "vat_rate")],
        "covers": list(proposal.covers.values("kind", "description", "cents")),
        "aims": list(proposal.aims.values("element__kind", "element__code", "element__title")),
        "origin": str(proposal.insight) if proposal.insight else "",
        "parties": list(proposal.parties.values(*_PARTY)),
        "bank_account": {"ending": account.ending, "holder": account.holder} if account else None,
        "attachments": list(
            proposal.attachments.filter(removed_at__isnull=True).values("kind", "file__name", "file__sha256")
        ),
    }


def _cost(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of the costs; what says no rate of VAT says nothing of it, as before there were any."""
    return {name: value for name, value in line.items() if name != "vat_rate" or value}


def conditions_of(proposal: Proposal) -> QuerySet[Condition]:
    """Return the conditions of the frame of its round. One query."""
    return Condition.objects.filter(frame=proposal.round.frame_id)


def newest_checks(proposal: Proposal) -> dict[int, Check]:
    """Return the newest answer to each condition, by the id of the condition. One query."""
    return {one.condition_id: one for one in proposal.checks.select_related("by")}


def notes_of(proposal: Proposal) -> QuerySet[Note]:
    """Return the notes of the staff of the city, the oldest first; for them alone. One query."""
    return proposal.notes.select_related("by")


def receipts_of(proposal: Proposal) -> QuerySet[Receipt]:
    """Return the moments that were put back, with both values. One query."""
    return proposal.receipts.select_related("by")


def open_request(proposal: Proposal) -> CompletionRequest | None:
    """Return the question to complete it that has not ended. One query at most."""
    return next((one for one in proposal.completion_requests.all() if one.ended_at is None), None)


def request_with(city: City, token: str) -> CompletionRequest | None:
    """Return the question that the applicant's link with this token opens, while it is completed. Two queries."""
    found = CompletionRequest.objects.filter(
        token_hash=token_hash(token),
        proposal__district__city=city,
        proposal__state=State.COMPLETING,
        ended_at__isnull=True,
    )
    around = (f"proposal__{one}" for one in _AROUND)
    return found.select_related(*around).prefetch_related("items").first()


def open_sections(proposal: Proposal) -> frozenset[Section]:
    """Return the parts of the editor that may change now: all of a draft, what was asked of one being completed.

    What was answered is closed again. Two queries at most.
    """
    if proposal.state == State.DRAFT:
        return frozenset(Section)
    request = open_request(proposal) if proposal.state == State.COMPLETING else None
    if request is None:
        return frozenset()
    return frozenset(Section(one.section) for one in request.items.all() if one.answered_at is None)


def clock_of(proposal: Proposal) -> Clock:
    """Return the term to decide on a submitted proposal, with its pauses and extension. Two queries at most.

    It runs from the day of receipt; in a tender from the last day of the round, on which all are received together.
    What nobody applied for has no term of the Act: the city keeps the same term of itself. Raises ValueError for one
    that was not submitted.
    """
    if proposal.received_at is None:
        raise ValueError("a proposal without receipt has no clock")
    round_ = proposal.round
    start = day_of(proposal.received_at) if round_.reserves else round_.closes_on
    extension = getattr(proposal, "extension", None)
    return Clock(
        start,
        _term_of(round_, Route(proposal.route)),
        tuple(Stop(one.since, Why(one.why), one.runs_on, one.last_day) for one in proposal.pauses.all()),
        Extended(extension.told_on, Length(extension.weeks, Unit.WEEKS)) if extension else None,
    )


def _term_of(round_: Round, route: Route) -> Term:
    """Return the term to decide; what nobody applied for has none of the Act, so there it is the city's own."""
    length = Length(round_.decision_weeks, Unit.WEEKS)
    if route == Route.SUBSIDY:
        return Term(length, "Awb 4:13", SetBy.ACT)
    return Term(length, "", SetBy.CITY)
