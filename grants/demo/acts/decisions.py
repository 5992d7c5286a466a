"""What officers prepare and decision-makers decide."""

from __future__ import annotations

from datetime import datetime, timedelta

from grants.decisions import flows
from grants.decisions.flows import DecisionOf
from grants.decisions.queries import determined_cents, granted_cents, to_recover
from grants.decisions.queries_of_objections import has_decided_first
from grants.decisions.renewal import place_to_grant
from grants.decisions.states import (
    LOWERS_FINAL,
    SAYS_FINAL,
    DecisionKind,
    DecisionState,
    Ground,
    InstalmentOf,
    Moment,
    ObligationOf,
)
from grants.decisions.weighing import weighs
from grants.plan.states import Settlement
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from grants.terms import day_of
from wijkraden.people.models import User

from ..dossiers import Dossier, Kind
from .stage import Act, Stage, there

MAXIMUM_CENTS = {"daan": 1_000_000, "dewi": 2_500_000}  # up to which each of them decides
_BASIS = "Verzonnen regeling wijkbudget samenleven, artikel 5"
_PART = 80  # percent of what is asked that a grant in part gives
_SECOND = timedelta(days=21)  # from the first day of the action to the second part of an advance
_REPORT = timedelta(weeks=4)  # after the action, in which a report is asked
_INTENTION = (
    "Wij zijn van plan om hierop af te wijzen of in te trekken. Wij horen graag eerst wat u daarvan vindt."
)
_TO_LOWER = (
    "Na de vaststelling bleek dat een fonds een deel van dezelfde kosten betaalde. Wij zijn van plan om het "
    "definitieve bedrag te verlagen. Wij horen graag eerst wat u daarvan vindt."
)
_ANSWERS = {  # of the applicant; by default nobody could be found
    Ground.OWN_DATA: "",
    Ground.LATER_FACTS: "Dat klopt. Die bijdrage kregen wij pas later.",
}
_WHY: dict[Ground | None, str] = {
    None: "De actie brengt bewoners bij elkaar en past bij de doelen van het plan.",
    Ground.CEILING: "Het budget van de wijk is voor dit jaar bijna op. Uw plan kost meer dan er nog is.",
    Ground.RANKING: "Andere plannen kregen een hogere score. Daarmee is het budget op.",
    Ground.CONDITION: "Een ander fonds betaalt dezelfde kosten al. Dat mag volgens de regeling niet.",
    Ground.POLICY: "Het plan is sympathiek, maar laat niet zien hoe het bijdraagt aan de doelen van het plan.",
    Ground.FEAR: "De organisatie heeft geen mensen om de actie te doen. Ook na uw reactie is dat niet duidelijk.",
    Ground.OWN_DATA: "De kosten in het voorstel kloppen niet met de offertes die u stuurde.",
    Ground.INCOMPLETE: "Wij vroegen om een aanvulling. Die kwam niet voor de laatste dag.",
    Ground.COSTS: "Uit het verslag blijkt dat de actie minder kostte dan begroot.",
    Ground.NOT_DONE: "De actie ging niet door. U liet ons dat zelf weten.",
    Ground.LATER_FACTS: "Een fonds betaalde een deel van dezelfde kosten. Dat kon niemand weten bij de vaststelling.",
    Ground.OBJECTION: "Uw bezwaar is gegrond. De kosten van de zaalhuur tellen ook mee.",
    Ground.REPORTED_CHANGE: "U meldde dat de actie kleiner wordt. Daarom passen wij het bedrag aan.",
}
_PLAIN = {
    DecisionKind.DETERMINE: "De actie is gedaan zoals afgesproken. Wij stellen het bedrag vast.",
    DecisionKind.RECOVER: "Er is meer betaald dan het vastgestelde bedrag.",
}


def prepare(
    stage: Stage,
    dossier: Dossier,
    at: datetime,
    *,
    what: str,
    ground: Ground | None = None,
    advance: int = 0,
    parts: int = 1,
    part: bool = False,
    share: int = 100,
) -> None:
    """Prepare a decision: `advance` and `share` (of the costs, when determined) in percent; `part` grants less.

    A grant on the ceiling is one from the waiting list: of what is left for it.
    """
    proposal = stage.proposal(dossier)
    kind = DecisionKind(what)
    if kind == DecisionKind.GRANT:
        cents = proposal.asked_cents * (_PART if part else 100) // 100 // 2_500 * 2_500
        if ground == Ground.CEILING:
            cents = min(proposal.asked_cents, place_to_grant(proposal, on=day_of(at)).left_cents)
        said = _grant(proposal, dossier, cents, ground=ground or Ground.POLICY, advance=advance, parts=parts)
    else:
        said = DecisionOf(
            kind=kind,
            cents=_cents(proposal, kind, share=share, ground=ground),
            ground=ground,
            reasons=_PLAIN[kind] if ground is None else _WHY[ground],
            legal_basis=_BASIS,
        )
    flows.prepare_decision(proposal, what=said, by=stage.officer(dossier), at=at)


def _grant(
    proposal: Proposal, dossier: Dossier, cents: int, *, ground: Ground, advance: int, parts: int
) -> DecisionOf:
    is_paid_later = proposal.settlement == Settlement.AT_ONCE or proposal.route == Route.PURCHASE
    awarded = 0 if is_paid_later else cents * advance // 100
    instalments: tuple[InstalmentOf, ...] = (InstalmentOf(awarded, Moment.AT_ONCE),) if awarded else ()
    if awarded and parts > 1:
        later = InstalmentOf(awarded // 2, Moment.ON_DAY, dossier.starts_on + _SECOND)
        instalments = (InstalmentOf(awarded - awarded // 2, Moment.AT_ONCE), later)
    return DecisionOf(
        kind=DecisionKind.GRANT,
        cents=cents,
        ground=ground if cents < proposal.asked_cents else None,
        reasons=_WHY[None],
        legal_basis=_BASIS,
        starts_on=dossier.starts_on,
        ends_on=dossier.ends_on,
        obligations=(
            ObligationOf("Stuur een kort verslag met een foto.", dossier.ends_on + _REPORT, is_report=True),
            ObligationOf("Laat het weten als de actie verandert."),
        ),
        instalments=instalments,
    )


def _cents(proposal: Proposal, kind: DecisionKind, *, share: int, ground: Ground | None) -> int:
    if kind == DecisionKind.REVISE and ground != Ground.OBJECTION:
        return there(determined_cents(proposal)) * share // 100
    if kind in SAYS_FINAL:
        return granted_cents(proposal) * share // 100
    if kind == DecisionKind.RECOVER:
        return to_recover(proposal)
    return granted_cents(proposal) * 85 // 100 if kind == DecisionKind.CHANGE else 0


def decide(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Take the prepared decision, by whoever may decide on so much."""
    proposal = stage.proposal(dossier)
    waits = proposal.decisions.get(state=DecisionState.PREPARED)
    by = _decider(stage, dossier, weighs(waits, proposal))
    if has_decided_first(waits, user=by):
        by = stage.people["daan" if by == stage.people["dewi"] else "dewi"]
    flows.decide(waits, by=by, at=at)


def _decider(stage: Stage, dossier: Dossier, cents: int) -> User:
    is_much = cents > MAXIMUM_CENTS["daan"]
    return stage.people["dewi" if is_much or dossier.number % 3 == 0 else "daan"]


def ask_view(
    stage: Stage, dossier: Dossier, at: datetime, *, what: str, ground: Ground, share: int = 100
) -> None:
    """Ask the applicant for a view on what will be prepared."""
    proposal, kind = stage.proposal(dossier), DecisionKind(what)
    flows.ask_view(
        proposal,
        kind=kind,
        cents=_cents(proposal, kind, share=share, ground=ground),
        ground=ground,
        intention=_TO_LOWER if ground in LOWERS_FINAL else _INTENTION,
        by=stage.officer(dossier),
        at=at,
    )


def enter_view(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Keep what the applicant answered."""
    proposal = stage.proposal(dossier)
    view = proposal.views_asked.select_related("proposal__district__city").get()
    answer = _ANSWERS.get(Ground(view.ground), "Wij begrijpen het. Wij konden geen vrijwilligers vinden.")
    flows.enter_view(view, answer=answer, by=stage.officer(dossier), at=at)


def publish(stage: Stage, _dossier: None, at: datetime, *, year: int) -> None:
    """Make the decisions of a tender known, all at one moment."""
    flows.publish_decisions(stage.round_of(year, Kind.TENDER), by=stage.people["dewi"], at=at)


ACTS: dict[str, Act] = {one.__name__: one for one in (prepare, decide, ask_view, enter_view, publish)}
