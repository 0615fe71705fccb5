"""The words of sign-ins: by which way, in which browser."""

from __future__ import annotations

import re

from django import template
from django.template.context import Context

from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text
from halfsky.web.templatetags.halfsky import spoken
from halfsky.web.views.errors import ON_A_PAGE

register = template.Library()
WAYS = {
    "password": Text("密码", "password"),
    "second": Text("密码和动态口令", "password and code"),
    "card": Text("登录卡", "card"),
    "provider": Text("统一身份认证", "single sign-on"),
}
BROWSERS = (
    ("MicroMessenger", Text("微信", "WeChat")),
    ("Edg/", Text("Edge")),
    ("Firefox/", Text("Firefox")),
    ("QQBrowser", Text("QQ浏览器", "QQ Browser")),
    ("Chrome/", Text("Chrome")),
    ("Safari/", Text("Safari")),
)
SYSTEMS = (
    ("HarmonyOS", Text("鸿蒙", "HarmonyOS")),
    ("Android", Text("安卓", "Android")),
    ("iPhone", Text("iPhone")),
    ("Windows", Text("Windows")),
    ("Mac OS", Text("Mac")),
    ("Linux", Text("Linux")),
)


@register.simple_tag(takes_context=True)
def way(context: Context, code: str) -> str:
    """By what somebody has signed in."""
    return spoken(context, WAYS.get(code, code))


@register.simple_tag(takes_context=True)
def browser(context: Context, agent: str) -> str:
    """A browser in two words; what calls itself something else is cut to its first word."""
    named = [next((word for mark, word in table if mark in agent), None) for table in (BROWSERS, SYSTEMS)]
    words = [spoken(context, word) for word in named if word is not None]
    return " · ".join(words) or (re.split(r"[/ ]", agent)[0][:30] or "—")


@register.filter
def advice(refusal: Refusal) -> Text:
    """What to do about a refusal, in words that can be followed on a page."""
    return ON_A_PAGE.get(refusal.number, refusal.problem.todo).format(**refusal.values)
