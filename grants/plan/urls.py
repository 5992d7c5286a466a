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
    path("papers/", views.papers, name="papers"),
    path("papers/add/", views.paper_add, name="paper_add"),
    path("papers/settlement/", views.settlement, name="settlement"),
    path("papers/settlement.xlsx", views.settlement_xlsx, name="settlement_xlsx"),
    path("papers/settlement.pdf", views.settlement_pdf, name="settlement_pdf"),
    path("papers/<slug:public_id>/", views.paper, name="paper"),
    path("papers/<slug:public_id>/begin/", views.paper_begin, name="paper_begin"),
    path("papers/<slug:public_id>/change/", views.paper_change, name="paper_change"),
    path("papers/<slug:public_id>/publish/", views.paper_publish, name="paper_publish"),
    path("papers/<slug:public_id>/drop/", views.paper_drop, name="paper_drop"),
    path("papers/<slug:public_id>/editions/<int:number>/", views.paper_edition, name="paper_edition"),
    path("papers/<slug:public_id>/requests/add/", views.paper_request_add, name="paper_request_add"),
    path("papers/<slug:public_id>/requests/<slug:request_id>/", views.paper_request, name="paper_request"),
    path(
        "papers/<slug:public_id>/requests/<slug:request_id>/remove/",
        views.paper_request_remove,
        name="paper_request_remove",
    ),
    path("regulations/", views.regulations, name="regulations"),
    path("regulations/add/", views.regulation_add, name="regulation_add"),
    path("regulations/<slug:public_id>/", views.regulation, name="regulation"),
]
