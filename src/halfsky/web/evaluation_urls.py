"""The addresses of evaluations."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import evaluations

urlpatterns = [
    path(f"{HERE}/evaluation/<slug:plan>", evaluations.evaluation, name="evaluation"),
    path(f"{HERE}/evaluation/<slug:plan>.<form:form>", evaluations.data, name="evaluation_data"),
]
