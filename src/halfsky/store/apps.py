"""The Django application that holds every table of the house."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "halfsky.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
