"""From verdict to remedy: warnings as they changed, whom a record asks, what a document is of and who signed it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_views"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="period",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="document",
            name="scan",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="document",
            name="signed_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="document",
            name="signed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="document",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="store.document"
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="plan",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=100)),
                ("agency", models.CharField(max_length=100)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="concerns", to="store.recordrow"
                    ),
                ),
            ],
            options={
                "db_table": "concern",
                "indexes": [models.Index(fields=["place", "agency"], name="concern_of")],
            },
        ),
        migrations.CreateModel(
            name="WarningState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=100)),
                ("cell", models.CharField(blank=True, max_length=200)),
                ("plan", models.CharField(max_length=100)),
                ("number", models.CharField(max_length=40)),
                ("year", models.IntegerField()),
                ("level", models.CharField(blank=True, max_length=10)),
                ("verdict", models.CharField(max_length=20)),
                ("rule", models.CharField(blank=True, max_length=100)),
                ("version", models.CharField(blank=True, max_length=40)),
                ("reason", models.JSONField(default=dict)),
                ("period", models.CharField(blank=True, max_length=20)),
                ("value", models.CharField(blank=True, max_length=80)),
                ("figure_on", models.DateField(null=True)),
                ("since", models.DateField()),
                ("veiled", models.BooleanField(default=False)),
                ("current", models.BooleanField(default=True)),
                ("position", models.BigIntegerField()),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"
                    ),
                ),
            ],
            options={
                "db_table": "warning",
                "indexes": [models.Index(fields=["place", "indicator", "cell", "-id"], name="warning_history")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("place", "indicator", "cell"),
                        name="warning_current_once",
                    )
                ],
            },
        ),
    ]
