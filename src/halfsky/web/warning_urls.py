"""The addresses of warnings and what is done about them (预警督办)."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import warnings

urlpatterns = [path(f"{HERE}/warnings", warnings.warnings, name="warnings")]
