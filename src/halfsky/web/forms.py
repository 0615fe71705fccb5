"""The forms of the pages, with labels in the reader's language and errors that help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from halfsky.actions.users import check_password
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries.documents import FORMS

USERNAME = Text("用户名", "User name")
PASSWORD = Text("密码", "Password")
WRONG = Text("用户名或密码不对。", "The user name or the password is wrong.")
OFF = Text("该账号已停用，请联系系统管理员。", "This account is switched off; ask the administrator.")
REQUIRED = Text("请填写。", "Please fill this in.")
OLD = Text("原密码", "Old password")
NEW = Text("新密码", "New password")
AGAIN = Text("再输入一次新密码", "The new password again")
OLD_WRONG = Text("原密码不对。", "The old password is wrong.")
DIFFER = Text("两次输入的新密码不一样。", "The two new passwords differ.")


class SignInForm(AuthenticationForm):
    """User name and password."""

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages = {"invalid_login": WRONG.in_(lang), "inactive": OFF.in_(lang)}
        for name, label in (("username", USERNAME), ("password", PASSWORD)):
            self.fields[name].label = label.in_(lang)
            self.fields[name].error_messages["required"] = REQUIRED.in_(lang)


class PasswordForm(forms.Form):
    """The old password, and the new one twice."""

    old = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, user: AbstractBaseUser, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.lang = user, lang
        for name, label in (("old", OLD), ("new", NEW), ("again", AGAIN)):
            self.fields[name].label = label.in_(lang)
            self.fields[name].error_messages["required"] = REQUIRED.in_(lang)
        self.fields["new"].help_text = password_validation.password_validators_help_text_html()

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if not self.user.check_password(old):
            raise ValidationError(OLD_WRONG.in_(self.lang))
        return old

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        try:
            check_password(new, self.user.get_username())
        except Refused as weak:
            raise ValidationError([r.says.in_(self.lang) for r in weak.refusals]) from weak
        return new

    def clean(self) -> dict[str, Any]:
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new is not None and again is not None and new != again:
            self.add_error("again", DIFFER.in_(self.lang))
        return self.cleaned_data


class ReportForm(forms.Form):
    """Which report: of which plan, and whether a working copy or one to submit."""

    plan = forms.ChoiceField()
    form = forms.ChoiceField(choices=[(code, label.zh) for code, label in FORMS.items()])

    def __init__(self, plans: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = plans  # type: ignore[attr-defined]
