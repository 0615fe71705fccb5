"""A plan's rows as CSV and Excel. Texts stay texts: no cell is ever a formula, whatever it begins with."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from io import BytesIO, StringIO

import xlsxwriter  # type: ignore[import-untyped]

from halfsky.exchange.harmless import WORKBOOK, harmless
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.fact import Observation
from halfsky.kernel.numbers import decimals_of
from halfsky.kernel.text import Text
from halfsky.kernel.words import wanted

Cell = str | float | None
MOST_DECIMALS = 6
INVENTED = Text("（演示数据）", " (demonstration)")
COMPILED = Text("（据公开资料整理，非官方评估结论）", " (compiled from public sources; not an official assessment)")
NATURES = {True: Text("演示数据", "invented"), False: Text("公开资料", "public sources")}
COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("编号", "number"), 9),
    (Text("领域", "domain"), 16),
    (Text("指标", "indicator"), 34),
    (Text("单位", "unit"), 8),
    (Text("基期值", "base"), 9),
    (Text("基期年度", "base year"), 9),
    (Text("上期值", "previous"), 9),
    (Text("本年值", "value"), 9),
    (Text("数据年度", "data year"), 9),
    (Text("目标", "target"), 22),
    (Text("目标年度", "target year"), 9),
    (Text("判定", "verdict"), 12),
    (Text("无数据原因", "reason"), 12),
    (Text("预警", "warning"), 8),
    (Text("说明", "sentence"), 60),
    (Text("牵头单位", "lead"), 14),
    (Text("支持单位", "support"), 24),
    (Text("来源", "source"), 16),
    (Text("待复核", "to be checked"), 8),
    (Text("核实说明", "explanations"), 24),
    (Text("数据性质", "nature"), 12),
    (Text("区划口径", "tree"), 12),
)


def cells(assessment: Assessment, row: Row, lang: str) -> list[Cell]:
    """One row in the order of `COLUMNS`: figures as numbers, the rest as text, None for what is not there."""
    v = row.verdict
    domain = next((d.name.in_(lang) for d in assessment.plan.domains if d.code == row.goal.domain), "")
    target = row.target
    return [
        row.number,
        domain,
        row.name.in_(lang),
        row.indicator.unit,
        _figure(v.base),
        v.base.year if v.base else None,
        _figure(v.previous),
        _figure(v.observation),
        v.observation.year if v.observation else None,
        wanted(target, row.indicator, v.bar).in_(lang) if target else None,
        target.year if target else None,
        v.class_.label.in_(lang),
        v.reason.label.in_(lang) if v.reason else None,
        row.warning.level.label.in_(lang) if row.warning else None,
        row.sentence.in_(lang),
        row.lead.name.in_(lang) if row.lead else None,
        "、".join(a.name.in_(lang) for a in row.support) or None,
        v.observation.source if v.observation else None,
        (Text("待复核", "yes").in_(lang) if row.needs_review else None),
        "\n".join(v.observation.footnotes) or None if v.observation else None,
        NATURES[assessment.demo].in_(lang),
        assessment.by_tree.label.in_(lang),
    ]


def _figure(observed: Observation | None) -> float | None:
    return None if observed is None else float(observed.value)


def as_csv(assessment: Assessment, rows: Iterable[Row], lang: str) -> bytes:
    """UTF-8 with the mark that Excel needs to see it; a text that looks like a formula gets an apostrophe in front."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([heading.in_(lang) for heading, _ in COLUMNS])
    for row in rows:
        writer.writerow([_plain(c) for c in cells(assessment, row, lang)])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell


def as_workbook(assessment: Assessment, rows: Iterable[Row], lang: str) -> bytes:
    """One sheet: what it is, when and from which snapshot on top; a frozen heading; figures with their own decimals.

    It bears the day of the assessment, not the moment of writing: the same rows give the same bytes.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **WORKBOOK}) as book:
        book.set_properties({"created": dt.datetime.combine(assessment.as_of, dt.time())})
        sheet = book.add_worksheet(Text("监测指标", "indicators").in_(lang))
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_string(0, 0, _heading(assessment, lang), bold)
        sheet.write_string(1, 0, standing_words(assessment, lang))
        for at, (heading, width) in enumerate(COLUMNS):
            sheet.write_string(3, at, heading.in_(lang), head)
            sheet.set_column(at, at, width)
        numbers = {
            d: book.add_format({"num_format": "0" + ("." + "0" * d if d else ""), "valign": "top"}) for d in range(7)
        }
        for line, row in enumerate(rows, 4):
            for at, cell in enumerate(cells(assessment, row, lang)):
                if isinstance(cell, str):
                    sheet.write_string(line, at, cell, wrap)
                elif cell is not None:
                    sheet.write_number(line, at, cell, numbers[_decimals(row, at)])
        sheet.freeze_panes(4, 3)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
    return out.getvalue()


def _decimals(row: Row, at: int) -> int:
    """How many decimals the figure in a column prints: as many as its source printed."""
    v = row.verdict
    observed = {4: v.base, 6: v.previous, 7: v.observation}.get(at)
    if observed is None:
        return 0
    return min(MOST_DECIMALS, row.indicator.decimals if observed.computed else decimals_of(observed.shown))


def _format(decimals: int) -> str:
    return f"0.{'0' * decimals}" if decimals else "0"


def _heading(a: Assessment, lang: str) -> str:
    year = Text(f"{a.year}年", str(a.year)).in_(lang)
    return " · ".join((a.place.name, a.plan.title.in_(lang), year))


def standing_words(a: Assessment, lang: str) -> str:
    """As of when, from which snapshot, by which tree, and whether the figures are invented or compiled."""
    day = a.as_of.isoformat()
    said = Text(f"截至{day}，数据版本{a.snapshot}", f"as of {day}, snapshot {a.snapshot}")
    by = f"，{a.by_tree.label.zh}" if lang == "zh" else f", {a.by_tree.label.en}"
    return said.in_(lang) + by + (INVENTED if a.demo else COMPILED).in_(lang)
