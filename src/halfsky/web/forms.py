"""The forms of the pages, with labels in the reader's language and errors that help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from halfsky.actions.sign_ins import WRONG
from halfsky.actions.users import SAME_PASSWORD, check_password
from halfsky.kernel.accounts import AccountRules
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries.documents import FORMS
from halfsky.store.models import User

USERNAME = Text("用户名", "User name")
PASSWORD = Text("密码", "Password")
REQUIRED = Text("请填写。", "Please fill this in.")
OLD = Text("原密码", "Old password")
NEW = Text("新密码", "New password")
AGAIN = Text("再输入一次新密码", "The new password again")
OLD_WRONG = Text("原密码不对。", "The old password is wrong.")
RULES = Text(
    "至少{n}个字符，不要用常见密码、纯数字或自己的姓名。",
    "At least {n} characters; no common password, not digits alone, not your name.",
)
DIFFER = Text("两次输入的新密码不一样。", "The two new passwords differ.")


class SignInForm(forms.Form):
    """User name and password; whether they are right the action says."""

    username = forms.CharField(
        max_length=80, widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
    )
    password = forms.CharField(
        strip=False, max_length=1000, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("username", USERNAME), ("password", PASSWORD)):
            self.fields[name].label = label.in_(lang)
            self.fields[name].error_messages["required"] = REQUIRED.in_(lang)


class PasswordForm(forms.Form):
    """The old password, and the new one twice. `prove` refuses a wrong old one, and counts it."""

    old = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(
        self, user: User, prove: Callable[[str], object], rules: AccountRules, *args: Any, lang: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.prove, self.rules, self.lang = user, prove, rules, lang
        for name, label in (("old", OLD), ("new", NEW), ("again", AGAIN)):
            self.fields[name].label = label.in_(lang)
            self.fields[name].error_messages["required"] = REQUIRED.in_(lang)
        self.fields["new"].help_text = RULES.format(n=rules.password_length).in_(lang)

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        try:
            self.prove(old)
        except Refused as no:
            said = [OLD_WRONG if r.problem is WRONG else r.says for r in no.refusals]
            raise ValidationError([text.in_(self.lang) for text in said]) from no
        return old

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        try:
            check_password(new, self.user.username, self.user.name, self.rules)
        except Refused as weak:
            raise ValidationError([r.says.in_(self.lang) for r in weak.refusals]) from weak
        return new

    def clean(self) -> dict[str, Any]:
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new is not None and again is not None and new != again:
            self.add_error("again", DIFFER.in_(self.lang))
        if new is not None and new == self.cleaned_data.get("old"):
            self.add_error("new", SAME_PASSWORD.says.in_(self.lang))
        return self.cleaned_data


class ReportForm(forms.Form):
    """Which report: of which plan, and whether a working copy or one to submit."""

    plan = forms.ChoiceField()
    form = forms.ChoiceField(choices=[(code, label.zh) for code, label in FORMS.items()])

    def __init__(self, plans: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = plans  # type: ignore[attr-defined]
