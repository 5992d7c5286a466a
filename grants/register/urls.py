"""Addresses of the public register."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.front, name="front"),
    path("districts/", views.districts, name="districts"),
    path("districts/<slug:slug>/", views.district, name="district"),
]
