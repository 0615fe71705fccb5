"""目标实现情况 and 指标达标一览: the counts of an evaluation by domain, and by leading unit with all names."""

from __future__ import annotations

from halfsky.documents.blocks import Block, Column, Heading, Line, Paragraph, Style, Table
from halfsky.documents.numbers import count
from halfsky.documents.overview import composition, rates
from halfsky.documents.said import Said, joined, names, ordinal, say
from halfsky.kernel.evaluating import Outcome, Tally, by_domain, by_unit
from halfsky.kernel.evaluation import Evaluation

NOTE = (
    "注：“达标”含已达标、提前达标和保持达标；“接近目标”为预期可达标，或趋势不明而不低于序时进度；“未达标”含未达标、达标困难、"
    "达标后回落和其他尚未达到目标的；目标年数据尚未公布、容差未明确的列入“无数据或待定”。"
)
NOBODY = "未明确牵头单位"


def outcomes(e: Evaluation) -> list[Block]:
    """The counts of the whole plan, and the table by domain."""
    a, year = e.assessment, f"{e.assessment.year}"
    said: list[Said] = [composition(a)]
    if e.tally.counted:
        said += [_counts(e.tally, year), rates(a.summary, year)]
    else:
        said.append(("没有可量化指标，不作达标情况的结论。",))
    blocks: list[Block] = [Paragraph(tuple(said))]
    if e.tally.counted:
        caption = Paragraph((("表1 分领域目标实现情况（单位：项）",),), Style.TABLE_CAPTION)
        blocks += [caption, _domains(e, year), Paragraph(((NOTE,),), Style.NOTE)]
    return blocks


def _counts(t: Tally, year: str) -> Said:
    parts = [say(o.label.zh, count(len(rows), o.label.zh, year)) for o, rows in t.groups]
    return say("可量化指标中，", joined(parts, "、"), "。")


def _domains(e: Evaluation, year: str) -> Table:
    columns = (
        Column("领域", 50),
        Column("可量化", 16, numeric=True),
        *(Column(o.label.zh, 26 if o is Outcome.UNDECIDED else 18, numeric=True) for o in Outcome),
    )
    found = [(f"（{ordinal(i)}）{d.name.zh}", t) for i, (d, t) in enumerate(by_domain(e.assessment), 1)]
    lines = [_line(name, t, year) for name, t in (*found, ("合计", e.tally))]
    return Table(columns, tuple(lines), Style.WIDE_CELL, whole=True)


def _line(name: str, t: Tally, year: str) -> Line:
    cells = [(count(len(rows), f"{name}·{o.label.zh}", year, ""),) for o, rows in t.groups]
    return Line(((name,), (count(t.counted, f"{name}·可量化", year, ""),), *cells))


def units(e: Evaluation) -> list[Block]:
    """Every leading unit with its rows by outcome, each by name; 定性、监测 and the like are named, too."""
    year = f"{e.assessment.year}"
    lines: list[Line] = []
    for unit, t in by_unit(e.assessment):
        called = unit.name.zh if unit else NOBODY
        lines.append(Line(((called,),), band=True))
        lines += [
            Line(((label,), (count(len(rows), f"{called}·{label}", year, ""),), names(r.name.zh for r in rows)))
            for label, rows in (*((o.label.zh, rows) for o, rows in t.groups), ("不计入达标统计", t.aside))
            if rows
        ]
    columns = (Column("实现情况", 30), Column("项数", 14, numeric=True), Column("指标", 116))
    caption = Paragraph((("表2 各牵头单位指标达标一览",),), Style.TABLE_CAPTION)
    return [Heading(1, "指标达标一览"), caption, Table(columns, tuple(lines), Style.WIDE_CELL)]
