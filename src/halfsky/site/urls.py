"""Every address of the house: the pages, and nothing else yet."""

from django.urls import include, path

urlpatterns = [path("", include("halfsky.web.urls"))]
handler404 = "halfsky.web.views.errors.not_found"
handler500 = "halfsky.web.views.errors.broken"
