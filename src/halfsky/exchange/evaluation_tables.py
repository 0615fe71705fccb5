"""The tables that go with an evaluation, as CSV: the values behind it, the sources, what each dossier lacks."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from halfsky.exchange.harmless import harmless
from halfsky.kernel.archive import Dossier, Piece
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.numbers import printed

FACTS = (
    *("编号", "指标代码", "指标", "分组", "时期", "数值", "单位"),
    *("由数据项计算", "来源", "公布日期", "备注", "核实说明", "用于判定"),
)
SOURCES = ("键", "题名", "发布单位", "发布日期", "网址或页码", "备注")


def facts(a: Assessment) -> bytes:
    """Every value known of every row, as printed, the one that judges marked."""

    def rows() -> Iterable[Sequence[str]]:
        for row in a.rows:
            for o in row.series:
                known = (str(o.period), o.shown, row.indicator.unit, "是" if o.computed else "", o.source)
                day = o.published.isoformat() if o.published else ""
                judging = "是" if o == row.verdict.observation else ""
                more = (day, o.note, "；".join(o.footnotes), judging)
                yield (row.number, row.indicator.code, row.name.zh, str(row.goal.cell), *known, *more)

    return _table(FACTS, rows())


def sources(a: Assessment) -> bytes:
    """The documents that values, goals and targets of these rows come from, by key."""
    named = {
        key.strip()
        for row in a.rows
        for keys in (row.goal.source, row.target.source if row.target else "", *(o.source for o in row.series))
        for key in keys.split(";")
    }
    known = (s for key in sorted(named) if (s := a.sources.get(key)))
    return _table(SOURCES, ((s.key, s.title, s.issuer, s.published, s.page, s.note) for s in known))


def archive(dossiers: Iterable[Dossier]) -> bytes:
    """The completeness of every indicator's file: 有, 缺 or 不需要 by piece."""
    heading = ("编号", "指标", "牵头单位", *(p.label.zh for p in Piece), "完整率（%）", "所缺")

    def rows() -> Iterable[Sequence[str]]:
        for d in dossiers:
            marks = {i.piece: "不需要" if i.held is None else "有" if i.held else "缺" for i in d.items}
            share = "" if d.complete is None else printed(d.complete * 100, 1)
            lacking = "；".join(
                f"{i.piece.label.zh}（{i.note.zh}）" if i.note.zh else i.piece.label.zh for i in d.missing
            )
            lead = d.row.lead.name.zh if d.row.lead else ""
            yield (d.row.number, d.row.name.zh, lead, *(marks[p] for p in Piece), share, lacking)

    return _table(heading, rows())


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark that Excel needs to see it; no cell is a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
