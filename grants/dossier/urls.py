"""Address of the page of a proposal; what is done with it has its addresses in the rooms of the acts."""

from django.urls import path

from . import views

urlpatterns = [
    path("<slug:public_id>/", views.proposal, name="proposal"),
]
