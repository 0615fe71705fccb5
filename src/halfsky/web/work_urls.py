"""The addresses of the office's own year."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import calendar

urlpatterns = [
    path(f"{HERE}/calendar", calendar.calendar, name="calendar"),
    path(f"{HERE}/calendar.<form:form>", calendar.data, name="calendar_data"),
]
