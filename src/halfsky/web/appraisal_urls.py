"""The addresses of the appraisal: the units of a place by a scheme, and one unit with all its points."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import appraisal

urlpatterns = [
    path(f"{HERE}/appraisal", appraisal.schemes, name="appraisals"),
    path(f"{HERE}/appraisal/<slug:scheme>", appraisal.units, name="appraisal"),
    path(f"{HERE}/appraisal/<slug:scheme>.<form:form>", appraisal.data, name="appraisal_data"),
    path(f"{HERE}/appraisal/<slug:scheme>/<slug:unit>", appraisal.unit, name="appraisal_unit"),
]
