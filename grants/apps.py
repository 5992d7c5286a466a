"""The second floor as a Django app."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """What and how much."""

    name = "grants"
    label = "grants"
