"""The addresses of the office's own year, and of what residents write and read without an account."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import calendar, public_intake

urlpatterns = [
    path(f"{HERE}/calendar", calendar.calendar, name="calendar"),
    path(f"{HERE}/calendar.<form:form>", calendar.data, name="calendar_data"),
    path("public/answer", public_intake.answer, name="public_answer"),
    path("public/<str:code>/<slug:register>/new", public_intake.new, name="public_intake"),
]
