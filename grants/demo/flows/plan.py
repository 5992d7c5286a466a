"""The plan of the demo: the concept, the version that the city council adopted, and the assessment frame.

Facts come from the letter of the city with the concept and from the city's budget; each row says which. The
explanations are our own words, and the number and day of the decision are made up.
"""

from datetime import date, datetime

from grants.plan.flows import add_element, add_part, adopt_version, start_frame, start_version
from grants.plan.models import Frame, Plan
from grants.plan.states import ConditionOf, CriterionOf, ElementKind, ElementOf
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.models import City

_TITLE = "Samenleven in één stad"
_LETTER = "Brief van het college met het concept-actieplan (2023)"
_SECTION = f"{_LETTER}, §2"
_BUDGET = "Begroting 2023, doel ‘Een inclusieve samenleving’. De doelen uit de vastgestelde tekst staan hier nog niet."
_DECISION, _DECIDED_ON = "nummer verzonnen", date(2023, 10, 12)

_GOALS = (
    ElementOf(
        "1",
        "Discriminatie voorkomen",
        "Mensen accepteren elkaar zoals ze zijn, en iedereen krijgt gelijke kansen.",
        _BUDGET,
    ),
    ElementOf(
        "2",
        "De gevolgen van discriminatie tegengaan",
        "Wie met discriminatie te maken kreeg, voelt zich weer goed, staat sterker en kan zelf verder.",
        _BUDGET,
    ),
    ElementOf(
        "3",
        "Een bondgenoot zijn",
        "Bewoners merken dat de stad naast hen staat, en de stad steunt wat bewoners zelf beginnen.",
        _BUDGET,
    ),
)
_PRINCIPLES = (
    ElementOf(
        "U1",
        "Verschillen doen ertoe",
        "Discriminatie bestaat aantoonbaar. Daarom moeten we over verschillen kunnen praten.",
        _SECTION,
    ),
    ElementOf(
        "U2",
        "Voorbij de verschillen kijken",
        "We leren elkaar als mens waarderen en geven aandacht aan wat ons verbindt.",
        _SECTION,
    ),
    ElementOf(
        "U3",
        "Geen ruimte voor discriminatie en haat",
        "Het gesprek over verschillen en over wat ons verbindt is veilig. Iedereen heeft respect voor de ander.",
        _SECTION,
    ),
)
_HALLMARKS = (
    ElementOf(
        "K1",
        "Voor alle Rotterdammers",
        "Iedereen hoort erbij, ook wie de eigen wijk zag veranderen en zich vergeten voelt.",
        _SECTION,
    ),
    ElementOf(
        "K2",
        "Met alle Rotterdammers",
        "De stad blijft met bewoners praten. Een deel van het geld is blijvend voor acties van wijkraden die "
        "bijdragen aan de doelen.",
        _SECTION,
    ),
    ElementOf(
        "K3",
        "Onderdeel van een proces",
        "Het plan is een afgesproken koers. Vraagt de stad of de raad iets anders, dan kan het meebewegen.",
        _SECTION,
    ),
    ElementOf(
        "K4",
        "Actie waar je wat aan hebt",
        "Het gaat ook over wonen, de buitenruimte, onderwijs en armoede: daar merken mensen het meest van.",
        _SECTION,
    ),
    ElementOf(
        "K5",
        "No nonsense",
        "Racisme, discriminatie en uitsluiting krijgen hun naam, en de vrijheid van meningsuiting ook. Het mag "
        "schuren, met respect.",
        _SECTION,
    ),
)
_ANSWER = f"{_LETTER}, bij"
_TERRAINS: dict[str, tuple[str, ...]] = {
    _SECTION: ("Onderwijs", "Arbeidsmarkt", "Woningmarkt"),
    f"{_ANSWER} toezegging 22bb007153": (
        "Sport",
        "Bewustwording",
        "Meldingsbereidheid",
        "Dialogen",
        "Stadsmarinier",
        "Discriminatie-index",
    ),
    f"{_ANSWER} motie 22bb004361": ("Veiligheid", "Sociaal domein", "Jongeren", "Ouderen", "Armoede"),
    f"{_ANSWER} motie 21bb16305": ("Vrouwenemancipatie", "Pijler preventie"),
    f"{_SECTION}, kenmerk K4": ("Woonbeleid", "Buitenruimte"),
}
_OWN_LABEL = (
    "Eigen aanduiding: de titel van dit deel staat niet in de bron. Het nummer is dat van het concept."
)
_PARAGRAPHS = (
    ElementOf("3.1", "Communicatie van de gemeente", _OWN_LABEL, f"{_ANSWER} toezegging 23bb002365"),
    ElementOf(
        "4.1",
        "Een sociaal veilige eigen organisatie, en communicatie",
        _OWN_LABEL,
        f"{_ANSWER} toezegging 23bb002365",
    ),
    ElementOf("4.3", "Discriminatie op de arbeidsmarkt", _OWN_LABEL, f"{_ANSWER} toezegging 21bb15773"),
    ElementOf("4.5", "Onderwijs", _OWN_LABEL, f"{_ANSWER} toezegging 23bb002365"),
    ElementOf("5.2", "Steun aan wie iets begint", _OWN_LABEL, f"{_ANSWER} toezegging 23bb002365"),
    ElementOf(
        "B2.2",
        "Bijlage: wat uit het initiatiefvoorstel is overgenomen",
        _OWN_LABEL,
        f"{_ANSWER} toezegging 22bb007153",
    ),
)
_CRITERIA = (
    CriterionOf(
        "C1",
        "Bijdrage aan de doelen",
        "Noemt het voorstel ten minste één doel of uitgangspunt, en laat het zien hoe de actie daaraan bijdraagt?",
        "Uitgangspunten U1 tot en met U3; acties die “bijdragen aan de doelen” (§2)",
        30,
        2,
    ),
    CriterionOf(
        "C2",
        "Voor alle Rotterdammers",
        "Wie bereikt de actie, wie bereikt ze niet, en hoe open is ze?",
        "Kenmerk K1",
        15,
    ),
    CriterionOf(
        "C3",
        "Met alle Rotterdammers",
        "Is de actie met bewoners gemaakt, vanuit meer dan één kant bekeken?",
        "Kenmerk K2",
        15,
    ),
    CriterionOf("C4", "Concreet nut", "Welk resultaat merken mensen, en op welk terrein?", "Kenmerk K4", 20),
    CriterionOf(
        "C5",
        "Duidelijk en met respect",
        "Noemt het voorstel waar het over gaat, is het veilig, en mag men het oneens zijn?",
        "Kenmerk K5 en uitgangspunt U3",
        10,
    ),
    CriterionOf(
        "C6",
        "Doelmatig",
        "Wat kost elk resultaat, wat brengt men zelf in, en is de planning haalbaar?",
        "Algemene wet bestuursrecht, artikelen 4:37 en 4:46",
        10,
    ),
)
_CONDITIONS = (
    ConditionOf("D1", "Is de actie in of voor de wijk?"),
    ConditionOf("D2", "Is er ten minste één doel van het plan gekozen?"),
    ConditionOf(
        "D3",
        "Is de actie open voor iedereen?",
        "Zonder winst, niet politiek of godsdienstig, en niet tegen het beleid van de stad.",
    ),
    ConditionOf("D4", "Betaalt niemand anders al voor dezelfde kosten?"),
    ConditionOf("D5", "Begint de actie ten minste zes weken na het indienen?"),
    ConditionOf("D6", "Heeft iedereen gezegd of er een persoonlijk belang is?"),
    ConditionOf("D7", "Zit het besluit van de wijkraad erbij?"),
    ConditionOf("D8", "Is het bedrag niet hoger dan het maximum van de wijk?"),
    ConditionOf("D9", "Staat erin hoe de actie past bij het wijkakkoord of het wijkplan?"),
)


@flow
def load_plan(city: City, people: dict[str, User], *, by: User | None = None, at: datetime) -> None:
    """Make both versions of the plan and the frame through ella and evert; what is there already is left alone.

    No round uses the frame yet, so it is open. `by` asked for it.
    """
    ella, evert = people["ella"], people["evert"]
    if not Plan.objects.filter(city=city).exists():
        concept = _enter_concept(city, by=ella, at=at)
        _enter_adopted(city, concept, by=ella, publisher=evert, at=at)
    if not Frame.objects.filter(city=city).exists():
        _enter_frame(city, by=ella, at=at)


def _enter_concept(city: City, *, by: User, at: datetime) -> Plan:
    concept = start_version(city, title=_TITLE, first_year=2023, last_year=2026, source=_LETTER, by=by, at=at)
    named = [(name, source) for source, names in _TERRAINS.items() for name in names]
    terrains = [
        ElementOf(f"T{number}", name, source=source) for number, (name, source) in enumerate(named, start=1)
    ]
    kinds = {
        ElementKind.PRINCIPLE: _PRINCIPLES,
        ElementKind.HALLMARK: _HALLMARKS,
        ElementKind.TERRAIN: terrains,
        ElementKind.PARAGRAPH: _PARAGRAPHS,
    }
    for kind, elements in kinds.items():
        for one in elements:
            add_element(concept, kind=kind, what=one, by=by, at=at)
    return concept


def _enter_adopted(city: City, concept: Plan, *, by: User, publisher: User, at: datetime) -> None:
    plan = start_version(
        city,
        title=_TITLE,
        first_year=2024,
        last_year=2027,
        source="Vastgesteld in het najaar van 2023. Nummer en dag van het besluit zijn in deze demo verzonnen.",
        replaces=concept,
        by=by,
        at=at,
    )
    for one in _GOALS:
        add_element(plan, kind=ElementKind.GOAL, what=one, by=by, at=at)
    adopt_version(plan, decision_number=_DECISION, decision_on=_DECIDED_ON, by=publisher, at=at)


def _enter_frame(city: City, *, by: User, at: datetime) -> None:
    frame = start_frame(
        city, title="Kader wijkbudget samenleven", minimum_total=55, spread_tenths=15, by=by, at=at
    )
    for one in (*_CRITERIA, *_CONDITIONS):
        add_part(frame, what=one, by=by, at=at)
