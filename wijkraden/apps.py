"""The first floor as a Django app."""

from django.apps import AppConfig


class WijkradenConfig(AppConfig):
    """Who and where."""

    name = "wijkraden"
    label = "wijkraden"
