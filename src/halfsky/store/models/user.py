"""Users, and the roles they hold at places for a term."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from halfsky.store.models.place import Place


class User(AbstractBaseUser):
    """Someone who signs in. Never deleted: the log names them.

    `phone` and `factor` (the secret of the second factor) are sealed; `recovery` holds digests of codes not yet used;
    `sessions_key` changes to end all sessions at once; `outside` is the provider's own name for the user once known.
    """

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    phone = models.TextField(blank=True, default="")
    lang = models.CharField(max_length=2, default="zh")
    is_active = models.BooleanField(default=True)
    password_at = models.DateTimeField(null=True)
    one_time_until = models.DateTimeField(null=True)
    factor = models.TextField(blank=True, default="")
    factor_step = models.BigIntegerField(default=0)
    recovery = models.JSONField(default=list)
    sessions_key = models.CharField(max_length=32, blank=True, default="")
    outside = models.CharField(max_length=400, blank=True, default="")

    USERNAME_FIELD = "username"

    objects = BaseUserManager()

    class Meta:
        db_table = "user"

    @property
    def must_change(self) -> bool:
        """Whether the password is a one-time one, good for nothing but choosing another."""
        return self.one_time_until is not None

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must carry to hold: another password, or another `sessions_key`, ends it."""
        return salted_hmac("halfsky.sessions", self.password + self.sessions_key, algorithm="sha256").hexdigest()


class GrantRow(models.Model):
    """A role held at a place, at an agency of it where named, for a term (open ends are null).

    With `lent_of` it is lent: it holds while that grant holds, too.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=100, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    lent_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="loans", null=True)

    class Meta:
        db_table = "grant"
