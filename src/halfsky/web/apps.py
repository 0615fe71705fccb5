"""The Django application of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "halfsky.web"
    label = "web"
