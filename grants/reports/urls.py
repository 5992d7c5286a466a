"""Addresses of the reports: the list, the report of a proposal and its parts, and the page by the link in a mail."""

from django.urls import include, path

from . import views

REPORTS = [
    path("", views.reports, name="reports"),
    path("<str:public_id>/", views.report, name="report"),
    path("<str:public_id>/start/", views.report_start, name="report_start"),
    path("<str:public_id>/judge/", views.report_judge, name="report_judge"),
    path("<str:public_id>/return/", views.report_return, name="report_return"),
    path("<str:public_id>/link/", views.report_link, name="report_link"),
    path("<str:public_id>/write/<str:part>/", views.report_part, name="report_part"),
    path(
        "<str:public_id>/write/files/<str:file_id>/",
        views.report_file_remove,
        name="report_file_remove",
    ),
]
BY_LINK = [
    path("<str:token>/", views.report_by_link, name="report_by_link"),
    path("<str:token>/start/", views.start_by_link, name="report_start_by_link"),
    path("<str:token>/write/<str:part>/", views.part_by_link, name="report_part_by_link"),
    path("<str:token>/files/<str:file_id>/", views.file_by_link, name="report_file_by_link"),
    path("<str:token>/files/<str:file_id>/small/", views.small_by_link, name="report_small_by_link"),
    path(
        "<str:token>/files/<str:file_id>/remove/",
        views.remove_by_link,
        name="report_file_remove_by_link",
    ),
]

urlpatterns = [path("reports/", include(REPORTS)), path("report/", include(BY_LINK))]
