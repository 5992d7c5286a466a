"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("<slug:public_id>/", views.file, name="file"),
    path("<slug:public_id>/thumbnail/", views.thumbnail, name="file_thumbnail"),
]
