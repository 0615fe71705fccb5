from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("halfsky", "0003_tree_changes")]
    operations: list[migrations.operations.base.Operation] = []
