"""How rows become sentences: one group of like rows, one sentence; nothing in it that the figures do not carry.

The order inside a sentence is always: year, names, values, against last year, against the base, verdict. The class
words are the kernel's. Forecast figures are 内部研判 and appear in the working draft only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from halfsky.documents.grouping import Part, grouped, part_of
from halfsky.documents.numbers import Parts, RowNumbers, count, moved
from halfsky.documents.said import Number, Said, What, apart, enumerated, joined, names, say
from halfsky.kernel.assessment import Row
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Rhythm
from halfsky.kernel.verdict import Note

Form: TypeAlias = Literal["work", "final"]
FORECAST_MARK = "（内部研判）"


def paragraphs(
    rows: Sequence[Row], judged: int, form: Form, pictures: Mapping[str, str] | None = None
) -> list[tuple[Part, list[Said]]]:
    """The sentences on the rows of one domain, by part. `pictures` gives the label (图1) of the rows that are drawn."""
    out = []
    for part in Part:
        inside = [r for r in rows if part_of(r) is part]
        if part is Part.SILENT:
            said = silent(inside, judged) if inside else []
        else:
            said = _running_text(grouped(inside, judged), judged, form, pictures or {})
        if said:
            out.append((part, said))
    return out


def _running_text(
    groups: Sequence[tuple[Row, ...]], judged: int, form: Form, pictures: Mapping[str, str]
) -> list[Said]:
    """Sentences one after the other; the year is said when it changes."""
    out, said_year = [], ""
    for group in groups:
        o = group[0].verdict.observation
        year = o.period.label.zh if o else f"{judged}年"
        label = "、".join(dict.fromkeys(pictures[r.number] for r in group if r.number in pictures))
        opening = "" if year == said_year else f"{year}，"
        said_year = year
        out.append(say(opening, sentence(group, judged, form), f"（见{label}）" if label else "", "。"))
    return out


def sentence(group: Sequence[Row], judged: int, form: Form) -> Said:
    """One sentence on a group of like rows, without the year in front and the full stop at its end."""
    if group[0].verdict.parts:
        return _told_by_parts(group[0])
    return _Group(group, judged, form).whole()


class _Group:
    """A group of rows that share all but their figures."""

    def __init__(self, rows: Sequence[Row], judged: int, form: Form) -> None:
        self.rows, self.judged, self.form = rows, judged, form
        self.numbers = [RowNumbers(r) for r in rows]
        self.verdict = rows[0].verdict
        self.now = self.numbers[0].now
        self.all = "均" if len(rows) > 1 else ""

    def whole(self) -> Said:
        clauses = [self._fact(), self._since_previous(), self._since_base(), self._judged(), self._remarks()]
        return joined([c for c in clauses if c], "，")

    # -- the figures ------------------------------------------------------------------------------------------------

    def _each(self, ask: Callable[[RowNumbers], Number]) -> Said:
        """One figure of every row: 为4.0‰; 分别为2.5‰、4.0‰和5.6‰."""
        return enumerated([(ask(n),) for n in self.numbers])

    @property
    def _severally(self) -> str:
        return "分别" if len(self.rows) > 1 else ""

    def _fact(self) -> Said:
        subject = names(r.name.zh for r in self.rows)
        return say(subject, f"{self._severally}为", self._each(RowNumbers.value), self._qualified())

    def _qualified(self) -> Said:
        """What is to be said of the value itself, in brackets behind it."""
        notes = self.verdict.notes
        said: list[Said] = []
        if Note.EARLIER_VALUE in notes:
            annual = self.rows[0].indicator.validity.rhythm is Rhythm.ANNUAL
            said.append(("使用上年数据" if annual else "使用最近一次数据",))
        if Note.SMALL_COUNT in notes or Note.NO_CASES in notes:
            said.append(self._small())
        if Note.BREAK in notes:
            said.append(("口径有调整，不与调整前比较",))
        return say("（", joined(said, "；"), "）") if said else ()

    def _small(self) -> Said:
        one = self.numbers[0]
        pooled = say("，三年合并为", one.pooled()) if self.now.pooled is not None else ()
        return say("小样本，", one.cases(), pooled) if self.now.cases is not None else ("小样本",)

    def _since_previous(self) -> Said:
        before = self.verdict.previous
        if before is None:
            return ()
        last_year = self.now.year == self.judged and before.year == self.judged - 1
        return self._since("上年" if last_year else before.period.label.zh, What.CHANGE, lambda r: r.verdict.previous)

    def _since_base(self) -> Said:
        base, before = self.verdict.base, self.verdict.previous
        if base is None or base.period == self.now.period or (before and before.period == base.period):
            return ()
        return self._since(base.period.label.zh, What.BASE_CHANGE, lambda r: r.verdict.base)

    def _since(self, when: str, what: What, of: Callable[[Row], Observation | None]) -> Said:
        """比上年下降0.8个十万分点; 比上年分别下降0.3个、0.5个和0.6个千分点; 与上年持平; 基本持平 (below a digit)."""
        earlier = [o for r in self.rows if (o := of(r)) is not None]
        if not moved(self.now, earlier[0], self.rows[0].indicator):
            same = all(n.now.value == o.value for n, o in zip(self.numbers, earlier, strict=True))
            return (f"{self.all}与{when}{'' if same else '基本'}持平",)
        changes = [n.change(o, what) for n, o in zip(self.numbers, earlier, strict=True)]
        word = changes[0][0]
        return say(f"比{when}{self._severally}{word}", _measured([c for _, c in changes]))

    # -- the verdict ------------------------------------------------------------------------------------------------

    def _judged(self) -> Said:
        class_ = self.verdict.class_
        found: Said = getattr(self, f"_{class_.value}")()
        return found

    def _target(self, with_year: bool = True) -> Said:
        """2030年12/10万以下的目标; 2030年目标（分别为3.0‰以下、5.0‰以下和6.0‰以下）."""
        targets = [n.target() for n in self.numbers]
        first = self.rows[0].target
        year = f"{first.year}年" if with_year and first else ""
        review = "（待复核）" if self.rows[0].needs_review else ""
        if len({t.shown for t in targets}) == 1:
            return say(year, targets[0], review, "的目标")
        return say(year, "目标（分别为", enumerated([(t,) for t in targets]), "；待复核）" if review else "）")

    def _label(self) -> str:
        return self.verdict.class_.label.zh

    def _reached(self) -> Said:
        return say(f"{self.all}达到", self._target(), f"，{self._label()}")

    def _early(self) -> Said:
        return say(f"{self.all}已达到", self._target(), f"，{self._label()}")

    def _kept(self) -> Said:
        already = "，基期已达标" if Note.BASE_ALREADY_MET in self.verdict.notes else ""
        return say(f"{self.all}符合", self._target(), f"{already}，{self._label()}")

    def _not_reached(self) -> Said:
        return say(f"{self.all}未达到", self._target(), f"，{self._label()}")

    def _relapsed(self) -> Said:
        return say(f"{self.all}曾达到", self._target(), f"，现未达到，{self._label()}")

    def _expected(self) -> Said:
        return say(*self._gap(), *self._outlook(), f"，{self._label()}")

    _difficult = _expected

    def _gap(self) -> Said:
        return say("距", self._target(), f"{self._severally}还差", _measured([n.distance() for n in self.numbers]))

    def _outlook(self) -> Said:
        """Why it will or will not be reached: the forecast (working draft only), or the straight progress line."""
        v = self.verdict
        if v.forecast is not None and Note.BY_PROGRESS_LINE not in v.notes:
            if self.form == "final":
                return ()
            ahead = self._each(RowNumbers.forecast)
            opening = f"；按{v.forecast.since}年以来的趋势，预计{v.forecast.year}年{self._severally}为"
            return say(opening, ahead, FORECAST_MARK)
        if v.progress is None:
            return ()
        line = say(f"；按序时进度{v.progress.year}年应{self._severally}为", self._each(RowNumbers.expected))
        if not v.progress.behind:
            return say(line, f"，{self.all}不滞后")
        return say(line, f"，{self._severally}滞后", _measured([n.behind() for n in self.numbers]))

    def _unclear(self) -> Said:
        notes = self.verdict.notes
        if Note.NO_DIRECTION in notes:
            return ()
        if self.rows[0].target is None:
            return (f"基期以来没有其他年度的数据可比，{self._label()}",)
        why = "基期以后尚无后续数据" if Note.ONE_POINT in notes else "缺基期数，数据不足以判断趋势"
        return say(f"{self.all}尚未达到", self._target(), f"；{why}，{self._label()}")

    def _pending(self) -> Said:
        if Note.NO_TOLERANCE in self.verdict.notes:
            return say(self._target(), f"没有明确容差，{self._label()}")
        return say(self._target(), f"因目标年数据尚未公布，{self._label()}")

    def _trend(self) -> Said:
        return (self._label(),)

    _better = _steady = _worse = _trend

    def _monitored(self) -> Said:
        return ()

    def _no_target(self) -> Said:
        if self.rows[0].upper is None:
            return (f"本级{self.all}未设目标",)
        uppers = enumerated([(n.upper(),) for n in self.numbers])
        year = self.rows[0].upper.year
        return say(f"本级{self.all}未设目标，上级{year}年目标{self._severally}为", uppers, "（参照）")

    def _remarks(self) -> Said:
        """What weakens the verdict."""
        notes = self.verdict.notes
        out: list[Said] = []
        if Note.WEAKENING in notes:
            out.append(say("但已连续", self.numbers[0].running(), "走弱"))
        if Note.LOW_CONFIDENCE in notes and self.form == "work" and self.verdict.forecast is not None:
            bands = enumerated([say(low, "至", high) for low, high in (n.band() for n in self.numbers)])
            out.append(say(f"按以往速度{self._severally}在", bands, "之间", FORECAST_MARK, "，把握不大"))
        if any(n.verdict.observation and n.verdict.observation.footnotes for n in self.numbers):
            out.append(("数据有核实说明，见附表",))
        return joined(out, "，")


def _measured(sizes: Sequence[Number]) -> Said:
    """Differences with their common measure said once: 0.3个、0.5个和0.6个千分点."""
    tail = sizes[0].unit.removeprefix("个")
    if sizes[0].shown.endswith(f"个{tail}"):
        sizes = [replace(s, shown=s.shown.removesuffix(tail)) for s in sizes[:-1]] + [sizes[-1]]
    return enumerated([(s,) for s in sizes])


def _told_by_parts(row: Row) -> Said:
    """以乡镇级为单位考核，38个中36个达到90%以上，1个未达到（名称），1个未报（名称）."""
    assert row.target is not None and row.target.each is not None
    numbers, parts = RowNumbers(row), Parts(row)
    whole = say(f"{row.name.zh}以{row.target.each.label.zh}为单位考核，", parts.counted())
    out = say(whole, numbers.target())
    for group, word in ((parts.failed, "未达到"), (parts.open, "未报")):
        if group:
            names_ = "、".join(p.name.zh for p in group)
            out = say(out, "，", parts.places(len(group), word), f"{word}（{names_}）")
    return say(out, f"，{row.verdict.class_.label.zh}")


def silent(rows: Sequence[Row], judged: int, noun: str = "指标", hints: bool = True) -> list[Said]:
    """Which rows have no figure, by reason: 尚未公布3项：甲、乙（最近为2022年的3%）和丙."""
    away = [r for r in rows if r.verdict.reason is Absence.NOT_COUNTED_HERE]
    due = [r for r in rows if r not in away]
    out = _missing(due, judged, noun, hints) if due else []
    if away:
        listed = names(r.name.zh for r in away)
        out.append(say("本级不统计的指标", count(len(away), "本级不统计的指标", f"{judged}"), "：", listed, "。"))
    return out


def _missing(rows: Sequence[Row], judged: int, noun: str, hints: bool) -> list[Said]:
    by_reason: dict[str, list[Row]] = {}
    for row in rows:
        by_reason.setdefault((row.verdict.reason or Absence.NOT_PROVIDED).label.zh, []).append(row)
    opening = say(f"没有可用数据的{noun}", count(len(rows), f"没有可用数据的{noun}", f"{judged}"))
    if len(by_reason) == 1:
        reason, only = next(iter(by_reason.items()))
        return [say(opening, f"，均为{reason}：" if len(only) > 1 else f"（{reason}）：", _listed(only, hints), "。")]
    out = [say(opening, "。")]
    for reason, some in by_reason.items():
        out.append(say(f"{reason}", count(len(some), reason, f"{judged}"), "：", _listed(some, hints), "。"))
    return out


def _listed(rows: Sequence[Row], hints: bool) -> Said:
    """Names, and in brackets what is known instead: the latest value, and when the next one comes."""
    if not hints:
        return names(r.name.zh for r in rows)
    items: list[Said] = []
    for row in rows:
        known: list[Said] = []
        if row.verdict.latest is not None:
            known.append(say(f"最近为{row.verdict.latest.period.label.zh}的", RowNumbers(row).latest()))
        if row.verdict.next_year:
            known.append((f"下次取数：{row.verdict.next_year}年{row.indicator.validity.rhythm.label.zh}",))
        name = apart(row.name.zh) if len(rows) > 1 else row.name.zh
        items.append(say(name, *(("（", joined(known, "；"), "）") if known else ())))
    return enumerated(items)
