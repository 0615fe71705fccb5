"""Rounds, drafts, extensions, files of sheets, notices; submissions say how they came to be."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_tree_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(default="stamped", max_length=40)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "db_table": "attachment",
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField(default=dict)),
                ("explained", models.JSONField(default=dict)),
                ("comments", models.JSONField(default=dict)),
                ("version", models.IntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "draft",
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField()),
                ("reason", models.TextField()),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "db_table": "extension",
            },
        ),
        migrations.CreateModel(
            name="HeaderMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layout", models.CharField(max_length=64)),
                ("form", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("columns", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "header_mapping",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("agency", models.CharField(blank=True, max_length=100)),
                ("permission", models.CharField(max_length=40)),
                ("says", models.JSONField()),
                ("href", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "db_table": "notice",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "db_table": "receipt",
            },
        ),
        migrations.CreateModel(
            name="RoundRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=100)),
                ("pack", models.CharField(max_length=100)),
                ("fingerprint", models.CharField(max_length=64)),
                ("period", models.CharField(max_length=12)),
                ("due", models.DateField()),
                ("late_until", models.DateField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("note", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField()),
                ("position", models.BigIntegerField()),
            ],
            options={
                "db_table": "round",
            },
        ),
        migrations.RenameIndex(
            model_name="submission",
            new_name="submission_form",
            old_name="submission_round",
        ),
        migrations.AddField(
            model_name="submission",
            name="agency",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="submission",
            name="comments",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="submission",
            name="explained",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="submission",
            name="handed_in_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="submission",
            name="handed_in_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="handled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="submission",
            name="returned",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="submission",
            name="way",
            field=models.CharField(default="filled", max_length=20),
        ),
        migrations.AddField(
            model_name="attachment",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="place",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
        ),
        migrations.AddField(
            model_name="draft",
            name="place",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
        ),
        migrations.AddField(
            model_name="draft",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="given_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="place",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
        ),
        migrations.AddField(
            model_name="headermapping",
            name="place",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
        ),
        migrations.AddField(
            model_name="headermapping",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="place",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
        ),
        migrations.AddField(
            model_name="notice",
            name="sent_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="store.notice"
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="roundrow",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="roundrow",
            name="place",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.place"),
        ),
        migrations.AddField(
            model_name="notice",
            name="round",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.roundrow"
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="store.roundrow"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="store.roundrow"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="store.roundrow"
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="round",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="store.roundrow"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["round", "place", "-revision"], name="submission_newest"),
        ),
        migrations.AddConstraint(
            model_name="headermapping",
            constraint=models.UniqueConstraint(fields=("layout", "form", "place"), name="header_mapping_once"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("notice", "user"), name="receipt_once"),
        ),
        migrations.AddIndex(
            model_name="roundrow",
            index=models.Index(fields=["state", "due"], name="round_state"),
        ),
        migrations.AddConstraint(
            model_name="roundrow",
            constraint=models.UniqueConstraint(fields=("form", "period", "place"), name="round_once"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["place", "-sent_at"], name="notice_inbox"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(fields=("round", "place"), name="extension_once"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("round", "place"), name="draft_once"),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["round", "place"], name="attachment_of"),
        ),
    ]
