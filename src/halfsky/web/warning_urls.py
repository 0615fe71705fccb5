"""The addresses of warnings and what is done about them (预警督办), and of what is public of that."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import public, warnings

urlpatterns = [
    path(f"{HERE}/warnings", warnings.warnings, name="warnings"),
    path("public/<str:code>/<slug:register>", public.ledger, name="public_ledger"),
]
