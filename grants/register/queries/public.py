"""The one query of what the public reads of an action: page, CSV and API show what it gives, and nothing else.

Only a grant that was told makes an action public. What stays inside never leaves the database: the name of a person,
and place, days and name that are not public for safety, with the texts that could tell them. Amounts are euro cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Greatest, Lower, Replace, TruncQuarter

from grants.decisions.models import BudgetCondition, Decision
from grants.decisions.models.final import final_decisions
from grants.decisions.states import DecisionKind, DecisionState
from grants.payments.models import Claim, Order, SetOff, WriteOff
from grants.payments.states import OrderState, SetOffState, WriteOffState
from grants.proposals.models import Party, Proposal
from grants.proposals.states import PartyKind, Route, State
from grants.reports.models import Report
from grants.reports.states import Done, ReportState

from ..states import FINAL, PUBLIC_STATES, STATE_LABELS, Recipient

if TYPE_CHECKING:
    from datetime import date

    from wijkraden.places.models import City

_MINE = OuterRef("pk")
_NO_TEXT = Value("", output_field=TextField())
_NO_DAY = Value(None, output_field=DateField())
_GUARDED = Q(place_is_hidden=True) | Q(days_are_hidden=True) | Q(name_is_hidden=True)


@dataclass(frozen=True)
class Aimed:
    """A part of the plan that an action serves: its kind (`ElementKind`), code, title and address."""

    kind: str
    code: str
    title: str
    public_id: str

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@dataclass(frozen=True)
class Action:
    """A granted action as everyone may read it; each field is a column of the query, or made of such columns alone.

    `stands_cents` is what is granted now: after the newest change, 0 once it was revoked. `paid_cents` is what was sent
    to the recipient, or set off against another claim on them, and did not come back; `returned_cents` what came back,
    paid or set off. `done`, `judgement` and `judgement_words` are what the reporter and the council say of it, ""
    before the final amount is known. `quarter_on` is the first day of the quarter in which it begins, in place of its
    days where these are not public. `is_guarded`: something is not public for safety. `is_conditional`: granted before
    the budget was adopted, on the condition that it gives enough (Awb 4:34).
    """

    pk: int
    public_id: str
    number: str
    title: str
    district_name: str
    district_slug: str
    area_name: str
    year: int
    regulation_title: str
    regulation_prefix: str
    plan_title: str
    route: str
    state: str
    recipient_kind: str
    recipient_name: str
    summary: str
    for_whom: str
    contribution: str
    place: str
    first_day: date | None
    last_day: date | None
    quarter_on: date | None
    is_guarded: bool
    is_conditional: bool
    received_on: date
    asked_cents: int
    granted_cents: int
    changed_cents: int | None
    stands_cents: int
    determined_cents: int | None
    paid_cents: int
    returned_cents: int
    given_up_cents: int  # of what had to come back, and did not come in after all
    done: str
    judgement: str
    judgement_words: str
    granted_on: date
    changed_on: date | None
    determined_on: date | None
    revoked_on: date | None
    heard: str | None  # by the city in a conversation with residents, from which the action comes
    heard_key: str | None
    heard_in: str | None
    conversation: str | None
    aims: tuple[Aimed, ...] = ()

    @property
    def label(self) -> str:
        """What the public calls its state."""
        return str(STATE_LABELS[State(self.state)])

    @property
    def route_label(self) -> str:
        """Who does it and how it is paid."""
        return str(Route(self.route).label)

    @property
    def recipient(self) -> str:
        """The name of the organisation that receives the money, else what kind of recipient it is."""
        return self.recipient_name or str(Recipient(self.recipient_kind).label)

    @property
    def done_label(self) -> str:
        """Whether it was done, as the reporter says; "" while that is not known."""
        return str(Done(self.done).label) if self.done else ""

    @property
    def judgement_label(self) -> str:
        """Whether it was done, in the judgement of the council; "" while that is not known."""
        return str(Done(self.judgement).label) if self.judgement else ""

    @property
    def quarter(self) -> int:
        """The number of that quarter, 0 where the days are public."""
        return (self.quarter_on.month + 2) // 3 if self.quarter_on else 0

    @property
    def is_revoked(self) -> bool:
        """Tell if the grant was revoked."""
        return self.state == State.REVOKED


COLUMNS: dict[str, str] = {  # a field of Action: the column of the query, where it has another name
    "number": "dossier__number",
    "district_name": "district__name",
    "district_slug": "district__slug",
    "area_name": "district__area__name",
    "year": "slice__year__year",
    "regulation_title": "round__regulation__title",
    "regulation_prefix": "round__regulation__prefix",
    "plan_title": "round__plan__title",
    "state": "public_state",
    "summary": "public_summary",
    "for_whom": "public_for_whom",
    "contribution": "public_contribution",
    "place": "public_place",
    "done": "public_done",
    "judgement": "public_judgement",
    "judgement_words": "public_judgement_words",
    "received_on": "received_at__date",
    "heard": "insight__text",
    "heard_key": "insight__key",
    "heard_in": "insight__edition__title",
    "conversation": "insight__edition__conversation__public_id",
}
FIELDS = tuple(name for name in Action.__dataclass_fields__ if name != "aims")


def actions_in(city: City) -> QuerySet[Any]:
    """Return the actions of a city that everyone may read, with the columns of Action. One query."""
    told = _told()
    found: QuerySet[Any] = Proposal.objects.filter(
        Exists(told.filter(kind=DecisionKind.GRANT)),
        district__city=city,
        is_held_back=False,
        state__in=PUBLIC_STATES,
    )
    with_amounts: QuerySet[Any] = found.annotate(**_amounts(told))
    with_all: QuerySet[Any] = with_amounts.annotate(**_standing(), **_recipient(), **_texts())
    with_outcome: QuerySet[Any] = with_all.annotate(**_outcome())
    return with_outcome


def refusals_in(city: City) -> QuerySet[Proposal]:
    """Return what was refused and told: to be counted, and never to be shown."""
    return Proposal.objects.filter(
        Exists(_told().filter(kind=DecisionKind.REFUSE)),
        district__city=city,
        is_held_back=False,
        state__in=[State.REFUSED, State.CLOSED],
    )


def as_values(found: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows with the columns of Action alone."""
    return found.values(*(COLUMNS.get(name, name) for name in FIELDS))


def action_of(row: dict[str, Any], aims: tuple[Aimed, ...] = ()) -> Action:
    """Return the action of a row of `as_values`."""
    return Action(**{name: row[COLUMNS.get(name, name)] for name in FIELDS}, aims=aims)


def _told() -> QuerySet[Decision]:
    """The decisions on a proposal that stand and were told, the newest first."""
    return Decision.objects.filter(
        proposal=_MINE, state=DecisionState.DECIDED, sent_on__isnull=False, replaced_at__isnull=True
    ).order_by("-version")


def _amounts(told: QuerySet[Decision]) -> dict[str, Any]:
    """What each kind of decision says, and on which day it was told; what was paid and came back."""
    of = {
        "granted": told.filter(kind=DecisionKind.GRANT),
        "changed": told.filter(kind=DecisionKind.CHANGE),
        "determined": told.filter(final_decisions()),
    }
    stands = BudgetCondition.objects.filter(decision__proposal=_MINE, ending="")
    made: dict[str, Any] = {"is_conditional": Exists(stands)}
    made |= {"revoked_on": _newest(told.filter(kind=DecisionKind.REVOKE), "sent_on")}
    for name, rows in of.items():
        made[f"{name}_cents"], made[f"{name}_on"] = _newest(rows, "cents"), _newest(rows, "sent_on")
    sent = Order.objects.filter(proposal=_MINE, state__in=[OrderState.RELEASED, OrderState.SETTLED])
    back = Claim.objects.filter(proposal=_MINE)
    set_off = SetOff.objects.filter(proposal=_MINE, state=SetOffState.APPROVED)
    made["returned_cents"] = _sum(back, F("paid_cents") + F("set_off_cents"))
    left = WriteOff.objects.filter(proposal=_MINE, state=WriteOffState.APPROVED)
    made["given_up_cents"] = _sum(back, "written_off_cents") + _sum(left, "cents")
    # A payment that the bank sends back after a part of it was paid back leaves nothing paid, and no less than that.
    made["paid_cents"] = Greatest(
        _sum(sent, "cents") + _sum(set_off, "cents") - made["returned_cents"],
        0,
        output_field=BigIntegerField(),
    )
    return made


def _newest(rows: QuerySet[Decision], column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def _sum(rows: QuerySet[Any], column: Any) -> Coalesce:
    total = rows.order_by().values("proposal").annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(total), 0, output_field=BigIntegerField())


def _standing() -> dict[str, Any]:
    """What is granted now, and where the action stands: a revoked one stays revoked when its dossier is closed."""
    is_revoked = When(revoked_on__isnull=False, then=Value(0))
    now = Coalesce("changed_cents", "granted_cents")
    is_raised = When(
        determined_cents__gt=now, then=F("determined_cents")
    )  # of a grant that was final at once
    return {
        "stands_cents": Case(is_revoked, is_raised, default=now, output_field=BigIntegerField()),
        "public_state": Case(
            When(revoked_on__isnull=False, then=Value(State.REVOKED.value)), default=F("state")
        ),
    }


def _recipient() -> dict[str, Any]:
    """Who receives the money: on route subsidy the applicant, of a purchase who does it, or else who is paid.

    A person has no name here.
    """
    performer = Party.objects.filter(kind=PartyKind.PERFORMER, proposal=OuterRef("proposal"))
    party = Party.objects.filter(
        Q(kind=PartyKind.APPLICANT, proposal__route=Route.SUBSIDY)
        | Q(kind=PartyKind.PERFORMER, proposal__route=Route.PURCHASE)
        | Q(~Exists(performer), kind=PartyKind.PAYEE, proposal__route=Route.PURCHASE),
        proposal=_MINE,
    )
    kinds = (
        (Q(name_is_hidden=True), Recipient.HIDDEN),
        (Q(route=Route.OWN), Recipient.CITY),
        (Exists(party.filter(is_person=True)), Recipient.PERSON),
        (Exists(party), Recipient.ORGANISATION),
    )
    name = Subquery(party.filter(is_person=False).values("name")[:1])
    return {
        "recipient_kind": Case(
            *(When(condition, then=Value(kind.value)) for condition, kind in kinds),
            default=Value(Recipient.UNKNOWN.value),
        ),
        "recipient_name": Case(When(name_is_hidden=True, then=Value("")), default=Coalesce(name, Value(""))),
    }


def _outcome() -> dict[str, Any]:
    """What the reporter and the council say of it, once the final amount is known; words stay inside as texts do."""
    report = Report.objects.filter(proposal=_MINE, state=ReportState.SUBMITTED)
    is_known = Q(public_state__in=FINAL)

    def told(column: str, when: Q) -> Case:
        said = Coalesce(Subquery(report.values(column)[:1]), _NO_TEXT)
        return Case(When(when, then=said), default=_NO_TEXT, output_field=TextField())

    return {
        "public_done": told("done", is_known),
        "public_judgement": told("judgement", is_known),
        "public_judgement_words": told("judgement_words", is_known & Q(is_guarded=False)),
    }


def _texts() -> dict[str, Any]:
    """The texts and days without what is not public for safety; a text may tell it too, so it stays inside with it."""

    def unless(condition: Q, column: str, instead: Any = _NO_TEXT) -> Case:
        return Case(When(condition, then=instead), default=F(column), output_field=instead.output_field)

    days = Q(days_are_hidden=True)
    number = Lower(Replace("dossier__number", Value("-"), Value(" ")))
    found = Concat(number, Value(" "), F("sort_key"), output_field=TextField())
    return {
        "is_guarded": ExpressionWrapper(_GUARDED, output_field=BooleanField()),
        "public_summary": unless(_GUARDED, "summary"),
        "public_for_whom": unless(_GUARDED, "for_whom"),
        "public_contribution": unless(_GUARDED, "contribution"),
        "public_place": unless(Q(place_is_hidden=True), "place"),
        "first_day": unless(days, "starts_on", _NO_DAY),
        "last_day": unless(days, "ends_on", _NO_DAY),
        "quarter_on": Case(When(days, then=TruncQuarter("starts_on")), default=_NO_DAY),
        # What a search looks in beside district and organisation: a place that is not public is not found either.
        "public_search": unless(Q(place_is_hidden=True), "search", found),
    }
