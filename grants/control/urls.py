"""Addresses of this room."""

from django.urls import path

from . import views

urlpatterns = [
    path("balances/", views.balances, name="control_balances"),
    path("balances.csv", views.balances_csv, name="control_balances_csv"),
    path("balances.xlsx", views.balances_xlsx, name="control_balances_xlsx"),
    path("journal/", views.journal, name="control_journal"),
    path("journal.csv", views.journal_csv, name="control_journal_csv"),
    path("journal.xlsx", views.journal_xlsx, name="control_journal_xlsx"),
    path("journal/export/", views.journal_export, name="control_journal_export"),
    path("journal/<slug:slice_id>/<int:number>/", views.entry, name="control_entry"),
    path("exports/<slug:public_id>/", views.export, name="control_export"),
    path("slices/<slug:public_id>/", views.slice_page, name="control_slice"),
    path("dossiers/<slug:number>/", views.dossier, name="control_dossier"),
    path("years/<int:year>/closing/", views.year_closing, name="control_year_closing"),
    path("closings/<slug:public_id>/", views.closing, name="control_closing"),
    path("closings/<slug:public_id>/approve/", views.closing_approve, name="control_closing_approve"),
    path("closings/<slug:public_id>/return/", views.closing_return, name="control_closing_return"),
    path("closings/<slug:public_id>/withdraw/", views.closing_withdraw, name="control_closing_withdraw"),
    path("third-parties/", views.third_parties, name="control_third_parties"),
    path("third-parties.csv", views.third_parties_csv, name="control_third_parties_csv"),
    path("vat/", views.vat, name="control_vat"),
    path("vat.csv", views.vat_csv, name="control_vat_csv"),
    path("proof/", views.proof, name="control_proof"),
]
