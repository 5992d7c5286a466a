"""Conversations, advice and actions of the city in the demo: what the city's letter tells of them.

Numbers and facts come from the letter; what it does not say is not filled in. Words are our own.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from grants.plan.flows import (
    add_point,
    answer_advice,
    enter,
    give_advice,
    publish_edition,
)
from grants.plan.models import (
    ActionYear,
    Advice,
    AmendedPart,
    Amendment,
    Conversation,
    Indicator,
    Insight,
    Plan,
    PlanAction,
    Point,
    Subject,
)
from grants.plan.queries import heard
from grants.plan.states import (
    ActionOf,
    ActionState,
    AdviceOf,
    AmendedPartOf,
    AmendmentGround,
    AmendmentOf,
    Amends,
    ConversationOf,
    CouncilAdviceOf,
    Degree,
    ElementKind,
    IndicatorOf,
    InsightOf,
    YearOf,
)
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.models import City

_LETTER = "Brief van het college met het concept-actieplan (2023)"
_TALKS = f"{_LETTER}, §1"
_MADE_UP = "Verzonnen voor deze demo."
_TAKEN, _PARTLY = Degree.TAKEN, Degree.PARTLY
_NOT_SAID = "Een waarde van het proces volgens de brief. Hoe, staat er niet in."
_NAMED = "Discriminatie en racisme komen aantoonbaar voor, en moeten een naam krijgen"

# `elements` and `insights` are codes and titles of parts of the plan, and the texts of what was heard, here.
_CONVERSATIONS: tuple[tuple[ConversationOf, tuple[InsightOf, ...]], ...] = (
    (
        ConversationOf(
            "Stadsgesprekken Samenleven",
            "Discriminatie en racisme, opvang en inburgering, vrijheid van meningsuiting",
            date(2022, 11, 1),
            "Wat leeft er in de stad, en wat moet er in het plan voor samenleven staan? De brief noemt dit doel, niet "
            "de vragen zelf. De eerste en laatste dag zijn die van de maanden die zij noemt.",
            held_until=date(2023, 2, 28),
            talks=50,
            participants=750,
            unique_people=500,
            accessible=_NOT_SAID,
            safe=_NOT_SAID,
            transparent="Het concept ging naar de raad, en er was een bijeenkomst over het vervolg.",
            involved="De stad blijft zulke gesprekken voeren, zegt het plan (kenmerk K2).",
            source=_TALKS,
        ),
        (
            InsightOf(
                "Wonen, de buitenruimte, onderwijs en armoede raken mensen het hardst",
                _TAKEN,
                "Het plan neemt er acties van andere delen van de gemeente in op, niet alleen van Samenleven.",
                ("K4", "Woningmarkt", "Onderwijs", "Armoede", "Buitenruimte"),
            ),
            InsightOf(
                "Ook wie de eigen wijk zag veranderen, wil zich herkennen in het beleid",
                _TAKEN,
                "Het plan is voor alle Rotterdammers, ook voor wie zich vergeten voelt.",
                ("K1",),
            ),
            InsightOf(
                _NAMED,
                _TAKEN,
                "Het is het eerste uitgangspunt en het eerste doel, en het plan noemt de vormen.",
                ("U1", "K5", "1"),
            ),
            InsightOf(
                "Mensen kunnen het oneens zijn en elkaar na afloop toch de hand geven",
                _TAKEN,
                "Het gesprek gaat door, en mag schuren zolang het met respect is.",
                ("U2", "U3", "Dialogen"),
            ),
        ),
    ),
    (
        ConversationOf(
            "Wijkgesprek: elkaar leren kennen",
            "Ontmoeting in de wijk",
            date(2025, 3, 12),
            "Waar komt u mensen tegen die u nog niet kent, en wat zou u daarbij helpen?",
            districts=("delfshaven-schiemond",),
            participants=34,
            unique_people=31,
            accessible="In het Huis van de Wijk, overdag en ’s avonds, met tolken.",
            safe="Twee gespreksleiders, en niemand hoefde een naam te geven.",
            transparent="Het verslag hing een maand in het Huis van de Wijk.",
            involved="De wijkraad nodigt iedereen na een jaar weer uit.",
            source=_MADE_UP,
        ),
        (
            InsightOf(
                "Samen eten is de makkelijkste manier om een gesprek te beginnen",
                _TAKEN,
                "De wijkraad maakte er voorstellen van.",
                ("Dialogen", "2"),
            ),
            InsightOf(
                "Jongeren willen zelf iets organiseren, niet alleen uitgenodigd worden",
                _PARTLY,
                "Er is geld voor wat bewoners beginnen; een eigen budget voor jongeren is er niet.",
                ("Jongeren", "5.2"),
            ),
        ),
    ),
)
_BODIES = ("Brede Raad 010", "Adviesraad Antiracisme & Inclusie", "Burgerpanel Rotterdam")
_ADVICE = AdviceOf(
    "",
    "",
    "Wat vindt u van het concept van het plan?",
    date(2023, 6, 1),
    date(2023, 8, 31),
    absence="De brief kondigt dit advies aan. Wat het zegt, staat niet in de brief en is hier niet ingevuld.",
    source=f"{_LETTER}, §4. De dagen zijn die van de maanden: voor en na de zomer.",
)
_ACTIONS: tuple[tuple[ActionOf, tuple[YearOf, ...], tuple[IndicatorOf, ...]], ...] = (
    (
        ActionOf(
            "Discriminatie-index",
            "Samenleven",
            "Cijfers over discriminatie van meldpunten, politie en onderzoek bij elkaar brengen, ook per grond. Met de "
            "Erasmus Universiteit en RADAR.",
            2024,
            2027,
            elements=("Discriminatie-index", "1"),
            insights=(_NAMED,),
            source=f"{_LETTER}, bij motie 22bb004361",
        ),
        (YearOf(2024, ActionState.UNDER_WAY, "Verzonnen voor deze demo: de eerste cijfers zijn verzameld."),),
        (
            IndicatorOf(
                "Meldingen van discriminatie",
                "Hoeveel keer iemand discriminatie meldde bij politie of meldpunt, per grond en per jaar.",
                "Politie, RADAR en het College voor de Rechten van de Mens",
                "Hoe vaak discriminatie voorkomt: veel mensen melden niet.",
            ),
        ),
    ),
    (
        ActionOf(
            "Bedrijven helpen bij inclusief werkgeverschap",
            "Werk en inkomen",
            "De opdracht aan Diversiteit in Bedrijf uitbreiden, en een checklist maken waarmee werkgevers "
            "discriminatie tegengaan.",
            2024,
            2027,
            elements=("4.3", "Arbeidsmarkt"),
            insights=(_NAMED,),
            source=f"{_LETTER}, bij toezegging 21bb15773. Het onderdeel van de gemeente is een eigen aanduiding.",
        ),
        (),
        (),
    ),
    (
        ActionOf(
            "Rolmodellen inzetten",
            "Samenleven",
            "Rolmodellen en ‘peer educators’ in de eigen organisatie, in communicatie en in het onderwijs.",
            2024,
            2027,
            elements=("3.1", "4.1", "4.5", "5.2"),
            source=f"{_LETTER}, bij toezegging 23bb002365",
        ),
        (),
        (),
    ),
    (
        ActionOf(
            "Statushouders op weg naar werk",
            "Armoede, Schuldhulpverlening, Inburgering en Samenleven",
            "Statushouders helpen naar een opleiding of werk, en zo uit de bijstand.",
            2024,
            2027,
            elements=("Arbeidsmarkt",),
            source=f"{_LETTER}, bij toezegging 22bb007155",
        ),
        (),
        (
            IndicatorOf(
                "Statushouders uit de bijstand",
                "Hoe goed statushouders hun weg vinden naar opleiding of werk. Het cijfer zegt iets over inburgering.",
                "Begroting van de stad",
                "Niets over de acceptatie van diversiteit, of over andere doelen die discriminatie tegengaan. Het "
                "staat alleen in hetzelfde programma van de begroting.",
            ),
        ),
    ),
)


_COUNCIL = "delfshaven-schiemond"
_UNASKED = (  # made up for this demo
    (
        "Maak het plan makkelijker te lezen",
        "Zet bij elk doel een voorbeeld uit een wijk, en zorg voor een tolk bij gesprekken.",
        "chris",
    ),
    ("Vraag jongeren waar zij komen", "Ga naar de pleinen en de sportclubs, niet alleen naar zalen.", "anna"),
)


_AMENDMENT = AmendmentOf(
    "",
    "Ontmoeten in de buurt wordt een terrein",
    AmendmentGround.CONVERSATION,
    "In de gesprekken vroegen bewoners om plekken waar buren elkaar vanzelf tegenkomen. Het plan noemt die nu apart.",
    "nummer verzonnen",
    date(2025, 6, 12),
    source=_MADE_UP,
)
_NEW_TERRAIN = AmendedPartOf(
    Amends.ADD,
    kind=ElementKind.TERRAIN,
    code="T19",
    title="Ontmoeten in de buurt",
    explanation="Plekken waar buren elkaar vanzelf tegenkomen.",
    source=_MADE_UP,
)


@flow
def load_conversations(city: City, people: dict[str, User], *, by: User | None = None, at: datetime) -> None:
    """Enter conversations, advice, actions of the city and a change of the plan; what is there already is left alone.

    `by` asked for it. Raises KeyError for a part that the plan of the demo does not have.
    """
    if Conversation.objects.filter(city=city).exists():
        return
    plan = Plan.objects.get(city=city, number=2)
    parts = {name: one.public_id for one in plan.elements.all() for name in (one.code, one.title)}
    districts = dict(city.districts.values_list("slug", "public_id"))

    def linked(what: Any) -> Any:
        return replace(what, elements=tuple(parts[name] for name in what.elements))

    for talk, said in _CONVERSATIONS:
        where = tuple(districts[slug] for slug in talk.districts)
        points: list[tuple[type[Point], Any]] = [(Insight, linked(one)) for one in said]
        _enter(Conversation, city, replace(talk, districts=where), points, people=people, at=at)
    for body in _BODIES:
        _enter(Advice, city, replace(_ADVICE, plan=plan.public_id, title=body), [], people=people, at=at)
    insights = {one.text: one.public_id for one in heard(city)}
    for action, years, indicators in _ACTIONS:
        what = replace(linked(action), insights=tuple(insights[text] for text in action.insights))
        rows = [*((ActionYear, one) for one in years), *((Indicator, one) for one in indicators)]
        _enter(PlanAction, city, what, rows, people=people, at=at)
    amendment = replace(_AMENDMENT, plan=plan.public_id, insights=(insights[_CONVERSATIONS[0][1][0].text],))
    _enter(Amendment, city, amendment, [(AmendedPart, _NEW_TERRAIN)], people=people, at=at)
    _advise(city, people, at=at)


def _advise(city: City, people: dict[str, User], *, at: datetime) -> None:
    """Let the council of anna and chris give unasked advice: of one the answer is written, and evert publishes it."""
    district = city.districts.select_related("city").get(slug=_COUNCIL)
    decided = timezone.localdate(at) - timedelta(days=6)
    first, _waits = (
        give_advice(district, what=CouncilAdviceOf(title, text, decided), by=people[name], at=at)
        for title, text, name in _UNASKED
    )
    answer_advice(
        first,
        degree=Degree.PARTLY,
        text="De voorbeelden komen erbij in de volgende versie. Een tolk bij elk gesprek kan niet altijd.",
        by=people["ella"],
        at=at,
    )


def _enter(
    kind: type[Subject],
    city: City,
    what: Any,
    points: list[tuple[type[Point], Any]],
    *,
    people: dict[str, User],
    at: datetime,
) -> None:
    made = enter(kind, city, what=what, by=people["ella"], at=at)
    for model, row in points:
        add_point(made, model, what=row, by=people["ella"], at=at)
    publish_edition(made, by=people["evert"], at=at)
