"""Addresses of the decisions: the inbox, a decision with its letter, the mandates, the waiting lists."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.decisions, name="decisions"),
    path("mandates/", views.mandates, name="mandates"),
    path("mandates/add/", views.mandate_add, name="mandate_add"),
    path("mandates/<str:public_id>/end/", views.mandate_end, name="mandate_end"),
    path("conditions/", views.conditions, name="conditions"),
    path("prepare/<str:public_id>/<str:kind>/", views.decision_prepare, name="decision_prepare"),
    path("step-back/<str:public_id>/", views.decision_step_back, name="decision_step_back"),
    path("views/ask/<str:public_id>/", views.view_ask, name="view_ask"),
    path("views/<str:public_id>/", views.view_enter, name="view_enter"),
    path("waiting-lists/", views.waiting_lists, name="waiting_lists"),
    path("waiting-lists/<str:public_id>/", views.waiting_list, name="waiting_list"),
    path("waiting-lists/places/<str:public_id>/end/", views.place_end, name="place_end"),
    path("publish/<str:public_id>/", views.decisions_publish, name="decisions_publish"),
    path("letter/<str:token>/", views.letter_by_link, name="letter_by_link"),
    path("letter/<str:token>/pdf/", views.letter_pdf_by_link, name="letter_pdf_by_link"),
    path("<str:public_id>/", views.decision, name="decision"),
    path("<str:public_id>/pdf/", views.decision_pdf, name="decision_pdf"),
    path("<str:public_id>/take/", views.decision_take, name="decision_take"),
    path("<str:public_id>/return/", views.decision_return, name="decision_return"),
    path("<str:public_id>/objection/", views.objection_enter, name="objection_enter"),
    path("<str:public_id>/council/", views.decision_of_council, name="decision_of_council"),
]
