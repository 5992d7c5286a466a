"""Addresses of this room outside the proposals: what an applicant opens, the work list, voting rules."""

from django.urls import path

from . import views

urlpatterns = [
    path("work/", views.work, name="work"),
    path("complete/<str:token>/", views.completion, name="completion"),
    path("complete/<str:token>/<int:number>/", views.completion_item, name="completion_item"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("confirm/<str:token>/not-right/", views.confirm_decline, name="confirm_decline"),
    path(
        "my-application/<str:token>/withdraw/", views.my_application_withdraw, name="my_application_withdraw"
    ),
    path("council-rules/", views.council_rules_list, name="council_rules_list"),
    path("council-rules/<slug:slug>/", views.council_rules, name="council_rules"),
]
