"""`manage.py legal_term 2027-02-12 --weeks 6`: the last day of a term, and the rule that gave it."""

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from grants.terms import Length, NoSuchTerm, SetBy, Term, Unit
from portal.ui.dates import read_date

_NUMBER = re.compile(r"[0-9]{1,7}")


class Command(BaseCommand):
    """Print the last day first (2027-03-30), then how it was counted and why it moved."""

    help = "Compute the last day of a term; the day of the event does not count. Give one length."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day of the event, one length, and who sets the term."""
        parser.add_argument("start", help="the day of the event: 2027-02-12 or 12-02-2027")
        for unit in Unit:
            parser.add_argument(f"--{unit}", metavar="NUMBER", help=f"length in {unit}")
        parser.add_argument(
            "--ordinance",
            action="store_true",
            help="only a municipal ordinance sets the term: the Act then moves nothing",
        )

    def handle(self, *args: Any, start: str, ordinance: bool, **options: Any) -> None:
        """Compute it; a sentence instead when there is no such day or length."""
        try:
            day = read_date(start)
        except ValueError as error:
            raise CommandError(f"“{start}” is no day. Give one such as 2027-02-12.") from error
        set_by = SetBy.CITY if ordinance else SetBy.ACT
        with translation.override("en"):  # as all commands speak
            try:
                last = Term(length_of(options), set_by=set_by).last_day(day)
                self.stdout.write(f"{last.day.isoformat()} {last.rule}")
            except NoSuchTerm as error:
                raise CommandError(str(error)) from error


def length_of(options: dict[str, Any]) -> Length:
    """Return the one length that was given; raises CommandError or NoSuchTerm for none, two, or no number."""
    given = [(unit, str(options[unit])) for unit in Unit if options[unit] is not None]
    if len(given) != 1:
        asked = ", ".join(f"--{unit}" for unit in Unit)
        raise CommandError(f"Give exactly one length: one of {asked}.")
    unit, number = given[0]
    if not _NUMBER.fullmatch(number):
        raise CommandError(f"“{number[:20]}” is no number of {unit}. Give a whole one such as --{unit} 6.")
    return Length(int(number), unit)
