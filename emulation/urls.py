"""Joins the addresses of all apps; the only module that may import every one of them."""

from django.urls import include, path

urlpatterns = [
    path("", include("emulation.addresses")),
    path("", include("emulation.addresses_results")),
    path("", include("emulation.addresses_manage")),
    path("", include("awards.urls")),
    path("", include("reports.urls")),
    path("", include("clusters.urls")),
]

handler400 = "clusters.views.bad_request"
handler403 = "clusters.views.forbidden"
handler404 = "clusters.views.not_found"
handler500 = "clusters.views.server_error"
