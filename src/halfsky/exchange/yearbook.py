"""Yearbook tables as a workbook: contents, a table and line charts for every domain, one indicator over places below.

Texts are written as texts, figures as figures with the digits of their source; the same figures give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from halfsky.exchange.harmless import WORKBOOK
from halfsky.exchange.plan_book import standing_words
from halfsky.kernel.assessment import Row
from halfsky.kernel.words import wanted
from halfsky.kernel.yearbook import (
    LEGEND,
    MOST_DECIMALS,
    Below,
    Figure,
    Printed,
    Sign,
    Yearbook,
    footnotes_of,
    of_row,
    printed,
    sources_of,
)

FIXED = (("编号", 9), ("指标", 34), ("单位", 9), ("分组", 11))
HEAD, FIRST = 3, 4
MOST_LINES = 8
"""So many lines are told apart in one chart."""
CHART_ROWS = 16


def as_workbook(book: Yearbook) -> bytes:
    """The workbook of a yearbook."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **WORKBOOK}) as file:
        file.set_properties({"created": dt.datetime.combine(book.assessment.as_of, dt.time())})
        _Writer(file, book).write()
    return out.getvalue()


class _Writer:
    def __init__(self, file: Any, book: Yearbook) -> None:
        self.file, self.book, self.a = file, book, book.assessment
        self.title = file.add_format({"bold": True, "font_size": 14})
        self.head = file.add_format({"bold": True, "top": 2, "bottom": 1, "align": "center", "valign": "vcenter"})
        self.text = file.add_format({"text_wrap": True, "valign": "vcenter"})
        self.asked = file.add_format({"text_wrap": True, "valign": "vcenter", "indent": 1})
        self.sign = file.add_format({"align": "right", "valign": "vcenter"})
        self.note = file.add_format({"font_size": 9, "text_wrap": True, "valign": "top"})
        self.link = file.add_format({"font_color": "#0B5394", "underline": 1})
        self.figures = [
            file.add_format({"num_format": "0" + ("." + "0" * n if n else ""), "valign": "vcenter"})
            for n in range(MOST_DECIMALS + 1)
        ]

    def write(self) -> None:
        tables = [(d.name.zh, rows) for d in self.a.plan.domains if (rows := self.a.in_domain(d))]
        contents = self.file.add_worksheet("目录")
        listed = []
        for n, (name, rows) in enumerate(tables, 1):
            sheet = self.file.add_worksheet(f"表{n}")
            listed.append((f"表{n}", name, len(rows)))
            drawn = self._domain(sheet, f"表{n}　{name}", rows)
            if drawn:
                picture = self.file.add_worksheet(f"图{n}")
                listed.append((f"图{n}", name, sum(map(len, drawn.values()))))
                self._charts(picture, sheet.get_name(), f"图{n}　{name}", drawn)
        if self.book.below:
            n = len(tables) + 1
            sheet = self.file.add_worksheet(f"表{n}")
            called = f"各地区{self.book.below.name.zh}（{self.book.below.number}）"
            listed.append((f"表{n}", called, self._below(sheet, f"表{n}　{called}", self.book.below)))
        self._contents(contents, listed)

    def _contents(self, sheet: Any, listed: Sequence[tuple[str, str, int]]) -> None:
        years = f"{self.book.years[0]}—{self.book.years[-1]}年"
        sheet.write_string(0, 0, f"{self.a.place.name}《{self.a.plan.title.zh}》统计年鉴表（{years}）", self.title)
        sheet.write_string(1, 0, standing_words(self.a, "zh"))
        for at, (word, width) in enumerate((("表（图）号", 11), ("名称", 56), ("行数", 8))):
            sheet.write_string(HEAD, at, word, self.head)
            sheet.set_column(at, at, width)
        for line, (tab, name, rows) in enumerate(listed, FIRST):
            sheet.write_url(line, 0, f"internal:'{tab}'!A1", self.link, tab)
            sheet.write_string(line, 1, name, self.text)
            sheet.write_number(line, 2, rows)
        line = FIRST + len(listed) + 1
        sheet.write_string(line, 0, "符号")
        for at, (sign, says) in enumerate(LEGEND, line + 1):
            sheet.write_string(at, 0, sign)
            sheet.write_string(at, 1, says.zh, self.text)
        self._paper(sheet)

    def _top(self, sheet: Any, title: str, columns: Iterable[tuple[str, int]]) -> None:
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, f"{self.a.place.name}，{standing_words(self.a, 'zh')}")
        for at, (word, width) in enumerate(columns):
            sheet.write_string(HEAD, at, word, self.head)
            sheet.set_column(at, at, width)
        sheet.repeat_rows(HEAD)
        self._paper(sheet)

    def _paper(self, sheet: Any) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def _domain(self, sheet: Any, title: str, rows: Sequence[Row]) -> dict[str, list[int]]:
        """The table of a domain; the lines that can be drawn, by unit."""
        years = self.book.years
        columns = [*FIXED, *((f"{y}年", 9) for y in years), ("目标", 20), ("判定", 13)]
        self._top(sheet, title, columns)
        sheet.freeze_panes(FIRST, 2)
        behind = len(FIXED) + len(years)
        lines: dict[str, list[int]] = defaultdict(list)
        for line, row in enumerate(rows, FIRST):
            label = row.goal.cell.label(self.a.cells).zh
            for at, word in enumerate((row.number, row.name.zh, row.indicator.unit, label)):
                sheet.write_string(line, at, word, self.text)
            figures = [of_row(row, y) for y in years]
            for at, figure in enumerate(figures, len(FIXED)):
                self._figure(sheet, line, at, figure)
            target = row.target
            asked = f"{wanted(target, row.indicator, row.verdict.bar).zh}（{target.year}年）" if target else Sign.NONE
            sheet.write_string(line, behind, asked, self.asked)
            sheet.write_string(line, behind + 1, row.verdict.class_.label.zh, self.text)
            if target and _can_be_drawn(figures):
                lines[row.indicator.unit].append(line)
        self._notes(sheet, FIRST + len(rows) + 1, rows, behind + 1)
        return lines

    def _figure(self, sheet: Any, line: int, at: int, figure: Printed) -> None:
        if isinstance(figure, Figure):
            sheet.write_number(line, at, float(figure.value), self.figures[figure.decimals])
        elif figure is not Sign.EMPTY:
            sheet.write_string(line, at, figure.value, self.sign)

    def _notes(self, sheet: Any, line: int, rows: Sequence[Row], last: int) -> None:
        """Sources, footnotes and signs under a table."""
        keys = dict.fromkeys(k for row in rows for k in sources_of(row, self.book.years))
        titles = [f"{s.title}（{s.issuer}）" if s.issuer else s.title for k in keys if (s := self.a.sources.get(k))]
        notes = [f"{row.number} {note}" for row in rows for note in footnotes_of(row, self.book.years)]
        said = [
            *(["资料来源：" + "；".join(dict.fromkeys(titles)) + "。"] if titles else []),
            *(f"注{n}：{note}" for n, note in enumerate(notes, 1)),
            _signs(),
        ]
        wide = sum(width for _, width in FIXED) + 9 * len(self.book.years) + 33
        for words in said:
            sheet.merge_range(line, 0, line, last, "", self.note)
            sheet.write_string(line, 0, words, self.note)
            sheet.set_row(line, 13 * (1 + len(words) * 2 // wide))
            line += 1

    def _charts(self, sheet: Any, table: str, title: str, lines: dict[str, list[int]]) -> None:
        """A chart for every unit, as values of different units share no axis; more lines than can be told apart go on
        in another chart."""
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, f"{self.a.place.name}，{standing_words(self.a, 'zh')}")
        self._paper(sheet)
        sheet.fit_to_pages(1, 1)
        line = HEAD
        parts = ((u, every[i : i + MOST_LINES]) for u, every in lines.items() for i in range(0, len(every), MOST_LINES))
        first, last = len(FIXED), len(FIXED) + len(self.book.years) - 1
        for unit, part in parts:
            chart = self.file.add_chart({"type": "line"})
            for at in part:
                chart.add_series(
                    {
                        "name": [table, at, 1],
                        "categories": [table, HEAD, first, HEAD, last],
                        "values": [table, at, first, at, last],
                        "marker": {"type": "automatic"},
                    }
                )
            chart.set_title({"name": f"{title.partition('　')[2]}（{unit}）", "name_font": {"size": 12}})
            chart.set_legend({"position": "right"})
            chart.show_blanks_as("span")
            chart.set_size({"width": 900, "height": 20 * (CHART_ROWS - 1)})
            sheet.insert_chart(line, 0, chart)
            line += CHART_ROWS

    def _below(self, sheet: Any, title: str, below: Below) -> int:
        """A line for every place that belonged to the table in one of the years; how many there are."""
        self._top(sheet, title, [("区划代码", 15), ("地区", 20), *((f"{y}年", 10) for y in below.years)])
        sheet.freeze_panes(FIRST, 2)
        sheet.write_string(2, 0, f"单位：{below.indicator.unit}")
        every = {row.place.id: row.place for table in below.years.values() for row in table.rows}
        places = sorted(every.values(), key=lambda p: p.code)
        by_place = {y: {row.place.id: row for row in table.rows} for y, table in below.years.items()}
        for line, place in enumerate(places, FIRST):
            sheet.write_string(line, 0, place.code)
            sheet.write_string(line, 1, place.name)
            for at, y in enumerate(below.years, 2):
                row = by_place[y].get(place.id)
                if row is not None:
                    self._figure(sheet, line, at, printed(row.now, row.entrant.absence, below.indicator))
        sheet.write_string(FIRST + len(places) + 1, 0, _signs())
        return len(places)


def _can_be_drawn(figures: Sequence[Printed]) -> bool:
    """Two points make a line; a sign would be drawn as a zero, which it is not."""
    signs = {f for f in figures if not isinstance(f, Figure)}
    return sum(isinstance(f, Figure) for f in figures) > 1 and signs <= {Sign.EMPTY}


def _signs() -> str:
    return "符号：" + "；".join(f"{sign} {says.zh}" for sign, says in LEGEND) + "。"
