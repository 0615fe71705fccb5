"""Registers: records, their parts, their protection, and what they feed."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_staging"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.CharField(max_length=32, unique=True)),
                ("register", models.CharField(max_length=100)),
                ("pack", models.CharField(max_length=100)),
                ("fingerprint", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=40)),
                ("entered", models.JSONField(default=dict)),
                ("plain", models.JSONField(default=dict)),
                ("sealed", models.BinaryField(null=True)),
                ("explained", models.JSONField(default=dict)),
                ("due", models.DateField(null=True)),
                ("stays", models.DateField(null=True)),
                ("version", models.IntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                ("position", models.BigIntegerField()),
            ],
            options={
                "db_table": "record",
                "base_manager_name": "staged",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("staged", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RecordBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64)),
                ("rows", models.IntegerField(default=0)),
                ("published_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
                ),
            ],
            options={
                "db_table": "record_batch",
            },
        ),
        migrations.CreateModel(
            name="RecordKey",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="store.recordrow",
                    ),
                ),
                ("master", models.CharField(max_length=16)),
                ("wrapped", models.BinaryField()),
            ],
            options={
                "db_table": "record_key",
            },
        ),
        migrations.AddField(
            model_name="recordrow",
            name="batch",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.recordbatch"
            ),
        ),
        migrations.AddField(
            model_name="recordrow",
            name="changed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recordrow",
            name="desk",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
        ),
        migrations.AddField(
            model_name="recordrow",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recordrow",
            name="moved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recordrow",
            name="place",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
        ),
        migrations.CreateModel(
            name="RecordFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("kept", models.CharField(max_length=64)),
                ("sealed", models.BooleanField(default=False)),
                ("size", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="store.recordrow"
                    ),
                ),
            ],
            options={
                "db_table": "record_file",
            },
        ),
        migrations.CreateModel(
            name="RecordEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("deed", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=40)),
                ("plain", models.JSONField(default=dict)),
                ("sealed", models.BinaryField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("position", models.BigIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="editions", to="store.recordrow"
                    ),
                ),
            ],
            options={
                "db_table": "record_edition",
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("position", models.BigIntegerField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="store.recordrow"
                    ),
                ),
            ],
            options={
                "db_table": "opening",
            },
        ),
        migrations.CreateModel(
            name="Entrusting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entrusted", to="store.recordrow"
                    ),
                ),
            ],
            options={
                "db_table": "entrusting",
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("element", models.CharField(max_length=100)),
                ("cell", models.CharField(blank=True, max_length=200)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("amount", models.BigIntegerField(null=True)),
                ("digest", models.CharField(blank=True, max_length=32)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contributions", to="store.recordrow"
                    ),
                ),
            ],
            options={
                "db_table": "contribution",
            },
        ),
        migrations.CreateModel(
            name="RecordMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(max_length=100)),
                ("field", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=32)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="store.recordrow"
                    ),
                ),
            ],
            options={
                "db_table": "record_mark",
            },
        ),
        migrations.AddIndex(
            model_name="recordrow",
            index=models.Index(fields=["register", "place", "-id"], name="record_of_place"),
        ),
        migrations.AddIndex(
            model_name="recordrow",
            index=models.Index(fields=["register", "-id"], name="record_newest"),
        ),
        migrations.AddIndex(
            model_name="recordrow",
            index=models.Index(fields=["register", "state"], name="record_state"),
        ),
        migrations.AddIndex(
            model_name="recordrow",
            index=models.Index(condition=models.Q(("due__isnull", False)), fields=["due"], name="record_due"),
        ),
        migrations.AddConstraint(
            model_name="recordedition",
            constraint=models.UniqueConstraint(fields=("record", "version"), name="record_edition_once"),
        ),
        migrations.AddIndex(
            model_name="opening",
            index=models.Index(fields=["user", "record", "-until"], name="opening_of"),
        ),
        migrations.AddIndex(
            model_name="entrusting",
            index=models.Index(fields=["user", "record"], name="entrusting_of"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["element", "since", "place"], name="contribution_of"),
        ),
        migrations.AddIndex(
            model_name="recordmark",
            index=models.Index(fields=["digest"], name="record_mark_digest"),
        ),
    ]
