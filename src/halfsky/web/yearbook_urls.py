"""The address of yearbook tables."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import yearbook

urlpatterns = [path(f"{HERE}/yearbook", yearbook.yearbook, name="yearbook")]
