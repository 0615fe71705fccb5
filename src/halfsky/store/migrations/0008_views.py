"""Saved views of lists."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0007_registers")]

    operations = []  # noqa: RUF012
