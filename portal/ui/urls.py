"""Addresses of the pages about the site itself."""

from django.urls import path

from . import views

urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("components/", views.component_gallery, name="component_gallery"),
    path("components/<slug:name>/", views.component_page, name="component_page"),
]
