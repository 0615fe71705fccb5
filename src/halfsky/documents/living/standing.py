"""Where the numbers and sentences of a brief stand in a file now.

A number in a content control says which it is, however the words around it were changed. Without controls (报送稿, text
pasted into another file) a sentence is looked for as it was written, and its numbers where they stood in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

from halfsky.documents.brief import PREFIX, Brief, Entry
from halfsky.documents.living.lines import Line

BAR = " | "
"""Between the cells of a line of a table, in a brief."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some characters of a line; `control` is the content control that they fill, if they do."""

    line: Line
    start: int
    end: int
    control: etree._Element | None = None

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Standing:
    """`numbers`: where entry n stands (by n); `sentences`: the spans of sentence i, one for each cell of a line of a
    table; a sentence that was reworded or taken out is not there. `others` are controls of other briefs."""

    numbers: dict[int, Span]
    sentences: dict[int, tuple[Span, ...]]
    others: tuple[tuple[str, Span], ...] = ()


def tags(lines: Sequence[Line]) -> list[tuple[str, int, Span]]:
    """(brief, n, where) of every control of ours, in the order of reading."""
    found = []
    for line in lines:
        for control in line.paragraph.iter(qn("w:sdt")):
            said = _tag(control)
            span = line.span_of(control) if said else None
            if said and span:
                found.append((said[0], said[1], Span(line, *span, control)))
    return found


def _tag(control: etree._Element) -> tuple[str, int] | None:
    tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    parts = ((tag.get(qn("w:val")) or "") if tag is not None else "").split(":")
    if len(parts) == 3 and parts[0] == PREFIX and parts[2].isdigit():
        return parts[1], int(parts[2])
    return None


def standing(lines: Sequence[Line], brief: Brief) -> Standing:
    """Where everything that a brief holds stands in the lines of a file."""
    sentences = dict(_sentences(lines, brief))
    numbers: dict[int, Span] = {}
    others: list[tuple[str, Span]] = []
    for of, n, span in tags(lines):
        if of == brief.id:
            numbers.setdefault(n, span)
        else:
            others.append((f"{of}:{n}", span))
    for i, spans in sentences.items():
        for entry in brief.of_sentence(i):
            place = _within(entry, brief.sentences[i], spans)
            if entry.n not in numbers and place is not None:
                numbers[entry.n] = place
    return Standing(numbers, sentences, tuple(others))


def _sentences(lines: Sequence[Line], brief: Brief) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """Each sentence where it stands word for word, the search going on from the one before."""
    every = rows(lines)
    at, offset, next_row = 0, 0, 0
    for i, sentence in enumerate(brief.sentences):
        if BAR in sentence:
            row = next((r for r in range(next_row, len(every)) if _joined(every[r]) == sentence), None)
            if row is not None:
                next_row = row + 1
                yield i, tuple(Span(cell, 0, len(cell.text)) for cell in every[row])
            continue
        where = _find(lines, sentence, at, offset)
        if where is not None:
            at, start = where
            offset = start + len(sentence)
            yield i, (Span(lines[at], start, offset),)


def _find(lines: Sequence[Line], sentence: str, at: int, offset: int) -> tuple[int, int] | None:
    if not sentence.strip():
        return None
    for i in range(at, len(lines)):
        start = lines[i].text.find(sentence, offset if i == at else 0)
        if start >= 0:
            return i, start
    return None


def rows(lines: Sequence[Line]) -> list[list[Line]]:
    """The cells of every row that has several."""
    found: dict[int, list[Line]] = {}
    for line in lines:
        if line.row >= 0:
            found.setdefault(line.row, []).append(line)
    return [cells for cells in found.values() if len(cells) > 1]


def _joined(cells: Sequence[Line]) -> str:
    return BAR.join(cell.text for cell in cells)


def _within(entry: Entry, sentence: str, spans: Sequence[Span]) -> Span | None:
    """Where a number stands in its sentence."""
    at = entry.at if entry.at >= 0 else _first(entry.shown, sentence)
    if at < 0:
        return None
    for span in spans:
        if at < span.end - span.start:
            return Span(span.line, span.start + at, span.start + at + len(entry.shown))
        at -= span.end - span.start + len(BAR)
    return None


def _first(shown: str, sentence: str) -> int:
    """Where a number stands whole for the first time (briefs of earlier versions do not say)."""
    found = re.search(rf"(?<![\d.,]){re.escape(shown)}(?![\d.])", sentence)
    return found.start() if found else -1
