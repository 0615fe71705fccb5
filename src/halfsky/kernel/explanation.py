"""The working of one verdict, step by step from source to sentence, in words and figures that can be checked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from halfsky.kernel.assessment import Row, Source
from halfsky.kernel.fact import Missing, Observation
from halfsky.kernel.figure import Working
from halfsky.kernel.forecast import Forecast
from halfsky.kernel.indicator import Rhythm
from halfsky.kernel.judging import gather
from halfsky.kernel.numbers import needed, printed
from halfsky.kernel.small import trend_value
from halfsky.kernel.text import Text
from halfsky.kernel.words import gap, quantity, shown, value_of, wanted


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its heading, what happens in it, and the figures it uses as (label, figure, source) lines."""

    code: str
    title: Text
    says: Text
    lines: tuple[tuple[Text, Text, str], ...] = ()


def explain(row: Row, sources: Mapping[str, Source], working: Working | None = None) -> tuple[Step, ...]:
    """Every step from the values and their sources to the verdict; `working` tells how the judging value was computed."""
    steps = [_values(row, sources), _choice(row)]
    if working is not None and row.verdict.observation is not None:
        steps.append(_computed(row, row.verdict.observation, working))
    if row.target is not None:
        steps += [_base(row), _bar(row)]
        if row.verdict.bar is not None and row.verdict.observation is not None:
            steps.append(_compare(row))
        if row.verdict.progress is not None:
            steps.append(_progress(row))
        if row.verdict.forecast is not None:
            steps.append(_forecast(row, row.verdict.forecast))
    steps.append(Step("verdict", Text("系统判定", "Verdict"), _labelled(row)))
    return tuple(steps)


def _labelled(row: Row) -> Text:
    label = row.verdict.class_.label
    return Text(f"{label.zh}：{row.sentence.zh}", f"{label.in_('en')}: {row.sentence.in_('en')}")


def _named(key: str, sources: Mapping[str, Source]) -> str:
    source = sources.get(key)
    return f"{key} {source.title}" if source else key


def _values(row: Row, sources: Mapping[str, Source]) -> Step:
    lines = []
    for o in row.series:
        note = "".join(f"（{said}）" for said in (o.note, *o.footnotes) if said)
        origin = "本系统由数据项计算" if o.computed else _named(o.source, sources)
        lines.append((o.period.label, value_of(o, row.indicator), origin + note))
    return Step(
        "values",
        Text("数据与来源", "Values and sources"),
        Text(f"共{len(lines)}个值。", f"{len(lines)} values."),
        tuple(lines),
    )


def _choice(row: Row) -> Step:
    q, v = row.question, row.verdict
    rhythm = q.indicator.validity.rhythm
    age = (
        Text("年度指标可用当年或上一年的值", "a yearly series may use the year's or the last year's value")
        if rhythm is Rhythm.ANNUAL
        else Text(
            f"{rhythm.label.zh}数据在下一次{rhythm.label.zh}前有效",
            f"a {rhythm.label.in_('en')} value holds until the next one",
        )
    )
    said = Text(
        f"评估年度{q.judged}年，截至{q.as_of.isoformat()}已公布；{age.zh}；基期（{q.base_year}年）以前的值不参与判定。",
        f"Year judged {q.judged}, published by {q.as_of.isoformat()}; {age.in_('en')}; values from before the base year ({q.base_year}) never judge.",
    )
    if v.observation is None:
        reason = v.reason.label if v.reason else Text("无", "none")
        return Step(
            "choice",
            Text("选用数据", "The value that judges"),
            said + Text(f"没有可用的值（{reason.zh}）。", f"None may judge ({reason.in_('en')})."),
        )
    value = value_of(v.observation, row.indicator, v.bar)
    return Step(
        "choice",
        Text("选用数据", "The value that judges"),
        said
        + Text(
            f"选用{v.observation.period.label.zh}的{value.zh}。",
            f"Used: {value.in_('en')} of {v.observation.period.label.in_('en')}.",
        ),
    )


def _computed(row: Row, now: Observation, working: Working) -> Step:
    """The formula in words and in numbers, and what each place gave."""
    value = value_of(now, row.indicator, row.verdict.bar)
    held = Text(
        f"{working.due}个填报单位中{working.held}个已报", f"{working.held} of {working.due} places have reported"
    )
    lines = [(Text("代入", "in numbers"), Text(line), "") for line in working.filled]
    heads = "、".join(name.zh for name in working.operands)
    for name, readings in working.parts:
        given = " / ".join(x.reason.label.zh if isinstance(x, Missing) else needed(x, 0) for x in readings)
        lines.append((name, Text(given), heads))
    return Step(
        "computed",
        Text("计算", "Computation"),
        Text(
            f"{working.formula}；{held.zh}；结果为{value.zh}。",
            f"{working.formula}; {held.en}; the result is {value.in_('en')}.",
        ),
        tuple(lines),
    )


def _base(row: Row) -> Step:
    base = row.verdict.base
    if base is None:
        return Step(
            "base",
            Text("基期", "Base"),
            Text(
                f"{row.question.base_year}年没有基期数。",
                f"There is no value for the base year {row.question.base_year}.",
            ),
        )
    value = value_of(base, row.indicator)
    return Step(
        "base", Text("基期", "Base"), Text(f"{base.year}年为{value.zh}。", f"{value.in_('en')} in {base.year}.")
    )


def _bar(row: Row) -> Step:
    assert row.target is not None
    said = wanted(row.target, row.indicator, row.verdict.bar)
    review = Text("（待复核）", " (to be checked)") if row.needs_review else Text("")
    return Step(
        "target",
        Text("目标", "Target"),
        Text(f"{row.target.year}年：{said.zh}{review.zh}。", f"{row.target.year}: {said.in_('en')}{review.in_('en')}."),
        ((Text("来源", "source"), said, row.target.source),),
    )


def _compare(row: Row) -> Step:
    v = row.verdict
    assert v.bar is not None and v.observation is not None
    # As printed: with more digits where rounding would hide on which side of the bar the value lies.
    value = shown(v.observation.value, row.indicator.decimals, v.bar) if v.observation.computed else v.observation.shown
    parts = []
    if v.bar.low is not None:
        parts.append(f"{value} {'≥' if v.observation.value >= v.bar.low else '<'} {needed(v.bar.low, 0)}")
    if v.bar.high is not None:
        parts.append(f"{value} {'≤' if v.observation.value <= v.bar.high else '>'} {needed(v.bar.high, 0)}")
    met = v.bar.meets(v.observation.value)
    return Step(
        "compare",
        Text("比较", "Comparison"),
        Text(
            f"{'，'.join(parts)}，{'达到' if met else '未达到'}。",
            f"{', '.join(parts)}: {'met' if met else 'not met'}.",
        ),
    )


def _progress(row: Row) -> Step:
    p, base = row.verdict.progress, row.verdict.base
    assert p is not None and row.target is not None and row.verdict.bar is not None
    expected = quantity(shown(p.expected, row.indicator.decimals), row.indicator.unit)
    behind = gap(p.behind, row.indicator)
    share = shown(p.share * 100, 1)
    start = base.shown if base else "—"
    where = (
        Text(f"滞后{behind.zh}，为全程的{share}%", f"{behind.in_('en')} behind, {share}% of the way")
        if p.behind
        else Text("不滞后", "not behind")
    )
    return Step(
        "progress",
        Text("序时进度", "Progress line"),
        Text(
            f"由{p.base_year}年的{start}直线到{row.target.year}年的目标，{p.year}年应为{expected.zh}；{where.zh}。",
            f"Straight from {start} in {p.base_year} to the target in {row.target.year}: {expected.in_('en')} in {p.year}; {where.in_('en')}.",
        ),
    )


def _forecast(row: Row, f: Forecast) -> Step:
    values = [(o.year, trend_value(o, row.indicator.small)) for o in gather(row.question).stretch]
    lines = [
        (
            Text(f"{y1}—{y2}年斜率", f"slope {y1}–{y2}"),
            Text(_slope((v2 - v1) / (y2 - y1))),
            f"({needed(v2, 0)} − {needed(v1, 0)}) ÷ {y2 - y1}",
        )
        for (y1, v1), (y2, v2) in combinations(values, 2)
    ]
    amount = {
        n: quantity(shown(x, row.indicator.decimals), row.indicator.unit)
        for n, x in (("v", f.value), ("l", f.low), ("h", f.high))
    }
    said = Text(
        f"Theil–Sen：{len(lines)}个两两斜率的中位数为每年{_slope(f.slope)}，{f.since}年截距中位数为{shown(f.intercept, row.indicator.decimals)}，"
        f"{f.year}年为{amount['v'].zh}；按以往速度（第10—90百分位）在{amount['l'].zh}至{amount['h'].zh}之间。内部研判，不上报。",
        f"Theil–Sen: the median of {len(lines)} pairwise slopes is {_slope(f.slope)} a year, the median intercept in {f.since} {shown(f.intercept, row.indicator.decimals)}, "
        f"giving {amount['v'].in_('en')} in {f.year}; by past pace (10th to 90th percentile) {amount['l'].in_('en')} to {amount['h'].in_('en')}. Internal only.",
    )
    return Step("forecast", Text("趋势预测", "Forecast"), said, tuple(lines))


def _slope(value: Fraction) -> str:
    """A pace a year, with three decimals at most."""
    text = printed(value, 3)
    return text.rstrip("0").rstrip(".")
