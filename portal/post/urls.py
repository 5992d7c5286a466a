"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.messages, name="messages"),
    path("<slug:public_id>/", views.message, name="message"),
    path("<slug:public_id>/send-again/", views.message_send_again, name="message_send_again"),
    path("<slug:public_id>/posted/", views.message_posted, name="message_posted"),
]
