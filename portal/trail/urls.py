"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.trail, name="trail"),
    path("export/", views.trail_export, name="trail_export"),
]
