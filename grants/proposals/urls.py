"""Addresses of the proposals: the editor of a council, its decision, and the work of the office."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.proposals, name="proposals"),
    path("new/", views.proposal_new, name="proposal_new"),
    path("copy/", views.proposal_copy, name="proposal_copy"),
    path("<slug:public_id>/edit/what/", views.edit_what, name="edit_what"),
    path("<slug:public_id>/edit/plan/", views.edit_plan, name="edit_plan"),
    path("<slug:public_id>/edit/money/", views.edit_money, name="edit_money"),
    path("<slug:public_id>/edit/who/", views.edit_who, name="edit_who"),
    path("<slug:public_id>/edit/account/", views.edit_account, name="edit_account"),
    path("<slug:public_id>/edit/files/", views.edit_files, name="edit_files"),
    path(
        "<slug:public_id>/edit/files/<slug:attachment_id>/remove/",
        views.attachment_remove,
        name="attachment_remove",
    ),
    path("<slug:public_id>/edit/interests/", views.edit_interests, name="edit_interests"),
    path("<slug:public_id>/edit/check/", views.edit_check, name="edit_check"),
    path("<slug:public_id>/comments/", views.proposal_comments, name="proposal_comments"),
    path("<slug:public_id>/ask/", views.proposal_ask, name="proposal_ask"),
    path("<slug:public_id>/check/", views.proposal_check, name="proposal_check"),
    path("<slug:public_id>/complete/", views.proposal_complete, name="proposal_complete"),
    path("<slug:public_id>/completing/", views.proposal_completing, name="proposal_completing"),
    path("<slug:public_id>/completing/<int:number>/", views.proposal_answer, name="proposal_answer"),
    path("<slug:public_id>/handler/", views.proposal_handler, name="proposal_handler"),
    path("<slug:public_id>/notes/", views.proposal_notes, name="proposal_notes"),
    path("<slug:public_id>/notes/add/", views.proposal_note, name="proposal_note"),
    path("<slug:public_id>/term/", views.proposal_clock, name="proposal_clock"),
    path("<slug:public_id>/term/extend/", views.clock_extend, name="clock_extend"),
    path("<slug:public_id>/term/stop/", views.clock_stop, name="clock_stop"),
    path("<slug:public_id>/term/run-on/", views.clock_run_on, name="clock_run_on"),
    path("<slug:public_id>/term/put-back/", views.clock_put_back, name="clock_put_back"),
    path("<slug:public_id>/term/notice/", views.clock_notice, name="clock_notice"),
    path("<slug:public_id>/council/", views.council_vote, name="council_vote"),
    path(
        "<slug:public_id>/council/authorisation/", views.council_authorisation, name="council_authorisation"
    ),
    path("<slug:public_id>/send-back/", views.proposal_send_back, name="proposal_send_back"),
    path(
        "<slug:public_id>/not-put-forward/", views.proposal_not_put_forward, name="proposal_not_put_forward"
    ),
    path("<slug:public_id>/applicant/", views.proposal_applicant, name="proposal_applicant"),
    path("<slug:public_id>/applicant/ask/", views.applicant_ask, name="applicant_ask"),
    path("<slug:public_id>/submit/", views.proposal_submit, name="proposal_submit"),
    path("<slug:public_id>/receipt/", views.proposal_receipt, name="proposal_receipt"),
    path("<slug:public_id>/withdraw/", views.proposal_withdraw, name="proposal_withdraw"),
]
