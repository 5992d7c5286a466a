"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.people, name="people"),
    path("invite/", views.invite_person, name="invite"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("invitations/<slug:public_id>/revoke/", views.invitation_revoke, name="invitation_revoke"),
    path(
        "invitations/<slug:public_id>/send-again/", views.invitation_send_again, name="invitation_send_again"
    ),
    path("roles/", views.roles_table, name="roles_table"),
    path("roles/pdf/", views.roles_pdf, name="roles_pdf"),
    path("side-functions/", views.side_functions, name="side_functions"),
    path("side-functions/none/", views.side_functions_none, name="side_functions_none"),
    path("side-functions/<slug:public_id>/end/", views.side_function_end, name="side_function_end"),
    path("side-functions/<slug:public_id>/remove/", views.side_function_remove, name="side_function_remove"),
    path("<slug:public_id>/", views.person, name="person"),
    path("<slug:public_id>/seat/", views.seat_give, name="seat_give"),
    path("<slug:public_id>/seats/<slug:seat_id>/end/", views.seat_end, name="seat_end"),
    path("<slug:public_id>/name/", views.person_name, name="person_name"),
    path("<slug:public_id>/erase/", views.person_erase, name="person_erase"),
    path("<slug:public_id>/block/", views.person_block, name="person_block"),
    path("<slug:public_id>/unblock/", views.person_unblock, name="person_unblock"),
]
