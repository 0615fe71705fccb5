"""Users, and the roles they hold at places for a term."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from halfsky.store.models.place import Place


class User(AbstractBaseUser):
    """Someone who signs in. Never deleted: the log names them."""

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    lang = models.CharField(max_length=2, default="zh")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"

    objects = BaseUserManager()

    class Meta:
        db_table = "user"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class GrantRow(models.Model):
    """A role held at a place, at an agency of it where named, for a term (open ends are null)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=100, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        db_table = "grant"
