"""Changes of the tree, to whom earlier figures count since, and lists that are compared with the tree."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0002_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="TreeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("document", models.CharField(blank=True, max_length=200)),
                ("detail", models.JSONField(default=dict)),
                ("position", models.BigIntegerField()),
                ("taken_back", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="store.treeedition",
                    ),
                ),
            ],
            options={
                "db_table": "tree_change",
            },
        ),
        migrations.CreateModel(
            name="TreeFlow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("share", models.CharField(blank=True, max_length=80)),
                ("direct", models.BooleanField(default=True)),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flows", to="store.treechange"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="flows_out", to="store.place"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="flows_in", to="store.place"
                    ),
                ),
            ],
            options={
                "db_table": "tree_flow",
            },
        ),
        migrations.CreateModel(
            name="TreeList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("day", models.DateField()),
                ("state", models.CharField(default="comparing", max_length=10)),
                ("same", models.IntegerField(default=0)),
                ("along", models.IntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("position", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "tree_list",
            },
        ),
        migrations.CreateModel(
            name="TreeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("guess", models.BooleanField(default=False)),
                ("decision", models.CharField(default="open", max_length=5)),
                ("level", models.CharField(max_length=10)),
                ("code_before", models.CharField(blank=True, max_length=12)),
                ("name_before", models.CharField(blank=True, max_length=200)),
                ("parent_before", models.CharField(blank=True, max_length=12)),
                ("code", models.CharField(blank=True, max_length=12)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("parent", models.CharField(blank=True, max_length=12)),
                ("others", models.JSONField(default=list)),
                ("row", models.IntegerField(default=0)),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.place"
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="store.treelist"
                    ),
                ),
            ],
            options={
                "db_table": "tree_line",
            },
        ),
        migrations.AddIndex(
            model_name="treechange",
            index=models.Index(fields=["day", "id"], name="tree_change_day"),
        ),
        migrations.AddConstraint(
            model_name="treeflow",
            constraint=models.UniqueConstraint(fields=("change", "source", "target"), name="tree_flow_once"),
        ),
        migrations.AddIndex(
            model_name="treeline",
            index=models.Index(fields=["of", "kind", "decision", "id"], name="tree_line_kind"),
        ),
    ]
