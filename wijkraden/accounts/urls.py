"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.my_account, name="my_account"),
    path("details/", views.my_details, name="my_details"),
    path("data/", views.my_data, name="my_data"),
    path("data/<slug:public_id>/", views.my_data_file, name="my_data_file"),
    path("devices/", views.my_devices, name="my_devices"),
    path("sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("language/", views.set_language_choice, name="set_language_choice"),
    path("confirm/", views.confirm_by_code, name="confirm_by_code"),
]
