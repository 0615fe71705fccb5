"""The chosen changes written into a file: numbers where they stand, sentences where nobody has touched their words.

A person's own words are left alone: a sentence that was reworded keeps its words, only its numbers (which say in their
controls what they are) are renewed, and what cannot be written is said. A number that was renewed points to the new
brief; one that was not goes on pointing to the brief that it was written from, and stays to be seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from halfsky.documents.blocks import Picture
from halfsky.documents.brief import Brief, Entry
from halfsky.documents.controls import bound
from halfsky.documents.living.comparing import Comparison, SentenceChange
from halfsky.documents.living.lines import Line, run
from halfsky.documents.living.lines import lines as lines_of
from halfsky.documents.living.pictures import drawn
from halfsky.documents.living.standing import BAR, Span, Standing, standing


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be written: numbers by their n in the earlier brief, sentences by their place in the comparison's
    list of changed sentences."""

    numbers: Collection[int]
    sentences: Collection[int]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What was written (numbers by n of the earlier brief; sentences by their place in the list), and what was not."""

    numbers: tuple[int, ...]
    sentences: tuple[int, ...]
    left_numbers: tuple[int, ...]
    left_sentences: tuple[int, ...]


def everything(c: Comparison) -> Chosen:
    """All that changed."""
    return Chosen({x.before.n for x in c.numbers if x.before}, range(len(c.sentences)))


def refresh(document: Document, c: Comparison, chosen: Chosen, drawings: Mapping[str, Picture]) -> Refreshed:
    """Write what is chosen into a document. `drawings` are the pictures of the later one by what its brief says of
    them."""
    lines = lines_of(document)
    drawn_anew = _draw(document, c, chosen, drawings, lines)
    there = standing(lines, c.earlier)
    bind = any(span.control is not None for span in there.numbers.values())
    # From the end of the file to its beginning, so that what is still to be written stands where it stood.
    asked = [i for i in chosen.sentences if i not in drawn_anew]
    backwards = sorted(asked, key=lambda i: _anchor(c, c.sentences[i], there, lines), reverse=True)
    written = [*drawn_anew, *(i for i in backwards if _sentence(c, c.sentences[i], there, bind))]
    there = standing(lines, c.earlier)
    done = [n for n in sorted(chosen.numbers, reverse=True) if _number(c, n, there)]
    with_sentence = {e.n for i in written for e in _entries_of(c, c.sentences[i])}
    _rebind(c, standing(lines, c.earlier))
    return Refreshed(
        tuple(sorted({*done, *(with_sentence & set(chosen.numbers))})),
        tuple(sorted(written)),
        tuple(n for n in sorted(chosen.numbers) if n not in done and n not in with_sentence),
        tuple(i for i in sorted(chosen.sentences) if i not in written),
    )


def _draw(
    document: Document, c: Comparison, chosen: Chosen, drawings: Mapping[str, Picture], lines: Sequence[Line]
) -> list[int]:
    """Draw the chosen pictures anew; returns their places in the list of changed sentences."""
    there, done = drawn(document), []
    for i in chosen.sentences:
        change = c.sentences[i]
        if change.before is None or change.after is None:
            continue
        old, new = there.get(c.earlier.sentences[change.before]), drawings.get(c.later.sentences[change.after])
        if old is not None and new is not None:
            old.draw(new, lines)
            done.append(i)
    return done


def _anchor(c: Comparison, change: SentenceChange, there: Standing, lines: Sequence[Line]) -> tuple[int, int]:
    """Where a change begins to touch the file: (line, character); a new sentence where the one before it ends."""
    at = change.before if change.before is not None else _before(c, change.after or 0)
    spans = there.sentences.get(at, ()) if at is not None else ()
    if not spans:
        return -1, 0
    span = spans[0]
    order = next(i for i, line in enumerate(lines) if line is span.line)
    return order, span.start if change.before is not None else span.end


def _before(c: Comparison, after: int) -> int | None:
    """The sentence of the earlier brief that a new one follows."""
    return next((i for i, j in c.pairs.items() if j == after - 1), None)


def _entries_of(c: Comparison, change: SentenceChange) -> tuple[Entry, ...]:
    return c.earlier.of_sentence(change.before) if change.before is not None else ()


def _sentence(c: Comparison, change: SentenceChange, there: Standing, bind: bool) -> bool:
    """Write a sentence in its place. A new one goes behind the sentence that it follows; a line of a table is neither
    added nor taken out, for that is the table's whole."""
    if change.before is None:
        return change.after is not None and _insert(c, change.after, there, bind)
    spans = there.sentences.get(change.before)
    if spans is None:
        return False
    if change.after is None:
        return len(spans) == 1 and spans[0].line.put(spans[0].start, spans[0].end, [])
    cells = c.later.sentences[change.after].split(BAR) if len(spans) > 1 else [c.later.sentences[change.after]]
    if len(cells) != len(spans):
        return False
    offset = 0
    for span, text in zip(spans, cells, strict=True):
        pieces = list(_pieces(c.later, change.after, offset, len(text), span, bind))
        if span.text != text and not _put(span, pieces):
            return False
        offset += len(text) + len(BAR)
    return True


def _put(span: Span, pieces: list[etree._Element]) -> bool:
    return span.line.put(span.start, span.end, pieces)


def _insert(c: Comparison, after: int, there: Standing, bind: bool) -> bool:
    """A new sentence behind the one before it, in the same paragraph."""
    if after == 0 or BAR in c.later.sentences[after]:
        return False
    before = _before(c, after)
    spans = there.sentences.get(before) if before is not None else None
    if not spans or len(spans) != 1 or not c.later.sentences[after - 1].endswith("。"):
        return False
    span = spans[0]
    looks = Span(span.line, span.end - 1, span.end)
    pieces = list(_pieces(c.later, after, 0, len(c.later.sentences[after]), looks, bind))
    return span.line.put(span.end, span.end, pieces)


def _pieces(brief: Brief, sentence: int, offset: int, length: int, looks: Span, bind: bool) -> Iterator[etree._Element]:
    """A sentence, or one cell of it, as runs and controls in the looks of what stood there."""
    text, like = brief.sentences[sentence], looks.line.looks_at(looks.start)
    done, end = offset, offset + length
    for entry in brief.of_sentence(sentence):
        if not bind or not offset <= entry.at < end:
            continue
        if entry.at > done:
            yield run(text[done : entry.at], like)
        done = entry.at + len(entry.shown)
        yield bound(entry, brief, run(entry.shown, like))
    if done < end:
        yield run(text[done:end], like)


def _number(c: Comparison, n: int, there: Standing) -> bool:
    """Write a number in its place."""
    after, span = c.later.entry(c.same.get(n, 0)), there.numbers.get(n)
    if after is None or span is None:
        return False
    span.line.put_text(span.start, span.end, after.shown)
    if span.control is not None:
        _retag(span.control, c.later.tag(after.n))
    return True


def _rebind(c: Comparison, there: Standing) -> None:
    """Numbers that stand as the later brief says point to it from now on."""
    for n, span in there.numbers.items():
        after = c.later.entry(c.same.get(n, 0))
        if after is not None and span.control is not None and span.text == after.shown:
            _retag(span.control, c.later.tag(after.n))


def _retag(control: etree._Element, tag: str) -> None:
    found = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    assert found is not None
    found.set(qn("w:val"), tag)
