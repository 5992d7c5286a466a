"""Addresses of the rounds."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("add/", views.round_start, name="round_start"),
    path("<slug:public_id>/", views.round_, name="round"),
    path("<slug:public_id>/change/", views.round_change, name="round_change"),
    path("<slug:public_id>/budgets/", views.round_budgets, name="round_budgets"),
    path("<slug:public_id>/ceilings/", views.round_ceilings, name="round_ceilings"),
    path("<slug:public_id>/announce/", views.round_announce, name="round_announce"),
]
