"""The words of templates: say a thing in the reader's language, mark a verdict, print a value, name an address.

The page's language is `lang` in the context. Kernel texts carry both languages; a template's own words do so too:
`{% t "首页" "Home" %}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import template
from django.template.context import Context
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from halfsky.kernel.access import ROLES
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.evaluating import Outcome
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Direction, Indicator
from halfsky.kernel.numbers import exactly, printed
from halfsky.kernel.plan import Agency
from halfsky.kernel.rates import Summary
from halfsky.kernel.sentence import summary_sentence
from halfsky.kernel.source_text import KEY
from halfsky.kernel.target import Part
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import Level
from halfsky.kernel.words import change, quantity, shown, value_of, wanted
from halfsky.queries.first_page import Alarm
from halfsky.queries.warnings import Follow, series_of
from halfsky.web.present import log_words, marks, spark
from halfsky.web.present.log_words import word
from halfsky.web.present.value_table import keys

register = template.Library()


def spoken(context: Context, said: object) -> str:
    """A kernel text in the page's language; anything else as it is."""
    return said.in_(str(context.get("lang", "zh"))) if isinstance(said, Text) else str(said)


@register.simple_tag(takes_context=True)
def t(context: Context, zh: str, en: str, **values: object) -> str:
    """The template's own words in the page's language, with {placeholders} filled; an empty English one stays empty."""
    words = en if context.get("lang") == "en" else zh
    return words.format(**values) if values else words


@register.simple_tag(takes_context=True)
def say(context: Context, said: object) -> str:
    """A kernel text in the page's language; nothing for None."""
    return "" if said is None else spoken(context, said)


_FIGURE = re.compile(r"(\d+(?:\.\d+)?%?项?)")


@register.simple_tag(takes_context=True)
def summary(context: Context, of: Summary) -> SafeString:
    """The kernel's one sentence on what is reached, its figures in bold."""
    pieces = _FIGURE.split(spoken(context, summary_sentence(of)))
    return format_html_join("", "{}", ((format_html("<b>{}</b>", p) if i % 2 else p,) for i, p in enumerate(pieces)))


@register.simple_tag(takes_context=True)
def mark(context: Context, class_: Class) -> SafeString:
    """A verdict: shape, hue, word."""
    return _marked("verdict", marks.OF_CLASS[class_], spoken(context, class_.label))


@register.simple_tag(takes_context=True)
def level(context: Context, of: Level) -> SafeString:
    """A warning's level: shape, hue, word."""
    return _marked("verdict", marks.OF_LEVEL[of], spoken(context, of.label))


@register.simple_tag(takes_context=True)
def outcome(context: Context, of: Outcome) -> SafeString:
    """The outcome of an evaluation: shape, hue, word."""
    return _marked("verdict", marks.OF_OUTCOME[of], spoken(context, of.label))


def _marked(kind: str, look: marks.Mark, word: str) -> SafeString:
    return format_html(
        '<span class="{} {}"><svg viewBox="0 0 12 12" aria-hidden="true"><path d="{}"/></svg>{}</span>',
        kind,
        look.hue,
        look.path,
        word,
    )


@register.filter
def hue(class_: Class | Level) -> str:
    """The hue's name of a verdict or a warning."""
    return (marks.OF_CLASS[class_] if isinstance(class_, Class) else marks.OF_LEVEL[class_]).hue


@register.simple_tag(takes_context=True)
def gap(context: Context, reason: Absence | None) -> SafeString:
    """A missing figure with its reason; the reason decides the look."""
    word = reason.label if reason else Text("无数据", "no data")
    return format_html('<span class="gap {}">{}</span>', marks.gap_look(reason), spoken(context, word))


@register.simple_tag(takes_context=True)
def row_value(context: Context, row: Row) -> SafeString | str:
    """The value that judges a row, or why there is none."""
    if row.verdict.observation is None:
        return gap(context, row.verdict.reason)
    said = spoken(context, value_of(row.verdict.observation, row.indicator, row.verdict.bar))
    return _noted(context, said, row.verdict.observation)


@register.simple_tag(takes_context=True)
def part_value(context: Context, part: Part, row: Row) -> SafeString | str:
    """The value of one of the places that an each-level target judges."""
    if part.value is None:
        return gap(context, part.absence)
    return spoken(context, quantity(shown(part.value, row.indicator.decimals, row.verdict.bar), row.indicator.unit))


@register.simple_tag(takes_context=True)
def met(context: Context, part: Part, row: Row) -> SafeString:
    """Whether a part meets the target: shape, hue, word; an em dash where it has not reported or there is no bar."""
    bar = row.verdict.bar
    if bar is None or part.value is None:
        return format_html('<span class="gap">{}</span>', "—")
    if bar.meets(part.value):
        return _marked("verdict", marks.GOOD, spoken(context, Text("达到", "met")))
    return _marked("verdict", marks.BAD, spoken(context, Text("未达到", "not met")))


@register.simple_tag(takes_context=True)
def point(context: Context, observed: Observation | None, row: Row) -> str:
    """Any value of a row's series, as it is printed; an em dash where the plan has none."""
    return "—" if observed is None else spoken(context, value_of(observed, row.indicator))


@register.simple_tag(takes_context=True)
def base(context: Context, row: Row) -> SafeString | str:
    """The base value of a row; 未计算 where it would need a share that nobody has stated."""
    if row.verdict.base is None and row.question.base_year in row.question.uncomputed:
        return gap(context, Absence.NOT_COMPUTED)
    return point(context, row.verdict.base, row)


@register.simple_tag(takes_context=True)
def asked(context: Context, row: Row) -> str:
    """What the row's target asks, in the words of plans; an em dash where there is none."""
    return "—" if row.target is None else spoken(context, wanted(row.target, row.indicator, row.verdict.bar))


@register.filter
def percent(share: Fraction | None) -> str:
    """A share as people print it: 59.5%."""
    return "—" if share is None else f"{printed(100 * share, 1)}%"


@register.inclusion_tag("web/parts/spark.html", takes_context=True)
def sparkline(context: Context, row: Row) -> dict[str, Any]:
    """The row's series as a small line."""
    drawn = spark.of_row(row)
    return {
        "spark": drawn,
        "says": spoken(context, drawn.says) if drawn else "",
        "hue": marks.OF_CLASS[row.verdict.class_].hue,
        "width": spark.WIDTH,
        "height": spark.HEIGHT,
    }


@register.simple_tag(takes_context=True)
def to(context: Context, page_name: str, **given: object) -> str:
    """The address of a page at the place and year where the reader stands, unless others are given."""
    here = context.get("here")
    at: Mapping[str, object] = {"code": here.place.code, "year": here.year} if here is not None else {}
    return reverse(f"web:{page_name}", kwargs={**at, **given})


@register.simple_tag(takes_context=True)
def figure(context: Context, observed: Observation | None, row: Row) -> SafeString | str:
    """A value without its unit, which stands in the heading; an em dash where there is none."""
    if observed is None:
        return format_html('<span class="gap">{}</span>', "—")
    said = shown(observed.value, row.indicator.decimals) if observed.computed else observed.shown
    return _noted(context, said, observed)


def _noted(context: Context, said: str, observed: Observation) -> SafeString | str:
    """A figure with a mark where explanations (核实说明) stand behind it."""
    if not observed.footnotes:
        return said
    mark = spoken(context, Text("注", "note"))
    return format_html('{}<sup class="footnote" title="{}">{}</sup>', said, "\n".join(observed.footnotes), mark)


@register.filter
def exact(value: Fraction) -> str:
    """A written number as it was written: 0.5, 40."""
    return exactly(value)


@register.filter
def degree(share: Fraction) -> str:
    """实现程度, already in percent."""
    return f"{printed(share, 1)}%"


@register.filter
def points(index: Fraction) -> str:
    """An index or a score: 96.7."""
    return printed(index, 1)


@register.simple_tag(takes_context=True)
def named(context: Context, assessment: Assessment, number: str) -> str:
    """The name of a row by its number."""
    row = assessment.row(number)
    return f" {spoken(context, row.name)}" if row else ""


@register.simple_tag(takes_context=True)
def since(context: Context, alarm: Alarm, year: int) -> str:
    """Since when a row has warned: new this year, or the first year and how many running."""
    if alarm.is_new:
        return spoken(context, Text(f"{year}年新增", f"new in {year}"))
    years = year - alarm.since + 1
    return spoken(context, Text(f"自{alarm.since}年，连续{years}年", f"since {alarm.since}, {years} years"))


@register.filter
def followed_by(follow: Mapping[str, tuple[Follow, ...]], row: Row) -> tuple[Follow, ...]:
    """The records that follow the series of a row, where the page knows of any."""
    return follow.get(series_of(row), ()) if follow else ()


DIRECTIONS = {
    Direction.UP: Text("越高越好", "higher is better"),
    Direction.DOWN: Text("越低越好", "lower is better"),
    Direction.KEEP: Text("保持在范围内", "to be kept within a band"),
    Direction.NONE: Text("高低不论好坏", "neither way is better"),
}


@register.simple_tag(takes_context=True)
def direction(context: Context, indicator: Indicator) -> str:
    """Which way is better, in words."""
    return spoken(context, DIRECTIONS[indicator.direction])


@register.simple_tag(takes_context=True)
def moved(context: Context, row: Row) -> str:
    """The change from the previous value to the one that judges."""
    now, before = row.verdict.observation, row.verdict.previous
    return "—" if now is None or before is None else spoken(context, change(now.value, before.value, row.indicator))


register.filter("keys", keys)


@register.filter
def slug(key: str) -> str:
    """A key as the name of an anchor."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in key).strip("-").lower()


@register.filter
def cites(text: str) -> SafeString:
    """A text whose words for proposals of source texts (文稿12-17) lead there; its lines stay lines."""
    out, at = [], 0
    for found in KEY.finditer(text):
        href = reverse("web:source_text", args=[int(found["document"])])
        out.append(format_html("{}", text[at : found.start()]))
        out.append(format_html('<a href="{}?at={}#i{}">{}</a>', href, found["number"], found["number"], found.group()))
        at = found.end()
    return linebreaksbr(SafeString("".join([*out, format_html("{}", text[at:])])))


@register.simple_tag(takes_context=True)
def role(context: Context, code: str) -> str:
    """A role by its code."""
    return spoken(context, ROLES[code].label)


@register.simple_tag(takes_context=True)
def action(context: Context, code: str) -> str:
    """What an action of the log is called."""
    return spoken(context, word(code))


@register.simple_tag(takes_context=True)
def particular(context: Context, code: str) -> str:
    """What a particular of an entry of the log is called."""
    return spoken(context, log_words.particular(code))


@register.filter
def detail(value: object) -> str:
    """A particular of an entry of the log: a list as an enumeration."""
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


@register.simple_tag(takes_context=True)
def agency(context: Context, code: str, agencies: Mapping[str, Agency]) -> str:
    """What an agency is called; the code of one that no pack declares."""
    return spoken(context, agencies[code].name) if code in agencies else code
