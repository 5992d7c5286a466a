"""Every address of the portal; the rooms are named as text, so the ground floor imports nothing above it."""

from django.urls import include, path

urlpatterns = [
    path("", include("grants.register.urls")),
    path("", include("portal.ui.urls")),
    path("", include("portal.security.urls")),
    path("home/", include("grants.home.urls")),
    path("account/", include("wijkraden.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("budget/", include("grants.budget.urls")),
    path("control/", include("grants.control.urls")),
    path("people/", include("wijkraden.people.urls")),
    path("", include("grants.plan.urls")),
    path("rounds/", include("grants.rounds.urls")),
    path("proposals/", include("grants.proposals.urls")),
    path("proposals/", include("grants.dossier.urls")),
    path("reviews/", include("grants.reviews.urls")),
    path("", include("grants.proposals.root_urls")),
    path("", include("grants.dossier.root_urls")),
    path("decisions/", include("grants.decisions.urls")),
    path("objections/", include("grants.decisions.objection_urls")),
    path("orders/", include("grants.orders.urls")),
    path("payments/", include("grants.payments.urls")),
    path("", include("grants.payments.root_urls")),
    path("", include("grants.reports.urls")),
    path("", include("wijkraden.places.urls")),
    path("files/", include("portal.files.urls")),
    path("documents/", include("portal.documents.urls")),
    path("jobs/", include("portal.jobs.urls")),
    path("messages/", include("portal.post.urls")),
    path("trail/", include("portal.trail.urls")),
    path("health/", include("portal.health.urls")),
]

handler400 = "portal.ui.errors.bad_request"
handler403 = "portal.ui.errors.forbidden"
handler404 = "portal.ui.errors.not_found"
handler500 = "portal.ui.errors.server_error"
