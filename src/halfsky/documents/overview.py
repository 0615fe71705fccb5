"""The opening and 一、总体情况: what was monitored, by which rules, and the counts and rates of the whole plan.

达标率 never stands without 数据覆盖率, and is given over both denominators; where too much is missing it is not given
and the missing rows are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from halfsky.documents.blocks import Block, Column, Heading, Line, Paragraph, Style, Table
from halfsky.documents.numbers import count, day_of, percent
from halfsky.documents.prose import silent
from halfsky.documents.said import Said, joined, names, ordinal, say
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.fact import Absence
from halfsky.kernel.plan import Domain, GoalKind
from halfsky.kernel.rates import Summary, summarise
from halfsky.kernel.target import Bar
from halfsky.kernel.verdict import Class

OPEN_DATA = "本报告据公开资料整理，非官方评估结论。"
DEMO = "演示数据"
DEMO_SAID = "本报告中的地区和数据均为虚构，仅供演示，不代表任何真实地区。"
TABLE_NOTE = "注：“达标”含已达标、提前达标和保持达标；“覆盖率”为有数据的可量化指标占全部可量化指标的比重。"
_NEAR = (Class.EXPECTED,)
_FAR = (Class.DIFFICULT, Class.NOT_REACHED, Class.RELAPSED)
_OPEN = (Class.UNCLEAR, Class.PENDING)


def opening(a: Assessment, deed: str = "监测", rule: str = "") -> Paragraph:
    """What was monitored (or evaluated: `deed`), which data and targets count, what kind of text this is."""
    year = f"{a.year}"
    what = say(
        f"本报告依据《{a.plan.title.zh}》（基期为{a.plan.base_year}年），对{a.place.name}{year}年",
        count(len(domains(a)), "监测领域", year, "个"),
        "领域",
        count(len(a.rows), "监测指标", year),
        f"指标的实现情况进行{deed}。",
    )
    day = day_of(a.as_of)
    rules = (
        f"评估年度为{year}年，只使用截至{day}已公布的数据；年度指标缺当年数据的，使用上年数据并注明；"
        "普查、换届和抽样调查指标使用最近一次数据，到下一次数据取得为止；基期以前的数据不参与判定。"
    )
    rules += rule
    if a.redrawn or a.tree:
        rules += f"历年数据{a.by_tree.label.zh}计算：{a.by_tree.says.zh}"
    return Paragraph((what, (rules,), (DEMO_SAID if a.demo else OPEN_DATA,)))


def domains(a: Assessment) -> list[Domain]:
    """The domains that have rows."""
    return [d for d in a.plan.domains if a.in_domain(d)]


def overview(a: Assessment) -> list[Block]:
    """一、总体情况 with the table by domain."""
    s, year = a.summary, f"{a.year}"
    said: list[Said] = [composition(a)]
    if s.quantifiable:
        said += [rates(s, year), _classes(_numeric(a.rows), "可量化指标中，", year)]
    else:
        said.append(("没有可量化指标，不计算达标率。",))
    blocks: list[Block] = [Paragraph(tuple(x for x in said if x))]
    if soft := [r for r in a.rows if _kind(r) == _SOFT]:
        blocks.append(Paragraph((_classes(soft, "定性目标中，", year),)))
    blocks += [Paragraph(tuple(x)) for x in _unsaid(a, s) if x]
    if s.quantifiable:
        caption = Paragraph((("表1 分领域判定情况（单位：项）",),), Style.TABLE_CAPTION)
        blocks += [caption, by_domain(a), Paragraph(((TABLE_NOTE,),), Style.NOTE)]
    return [Heading(1, "总体情况"), *blocks]


# -- sentences --------------------------------------------------------------------------------------------------------

_HARD, _SOFT, _WATCHED = "可量化指标", "定性目标", "监测指标"
_NO_TARGET, _NOT_HERE = "本级未设目标的指标", "本级不统计的指标"


def _kind(row: Row) -> str:
    if row.verdict.reason is Absence.NOT_COUNTED_HERE:
        return _NOT_HERE
    if row.verdict.quantifiable:
        return _HARD
    if row.verdict.class_ is Class.NO_TARGET:
        return _NO_TARGET
    return _SOFT if row.goal.kind is GoalKind.QUALITATIVE else _WATCHED


def _numeric(rows: Iterable[Row]) -> list[Row]:
    return [r for r in rows if _kind(r) == _HARD]


def composition(a: Assessment) -> Said:
    """How many rows there are of each kind."""
    s, year = a.summary, f"{a.year}"
    kinds = Counter(_kind(r) for r in a.rows)
    parts = [say(k, count(kinds[k], k, year)) for k in (_HARD, _SOFT, _WATCHED, _NO_TARGET, _NOT_HERE) if kinds[k]]
    return say("监测指标共", count(s.rows, "监测指标", year), "，其中", joined(parts, "、"), "。")


def rates(s: Summary, year: str) -> Said:
    """达标率 beside 数据覆盖率 over both denominators, or why there is none."""
    assert s.coverage is not None
    coverage = percent(s.coverage, "数据覆盖率", year, Bar(low=s.enough * 100))
    held = say("可量化指标中有数据的", count(s.with_data, "有数据的可量化指标", year), "，数据覆盖率", coverage)
    earlier = say("，其中", count(s.earlier_values, "使用上年数据", year), "使用上年数据") if s.earlier_values else ()
    if s.rate is None or s.rate_with_missing is None or s.hopeful_rate is None or s.progress_rate is None:
        least = percent(s.enough, "数据覆盖率下限", year)
        return say(held, earlier, "；覆盖率低于", least, "，数据不足，暂不计算达标率。")
    return say(
        say(held, earlier, "；达标", count(s.reached, "达标", year)),
        say("，达标率", percent(s.rate_with_missing, "达标率（以全部可量化指标计）", year), "（以全部可量化指标计），"),
        say("不计无数据项为", percent(s.rate, "达标率（以有数据的计）", year), "。"),
        say("达标和预期可达标的占全部可量化指标的", percent(s.hopeful_rate, "达标和预期可达标占比", year)),
        say("，序时进度达标率", percent(s.progress_rate, "序时进度达标率", year), "。"),
    )


def _classes(rows: list[Row], start: str, year: str) -> Said:
    counts = Counter(r.verdict.class_ for r in rows)
    parts = [say(c.label.zh, count(counts[c], c.label.zh, year)) for c in Class if counts[c]]
    return say(start, joined(parts, "、"), "。") if parts else ()


def _unsaid(a: Assessment, s: Summary) -> list[list[Said]]:
    """The rows that a withheld rate lacks, and those that this level does not count."""
    out: list[list[Said]] = []
    if s.withheld and s.missing:
        out.append(silent([r for r in a.rows if r.number in s.missing], a.year, "可量化指标", hints=False))
    if s.not_counted_here:
        away = names(r.name.zh for r in a.rows if r.number in s.not_counted_here)
        out.append([say("本级不统计、不计入达标率的指标为：", away, "。")])
    return out


# -- the table by domain ----------------------------------------------------------------------------------------------


def by_domain(a: Assessment) -> Table:
    """One line a domain: how many rows, how many of each outcome, coverage."""
    columns = (
        Column("领域", 46),
        *(Column(h, w, numeric=True) for h, w in (("指标", 11), ("可量化", 14), ("达标", 11), ("预期可达标", 16))),
        *(Column(h, w, numeric=True) for h, w in (("困难或未达标", 18), ("待定或不明", 16))),
        *(Column(h, w, numeric=True) for h, w in (("无数据", 14), ("覆盖率", 16))),
    )
    lines = [_line(a, f"（{ordinal(i)}）{d.name.zh}", a.in_domain(d)) for i, d in enumerate(domains(a), 1)]
    return Table(columns, (*lines, _line(a, "合计", a.rows)), Style.WIDE_CELL, whole=True)


def _line(a: Assessment, name: str, rows: tuple[Row, ...]) -> Line:
    s, year = summarise(rows), f"{a.year}"
    counts = Counter(r.verdict.class_ for r in _numeric(rows))

    def cell(n: int, what: str) -> Said:
        return (count(n, f"{name}·{what}", year, ""),)

    def of(classes: tuple[Class, ...], what: str) -> Said:
        return cell(sum(counts[c] for c in classes), what)

    coverage: Said = ("—",) if s.coverage is None else (percent(s.coverage, f"{name}·数据覆盖率", year),)
    figures = (cell(s.rows, "指标"), cell(s.quantifiable, "可量化"), cell(s.reached, "达标"), of(_NEAR, "预期可达标"))
    rest = (of(_FAR, "困难或未达标"), of(_OPEN, "待定或不明"), cell(len(s.missing), "无数据"), coverage)
    return Line(((name,), *figures, *rest))
