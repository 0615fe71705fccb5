"""What belongs to signing in: sign-ins, failures that lock, the cards of villages, passwords to be handed out."""

from __future__ import annotations

from django.db import models

from halfsky.store.models.user import User


class SignIn(models.Model):
    """One sign-in and its session, until it ends or runs out."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins")
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=20)
    address = models.CharField(max_length=64)
    browser = models.CharField(max_length=200)

    class Meta:
        db_table = "sign_in"
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_newest")]


class FailureRow(models.Model):
    """Wrong entries counted under one key: a digest, so that what was typed is nowhere kept."""

    key = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=10)
    shown = models.CharField(max_length=80)
    count = models.IntegerField()
    last = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "failure"
        indexes = [models.Index(fields=["last"], name="failure_last")]


class Card(models.Model):
    """A sign-in card of a village user: digests of its token and its PIN, neither of which can be read again."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cards")
    token = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "card"


class Handout(models.Model):
    """A workbook of one-time passwords, sealed; it is handed out once and then gone."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    count = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "handout"
