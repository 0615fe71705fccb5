"""The address of the papers of a meeting of the whole committee."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import meeting

urlpatterns = [path(f"{HERE}/documents/meeting", meeting.ask, name="meeting_pack")]
