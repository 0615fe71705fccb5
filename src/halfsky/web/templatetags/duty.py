"""The words of the pages of responsibility: what a target asks without its row, the latest value of a row."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from halfsky.kernel.assessment import Row
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.target import Target
from halfsky.kernel.words import value_of, wanted
from halfsky.web.templatetags.halfsky import gap, spoken

register = template.Library()


@register.simple_tag(takes_context=True)
def asks(context: Context, target: Target, indicator: Indicator) -> str:
    """What a target asks, in the words of plans."""
    return spoken(context, wanted(target, indicator))


@register.simple_tag(takes_context=True)
def latest(context: Context, row: Row) -> SafeString:
    """The last value of a row with its year, or why there is none."""
    v = row.verdict
    seen = v.observation or v.latest
    if seen is None:
        return gap(context, v.reason)
    return format_html(
        '{} <span class="quiet small">{}</span>', spoken(context, value_of(seen, row.indicator)), seen.year
    )
