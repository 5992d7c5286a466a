"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [path("<slug:public_id>/", views.document, name="document")]
