"""实现程度: the index of the plan with its method, its table by domain, its gates, and who took no part."""

from __future__ import annotations

from fractions import Fraction

from halfsky.documents.blocks import Block, Column, Heading, Line, Paragraph, Style, Table
from halfsky.documents.numbers import count, percent
from halfsky.documents.said import Number, Said, What, apart, joined, ordinal, say
from halfsky.kernel.evaluation import Evaluation
from halfsky.kernel.index import Gates, Index, Part
from halfsky.kernel.numbers import printed

EQUAL = "规划没有设定权重，各目标等权。"
DECLARED = "权重由规划设定。"
OWN_RULE = "指数和计算方法为本系统约定，用于本地历年比较，不同方法的指数不能互相比较。"


def realised(e: Evaluation) -> list[Block]:
    """The section; without any row that counts it says so."""
    found, year = e.index, f"{e.assessment.year}"
    how = say(f"采用{found.method.label.zh}：{found.method.says.zh}", DECLARED if found.declared else EQUAL, OWN_RULE)
    blocks: list[Block] = [Heading(1, "实现程度"), Paragraph((how,))]
    total = found.total
    if total is None:
        return [*blocks, Paragraph((("没有可以计算实现程度的指标，不计算指数。",), *_undefined(found, year)))]
    held = sum(p.counted for p in found.parts)
    says = say(count(held, "参与计算的指标", year), "指标参与计算，实现程度指数为", points(total, "合计", year), "。")
    caption = Paragraph((("表3 分领域实现程度",),), Style.TABLE_CAPTION)
    return [
        *blocks,
        Paragraph((says, _gates(found.gates, year), *_undefined(found, year))),
        caption,
        _table(e, found, year),
    ]


def _gates(gates: Gates, year: str) -> Said:
    """What must be reached, and what may not be concluded where it is not; its counts are numbers as all others."""
    if not gates.rows:
        return (gates.says.zh,)
    out = say("必达指标", count(len(gates.rows), "必达指标", year))
    if gates.passed:
        return say(out, "，全部达标。")
    for rows, what in ((gates.failed, "未达标"), (gates.open, "尚不能判定")):
        if rows:
            named = joined([(apart(r.name.zh),) for r in rows], "、")
            out = say(out, "，", count(len(rows), f"必达指标（{what}）", year), f"{what}（", named, "）")
    return say(out, "，不得作出规划目标已实现的结论，指数仅供参考。")


def points(value: Fraction, of: str, year: str) -> Number:
    """The index with one decimal."""
    return Number(printed(value, 1), What.INDEX, value, "", year, f"{of}·实现程度指数")


def _table(e: Evaluation, found: Index, year: str) -> Table:
    columns = (
        Column("领域", 60),
        *(Column(h, w, numeric=True) for h, w in (("参与计算", 24), ("未参与", 22), ("权重占比", 24), ("指数", 24))),
    )
    domains = [(d.name.zh, found.in_domain(d.code)) for d in e.assessment.plan.domains if found.in_domain(d.code)]
    named = [
        (f"（{ordinal(i)}）{name}", parts, found.of_domain(parts[0].row.goal.domain))
        for i, (name, parts) in enumerate(domains, 1)
    ]
    lines = [_line(found, *one, year) for one in (*named, ("合计", found.parts, found.total))]
    return Table(columns, tuple(lines), Style.WIDE_CELL, whole=True)


def _line(found: Index, name: str, parts: tuple[Part, ...], value: Fraction | None, year: str) -> Line:
    held = sum(p.counted for p in parts)
    share = found.share(parts)
    weight: Said = ("—",) if share is None else (percent(share, f"{name}·权重占比", year),)
    index: Said = ("—",) if value is None else (points(value, name, year),)
    counted = (count(held, f"{name}·参与计算", year, ""),)
    return Line(((name,), counted, (count(len(parts) - held, f"{name}·未参与", year, ""),), weight, index))


def _undefined(found: Index, year: str) -> tuple[Said, ...]:
    """Who took no part, each with the reason."""
    gone = found.undefined
    if not gone:
        return ()
    named = joined([(f"{apart(p.row.name.zh)}（{p.lack.label.zh if p.lack else '—'}）",) for p in gone], "、")
    return (say("未参与计算的指标", count(len(gone), "未参与计算的指标", year), "：", named, "。"),)
