"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("session/", views.session_time, name="session_time"),
    path("session/kept/", views.drop_kept, name="drop_kept"),
]
