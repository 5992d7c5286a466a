"""Who asks and who gets the money in the demo. None of them exists; no mail reaches their addresses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Organisation:
    """A foundation, society or group, with the beginning of its mail address."""

    name: str
    code: str

    @property
    def email(self) -> str:
        """Where it would be written to."""
        return f"info@{self.code}.example"


ORGANISATIONS: tuple[Organisation, ...] = (
    Organisation("Stichting De Lange Tafel", "delangetafel"),
    Organisation("Vereniging Buren voor Buren", "burenvoorburen"),
    Organisation("Stichting Verhalenhuis Zuiderlicht", "zuiderlicht"),
    Organisation("Vrouwencentrum De Vuurtoren", "devuurtoren"),
    Organisation("Jongerenwerkplaats Kade 12", "kade12"),
    Organisation("Stichting Muziek Maakt Buren", "muziekmaaktburen"),
    Organisation("Sportvereniging De Maasbogen", "demaasbogen"),
    Organisation("Stichting Taal aan Tafel", "taalaantafel"),
    Organisation("Bewonersgroep De Brug", "bewonersdebrug"),
    Organisation("Stichting Open Podium Oost", "openpodium"),
    Organisation("Speeltuinvereniging De Zonnehoek", "dezonnehoek"),
    Organisation("Stichting Kleurrijk Koken", "kleurrijkkoken"),
    Organisation("Vereniging Tuinen van de Wijk", "tuinenvandewijk"),
    Organisation("Stichting Gelijk aan de Start", "gelijkaandestart"),
    Organisation("Ouderenraad Samen Wijs", "samenwijs"),
    Organisation("Stichting Het Open Gesprek", "hetopengesprek"),
    Organisation("Collectief Straatdichters", "straatdichters"),
    Organisation("Stichting Wijkatelier Noorderlicht", "wijkatelier"),
    Organisation("Theatergroep De Overkant", "deoverkant"),
    Organisation("Stichting Moeders in Beweging", "moedersinbeweging"),
)
CONTACTS: tuple[str, ...] = (
    "Fatima el Idrissi",
    "Joke van Vliet",
    "Emre Aydın",
    "Maria Lopes",
    "Sanne de Groot",
    "Ravi Ramdin",
    "Yusuf Demir",
    "Ingrid Verhoeven",
    "Naomi Pengel",
    "Tomasz Nowak",
    "Samira Haddad",
    "Henk Verbeek",
    "Amina Warsame",
    "Ludmila Ivanova",
    "Carlos Mendes",
    "Truus Zwart",
    "Li Wei",
    "Sharita Baldew",
    "Bilal Achahbar",
    "Anneke Schouten",
    "Delano Martina",
    "Zeynep Kaya",
    "Wim Koster",
)
