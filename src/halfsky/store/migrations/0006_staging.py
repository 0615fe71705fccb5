"""A place where a large table waits until it is swapped in."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0005_tokens")]

    operations: list = []
