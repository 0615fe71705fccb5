"""Registers: records, their parts, their protection, and what they feed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0006_staging")]

    operations: list = []
