"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.budget_years, name="budget_years"),
    path("new/", views.budget_new, name="budget_new"),
    path("changes/<slug:public_id>/", views.budget_change, name="budget_change"),
    path("changes/<slug:public_id>/approve/", views.budget_approve, name="budget_approve"),
    path("changes/<slug:public_id>/return/", views.budget_return, name="budget_return"),
    path("changes/<slug:public_id>/withdraw/", views.budget_withdraw, name="budget_withdraw"),
    path("<int:year>/", views.budget_year, name="budget_year"),
    path("<int:year>/slices/", views.budget_slices, name="budget_slices"),
    path("<int:year>/share/", views.budget_share, name="budget_share"),
    path("<int:year>/amounts/", views.budget_amounts, name="budget_amounts"),
    path("<int:year>/redistribute/", views.budget_redistribute, name="budget_redistribute"),
    path("<int:year>/import/", views.budget_import, name="budget_import"),
    path("<int:year>/template/<slug:kind>/", views.budget_template, name="budget_template"),
]
