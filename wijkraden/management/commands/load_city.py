"""`manage.py load_city rotterdam`: make a city with its districts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from wijkraden.places.flows import load_city


class Command(BaseCommand):
    """Load a city from its folder of facts."""

    help = "Make a city with its areas, districts and neighbourhoods; harmless when run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of the city and the host on which it answers."""
        parser.add_argument("city", help="name of a folder in wijkraden/places/data/")
        parser.add_argument("--host", help="host name on which this city answers (default: every other host)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it."""
        try:
            city = load_city(options["city"], host=options["host"], at=timezone.now())
        except FileNotFoundError as error:
            raise CommandError(f"There is no city “{options['city']}” in wijkraden/places/data/.") from error
        except IntegrityError as error:
            raise CommandError(
                "Another city answers on this host already. Name its own with --host."
            ) from error
        self.stdout.write(f"{city.name}: {city.districts.count()} districts")
