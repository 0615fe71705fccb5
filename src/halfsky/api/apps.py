"""The API as Django sees it: it has a template of its own."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "halfsky.api"
    label = "api"
