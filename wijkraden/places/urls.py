"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("theme.css", views.theme, name="theme"),
    path("logo/", views.logo, name="logo"),
    path("city/", views.city_settings, name="city_settings"),
    path("city/districts/", views.districts_settings, name="districts_settings"),
    path("city/districts/<slug:slug>/", views.district_settings, name="district_settings"),
    path("city/districts/<slug:slug>/other-name/", views.district_alias, name="district_alias"),
    path(
        "city/districts/<slug:slug>/other-name/<slug:alias>/remove/",
        views.district_alias_remove,
        name="district_alias_remove",
    ),
]
