"""Addresses of the public register."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.front, name="front"),
    path("districts/", views.districts, name="districts"),
    path("districts/<slug:slug>/", views.district, name="district"),
    path("register/", views.register, name="register"),
    path("register.csv", views.register_csv, name="register_csv"),
    path("register/columns/", views.columns, name="register_columns"),
    path("register/<str:public_id>/", views.action, name="action"),
    path("register/<str:public_id>/photos/<str:file_id>/", views.photo, name="action_photo"),
    path(
        "register/<str:public_id>/photos/<str:file_id>/small/", views.small_photo, name="action_photo_small"
    ),
    path("at-work/", views.at_work, name="at_work"),
    path("at-work/<slug:public_id>/", views.part_at_work, name="part_at_work"),
    path("proposals/<str:public_id>/publicity/", views.publicity, name="publicity"),
    path("api/v1/openapi.json", views.api.openapi, name="api_openapi"),
    path("api/v1/grants", views.api.grants, name="api_grants"),
    path("api/v1/grants/<str:public_id>", views.api.grant, name="api_grant"),
    path("api/<path:rest>", views.api.missing, name="api_missing"),
]
