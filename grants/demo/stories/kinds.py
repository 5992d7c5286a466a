"""What an action of the demo is, and what many of them share: for whom, what it is good for, what it costs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """What an action is: the goal that it serves (1, 2 or 3), and what it costs, each cost with its weight."""

    title: str
    summary: str
    for_whom: str
    place: str
    contribution: str
    goal: int
    costs: tuple[tuple[str, int], ...]
    days: int = 1

    @property
    def terrain(self) -> str:
        """The code of the terrain of the plan that it serves too: by whom it is for, else by what it is."""
        by_whom = {YOUNG: "T12", PARENTS: "T1", OLD: "T13", WOMEN: "T15"}
        by_what = {TALK: "T7", COURSE: "T2", SHOW: "T5", SPORT: "T4"}
        return by_whom.get(self.for_whom) or by_what.get(self.costs, "T11")


EVERYONE = "Alle bewoners van de wijk, jong en oud."
YOUNG = "Jongeren van 12 tot en met 20 jaar en iedereen die met hen werkt."
PARENTS = "Ouders met kinderen op de basisschool, ook wie nog weinig Nederlands spreekt."
NEW = "Bewoners die er net wonen en bewoners die er al lang wonen."
OLD = "Bewoners van 60 jaar en ouder, ook wie niet makkelijk de deur uit gaat."
WOMEN = "Vrouwen uit de wijk, met of zonder werk buitenshuis."
TABLE = (("Eten en drinken", 5), ("Huur van zaal en keuken", 2), ("Uitnodigingen in vier talen", 1))
TALK = (("Begeleiding van het gesprek", 5), ("Zaalhuur", 2), ("Koffie, thee en iets lekkers", 1))
COURSE = (("Trainers", 6), ("Lesmateriaal", 2), ("Zaalhuur", 2), ("Kinderopvang tijdens de les", 1))
SHOW = (("Makers en techniek", 5), ("Huur van podium en geluid", 3), ("Verzekering", 1), ("Drukwerk", 1))
SPORT = (("Trainers", 4), ("Materiaal", 2), ("Huur van veld of zaal", 2), ("Water en fruit", 1))
MEET = "Buren die elkaar anders niet spreken, leren elkaar kennen. Dat maakt vooroordelen kleiner."
SPEAK = "Wie discriminatie meemaakt, vertelt hier wat dat doet en hoort waar hulp is."
STRONG = "Bewoners nemen zelf het initiatief, en de stad staat naast hen."
EQUAL = "Iedereen krijgt dezelfde kans om mee te doen, wat je naam, geloof of achtergrond ook is."
