"""Addresses of the plan: for everyone, and for who edits, publishes or administers it."""

from django.urls import path

from . import views

urlpatterns = [
    path("plan/", views.plan, name="plan"),
    path("plan/<slug:public_id>/", views.plan_version, name="plan_version"),
    path("plans/", views.plans, name="plans"),
    path("plans/add/", views.version_start, name="version_start"),
    path("plans/<slug:public_id>/", views.version, name="version"),
    path("plans/<slug:public_id>/change/", views.version_change, name="version_change"),
    path("plans/<slug:public_id>/adopt/", views.version_adopt, name="version_adopt"),
    path("plans/<slug:public_id>/<slug:kind>/add/", views.element_add, name="element_add"),
    path("plans/<slug:public_id>/parts/<slug:element_id>/", views.element, name="element"),
    path(
        "plans/<slug:public_id>/parts/<slug:element_id>/remove/", views.element_remove, name="element_remove"
    ),
    path("frames/", views.frames, name="frames"),
    path("frames/add/", views.frame_add, name="frame_add"),
    path("frames/<slug:public_id>/", views.frame, name="frame"),
    path("frames/<slug:public_id>/change/", views.frame_change, name="frame_change"),
    path("frames/<slug:public_id>/copy/", views.frame_copy, name="frame_copy"),
    path("frames/<slug:public_id>/<slug:kind>/add/", views.frame_part_add, name="frame_part_add"),
    path("frames/<slug:public_id>/<slug:kind>/<slug:part_id>/", views.frame_part, name="frame_part"),
    path(
        "frames/<slug:public_id>/<slug:kind>/<slug:part_id>/remove/",
        views.frame_part_remove,
        name="frame_part_remove",
    ),
    path("regulations/", views.regulations, name="regulations"),
    path("regulations/add/", views.regulation_add, name="regulation_add"),
    path("regulations/<slug:public_id>/", views.regulation, name="regulation"),
]
