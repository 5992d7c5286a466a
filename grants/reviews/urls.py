"""Addresses of the reviews: a reviewer's own, those of the office, and the ranking of a round."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("office/", views.reviews_office, name="reviews_office"),
    path("of/<str:public_id>/", views.review_of, name="review_of"),
    path("of/<str:public_id>/reviewers/", views.review_assign, name="review_assign"),
    path("of/<str:public_id>/checklist/", views.review_accept, name="review_accept"),
    path("of/<str:public_id>/release/<str:review_id>/", views.review_release, name="review_release"),
    path("of/<str:public_id>/talks/<str:talk_id>/", views.review_talk_close, name="review_talk_close"),
    path("ranking/<str:public_id>/", views.ranking, name="ranking"),
    path("ranking/<str:public_id>/spread/", views.reviews_spread, name="reviews_spread"),
    path("ranking/<str:public_id>/scores.xlsx", views.ranking_sheet, name="ranking_sheet"),
    path("ranking/<str:public_id>/<str:slice_id>/", views.ranking_budget, name="ranking_budget"),
    path("ranking/<str:public_id>/<str:slice_id>/draw/<str:day>/", views.ranking_draw, name="ranking_draw"),
    path("<str:public_id>/", views.review, name="review"),
    path("<str:public_id>/interest/", views.review_declare, name="review_declare"),
    path("<str:public_id>/talks/<str:talk_id>/", views.review_talk, name="review_talk"),
]
