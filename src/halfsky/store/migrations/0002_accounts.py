import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="grantrow",
            name="lent_of",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="loans", to="store.grantrow"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="factor",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="user",
            name="factor_step",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="user",
            name="one_time_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="outside",
            field=models.CharField(blank=True, default="", max_length=400),
        ),
        migrations.AddField(
            model_name="user",
            name="password_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="phone",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="user",
            name="recovery",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="user",
            name="sessions_key",
            field=models.CharField(blank=True, default="", max_length=32),
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=64, unique=True)),
                ("pin", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("until", models.DateField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "card",
            },
        ),
        migrations.CreateModel(
            name="FailureRow",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("shown", models.CharField(max_length=80)),
                ("count", models.IntegerField()),
                ("last", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "failure",
                "indexes": [models.Index(fields=["last"], name="failure_last")],
            },
        ),
        migrations.CreateModel(
            name="Handout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("count", models.IntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "handout",
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("way", models.CharField(max_length=20)),
                ("address", models.CharField(max_length=64)),
                ("browser", models.CharField(max_length=200)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "sign_in",
                "indexes": [models.Index(fields=["user", "-at"], name="sign_in_newest")],
            },
        ),
    ]
