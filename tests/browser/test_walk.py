"""One proposal from draft to its end, on each route, by what the screens say alone: everybody in her own window."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, Site
from tests.browser.walking import Open, Person, Story, begin
from tests.make import picture
from tests.payments import Booked

DAY = timedelta(days=1)
SAM = "sam@demo.example"
BY_LAW = (
    "subsidie",
    "bezwaar",
    "verlen",
    "beschikking",
    "Awb",
)  # words of the law, for what nobody applied for
DRAFTED, DONE, REPORTED = date(2026, 11, 3), date(2026, 12, 20), date(2027, 1, 5)
CONDITIONS = {f"answer-D{number}": "yes" for number in range(1, 10)}


@pytest.fixture
def story(site: Site, browser_page: Open, tmp_path: Path) -> Iterator[Story]:
    """A walk that begins on a Tuesday in November."""
    told = begin(site, browser_page, tmp_path, on=DRAFTED)
    yield told
    told.end()


def test_a_subsidy_from_a_draft_to_closed_with_money_that_came_back(story: Story) -> None:
    title = "Buurttafels in het park"
    anna = writes(story, title)
    anna.fills(
        applicant_name="Stichting Parkburen",
        applicant_registration="87654321",
        applicant_contact="Fatima el Idrissi",
        applicant_email="fatima@demo.example",
        iban="NL02ABNA0123456789",
        holder="Stichting Parkburen",
    )
    anna.presses("Opslaan en verder").follows("Verder").ticks("Nee, ik heb geen").presses("Opslaan en verder")
    anna.reads("Stichting Parkburen", "•••• 6789", "€ 9.500,00").follows("Schrijf een opmerking")
    anna.fills(text="Zijn er genoeg stoelen?").presses("Voeg de opmerking toe")
    story.as_("chris", PHONE).follows(title, "1 opmerking").reads("genoeg stoelen").follows(
        "Terug naar de tekst", "Controleren"
    ).presses("Leg voor aan de wijkraad")
    council_votes(story, title).presses("Stuur de mail aan fatima@demo.example")
    fatima = story.by_link("proposals.confirm").reads("Eten en drinken", "eindigt op 6789")
    fatima.ticks("Ik ben 18 jaar of ouder").fills(name="Fatima el Idrissi").presses("Bevestig deze aanvraag")
    number = submits(story, title, "€ 9.000,00")
    story.by_link("proposals.receipt").reads(number)
    is_completed(story, title, number)
    is_reviewed(story, title)
    is_granted(story, title)
    story.by_link("decisions.letter").reads("Wij verlenen u ten hoogste € 8.000,00", "15 december 2026")
    costs = Booked(3_50, text="Bankkosten", counterparty="De bank", reference=f"KOSTEN-{number}")
    pim = is_paid(story, number, "6.400,00", costs).reads("Niet herkend").follows("4 november 2026")
    pim.ticks("Kosten van de bank").presses("Zeg wat het is").reads("Alles is herkend")
    is_reported(story, title)
    is_determined(story, title)
    is_recovered(story, title)
    pays_back(story, number)
    story.as_("anna").reads("€ 6.000,00", "€ 19.500,00").follows(title).reads("Definitief bedrag bekend")
    story.on(date(2027, 2, 16))
    story.as_("anna").follows(title).reads("Definitief bedrag bekend")
    story.on(date(2027, 2, 17))
    story.as_("anna", PHONE).follows(title).reads("Afgerond")


def test_a_purchase_from_a_draft_to_closed_with_a_bill_that_was_paid(story: Story) -> None:
    title = "Muziek op het plein"
    anna = writes(story, title, "purchase")
    anna.fills(performer_name="Muziek & Zo", performer_contact="Sam de Wit", performer_email=SAM)
    is_put_before_the_council(anna).reads("Uitvoerder", "Muziek & Zo")
    number = is_agreed(story, title)
    story.on(DONE)
    sam = story.by_link("reports.ask", SAM).presses("Verslag maken")
    sam.fills(text="Er was de hele dag muziek.", done="yes").presses("Opslaan en verder")
    sam.fills(cents_1="6.500,00", cents_2="1.500,00").presses("Opslaan en verder").follows("Verder")
    sam.presses("Verslag versturen").reads("€ 8.000,00")
    is_delivered(story, title)
    story.on(REPORTED)
    is_invoiced(story, title)
    daan = story.as_("daan").follows(title, "Stel de rekening vast op € 8.000,00")
    daan.presses("Stel de rekening vast op € 8.000,00").reads("Besluit genomen").misses(*BY_LAW)
    gets_an_account(story, title, "Muziek & Zo")
    is_paid(story, number, "8.000,00", on=REPORTED)
    anna = story.as_("anna").reads("€ 8.000,00", "€ 17.500,00").follows(title)
    anna.reads("geleverd en gefactureerd: het kost € 8.000,00").misses(*BY_LAW)
    story.on(date(2027, 1, 19))
    story.as_("anna").follows(title).reads("Afgerond")


def test_what_the_city_does_itself_from_a_draft_to_closed(story: Story) -> None:
    title = "Lampen in de tunnel"
    is_put_before_the_council(writes(story, title, "own")).reads("De gemeente doet het zelf")
    number = is_agreed(story, title)
    story.on(DONE)
    anna = story.as_("anna").follows(f"Maak het verslag: {title}").presses("Verslag maken")
    anna.fills(text="De lampen hangen er.", done="yes").presses("Opslaan en verder")
    anna.fills(cents_1="5.000,00", cents_2="2.000,00").presses("Opslaan en verder").follows("Verder")
    anna.presses("Verslag versturen").reads("€ 7.000,00")
    is_settled(story, title, "Werkelijke kosten", "Stel de kosten vast op € 7.000,00")
    gets_an_account(story, title, "Lampenwinkel De Schie")
    is_paid(story, number, "7.000,00", on=REPORTED)
    anna = story.as_("anna").reads("€ 7.000,00").follows(title)
    anna.reads("is uitgevoerd: het kostte € 7.000,00").misses(*BY_LAW)
    story.on(date(2027, 1, 19))
    story.as_("anna").follows(title).reads("Afgerond")


def is_put_before_the_council(anna: Person) -> Person:
    """Have anna go on from who does it, and put it before the council; no applicant has to confirm."""
    anna.presses("Opslaan en verder").follows("Verder").ticks("Nee, ik heb geen").presses("Opslaan en verder")
    return anna.presses("Leg voor aan de wijkraad")


def is_agreed(story: Story, title: str) -> str:
    """Have the council submit it, olga check it, rik and roos score it, and daan agree; return its number."""
    council_votes(story, title).misses("aanvrager")
    number = submits(story, title, "€ 9.000,00")
    olga = story.as_("olga").follows(title).reads("dus de wet geeft geen termijn")
    olga.follows("Controleer de voorwaarden").fills(**CONDITIONS).presses("Sla de antwoorden op")
    olga.follows("Verklaar compleet").presses("Dit voorstel is compleet")
    is_reviewed(story, title)
    olga = story.as_("olga").follows(f"Bereid het besluit voor: {title}", "Akkoord voorbereiden")
    olga.fills(reasons="De actie past bij de doelen van het plan.").presses("Leg dit besluit voor")
    olga.reads("De gemeente is akkoord: er is € 9.000,00").misses(*BY_LAW)
    daan = story.as_("daan").follows(title, "Geef akkoord voor € 9.000,00")
    daan.presses("Geef akkoord voor € 9.000,00").reads("Besluit genomen").misses(*BY_LAW)
    return number


def is_delivered(story: Story, title: str) -> None:
    """Have anna confirm the delivery with a photo, and judge the action for the council."""
    anna = story.as_("anna").follows(f"Bevestig de levering: {title}").reads("€ 9.000,00 met btw")
    anna.fills(delivered_on="19-12-2026", whole="all", words="Ik was erbij: er was de hele dag muziek.")
    anna.hands_in({"name": "plein.jpg", "mimeType": "image/jpeg", "buffer": picture(400, 300).read()})
    anna.presses("Bevestig de levering").reads("een behandelaar voert die in")
    anna = story.as_("anna").follows(f"Vul het oordeel van de wijkraad in: {title}").fills(judgement="yes")
    anna.presses("Oordeel opslaan")


def is_invoiced(story: Story, title: str) -> None:
    """Have olga enter the invoice with its VAT to the cent, and prepare what follows from it."""
    olga = story.as_("olga").follows(f"Voer de factuur in: {title}")
    order = olga.page.locator("h1").inner_text().split(":")[0].split()[-1]
    olga.misses(*BY_LAW).follows("Voer de factuur in")
    olga.fills(number="2026-117", order_number=order, dated_on="21-12-2026", received_on="22-12-2026")
    olga.fills(net_1="6.611,57", rate_1="high", vat_1="1.388,43", cents="8.000,01", compensable_cents="0")
    olga.hands_in({"name": "factuur.jpg", "mimeType": "image/jpeg", "buffer": picture(400, 300).read()})
    olga.presses("Voer deze factuur in").reads("De bedragen hierboven komen uit op € 8.000,00")
    olga.fills(cents="8.000,00").presses("Voer deze factuur in").reads("21 januari 2027")
    olga.reads("daarvan is € 1.000,00 nog niet gefactureerd").misses("Gefactureerd bedrag voorbereiden")
    olga.follows("Leg vast dat er geen facturen meer komen").fills(why="De muziek speelde korter.")
    olga.presses("Er komen geen facturen meer").reads("De muziek speelde korter.")
    olga.follows("Gefactureerd bedrag voorbereiden: € 8.000,00").presses("Leg dit besluit voor")
    olga.reads("Binnen dertig dagen").misses(*BY_LAW)


def is_settled(story: Story, title: str, what: str, act: str) -> None:
    """Have the council judge, olga prepare what it cost, and daan settle that."""
    anna = story.as_("anna").follows(f"Vul het oordeel van de wijkraad in: {title}").fills(judgement="yes")
    anna.presses("Oordeel opslaan")
    story.on(REPORTED)
    olga = story.as_("olga").follows(f"{what} voorbereiden: {title}", f"{what} voorbereiden")
    olga.presses("Leg dit besluit voor").reads("Wanneer het wordt betaald").misses(*BY_LAW)
    daan = story.as_("daan").follows(title, act).presses(act)
    daan.reads("Besluit genomen").misses(*BY_LAW)


def gets_an_account(story: Story, title: str, holder: str) -> None:
    """Have olga enter the account that stands on the bill."""
    story.as_("pim").follows("1 betaling klaar te zetten").reads("De behandelaar vult die in")
    olga = story.as_("olga").follows(f"Vul de rekening in om te betalen: {title}")
    olga.fills(iban="NL02ABNA0123456789", holder=holder).presses("Vul deze rekening in")


def writes(story: Story, title: str, route: str = "subsidy") -> Person:
    """Have anna write a proposal of € 9.000 up to who does it, and choose that route."""
    anna = story.as_("anna").follows("Nieuw voorstel").fills(title=title).presses("Begin")
    anna.fills(
        summary="Buren eten samen aan lange tafels.",
        for_whom="Alle bewoners van de wijk.",
        place="Park 1943",
        starts_on="18-12-2026",
        ends_on="19-12-2026",
    ).presses("Opslaan en verder")
    anna.ticks("Discriminatie voorkomen").fills(
        contribution="Bewoners leren elkaar kennen.", district_plan="Wijkplan, punt 3."
    ).presses("Opslaan en verder")
    anna.fills(
        asked_cents="9.000,00",
        cost_text_1="Eten en drinken",
        cost_cents_1="7.500,00",
        cost_text_2="Tafels en stoelen",
        cost_cents_2="2.000,00",
        cover_kind_1="own",
        cover_text_1="Verkoop van taart",
        cover_cents_1="500,00",
    ).presses("Opslaan en verder")
    return anna.fills(route=route)


def council_votes(story: Story, title: str) -> Person:
    """Have chris enter the vote of the council."""
    chris = story.as_("chris").follows(f"Vul het besluit van de wijkraad in: {title}")
    chris.fills(decided_on="3-11-2026", others_present="4", seats="9", votes_for="5", votes_against="1")
    for choice in chris.page.locator("input[type=radio][value=present]").all():
        choice.check()
    chris.presses("Bekijk de uitkomst").reads("De wijkraad besluit het voorstel in te dienen")
    return chris.presses("Leg vast")


def submits(story: Story, title: str, asked: str) -> str:
    """Have coen submit it, and return its number."""
    coen = story.as_("coen").follows(f"Klaar om in te dienen: {title}").reads("29 december 2026")
    coen.presses(f"Dien in: vraag {asked}").reads("Ingediend: WS-2026-")
    return coen.page.locator("h1").inner_text().split()[-1]


def is_completed(story: Story, title: str, number: str) -> None:
    """Have olga check it and ask what is missing, and anna answer."""
    olga = story.as_("olga").follows(title, "Controleer de voorwaarden").fills(**CONDITIONS)
    olga.presses("Sla de antwoorden op").follows("Vraag om aanvulling")
    olga.fills(money="Een offerte voor het eten en drinken").presses("Verstuur de vraag")
    olga.reads("Aanvulling nodig", "uiterlijk 17 november 2026")
    anna = story.as_("anna").follows(f"Vul aan: {title}", "Wijzig “Geld”").reads("€ 16.500,00")
    anna.fills(cost_text_1="Eten en drinken, offerte Bakker Bol").presses("Opslaan en verder")
    anna.follows("Klaar").fills(answer="De offerte staat bij de kosten.").presses("Dit is klaar")
    anna.reads("Alles is beantwoord")
    olga = story.as_("olga").follows(f"Beoordeel de aanvulling: {title}", "Verklaar compleet")
    olga.presses("Dit voorstel is compleet").reads("Compleet", number)


def is_reviewed(story: Story, title: str) -> None:
    """Have rik and roos score it, differ on one criterion, and talk about that."""
    olga = story.as_("olga").follows(title, "Kies beoordelaars").ticks("Rik Silva", "Roos Fortes")
    olga.presses("Vraag deze beoordelaars")
    for name, first in (("rik", "4"), ("roos", "2")):
        reviewer = story.as_(name).follows(title).ticks("Nee, ik heb geen belang").presses("Verder")
        scores = {f"score_C{place}": "3" for place in range(2, 7)}
        reviewer.fills(score_C1=first, **scores).presses("Dien mijn beoordeling in")
    roos = story.as_("roos").follows(title, "Wijzig mijn score op C1")
    roos.fills(score_C1="3", reason_C1="Na het gesprek zie ik het beter.").presses("Wijzig mijn score")
    roos.reads("78,75")


def is_granted(story: Story, title: str) -> None:
    """Have olga prepare a grant of less than was asked, and daan take it."""
    olga = story.as_("olga").follows(f"Bereid het besluit voor: {title}", "Verlening voorbereiden")
    reasons = "De actie past bij de doelen van het plan."
    olga.fills(cents="8.000,00", ground="policy", instalment_1="6.400,00", reasons=reasons)
    olga.presses("Bekijk de brief").reads("Wij verlenen u ten hoogste € 8.000,00", "18 januari 2027")
    olga.presses("Leg dit besluit voor").reads("Voorbereid")
    daan = story.as_("daan").follows(title).reads("€ 25.500,00", "€ 17.500,00").follows("Verleen € 8.000,00")
    daan.presses("Verleen € 8.000,00").reads("Besluit genomen")
    daan.downloads("Download de brief", story.folder / "brief.pdf")
    assert (story.folder / "brief.pdf").read_bytes().startswith(b"%PDF")


def is_paid(story: Story, number: str, euros: str, *more: Booked, on: date = DRAFTED) -> Person:
    """Have pim prepare the payment and petra release it; the bank pays it. Return pim at the statement."""
    pim = story.as_("pim").follows("1 betaling klaar te zetten").presses("Zet klaar wat is gekozen")
    pim.presses("Zet wat is gekozen in een batch").reads("U kunt deze batch nu niet vrijgeven")
    petra = story.as_("petra").follows("Batch", "Geef 1 betaling vrij").presses("Geef 1 betaling vrij")
    file = petra.downloads("Bestand voor de bank downloaden", story.folder / "betaling.xml")
    statement = story.statement(*more, of=file, number=f"A-{number}", on=on + DAY)
    story.on(on + 2 * DAY)
    pim = story.as_("pim").follows("Naar de betalingen", "Afschriften").hands_in(statement)
    return pim.presses("Lees het bestand in").reads("1 regel is herkend", number, f"− € {euros}")


def is_reported(story: Story, title: str) -> None:
    """Have who received the money report on a telephone, and anna enter the judgement of the council."""
    story.on(DONE)
    story.as_("anna").follows(f"Maak het verslag: {title}").reads("18 januari 2027")
    fatima = story.by_link("reports.ask").presses("Verslag maken")
    fatima.fills(text="Wij aten samen met de hele buurt.", participants="120", done="yes")
    fatima.presses("Opslaan en verder").fills(cents_1="4.500,00", cents_2="1.500,00")
    photo = {"name": "feest.jpg", "mimeType": "image/jpeg", "buffer": picture(400, 300).read()}
    fatima.presses("Opslaan en verder").hands_in(photo).presses("Voeg toe").follows("Verder")
    fatima.reads("€ 6.000,00").presses("Verslag versturen").reads("Uw verslag is ontvangen")
    anna = story.as_("anna").follows(f"Vul het oordeel van de wijkraad in: {title}").fills(judgement="yes")
    anna.presses("Oordeel opslaan").reads("Ja (Anna van der Berg")


def is_determined(story: Story, title: str) -> None:
    """Have olga prepare the final amount that follows, and daan determine it."""
    story.on(REPORTED)
    olga = story.as_("olga").follows(f"Definitief bedrag voorbereiden: {title}")
    olga.follows("Bereid de vaststelling van € 6.000,00 voor").presses("Leg dit besluit voor")
    olga.reads("U hebt € 400,00 te veel ontvangen")
    daan = story.as_("daan").follows(title).misses("29 december").follows("Stel € 6.000,00 vast")
    daan.presses("Stel € 6.000,00 vast").reads("Besluit genomen")
    story.by_link("decisions.letter").reads("vast op € 6.000,00", "Terug te betalen", "€ 400,00")


def is_recovered(story: Story, title: str) -> None:
    """Have olga prepare, and daan decide, that what was paid too much is paid back."""
    olga = story.as_("olga").follows(f"te veel is betaald: {title}").reads("€ 8.000,00")
    olga.fills(reasons="Er is meer betaald dan het vastgestelde bedrag.").presses("Leg dit besluit voor")
    olga.reads("U betaalt € 400,00 van uw subsidie")
    daan = story.as_("daan").follows(title, "Vorder € 400,00 terug").presses("Vorder € 400,00 terug")
    daan.reads("Besluit genomen")
    story.by_link("decisions.letter").reads("€ 400,00", "16 februari 2027")


def pays_back(story: Story, number: str) -> None:
    """Have pim ask back what was paid too much; it comes in on a statement."""
    pim = (
        story.as_("pim").follows("1 bedrag terug te vragen", f"{number}: € 400,00").presses("Vraag € 400,00")
    )
    reference = pim.reads("16 februari 2027").text.split("kenmerk ")[1].split()[0]
    came = Booked(400_00, is_receipt=True, text=f"Terugbetaling {reference}", reference=f"IN-{number}")
    file = story.folder / "betaling.xml"
    statement = story.statement(came, of=file, number=f"B-{number}", on=date(2027, 1, 19), pays=False)
    story.on(date(2027, 1, 20))
    pim = story.as_("pim").follows("1 vordering", "Afschriften").hands_in(statement)
    pim.presses("Lees het bestand in").reads("Van elke regel is bekend wat het is", "+ € 400,00")
