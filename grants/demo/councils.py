"""Council members of the districts in which nobody of the cast sits, so that each council can act. None exists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from wijkraden.people.states import Role

from .cast import CAST, LONG_SINCE, SINCE

_GIVEN = (
    *("Aicha", "Bart", "Cem", "Dounia", "Els", "Farid", "Greet", "Hamza", "Ineke", "Jamal", "Karin", "Luís"),
    *("Meryem", "Nico", "Oumaima", "Piet", "Quincy", "Rachida", "Sjaak", "Tara", "Umut", "Vera", "Winston"),
)
_FAMILY = (
    *(
        "Aalbers",
        "Benali",
        "Cruz",
        "Dijkstra",
        "Elmas",
        "Fernandes",
        "Gerritsen",
        "Hassan",
        "Ismaili",
        "Jansen",
    ),
    *("Koç", "Lieveld", "Monteiro", "Nguyen", "Oudshoorn", "Pinas", "Quist", "Rahman", "Sluis"),
)


@dataclass(frozen=True)
class Councillor:
    """A member or chair of the council of a district (slug), with the last day of a seat that ended."""

    given_name: str
    family_name: str
    role: Role
    district: str
    code: str
    ends_on: date | None = None

    @property
    def email(self) -> str:
        """An address at demo.example that nobody signs in with."""
        return f"{self.code}@demo.example"


def councillors(districts: Iterable[str]) -> list[Councillor]:
    """Return two people for each council: a chair and a member.

    Where someone of the cast has that seat, her predecessor: that council was elected anew in the year of the cast.
    """
    taken = {(one.district, one.role) for one in CAST if one.district}
    found = []
    for place, district in enumerate(districts):
        for offset, role in enumerate((Role.CHAIR, Role.MEMBER)):
            number = 2 * place + offset
            is_taken = (district, role) in taken
            found.append(
                Councillor(
                    given_name=_GIVEN[number % len(_GIVEN)],
                    family_name=_FAMILY[(number * 5 + offset) % len(_FAMILY)],
                    role=role,
                    district=district,
                    code=f"{role.value}.{place + 1:02}",
                    ends_on=SINCE - timedelta(days=1) if is_taken else None,
                )
            )
    return found


STARTS_ON = LONG_SINCE
