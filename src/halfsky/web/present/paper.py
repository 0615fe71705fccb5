"""A form as the paper table shows it, empty: numbered lines and columns, hatched cells, the checks below."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.checking import Severity
from halfsky.kernel.fact import Element
from halfsky.kernel.form import SIGNATURES, Form, Head
from halfsky.kernel.text import NOTHING, Text

DIGITS = 16
_ASIDE = re.compile(r"\s*[（(][^（）()]*\{\w+\}[^（）()]*[）)]")
"""What stands in brackets with a figure of a filled sheet: （上年{previous}，今年{value}）."""
_FIGURE = re.compile(r"\{\w+\}")
LEADS = ("甲", "乙", "丙")
"""How the columns before the first figure are numbered on paper."""


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of the paper: to be filled in, computed by the form ("total"), or hatched ("hole")."""

    kind: str
    note: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the paper; `section` is named where a new one begins."""

    number: int
    section: Text
    name: Text
    unit: str
    note: Text
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole form."""

    form: Form
    heads: list[list[Head]]
    depth: int
    leads: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: tuple[Row, ...]
    rates: tuple[tuple[Text, str], ...]
    hard: tuple[Text, ...]
    soft: tuple[Text, ...]
    signatures: tuple[Text, ...]
    checksum: str
    cells: int

    @property
    def across(self) -> int:
        return len(self.leads) + len(self.numbers)

    @property
    def broad(self) -> bool:
        """Whether it needs the sheet across."""
        return len(self.numbers) > 5


def paper(form: Form, elements: Mapping[str, Element], rates: Mapping[str, tuple[Text, str]]) -> Paper:
    """The form laid out; `rates` gives name and unit of the indicators that may be given as a rate alone."""
    heads = form.headings()
    rows, before = [], NOTHING
    for number, line in enumerate(form.lines, 1):
        element = elements[line.element]
        boxes = tuple(_box(form, element, column.cell) for column in form.columns)
        section = line.section if line.section != before else NOTHING
        rows.append(Row(number, section, element.name, element.unit, line.note, boxes))
        before = line.section
    return Paper(
        form=form,
        heads=heads,
        depth=len(heads),
        leads=LEADS,
        numbers=tuple(range(1, len(form.columns) + 1)),
        rows=tuple(rows),
        rates=tuple(rates[code] for code in form.rates),
        hard=_said(form, Severity.HARD),
        soft=_said(form, Severity.SOFT),
        signatures=SIGNATURES,
        checksum=checksum(form, elements),
        cells=len(form.keys(elements)),
    )


def checksum(form: Form, elements: Mapping[str, Element]) -> str:
    """A name for exactly this blank form: whoever holds a print-out can tell whether it is the one in the house."""
    printed = form.printed
    said = [form.code, form.title.zh, printed.number, printed.document, str(printed.until or "")]
    for line in form.lines:
        element = elements[line.element]
        asked = [c.cell for c in form.columns if form.has(element, c.cell)]
        said.append("\t".join((line.element, element.name.zh, element.unit, *map(str, asked))))
    whole = hashlib.sha256("\n".join(said).encode()).hexdigest()[:DIGITS]
    return "-".join(whole[i : i + 4] for i in range(0, DIGITS, 4))


def _box(form: Form, element: Element, at: Cell) -> Box:
    if not form.has(element, at):
        return Box("hole", NOTHING)
    kind = "total" if form.computes(element, at) else "entry"
    return Box(kind, form.notes.get((element.code, at), NOTHING))


def _said(form: Form, severity: Severity) -> tuple[Text, ...]:
    """What the checks ask. The figures that only a filled sheet has are left out of their words."""
    return tuple(without_figures(c.says) for c in form.checks if c.severity is severity)


def without_figures(says: Text) -> Text:
    """The words of a check as a blank form prints them.

    >>> without_figures(Text("较上年变动超过30%（上年{previous}，今年{value}），请核实。", "All {count} are equal.")).zh
    '较上年变动超过30%，请核实。'
    """
    return Text(*(_FIGURE.sub("…", _ASIDE.sub("", said)) for said in (says.zh, says.in_("en"))))
