"""The addresses of responsibility: targets split, the book of duties signed version by version, pledges, two plans."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import duty_split

DUTIES = f"{HERE}/duties/<slug:plan>"

urlpatterns = [
    path(f"{DUTIES}/split", duty_split.split, name="duty_split"),
    path(f"{DUTIES}/targets", duty_split.bring, name="duty_targets"),
    path(f"{DUTIES}/targets.<table:form>", duty_split.take, name="duty_targets_export"),
]
