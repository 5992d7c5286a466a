"""The first floor as a Django app."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.conf import settings


class WijkradenConfig(AppConfig):
    """Who and where."""

    name = "wijkraden"
    label = "wijkraden"

    def ready(self) -> None:
        """Listen at the door, and let every room, also of the floors above, tell its acts.

        The table of roles shows them all.
        """
        import_module("wijkraden.accounts.signals")
        import_module("wijkraden.accounts.checks")
        load_rules()


def load_rules() -> None:
    """Import `rules` of every room of the project's own apps: upper floors are found by name."""
    for config in apps.get_app_configs():
        if Path(config.path).parent != settings.BASE_DIR:
            continue
        for room in iter_modules([config.path]):
            if room.ispkg and find_spec(f"{config.name}.{room.name}.rules") is not None:
                import_module(f"{config.name}.{room.name}.rules")
