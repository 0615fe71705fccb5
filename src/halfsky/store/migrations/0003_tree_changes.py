from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("halfsky", "0002_accounts")]
    operations: list[migrations.operations.base.Operation] = []
