"""Every address of the house: the pages, and nothing else yet."""

from django.urls import include, path

urlpatterns = [path("", include("halfsky.web.urls"))]
