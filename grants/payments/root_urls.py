"""Addresses of this room outside the payments: what a recipient opens, and where Stripe tells what happened."""

from django.urls import path

from . import views

urlpatterns = [
    path("payout/<str:token>/", views.my_payout, name="my_payout"),
    path("stripe/webhook/", views.stripe_webhook, name="stripe_webhook"),
]
