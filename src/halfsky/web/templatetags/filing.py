"""The words of pages around rounds: how a unit stands, the rooms of filing."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from halfsky.kernel.round import Standing
from halfsky.kernel.text import Text
from halfsky.web.filing_rooms import Tab, tabs
from halfsky.web.present.filing import look_of
from halfsky.web.templatetags.halfsky import spoken

register = template.Library()


@register.simple_tag(takes_context=True)
def standing(context: Context, of: Standing) -> SafeString:
    """How a unit stands: shape, hue, word."""
    mark, word = look_of(of)
    return format_html(
        '<span class="verdict {}"><svg viewBox="0 0 12 12" aria-hidden="true"><path d="{}"/></svg>{}</span>',
        mark.hue,
        mark.path,
        spoken(context, word),
    )


@register.simple_tag(takes_context=True)
def days_left(context: Context, days: int) -> str:
    """How long there is still, or how long it is over."""
    if days < 0:
        return spoken(context, Text(f"已逾期{-days}天", f"{-days} days overdue"))
    return spoken(context, Text(f"还有{days}天", f"{days} days left") if days else Text("今天到期", "due today"))


@register.simple_tag(takes_context=True)
def filing_rooms(context: Context) -> list[Tab]:
    """The pages of filing that hold something for the viewer."""
    here = context.get("here")
    return [] if here is None else tabs(here, int(context.get("unread") or 0))
