"""Addresses of the home pages."""

from django.urls import path

from . import views, words  # noqa: F401  # the words count once they were read

urlpatterns = [
    path("", views.home, name="home"),
]
