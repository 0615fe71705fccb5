"""The cells of a form by their texts, worked out once for all sheets of a round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.kernel.answer import Answer, read_answer, reading
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.checking import Checks
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Adding, Element, Flow, Reading
from halfsky.kernel.form import Form
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.rollup import Entries, Key, read
from halfsky.queries.forms import key_text

NO_SUCH_CELL = problem(
    "404.742",
    ("报表里没有“{came}”这一格。", "The form has no cell “{came}”."),
    ("请重新下载本表再填。", "Take a fresh copy of the form."),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a sheet: the answers that can be read, why the others cannot, the values to reckon with."""

    answers: Mapping[str, Answer]
    refused: Mapping[str, Refusal]
    entries: Entries


class Grid:
    """What a form asks (`asked`), takes beside it as rates alone (`rates`), and computes (`totals`), by the texts of
    the cells; `elements` are what the cells are about, a rate in an element's clothes; `known` are all cells that take
    an answer, with the key of those that are asked."""

    def __init__(self, form: Form, content: Content) -> None:
        elements = content.elements
        self.elements: dict[str, Element] = {line.element: elements[line.element] for line in form.lines}
        self.elements |= {code: rate_element(content, code) for code in form.rates if code not in self.elements}
        self.asked: dict[str, Key] = {key_text(key): key for key in form.keys(elements)}
        cells = {TOTAL, *(column.cell for column in form.columns)}
        self.rates = {key_text((code, at)) for code in form.rates for at in cells}
        self.totals: dict[str, Key] = {
            key_text((line.element, column.cell)): (line.element, column.cell)
            for line in form.lines
            for column in form.columns
            if form.has(elements[line.element], column.cell) and form.computes(elements[line.element], column.cell)
        }
        self.known: dict[str, tuple[Key | None, Element]] = {
            **{text: (None, self.elements[text.partition("|")[0]]) for text in self.rates},
            **{text: (key, self.elements[key[0]]) for text, key in self.asked.items()},
        }
        self.checks = Checks(form, elements)

    def read(self, raw: Mapping[str, str]) -> Typed:
        """Read the texts of a sheet."""
        answers: dict[str, Answer] = {}
        refused: dict[str, Refusal] = {}
        entries: dict[Key, Reading] = {}
        for text, written in raw.items():
            known = self.known.get(text)
            if known is None:
                refused[text] = NO_SUCH_CELL.at(text, came=text)
                continue
            key, element = known
            try:
                answer = read_answer(written, element, text)
            except Refused as fault:
                refused[text] = fault.refusals[0]
                continue
            if answer is not None:
                answers[text] = answer
                if key is not None:
                    entries[key] = reading(answer, element.code)
        return Typed(answers, refused, entries)

    def left(self, answers: Mapping[str, Answer]) -> int:
        """How many cells are still without an answer."""
        return len(self.asked.keys() - answers.keys())

    def computed(self, entries: Entries) -> dict[str, Reading]:
        """The totals that the form computes, as far as their parts are there."""
        return {text: read(self.elements[code], at, entries) for text, (code, at) in self.totals.items()}


def rate_element(content: Content, code: str) -> Element:
    """A rate that is given alone, as something that a cell can hold: it never adds up."""
    indicator = content.indicators[code]
    decimals = max(indicator.decimals, 2)
    return Element(code, indicator.name, indicator.unit, Flow.FLOW, Adding.NEVER, decimals)


MOST_KEPT = 64
_kept: dict[tuple[int, int], tuple[Form, Content, Grid]] = {}


def grid_of(form: Form, content: Content) -> Grid:
    """The grid of a form, made once: every sheet of a round asks for it at every request. A grid is never changed."""
    # What is kept holds its form and content, so that no other can come to bear their numbers.
    key = (id(form), id(content))
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[key] = (form, content, Grid(form, content))
    return found[2]
