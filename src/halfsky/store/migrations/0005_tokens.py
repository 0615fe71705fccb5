from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("halfsky", "0004_collecting")]
    operations: list[migrations.operations.base.Operation] = []
