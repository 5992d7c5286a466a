"""The papers of the city council in the demo: the motions and promises that the city's letter proposes to settle.

Numbers, titles and what was asked come from the letter; what the plan does with it is told in our own words.
"""

from dataclasses import replace
from datetime import datetime

from grants.plan.flows import add_point, enter, publish_edition
from grants.plan.models import Paper, PaperRequest, Plan
from grants.plan.states import Degree, PaperKind, PaperOf, RequestOf
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.models import City

_LETTER = "Brief van het college met het concept-actieplan (2023)"
_WHERE = f"{_LETTER}, §3"
_TAKEN, _PARTLY, _ELSEWHERE = Degree.TAKEN, Degree.PARTLY, Degree.ELSEWHERE
_POINT = "Komt terug in het actieplan. De bijlage bij het plan zegt het per onderdeel."


def _paper(kind: PaperKind, number: str, title: str, proposal: str) -> PaperOf:
    return PaperOf(
        kind,
        number,
        title,
        portfolio="Samenleven",
        proposal=proposal,
        proposed_in=_LETTER,
        source=_WHERE,
    )


# What each asks; `elements` are codes of parts of the plan here.
_PAPERS: tuple[tuple[PaperOf, tuple[RequestOf, ...]], ...] = (
    (
        _paper(
            PaperKind.MOTION,
            "21bb16305",
            "Vrouwenemancipatie nu!",
            "Emancipatie, ook van vrouwen en meisjes, is een deel van het plan en komt op elk terrein terug.",
        ),
        (
            RequestOf(
                "Vrouwenemancipatie in brede zin als opdracht meenemen in de volgende raadsperiode",
                _TAKEN,
                "De stad werkt samen met organisaties en steunt wat zij beginnen met subsidie.",
                ("Vrouwenemancipatie", "2"),
            ),
            RequestOf(
                "Vrouwenemancipatie blijvend vastleggen in beleid, te beginnen met het samenlevingsbeleid",
                _TAKEN,
                "Het gaat om eigen keuzes, zelf beslissen en geld van jezelf. Geweld tegen vrouwen en intimidatie op "
                "straat hebben elk een eigen aanpak, met aandacht voor voorkomen.",
                ("Vrouwenemancipatie", "Pijler preventie"),
            ),
            RequestOf(
                "Het ook vastleggen in ander beleid, zoals welzijn",
                _TAKEN,
                "Ander beleid neemt het mee, bijvoorbeeld de aanpak van discriminatie op het werk.",
                ("4.3",),
            ),
        ),
    ),
    (
        _paper(
            PaperKind.MOTION,
            "22bb004361",
            "Geef kleur aan het Regenboogakkoord!",
            "Eén plan in plaats van losse nota's, cijfers in de discriminatie-index, en een gesprek dat doorgaat.",
        ),
        (
            RequestOf(
                "De Veiligheidsmonitor aanvullen met vragen over lhbtiqa+",
                _ELSEWHERE,
                "De monitor vraagt niet door naar de grond van discriminatie. De discriminatie-index doet dat wel, met "
                "cijfers van meldpunten en onderzoek.",
                ("Discriminatie-index",),
            ),
            RequestOf(
                "Aandacht voor lhbtiqa+ in de nota's over veiligheid, sociaal domein, jongeren, ouderen en armoede",
                _PARTLY,
                "Dit plan is de basis voor al deze terreinen. Andere nota's kunnen het verder uitwerken.",
                ("Veiligheid", "Sociaal domein", "Jongeren", "Ouderen", "Armoede"),
            ),
            RequestOf(
                "De website van de gemeente aanvullen",
                _TAKEN,
                "Er staan verhalen van Rotterdammers, waar je discriminatie meldt en hoe je meedenkt.",
                ("3.1",),
            ),
            RequestOf(
                "De groep zelf erbij betrekken, in elk geval het COC",
                _TAKEN,
                "Zij deden mee aan de stadsgesprekken, en die gaan door.",
                ("K2",),
            ),
        ),
    ),
    (
        _paper(
            PaperKind.PROMISE,
            "21bb15773",
            "Uitwerking extra aanpak arbeidsmarktdiscriminatie",
            "Het plan beschrijft wat de stad doet om discriminatie op het werk te voorkomen en te bestrijden.",
        ),
        (
            RequestOf(
                "De extra aanpak van discriminatie op de arbeidsmarkt uitwerken",
                _TAKEN,
                "Meer bedrijven krijgen hulp om iedereen een eerlijke kans te geven, en er komt een lijst waarmee "
                "werkgevers zichzelf nakijken.",
                ("4.3", "Arbeidsmarkt"),
            ),
        ),
    ),
    (
        _paper(
            PaperKind.PROMISE,
            "22bb007155",
            "Indicator statushouders uit de bijstand in het programma samenleven",
            "Het cijfer zegt iets over inburgering. Het zegt niets over hoe mensen elkaar accepteren.",
        ),
        (
            RequestOf(
                "Kijken onder welke kop het cijfer over statushouders uit de bijstand hoort",
                _TAKEN,
                "Het stond in de begroting bij elkaar, omdat het één programma is. Het meet of statushouders opleiding "
                "of werk vinden.",
            ),
        ),
    ),
    (
        _paper(
            PaperKind.PROMISE,
            "22bb007153",
            "Actiepunten van een initiatiefvoorstel in het programma samenleven",
            "De meeste punten van het voorstel ‘Voor Gelijkwaardigheid, Tegen Discriminatie’ staan in dit plan.",
        ),
        tuple(
            RequestOf(f"Actiepunt: {point}", _TAKEN, _POINT, ("B2.2", *parts))
            for point, parts in (
                ("bewustwording", ("Bewustwording",)),
                ("vaker melden", ("Meldingsbereidheid",)),
                ("dialogen", ("Dialogen",)),
                ("onderwijs", ("Onderwijs",)),
                ("sport", ("Sport",)),
                ("discriminatie op de arbeidsmarkt", ("Arbeidsmarkt",)),
                ("een stadsmarinier", ("Stadsmarinier",)),
                ("een discriminatie-index", ("Discriminatie-index",)),
            )
        ),
    ),
    (
        _paper(
            PaperKind.PROMISE,
            "23bb000539",
            "Onderzoek naar racisme en uitingen daarvan",
            "De stadsgesprekken waren het onderzoek, en dit plan is het antwoord.",
        ),
        (
            RequestOf(
                "Onderzoeken of er meer moet gebeuren tegen racisme",
                _TAKEN,
                "In ongeveer vijftig gesprekken vertelden Rotterdammers wat er moet gebeuren.",
                ("U1", "U3", "K2"),
            ),
        ),
    ),
    (
        _paper(
            PaperKind.PROMISE,
            "23bb002365",
            "Rolmodellen betrekken om acceptatie van diversiteit te bevorderen",
            "Rolmodellen doen mee in verschillende acties, ook al noemt het plan hen niet apart.",
        ),
        (
            RequestOf(
                "Ingaan op de suggestie om rolmodellen te betrekken",
                _PARTLY,
                "Wie zelf hetzelfde meemaakte, wordt geloofd en doorbreekt vaste beelden. Het plan legt niet vast "
                "waar zij meedoen; het gebeurt in de eigen organisatie, de communicatie en het onderwijs, en bij "
                "wie iets begint.",
                ("3.1", "4.1", "4.5", "5.2"),
            ),
        ),
    ),
    (
        replace(
            _paper(
                PaperKind.PROMISE,
                "23bb001193",
                "Keurmerk goed verhuurderschap, meldpunt en eerdere aanbevelingen",
                "De portefeuille Wonen komt met een eigen voorstel. Het staat toch ook op deze lijst.",
            ),
            referred_to="Portefeuille Wonen, bij de voortgang van ‘Goed Huren, Goed Verhuren’ eind 2023",
            referred_in="23bb002670",
        ),
        (
            RequestOf(
                "Terugkomen op het keurmerk en op verplicht leren online", _ELSEWHERE, "", ("Woningmarkt",)
            ),
            RequestOf("Terugkomen op hoe het meldpunt wordt ingericht", _ELSEWHERE, "", ("Woningmarkt",)),
            RequestOf("Zeggen wat er met eerdere aanbevelingen is gedaan", _ELSEWHERE, "", ("Woningmarkt",)),
        ),
    ),
)


@flow
def load_papers(city: City, people: dict[str, User], *, by: User | None = None, at: datetime) -> None:
    """Enter the papers through ella and publish them through evert; what is there already is left alone.

    `by` asked for it. Raises KeyError for a part that the plan of the demo does not have.
    """
    if Paper.objects.filter(city=city).exists():
        return
    plan = Plan.objects.get(city=city, number=2)
    parts = {name: one.public_id for one in plan.elements.all() for name in (one.code, one.title)}
    for what, requests in _PAPERS:
        paper = enter(Paper, city, what=what, by=people["ella"], at=at)
        for one in requests:
            elements = tuple(parts[name] for name in one.elements)
            add_point(paper, PaperRequest, what=replace(one, elements=elements), by=people["ella"], at=at)
        publish_edition(paper, by=people["evert"], at=at)
