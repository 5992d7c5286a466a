"""What a decision will say: told once by the officer, checked, and turned into rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from grants.money import format_euros, split_cents
from grants.plan.states import Settlement
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from grants.proposals.whole import too_late

from .errors import NotReady
from .models import Decision, Instalment, Obligation
from .queries import to_recover
from .states import (
    ALWAYS_ON_A_GROUND,
    GROUNDS,
    LATER,
    OF_AN_AMOUNT,
    DecisionKind,
    Ground,
    InstalmentOf,
    Moment,
    ObligationOf,
    Settles,
)

Lack = tuple[str, str]  # what a sentence is about, as the form calls it, and the sentence


@dataclass(frozen=True)
class DecisionOf:
    """What a decision says. `cents` (euro cents) is what it grants, determines, changes or revises to, or recovers.

    A grant needs its period, and says how the final amount is computed; `share_percent` for one in proportion.
    """

    kind: DecisionKind
    reasons: str
    legal_basis: str
    cents: int = 0
    ground: Ground | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    settles: Settles = Settles.COSTS
    share_percent: int | None = None
    obligations: tuple[ObligationOf, ...] = ()
    instalments: tuple[InstalmentOf, ...] = ()

    @property
    def advance_cents(self) -> int:
        """The whole advance."""
        return sum(one.cents for one in self.instalments)


def columns(proposal: Proposal, what: DecisionOf) -> dict[str, Any]:
    """Return the columns of a decision that says this."""
    is_grant = what.kind == DecisionKind.GRANT
    shares = is_grant and what.settles == Settles.SHARE
    return {
        "kind": what.kind,
        "cents": what.cents if what.kind in OF_AN_AMOUNT else 0,
        "prepared_cents": what.cents if what.kind in OF_AN_AMOUNT else 0,
        "ground": what.ground or "",
        "reasons": what.reasons,
        "legal_basis": what.legal_basis,
        "starts_on": what.starts_on if is_grant else None,
        "ends_on": what.ends_on if is_grant else None,
        "settles": what.settles if is_grant else "",
        "share_percent": what.share_percent if shares else None,
        "settlement": settlement_of(proposal) if is_grant else "",
        "advance_cents": what.advance_cents if is_grant else 0,
    }


def settlement_of(proposal: Proposal) -> str:
    """Return when its final amount is known: of what the city buys never before it was invoiced."""
    if proposal.route == Route.PURCHASE and proposal.settlement == Settlement.AT_ONCE:
        return Settlement.EX_OFFICIO
    return proposal.settlement


def parts_of(decision: Decision, what: DecisionOf) -> tuple[list[Obligation], list[Instalment]]:
    """Return the obligations and instalments that the decision will have, not stored."""
    if what.kind != DecisionKind.GRANT:
        return [], []
    obligations = [
        Obligation(
            decision=decision, position=place, words=one.words, due_on=one.due_on, is_report=one.is_report
        )
        for place, one in enumerate(what.obligations, start=1)
    ]
    instalments = [
        Instalment(decision=decision, position=place, cents=one.cents, moment=one.moment, due_on=one.due_on)
        for place, one in enumerate(what.instalments, start=1)
    ]
    return obligations, instalments


def shrunk(decision: Decision, instalments: Sequence[Instalment], cents: int) -> tuple[int, list[int]]:
    """Return the advance and its instalments when `cents` is granted, to the cent; the shares stay the same.

    Raises NotReady when an instalment would be nothing.
    """
    if not instalments:
        return 0, []
    advance = decision.advance_cents * cents // decision.cents
    parts = split_cents(advance, [one.cents for one in instalments])
    if not all(parts):
        raise NotReady(_("This is too little for its instalments. Return it with the reason."))
    return advance, parts


def ground_of_rest(decision: Decision, cents: int, ground: Ground | None) -> str:
    """Return on which ground a grant of `cents` refuses the rest: the given one, else the one that was prepared.

    Raises NotReady without one, and for one that refuses nothing of what was asked.
    """
    if cents >= decision.proposal.asked_cents:
        return ""
    found = ground or decision.ground
    if found not in GROUNDS[DecisionKind.GRANT]:
        raise NotReady(_("Choose on which ground the rest is refused: the letter says it."))
    return str(found)


def check(proposal: Proposal, what: DecisionOf, *, before: int) -> None:
    """Raise NotReady with every sentence about what is missing or does not add up; `before` is what was granted.

    Two queries for a recovery, none for any other.
    """
    found = [*_texts(what), *_ground(proposal, what, before)]
    if what.kind == DecisionKind.GRANT:
        found += [*_grant(proposal, what), *_instalments(proposal, what)]
    if what.kind == DecisionKind.DETERMINE and not 0 <= what.cents <= before:
        told = {"most": format_euros(before)}
        found.append(("cents", _("The final amount is at most what was granted, %(most)s.") % told))
    if what.kind == DecisionKind.CHANGE and (what.cents <= 0 or what.cents == before):
        found.append(("cents", _("Fill in another amount than what was granted.")))
    found += _over_what_was_asked(proposal, what)
    if what.kind == DecisionKind.RECOVER:
        found += _recovery(proposal, what)
    if found:
        raise NotReady(lacks=found)


def _over_what_was_asked(proposal: Proposal, what: DecisionOf) -> list[Lack]:
    """Return that a grant goes up to what was asked after an objection: that was an objection to getting less."""
    is_after_objection = what.kind == DecisionKind.CHANGE and what.ground == Ground.OBJECTION
    if not is_after_objection or what.cents <= proposal.asked_cents:
        return []
    told = {"most": format_euros(proposal.asked_cents)}
    return [("cents", _("After an objection the grant becomes at most what was asked, %(most)s.") % told)]


def _recovery(proposal: Proposal, what: DecisionOf) -> list[Lack]:
    due = to_recover(proposal)
    if what.cents == due:
        return []
    told = {"due": format_euros(due)}
    return [("cents", _("Ask back what was paid too much, %(due)s: all of it, at once.") % told)]


def _texts(what: DecisionOf) -> list[Lack]:
    wanted = [
        ("reasons", _("Write why this is decided: a decision must give its reasons."), what.reasons),
        ("legal_basis", _("Fill in the rules on which it stands."), what.legal_basis),
    ]
    return [(name, sentence) for name, sentence, text in wanted if not text.strip()]


def _ground(proposal: Proposal, what: DecisionOf, before: int) -> list[Lack]:
    needs = what.kind in ALWAYS_ON_A_GROUND
    needs = needs or (what.kind == DecisionKind.DETERMINE and what.cents < before)
    needs = needs or (what.kind == DecisionKind.GRANT and what.cents < proposal.asked_cents)
    if needs and what.ground not in GROUNDS[what.kind]:
        less = _("Choose the ground: less than was asked or granted is decided on a ground of the law only.")
        return [("ground", less)]
    if not needs and what.ground is not None:
        return [("ground", _("This decision needs no ground. Leave it empty."))]
    return []


def _grant(proposal: Proposal, what: DecisionOf) -> list[Lack]:
    found = []
    if not 0 < what.cents <= proposal.asked_cents:
        told = {"most": format_euros(proposal.asked_cents)}
        found.append(("cents", _("Grant more than nothing, and at most what was asked, %(most)s.") % told))
    if what.starts_on is None or what.ends_on is None:
        name = "starts_on" if what.starts_on is None else "ends_on"
        found.append((name, _("Fill in the first and the last day of the period.")))
    elif what.ends_on < what.starts_on:
        found.append(("ends_on", _("The last day comes before the first day. Choose a later last day.")))
    elif late := too_late(proposal, what.ends_on):
        found.append(("ends_on", late))
    for number, one in enumerate(what.obligations, start=1):
        if _is_too_early(one, what.ends_on):
            early = _("The report is due before the action is over. Choose a day after its last day.")
            found.append((f"obligation_{number}_on", early))
    if what.settles == Settles.SHARE and not 1 <= (what.share_percent or 0) <= 100:
        share = _("Fill in which share of the real costs is granted, in whole percents.")
        found.append(("share_percent", share))
    return found


def _is_too_early(one: ObligationOf, ends_on: date | None) -> bool:
    return one.is_report and one.due_on is not None and ends_on is not None and one.due_on <= ends_on


def _instalments(proposal: Proposal, what: DecisionOf) -> list[Lack]:
    if proposal.settlement == Settlement.AT_ONCE and what.instalments:
        return [("instalment_1", _("The final amount is known at once here, so there is no advance."))]
    if proposal.route == Route.PURCHASE and what.instalments:
        return [("instalment_1", _("What the city buys is paid once it was delivered and invoiced."))]
    if any(one.cents <= 0 or one.moment in LATER for one in what.instalments):
        return [("instalment_1", _("Each instalment is more than nothing."))]
    if any((one.moment == Moment.ON_DAY) != (one.due_on is not None) for one in what.instalments):
        return [("instalment_1", _("Fill in the day of an instalment on a day, and of no other."))]
    if what.advance_cents > what.cents:
        return [("instalment_1", _("The instalments are more together than what is granted."))]
    return []
