"""Tables whose rows do not add up to the row of totals, and rows in which 男 and 女 do not make 合计.

A table is read as lines of cells parted by tabs. Columns of rates, averages, standards and numbers of order are no sums;
nor is a column whose total is far from its sum, because then it adds nothing up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.text import Text
from halfsky.prose.checks.draft import Draft
from halfsky.prose.checks.figures import plain
from halfsky.prose.checks.finding import Finding, Kind
from halfsky.prose.checks.sums import WHOLES

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
NOTHING_THERE = frozenset({"", "-", "—", "——", "/", "0"})
TOTALS = re.compile(r"(?:合计|总计|共计|总和)")
BELOW = re.compile(r"^(?:其中|[\s　])|小计")
NO_SUM = re.compile(r"率|比|占|均|序号|标准|每|%|‰|位次|名次|排名|得分|年龄|年份|时间|编号|代码|电话|增速|增长|幅")
LEAST_ROWS = 2
FAR = Fraction(3, 10)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at its place; `value` is None where it is no plain number, `step` what its last digit counts."""

    start: int
    text: str
    value: Fraction | None
    step: Fraction

    @property
    def end(self) -> int:
        return self.start + len(self.text)


Row = tuple[Cell, ...]


def find(draft: Draft) -> Iterator[Finding]:
    """All tables of the text."""
    for rows in _tables(draft.text):
        heads = next((row for row in rows if all(cell.value is None for cell in row)), ())
        body = [row for row in rows if any(cell.value is not None for cell in row)]
        if heads and len(body) > LEAST_ROWS:
            yield from _down(heads, body)
        if heads:
            yield from _across(heads, body)


def _tables(text: str) -> Iterator[list[Row]]:
    """Runs of lines with tabs."""
    rows: list[Row] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            rows.append(tuple(_cells(line, start)))
        elif rows:
            yield rows
            rows = []
        start += len(line) + 1


def _cells(line: str, start: int) -> Iterator[Cell]:
    for text in line.split("\t"):
        told = text.strip()
        at = start + (text.find(told) if told else 0)
        found = NUMBER.fullmatch(told)
        digits = told.replace(",", "")
        step = Fraction(1, 10 ** len(digits.partition(".")[2])) if found else Fraction(1)
        yield Cell(at, told if told else text, Fraction(digits) if found else None, step)
        start += len(text) + 1


def _down(heads: Row, body: Sequence[Row]) -> Iterator[Finding]:
    """The row of totals against the rows that are no totals themselves and no parts of another row."""
    totals = [row for row in body if TOTALS.search(row[0].text)]
    parts = [row for row in body if not TOTALS.search(row[0].text) and not BELOW.search(row[0].text)]
    if len(totals) != 1 or len(parts) < LEAST_ROWS or any(len(row) != len(heads) for row in (*totals, *parts)):
        return
    for column in range(1, len(heads)):
        if not NO_SUM.search(heads[column].text):
            yield from _added(totals[0][column], [row[column] for row in parts], heads[column].text)


def _added(whole: Cell, parts: Sequence[Cell], what: str) -> Iterator[Finding]:
    given = [cell for cell in parts if cell.value is not None]
    if whole.value is None or len(given) < LEAST_ROWS:
        return
    if any(cell.value is None and cell.text.strip() not in NOTHING_THERE for cell in parts):
        return
    total = sum((cell.value for cell in given if cell.value is not None), Fraction(0))
    room = Fraction(0) if whole.step == 1 else (sum((c.step for c in given), Fraction(0)) + whole.step) / 2
    off = abs(total - whole.value)
    if room < off <= whole.value * FAR:
        yield Finding(
            Kind.SUM,
            "conflict",
            whole.start,
            whole.end,
            Text(
                f"“{what}”各行相加为{plain(total)}，合计写{whole.text}，相差{plain(off)}。",
                f"The rows of “{what}” add up to {plain(total)}; the total says {whole.text}.",
            ),
            Text("请核对各行。", "Check the rows."),
            tuple((cell.start, cell.end) for cell in given),
        )


def _across(heads: Row, body: Sequence[Row]) -> Iterator[Finding]:
    """合计 against two columns that together are all there is."""
    names = [cell.text for cell in heads]
    whole = next((i for i, name in enumerate(names) if re.fullmatch(r"合计|总计|总数|计|人数合计|小计", name)), None)
    if whole is None:
        return
    for words in WHOLES:
        at = [[i for i, name in enumerate(names) if name in (word, f"{word}性", f"{word}生")] for word in words]
        if all(len(found) == 1 for found in at):
            columns = [found[0] for found in at]
            for row in body:
                if len(row) == len(heads):
                    yield from _added(row[whole], [row[i] for i in columns], row[0].text)
