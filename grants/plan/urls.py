"""Addresses of the plan: for everyone, and for who edits, publishes or administers it."""

from django.urls import URLPattern, include, path

from . import views


def _of(desk: views.Desk) -> list[URLPattern]:
    """Return the addresses of one kind of subject, its list aside."""
    one, told = "<slug:public_id>/", {"desk": desk}
    found = [
        path("add/", views.subject_add, told, f"{desk.name}_add"),
        path(one, views.subject, told, desk.name),
        path(f"{one}begin/", views.subject_begin, told, f"{desk.name}_begin"),
        path(f"{one}change/", views.subject_change, told, f"{desk.name}_change"),
        path(f"{one}publish/", views.subject_publish, told, f"{desk.name}_publish"),
        path(f"{one}drop/", views.subject_drop, told, f"{desk.name}_drop"),
        path(f"{one}editions/<int:number>/", views.subject_edition, told, f"{desk.name}_edition"),
    ]
    for point in desk.points:
        row, of = f"{one}{point.path}/", {**told, "point": point}
        found += [
            path(f"{row}add/", views.point_add, of, f"{point.name}_add"),
            path(f"{row}<slug:point_id>/", views.point_change, of, point.name),
            path(f"{row}<slug:point_id>/remove/", views.point_remove, of, f"{point.name}_remove"),
        ]
    return found


PLAN = [
    path("", views.plan, name="plan"),
    path("<slug:public_id>/", views.plan_version, name="plan_version"),
    path("<slug:public_id>/since/<slug:other_id>/", views.plan_compare, name="plan_compare"),
]
PLANS = [
    path("", views.plans, name="plans"),
    path("add/", views.version_start, name="version_start"),
    path("<slug:public_id>/", views.version, name="version"),
    path("<slug:public_id>/change/", views.version_change, name="version_change"),
    path("<slug:public_id>/adopt/", views.version_adopt, name="version_adopt"),
    path("<slug:public_id>/<slug:kind>/add/", views.element_add, name="element_add"),
    path("<slug:public_id>/parts/<slug:element_id>/", views.element, name="element"),
    path("<slug:public_id>/parts/<slug:element_id>/remove/", views.element_remove, name="element_remove"),
    path("<slug:public_id>/consult/", views.consultation_open, name="consultation_open"),
]
CONSULTATIONS = [
    path("", views.consultations, name="consultations"),
    path("confirm/<str:token>/", views.reaction_confirm, name="reaction_confirm"),
    path("<slug:public_id>/", views.consultation, name="consultation"),
    path("<slug:public_id>/react/", views.consultation_react, name="consultation_react"),
    path("<slug:public_id>/document.pdf", views.consultation_pdf, name="consultation_pdf"),
    path("<slug:public_id>/desk/", views.consultation_desk, name="consultation_desk"),
    path("<slug:public_id>/lengthen/", views.consultation_lengthen, name="consultation_lengthen"),
    path("<slug:public_id>/withdraw/", views.consultation_withdraw, name="consultation_withdraw"),
    path("<slug:public_id>/close/", views.consultation_close, name="consultation_close"),
    path("<slug:public_id>/publish/", views.consultation_publish, name="consultation_publish"),
    path(
        "<slug:public_id>/reactions/<slug:reaction_id>/",
        views.reaction_answer,
        name="reaction_answer",
    ),
    path(
        "<slug:public_id>/reactions/<slug:reaction_id>/hide/",
        views.reaction_hide,
        name="reaction_hide",
    ),
    path(
        "<slug:public_id>/reactions/<slug:reaction_id>/show/",
        views.reaction_show,
        name="reaction_show",
    ),
]
FRAMES = [
    path("", views.frames, name="frames"),
    path("add/", views.frame_add, name="frame_add"),
    path("<slug:public_id>/", views.frame, name="frame"),
    path("<slug:public_id>/change/", views.frame_change, name="frame_change"),
    path("<slug:public_id>/copy/", views.frame_copy, name="frame_copy"),
    path("<slug:public_id>/<slug:kind>/add/", views.frame_part_add, name="frame_part_add"),
    path("<slug:public_id>/<slug:kind>/<slug:part_id>/", views.frame_part, name="frame_part"),
    path(
        "<slug:public_id>/<slug:kind>/<slug:part_id>/remove/",
        views.frame_part_remove,
        name="frame_part_remove",
    ),
]
PAPERS = [
    path("", views.papers, name="papers"),
    path("settlement/", views.settlement, name="settlement"),
    path("settlement.xlsx", views.settlement_xlsx, name="settlement_xlsx"),
    path("settlement.pdf", views.settlement_pdf, name="settlement_pdf"),
]
COUNCIL_ADVICE = [
    path("", views.council_advices, name="council_advices"),
    path("give/", views.council_advice_give, name="council_advice_give"),
    path("<slug:public_id>/", views.council_advice, name="council_advice"),
    path("<slug:public_id>/answer/", views.council_answer, name="council_answer"),
    path(
        "<slug:public_id>/answer/publish/",
        views.council_answer_publish,
        name="council_answer_publish",
    ),
]
REGULATIONS = [
    path("", views.regulations, name="regulations"),
    path("add/", views.regulation_add, name="regulation_add"),
    path("<slug:public_id>/", views.regulation, name="regulation"),
]

urlpatterns = [
    path("plan/", include(PLAN)),
    path("plans/", include(PLANS)),
    path("consultations/", include(CONSULTATIONS)),
    path("frames/", include(FRAMES)),
    path("papers/", include(PAPERS)),
    path("conversations/", views.conversations, name="conversations"),
    path("city-actions/", views.city_actions, name="city_actions"),
    path("advices/", views.advices, name="advices"),
    path("amendments/", views.amendments, name="amendments"),
    path("council-advice/", include(COUNCIL_ADVICE)),
    path("regulations/", include(REGULATIONS)),
    *(path(f"{desk.path}/", include(_of(desk))) for desk in views.DESKS),
]
