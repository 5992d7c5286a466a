"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("mine/", views.my_jobs, name="my_jobs"),
    path("<slug:public_id>/", views.job, name="job"),
    path("<slug:public_id>/progress/", views.job_progress, name="job_progress"),
    path("<slug:public_id>/retry/", views.job_retry, name="job_retry"),
]
