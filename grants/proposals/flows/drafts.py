"""Writing a proposal: its texts, money, aims, parties and interests, until it lies before the council."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.posting import check_cents
from grants.money import format_euros
from grants.plan.models import Element, Insight
from grants.rounds.models import Round
from grants.rounds.queries import slice_for
from grants.terms import day_of
from portal.errors import refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.places.models import District

from ..errors import HasInterest, NotInThisRound, NotOfThisPlan, NotWhole, WrongLines
from ..holding import hold, hold_part, lock, note_edit, show_now
from ..iban import compact_iban, iban_hash
from ..models import Aim, BankAccount, CostLine, CoverLine, Event, Interest, Party, Proposal
from ..queries import bank_account_of
from ..rules import WRITE
from ..signals import refuse_own_account, tell_account
from ..states import COLUMNS, CoverKind, PartyKind, Section, State
from ..whole import missing

STARTED = describe("proposals.started", gettext_lazy("started a proposal"))
CHANGED = describe("proposals.changed", gettext_lazy("changed a proposal ({section}: {changed})"))
ACCOUNT = describe("proposals.bank_account", gettext_lazy("entered the bank account of a proposal"))
DECLARED = describe("proposals.interest", gettext_lazy("told about an interest in a proposal ({interest})"))
PRESENTED = describe("proposals.presented", gettext_lazy("presented a proposal to the council"))


@dataclass(frozen=True)
class Cost:
    """A line of the costs, in euro cents with VAT; `vat_rate` of what the city buys, "" where it is not told."""

    description: str
    cents: int
    vat_rate: str = ""


@dataclass(frozen=True)
class Cover:
    """A line of the cover, in euro cents."""

    kind: CoverKind
    description: str
    cents: int


@dataclass(frozen=True)
class PartyOf:
    """Who asks, does it or receives the money."""

    is_person: bool
    name: str
    contact: str = ""
    email: str = ""
    phone: str = ""
    registration: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""

    @classmethod
    def of(cls, party: Party | None) -> PartyOf | None:
        """Return what stands of a party in the database."""
        return None if party is None else cls(**{one.name: getattr(party, one.name) for one in fields(cls)})


@flow
def start_proposal(
    round_: Round, district: District, *, title: str, asked_cents: int = 0, by: User, at: datetime
) -> Proposal:
    """Start a draft of a council in a round, about so many euro cents.

    Raises NoLongerAllowed, and NotInThisRound without a budget there.
    """
    hold_right(by, WRITE, city_id=district.city_id, district_id=district.pk, on=day_of(at))
    share = slice_for(round_, district)
    if share is None or not round_.is_announced:
        raise NotInThisRound(_("Your district has no budget in this round."))
    made = Proposal(
        round=round_,
        slice=share.slice,
        district=district,
        title=title,
        asked_cents=asked_cents,
        created_by=by,
        created_at=at,
        edited_by=by,
        edited_at=at,
    )
    made.index_words()
    made.save(force_insert=True)
    Event.objects.create(proposal=made, number=1, state=State.DRAFT, by=by, at=at)
    record(STARTED, made, by=by, at=at)
    return made


@flow
def change(
    proposal: Proposal,
    *,
    section: Section,
    values: Mapping[str, Any],
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change columns of one part of the editor (COLUMNS).

    Raises NoLongerAllowed, HasInterest, WrongState, and ChangedMeanwhile when it is no longer what it `was`.
    """
    row = hold_part(proposal, section, by=by, at=at)
    refuse_if_changed(row, was)
    changed = [name for name in COLUMNS[section] if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        note_edit(row, by=by, at=at, columns=changed)
        record(CHANGED, row, by=by, at=at, section=section.value, changed="/".join(changed))
    show_now(proposal, row)


@flow
def set_money(
    proposal: Proposal,
    *,
    asked_cents: int,
    costs: Sequence[Cost],
    covers: Sequence[Cover],
    edits: int | None = None,
    by: User,
    at: datetime,
) -> None:
    """Put these lines in the place of those that stand there; `edits` is how often it was edited when the page opened.

    A draft may be out of balance; what lies before the council may not. Raises as `change`, and WrongAmount.
    """
    row = hold_part(proposal, Section.MONEY, by=by, at=at)
    refuse_if_changed(row, None if edits is None else {"edits": edits})
    for cents in (*(one.cents for one in costs), *(one.cents for one in covers)):
        check_cents(cents)
    if row.state == State.COMPLETING and asked_cents > row.asked_cents:
        raise WrongLines(
            _("You can no longer ask more than the %(asked)s that you asked when you submitted it.")
            % {"asked": format_euros(row.asked_cents)}
        )
    if (row.asked_cents, *_lines_of(row)) == (asked_cents, list(costs), list(covers)):
        return
    row.costs.all().delete()
    row.covers.all().delete()
    CostLine.objects.bulk_create(
        CostLine(proposal=row, position=place, **asdict(one)) for place, one in enumerate(costs, start=1)
    )
    CoverLine.objects.bulk_create(
        CoverLine(proposal=row, position=place, **asdict(one)) for place, one in enumerate(covers, start=1)
    )
    row.asked_cents = asked_cents
    note_edit(row, by=by, at=at, columns=["asked_cents"])
    record(CHANGED, row, by=by, at=at, section=Section.MONEY.value, changed="lines")
    show_now(proposal, row)


def _lines_of(proposal: Proposal) -> tuple[list[Cost], list[Cover]]:
    return (
        [Cost(one.description, one.cents, one.vat_rate) for one in proposal.costs.all()],
        [Cover(CoverKind(one.kind), one.description, one.cents) for one in proposal.covers.all()],
    )


@flow
def set_aims(proposal: Proposal, *, elements: Sequence[Element], by: User, at: datetime) -> None:
    """Let the proposal serve these parts of the plan and no others; raises as `change`, and NotOfThisPlan."""
    row = hold_part(proposal, Section.PLAN, by=by, at=at)
    if any(one.plan_id != row.round.plan_id for one in elements):
        raise NotOfThisPlan(_("Choose from the version of the plan that this round serves."))
    wanted = {one.pk for one in elements}
    standing = set(row.aims.values_list("element_id", flat=True))
    if Element.objects.filter(pk__in=wanted - standing, until__isnull=False).exists():
        raise NotOfThisPlan(_("Something that you chose was changed in the plan. Look at your choice again."))
    if wanted == standing:
        return
    row.aims.exclude(element_id__in=wanted).delete()
    Aim.objects.bulk_create(Aim(proposal=row, element_id=one) for one in sorted(wanted - standing))
    note_edit(row, by=by, at=at)
    record(CHANGED, row, by=by, at=at, section=Section.PLAN.value, changed="aims")
    show_now(proposal, row)


@flow
def set_origin(proposal: Proposal, *, insight: Insight | None, by: User, at: datetime) -> None:
    """Say what was heard in a conversation that the proposal comes from; None: nothing. Raises as `change`."""
    row = hold_part(proposal, Section.PLAN, by=by, at=at)
    if row.insight == insight:
        return
    row.insight = insight
    note_edit(row, by=by, at=at, columns=["insight"])
    record(CHANGED, row, by=by, at=at, section=Section.PLAN.value, changed="insight")
    show_now(proposal, row)


@flow
def set_party(proposal: Proposal, *, kind: PartyKind, what: PartyOf | None, by: User, at: datetime) -> None:
    """Enter who asks, does it or receives the money; None takes the party out. Raises as `change`."""
    row = hold_part(proposal, Section.WHO, by=by, at=at)
    if what is None:
        row.parties.filter(kind=kind).delete()
    else:
        Party.objects.update_or_create(proposal=row, kind=kind, defaults=asdict(what))
    note_edit(row, by=by, at=at)
    record(CHANGED, row, by=by, at=at, section=Section.WHO.value, changed=kind.value)
    show_now(proposal, row)


@flow
def set_bank_account(proposal: Proposal, *, iban: str, holder: str, by: User, at: datetime) -> BankAccount:
    """Enter the account to which is paid; the same one with the same holder is not entered twice.

    Of a proposal that is being completed it takes the place of the one that was confirmed with its text: the city calls
    back about it before anything is paid to it. Raises as `change`, WrongBankAccount for what is no IBAN, and
    OwnAccount for one of the city itself.
    """
    row = hold_part(proposal, Section.WHO, by=by, at=at)
    compact = compact_iban(iban)
    found = iban_hash(compact)
    refuse_own_account(row.district.city, found)
    newest = bank_account_of(row)
    if newest is not None and newest.iban_hash == found and newest.holder == holder:
        return newest
    made = BankAccount.objects.create(
        proposal=row,
        iban=compact,
        iban_hash=found,
        ending=compact[-4:],
        holder=holder,
        entered_by=by,
        entered_at=at,
        replaces=newest if row.state != State.DRAFT else None,
    )
    if row.state != State.DRAFT:
        tell_account(row)
    note_edit(row, by=by, at=at)
    record(ACCOUNT, row, by=by, at=at)
    show_now(proposal, row)
    return made


@flow
def declare_interest(
    proposal: Proposal, *, has_interest: bool, explanation: str = "", by: User, at: datetime
) -> None:
    """Tell whether one has an interest in it; an interest once told stays. Raises NoLongerAllowed, HasInterest."""
    hold_right(by, WRITE, city_id=proposal.district.city_id, district_id=proposal.district_id, on=day_of(at))
    row = lock(proposal)
    standing = Interest.objects.filter(proposal=row, user=by).first()
    if standing is not None and standing.has_interest:
        raise HasInterest
    if standing is not None and not has_interest:
        return
    told = {"has_interest": has_interest, "explanation": explanation, "declared_at": at}
    Interest.objects.update_or_create(proposal=row, user=by, defaults=told)
    record(DECLARED, row, by=by, at=at, interest=has_interest)


@flow
def present(proposal: Proposal, *, edits: int | None = None, by: User, at: datetime) -> None:
    """Put a draft before the council; its text stays as it is from then on.

    Raises NoLongerAllowed, HasInterest, WrongState, ChangedMeanwhile when it was edited more often than the page showed
    (`edits`), and NotWhole with what is missing.
    """
    row = hold(proposal, WRITE, among=[State.DRAFT], by=by, at=at)
    refuse_if_changed(row, None if edits is None else {"edits": edits})
    if found := missing(row):
        raise NotWhole({section.value: sentences for section, sentences in found.items()})
    row.move(State.PRESENTED, by=by, at=at)
    record(PRESENTED, row, by=by, at=at)
    show_now(proposal, row)
