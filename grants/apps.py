"""The second floor as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """What and how much."""

    name = "grants"
    label = "grants"

    def ready(self) -> None:
        """Let the rooms listen to what the rooms below them tell."""
        import_module("grants.orders.following")
        import_module("grants.payments.following")
        import_module("grants.reports.following")
        import_module("grants.dossier.told")
        import_module("grants.payments.name_check").checker()  # a wrong setting stops the start
