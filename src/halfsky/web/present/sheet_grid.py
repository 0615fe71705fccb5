"""The sheet as a grid: sections, lines and cells with everything that stands in and beside them, for the template.

A cell carries its text as typed, what came before, and what is wrong with it; the grid holds no rule of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from halfsky.kernel.answer import REASONS, Answer
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.checking import Finding, Severity
from halfsky.kernel.fact import Absence, Element, Missing, Reading
from halfsky.kernel.form import Column, Form, Head, Line
from halfsky.kernel.numbers import needed
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.queries.forms import key_text, read_key
from halfsky.queries.grid import rate_element
from halfsky.queries.sheets import Checked, Sheet

CODES = {reason.value: reason.label for reason in REASONS}
NAMED = Text("（{unit}）", " ({unit})")
SAME = Text("取自台账。", "From the ledgers.")
OTHER = Text("台账现为{value}。", "The ledgers say {value} now.")


@dataclass(frozen=True, slots=True)
class Said:
    """Something to say at a cell: refused or hard ("bad"), to be explained ("open"), explained ("good"), not run
    ("none")."""

    look: str
    text: Text


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell. `kind` is entry, total (computed) or hole (not asked); `returned` says what a reviewer
    found wrong with it, `was` is its text in the compared revision."""

    kind: str
    key: str
    id: str
    head: Text
    label: Text
    typed: str = ""
    shown: Text = NOTHING
    read: str = ""
    before: Text = NOTHING
    comment: str = ""
    note: Text = NOTHING
    said: tuple[Said, ...] = ()
    look: str = ""
    marks: tuple[int, ...] = ()
    returned: str = ""
    was: Text | None = None
    absent: bool = False


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line of the grid."""

    number: int
    name: Text
    unit: str
    note: Text
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring lines under one heading (an empty one where the form has none)."""

    id: str
    title: Text
    lines: tuple[GridLine, ...]


@dataclass(frozen=True, slots=True)
class Footnote:
    """An explanation as it is printed below the grid."""

    number: int
    says: Text
    text: str
    names: Text


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole sheet, ready to be laid out."""

    heads: list[list[Head]]
    columns: tuple[Text, ...]
    sections: tuple[Section, ...]
    rates: tuple[GridCell, ...]
    footnotes: tuple[Footnote, ...]

    @property
    def across(self) -> int:
        """How many columns the table has with those of the name, number and unit."""
        return len(self.columns) + 3

    @property
    def given_rates(self) -> tuple[GridCell, ...]:
        """The rates that were given alone."""
        return tuple(c for c in self.rates if c.shown.zh)

    @property
    def cells(self) -> list[GridCell]:
        """All cells that take an answer."""
        every = [c for s in self.sections for line in s.lines for c in line.cells] + list(self.rates)
        return [c for c in every if c.kind == "entry"]


@dataclass
class _Beside:
    """What is said at each cell, gathered once."""

    said: dict[str, list[Said]] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)
    marks: dict[str, list[int]] = field(default_factory=dict)
    footnotes: list[Footnote] = field(default_factory=list)


def grid(of: Sheet, against: Mapping[str, Answer] | None = None) -> Grid:
    """The grid of a sheet; `against` are the answers of a revision that it is compared with."""
    form, elements = of.form, of.content.elements
    beside = _beside(of)
    builder = _Builder(of, beside, against)
    sections: list[Section] = []
    for number, line in enumerate(form.lines, 1):
        row = builder.line(number, line, elements[line.element])
        if sections and sections[-1].title == line.section:
            sections[-1] = replace(sections[-1], lines=(*sections[-1].lines, row))
        else:
            sections.append(Section(f"part-{len(sections) + 1}", line.section, (row,)))
    return Grid(
        heads=form.headings(),
        columns=tuple(head_of(of, c.cell) for c in form.columns),
        sections=tuple(sections),
        rates=tuple(builder.rate(n, code) for n, code in enumerate(form.rates, 1)),
        footnotes=tuple(beside.footnotes),
    )


def head_of(of: Sheet, at: Cell) -> Text:
    """A column in short: 合计, 农村、女."""
    return at.label(of.content.categories)


def cell_name(of: Sheet, key: str) -> Text:
    """A cell as people say it: 活产数（农村、女）."""
    code, at = read_key(key)
    element = of.content.elements.get(code) or rate_element(of.content, code)
    if len(of.form.columns) == 1 or code not in of.content.elements:
        return element.name
    head = head_of(of, at)
    return Text(f"{element.name.zh}（{head.zh}）", f"{element.name.in_('en')} ({head.in_('en')})")


def shown_answer(answer: Answer | None) -> Text:
    """An answer as it is printed: the number, or the reason in words."""
    return NOTHING if answer is None else answer.label if isinstance(answer, Absence) else Text(answer)


def shown_reading(reading: Reading | None) -> Text:
    """A value as it is printed beside a cell; nothing where there is none."""
    if reading is None or (isinstance(reading, Missing) and reading.reason is Absence.NOT_REPORTED):
        return NOTHING
    return Text(needed(reading, 0)) if isinstance(reading, Fraction) else reading.reason.label


def typed_text(raw: str, lang: str) -> str:
    """What stands in the field: a reason's code in the reader's words, everything else as it was typed."""
    return CODES[raw].in_(lang) if raw in CODES else raw


def differently_read(raw: str, answer: Answer | None) -> str:
    """How a number was read where that is not what was typed: 3.5万 → 35000."""
    return "" if answer is None or isinstance(answer, Absence) or answer == raw.strip() else answer


def said_at(checked: Checked | Sheet, explained: Mapping[str, str]) -> dict[str, list[tuple[str, Text]]]:
    """What a check says at each cell: (look, text); a cell that only takes part in a finding gets the look alone."""
    found: dict[str, list[tuple[str, Text]]] = {}
    for key, refusal in checked.refused.items():
        found.setdefault(key, []).append(("bad", refusal_text(refusal)))
    for finding in checked.findings:
        if finding.failed:
            look = look_of(finding, explained)
            for n, of in enumerate(finding.keys):
                found.setdefault(key_text(of), []).append((look, finding.says if n == 0 else NOTHING))
    return found


def refusal_text(refusal: Refusal) -> Text:
    """A refusal as one sentence with what to do."""
    return refusal.says + refusal.todo


def look_of(finding: Finding, explained: Mapping[str, str]) -> str:
    """The hue of a finding: blocking, to be explained, explained, not run."""
    if not finding.failed:
        return "none"
    if finding.severity is Severity.HARD:
        return "bad"
    return "good" if explained.get(finding.id) else "open"


_GRAVEST = ("bad", "open", "good", "none")


def gravest(looks: Iterable[str]) -> str:
    """The look of a cell at which several things are said."""
    return min(looks, key=_GRAVEST.index, default="")


def _beside(of: Sheet) -> _Beside:
    found = _Beside()
    for key, said in said_at(of, of.explained).items():
        found.said[key] = [Said(look, text) for look, text in said if text.zh]
        found.looks[key] = gravest(look for look, _ in said)
    explained = [f for f in of.findings if of.explained.get(f.id)]
    for number, finding in enumerate(explained, 1):
        names = listed([cell_name(of, key_text(key)) for key in finding.keys[:1]])
        found.footnotes.append(Footnote(number, finding.says, of.explained[finding.id], names))
        for concerned in finding.keys[:1]:
            found.marks.setdefault(key_text(concerned), []).append(number)
    return found


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes lines and cells of one sheet."""

    of: Sheet
    beside: _Beside
    against: Mapping[str, Answer] | None

    def line(self, number: int, line: Line, element: Element) -> GridLine:
        cells = tuple(
            self.cell(f"c{number}-{n}", element, column, self.of.form)
            for n, column in enumerate(self.of.form.columns, 1)
        )
        return GridLine(number, element.name, element.unit, line.note, cells)

    def cell(self, id_: str, element: Element, column: Column, form: Form) -> GridCell:
        key, head = key_text((element.code, column.cell)), head_of(self.of, column.cell)
        if not form.has(element, column.cell):
            return GridCell("hole", key, id_, head, NOTHING)
        label = cell_name(self.of, key)
        if form.computes(element, column.cell):
            total = shown_reading(self.of.totals.get(key))
            before = shown_reading(self.of.before.get(key))
            return GridCell("total", key, id_, head, label, shown=total, before=before, look=self.look(key))
        return self.entry(key, id_, head, label, form.notes.get((element.code, column.cell), NOTHING))

    def rate(self, number: int, code: str) -> GridCell:
        element = rate_element(self.of.content, code)
        name = element.name + NAMED.format(unit=element.unit)
        return self.entry(f"{code}|", f"r{number}", name, name, NOTHING)

    def entry(self, key: str, id_: str, head: Text, label: Text, note: Text) -> GridCell:
        raw, answer = self.of.raw.get(key, ""), self.of.answers.get(key)
        return GridCell(
            "entry",
            key,
            id_,
            head,
            label,
            typed=raw,
            shown=shown_answer(answer) if answer is not None else Text(raw),
            read=differently_read(raw, answer),
            before=shown_reading(self.of.before.get(key)),
            comment=self.of.comments.get(key, ""),
            note=note + self.by_records(key, answer),
            said=tuple(self.beside.said.get(key, ())),
            look=self.look(key),
            marks=tuple(self.beside.marks.get(key, ())),
            returned=self.of.returned.get(key, ""),
            was=self.was(key, answer),
            absent=isinstance(answer, Absence),
        )

    def by_records(self, key: str, answer: Answer | None) -> Text:
        """What ledgers (or the tree) say of the cell: they filled it in, or have changed since."""
        known = self.of.known.get(key)
        if not isinstance(known, Fraction):
            return NOTHING
        same = isinstance(answer, str) and Fraction(answer) == known
        return (SAME if same else OTHER).format(value=needed(known, 0))

    def look(self, key: str) -> str:
        return self.beside.looks.get(key, "")

    def was(self, key: str, answer: Answer | None) -> Text | None:
        """What the compared revision says, where it says something else."""
        if self.against is None or self.against.get(key) == answer:
            return None
        return shown_answer(self.against.get(key)) if key in self.against else Text("空", "empty")
