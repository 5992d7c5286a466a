"""Address of the applicant's own page, which the link in her mail opens."""

from django.urls import path

from . import views

urlpatterns = [
    path("my-application/<str:token>/", views.my_application, name="my_application"),
]
