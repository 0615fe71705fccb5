"""The addresses of prose that comes in: a text checked."""

from django.urls import path

from halfsky.web.addresses import HERE
from halfsky.web.views import text_check

urlpatterns = [path(f"{HERE}/check-text", text_check.text_check, name="text_check")]
