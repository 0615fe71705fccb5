"""A place where the sheets of many units wait until they are swapped in, and an index that counts sheets unread."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0005_tokens")]

    operations = [
        migrations.CreateModel(
            name="SheetBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rows", models.IntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("position", models.BigIntegerField(null=True)),
                ("cleared_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.roundrow"
                    ),
                ),
            ],
            options={
                "db_table": "sheet_batch",
                "indexes": [
                    models.Index(
                        condition=models.Q(("published_at__isnull", True)), fields=["id"], name="sheet_batch_open"
                    )
                ],
            },
        ),
        migrations.AlterModelOptions(name="submission", options={"base_manager_name": "staged"}),
        migrations.AlterModelManagers(
            name="submission",
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("staged", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveConstraint(model_name="submission", name="submission_revision_once"),
        migrations.RemoveIndex(model_name="submission", name="submission_newest"),
        migrations.AlterField(model_name="submission", name="position", field=models.BigIntegerField(null=True)),
        migrations.AddField(
            model_name="submission",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.sheetbatch",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["round", "place", "-revision", "state", "handed_in_at", "handled_by", "batch"],
                name="submission_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)),
                fields=["batch", "place", "form", "period", "revision"],
                name="submission_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                models.F("place"),
                models.F("form"),
                models.F("period"),
                models.F("revision"),
                django.db.models.functions.comparison.Coalesce("batch", 0),
                name="submission_revision_once",
            ),
        ),
    ]
