"""Every address of the house: the API below /api/, the pages everywhere else."""

from django.urls import include, path

urlpatterns = [path("api/", include("halfsky.api.urls")), path("", include("halfsky.web.urls"))]
handler404 = "halfsky.web.views.errors.not_found"
handler500 = "halfsky.web.views.errors.broken"
