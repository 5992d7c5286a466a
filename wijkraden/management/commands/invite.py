"""`manage.py invite EMAIL`: the first invitation of an installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from portal.errors import PortalError
from portal.realm import within
from wijkraden.people.flows import invite
from wijkraden.people.models import Language
from wijkraden.people.states import Role
from wijkraden.places.queries import city_with_slug, district_at


class Command(BaseCommand):
    """Invite someone from the command line, before there is an administrator."""

    help = "Invite someone to a role. The link is mailed, and printed here once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address, the role and the city."""
        parser.add_argument("email")
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR.value)
        parser.add_argument("--city", required=True, help="the city's name in addresses, such as rotterdam")
        parser.add_argument(
            "--district", help="for a member, chair or coordinator: the district's name in addresses"
        )
        parser.add_argument("--language", choices=Language.values, default=Language.DUTCH.value)

        parser.add_argument(
            "--for-another",
            action="store_true",
            help="the address is someone else's now than who of the city had it before",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send the invitation and print its link."""
        city = city_with_slug(options["city"])
        if city is None:
            raise CommandError(f"There is no city “{options['city']}”. Make it first: manage.py load_city.")
        district = district_at(city, options["district"]) if options["district"] else None
        if options["district"] and district is None:
            raise CommandError(f"{city.name} has no district “{options['district']}”.")
        try:
            validate_email(options["email"])
            with within(city.public_id):
                sent = invite(
                    city=city,
                    email=options["email"],
                    role=Role(options["role"]),
                    district=district,
                    starts_on=timezone.localdate(),
                    language=options["language"],
                    for_another=options["for_another"],
                    by=None,
                    at=timezone.now(),
                )
        except ValidationError as error:
            raise CommandError(f"“{options['email']}” is not an e-mail address.") from error
        except PortalError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Invitation for {sent.invitation.email}, valid for 14 days:\n{sent.link}")
