"""The Django application that holds every table of the house."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class StoreConfig(AppConfig):
    name = "halfsky.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from halfsky.store.keepable import watch

        connection_created.connect(watch)
