"""Addresses of the plan."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.regulations, name="regulations"),
    path("add/", views.regulation_add, name="regulation_add"),
    path("<slug:public_id>/", views.regulation, name="regulation"),
]
