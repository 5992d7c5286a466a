"""Addresses of the objections; entering one has its address with its decision."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.objections, name="objections"),
    path("letter/<str:token>/", views.objection_letter, name="objection_letter"),
    path("letter/<str:token>/pdf/", views.objection_letter_pdf, name="objection_letter_pdf"),
    path("<str:public_id>/", views.objection, name="objection"),
    path("<str:public_id>/pdf/", views.objection_pdf, name="objection_pdf"),
    path("<str:public_id>/extend/", views.objection_extend, name="objection_extend"),
    path("<str:public_id>/hearing/", views.objection_hearing, name="objection_hearing"),
    path("<str:public_id>/withdraw/", views.objection_withdraw, name="objection_withdraw"),
    path("<str:public_id>/decide/", views.objection_decide, name="objection_decide"),
]
