"""What the headings of somebody else's table probably mean: proposals for a person to confirm, never facts.

A heading is likened to the names of elements, and what is left of it to the words for the categories: 出生人口（女）is
the element 出生人口 in the cell sex=female. The confidence says how much of both was recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from halfsky.exchange.form_grid import Asked, named
from halfsky.exchange.layout import SIGN, normal
from halfsky.exchange.meaning import EXPLAINED, NOTHING_FURTHER, Axis, breakdowns
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Element
from halfsky.kernel.form import Form
from halfsky.kernel.text import Text

ALIASES: Mapping[str, tuple[str, ...]] = {
    "女": ("女性", "女童", "女孩", "女生", "女职工"),
    "男": ("男性", "男童", "男孩", "男生"),
    "城市": ("城镇", "市区", "城区"),
    "农村": ("乡村", "村镇"),
}
"""Other words for a category, by its own."""
EXPLAINING = ("核实说明", "情况说明", "explanation")
TOTALS = ("合计", "总计", "小计", "总数", "全部", "全市", "全县", "total")
OTHER_FIGURES = ("上年", "去年", "上期", "同期", "增长", "增减", "占比", "比重")
"""Words of a column that holds something reckoned, or the figures of another period."""
WHOLE = ("本年", "本期", "年末", "实际", "数值", "数量", "人数", "数", "value", "number")
"""Words of a column that holds the whole of what its line counts."""
_RATE = re.compile(r"率|比例|占比|比重|rate|ratio|%|‰")
_BY = re.compile(r"按[^·按]{1,6}分组?|分[^·分]{1,4}(?=·|$)")
ENOUGH = 0.55
"""Below this a proposal would more often mislead than help."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A heading, the cell of the form it seems to mean ("": none), and how sure that is (0 to 1)."""

    heading: str
    key: str
    confidence: float


def propose(
    layout: Iterable[str],
    form: Form,
    elements: Mapping[str, Element],
    rates: Mapping[str, Element],
    categories: Mapping[tuple[str, str], Text],
) -> tuple[Proposal, ...]:
    """One proposal a heading; a cell is proposed once, for the heading that fits it best."""
    wanted = [(named(*key), elements[key[0]], key[1]) for key in form.keys(elements)]
    wanted += [(named(code), rates[code], Cell()) for code in form.rates]
    words = _spelled(categories)
    headings = [h for h in layout if h]
    return _chosen(
        headings, [(likeness(h, element, at, words), h, key, at) for h in headings for key, element, at in wanted]
    )


def propose_sides(
    sides: Mapping[Axis, Sequence[str]], asked: Asked, categories: Mapping[tuple[str, str], Text]
) -> tuple[Axis, Mapping[Axis, tuple[Proposal, ...]]]:
    """What the labels of the sides of a table mean where one says elements and the other breakdowns: which side says
    elements, and the parts proposed for each label. `sides` are the axes that do not name units."""
    every = [*(asked.elements[line.element] for line in asked.form.lines), *asked.rates.values()]
    said = {side: sum(names_one(label, every) for label in labels) for side, labels in sides.items()}
    elements = max(said, key=lambda side: said[side])
    words = _spelled(categories)
    found = {
        side: _elements(labels, every, asked, words) if side == elements else _breakdowns(labels, asked, words)
        for side, labels in sides.items()
    }
    return elements, found


def names_one(label: str, elements: Iterable[Element]) -> bool:
    """Whether a label seems to name an element."""
    pieces = [normal(piece) for piece in _pieces(label)]
    return any(_named_by(piece, element)[0] >= ENOUGH for piece in pieces for element in elements)


def _elements(
    labels: Sequence[str], elements: Sequence[Element], asked: Asked, words: Mapping[tuple[str, str], tuple[str, ...]]
) -> tuple[Proposal, ...]:
    wanted = [
        (named(element.code, at), element, at)
        for element in elements
        for at in breakdowns(asked)
        if not at or (element.code in asked.elements and asked.form.has(element, at))
    ]
    scored = []
    for label in labels:
        under = _under(label, elements)
        if under is not None:
            scored += [(_fits(under, element, at, words), label, key, at) for key, element, at in wanted]
    return _chosen(labels, scored)


def _under(label: str, elements: Sequence[Element]) -> tuple[list[str], str, list[str]] | None:
    """The innermost piece of a label that names an element, with what it stands under and what stands under it."""
    pieces = [normal(piece) for piece in _pieces(label)]
    for at in range(len(pieces) - 1, -1, -1):
        if any(_named_by(pieces[at], element)[0] >= ENOUGH for element in elements):
            return pieces[:at], pieces[at], pieces[at + 1 :]
    return None


def _fits(
    under: tuple[list[str], str, list[str]],
    element: Element,
    at: Cell,
    words: Mapping[tuple[str, str], tuple[str, ...]],
) -> float:
    """How well a label fits an element and a breakdown. What stands inside the element's line must be categories
    alone; what it stands under counts where it is nothing but a category, and no other of its kind is said inside."""
    above, own, below = under
    best, rest = _named_by(own, element)
    inside = "".join((rest, *below))
    said = set(_said(inside, words))
    outer = {part for piece in above if not _left(piece, words) for part in _said(piece, words)}
    said |= {part for part in outer if part[0] not in {dimension for dimension, _ in said}}
    if any(word in inside for word in OTHER_FIGURES):
        return 0.0
    if said != set(at.parts) or _left("".join(below), words):
        return 0.3 * best
    return best * _covered(_left(rest, words), own)


def _breakdowns(
    labels: Sequence[str], asked: Asked, words: Mapping[tuple[str, str], tuple[str, ...]]
) -> tuple[Proposal, ...]:
    wanted = [(named("", at), at) for at in breakdowns(asked)]
    found = _chosen(labels, [(_cell_said(label, at, words), label, key, at) for label in labels for key, at in wanted])
    if not any(p.key for p in found) and len(found) == 1:
        return (Proposal(found[0].heading, NOTHING_FURTHER, ENOUGH),)
    return found


def _cell_said(label: str, at: Cell, words: Mapping[tuple[str, str], tuple[str, ...]]) -> float:
    """How well a label fits a breakdown; one that names no category fits the total if it says nothing else."""
    plain = normal(label.rpartition(" #")[0] or label)
    if any(word in plain for word in OTHER_FIGURES) or set(_said(plain, words)) != set(at.parts):
        return 0.0
    if at.parts:
        return 0.9 if _left(plain, words) else 1.0
    return 0.3 if _without(plain, (*WHOLE, *TOTALS, "其中", SIGN)) else 1.0


def _chosen(headings: Sequence[str], scored: Iterable[tuple[float, str, str, Cell]]) -> tuple[Proposal, ...]:
    """The best proposals: one a heading, one a key, the coarser breakdown before the finer, the first heading first."""
    chosen: dict[str, Proposal] = {}
    taken: set[str] = set()
    order = {heading: at for at, heading in enumerate(headings)}
    for score, heading, key, _ in sorted(scored, key=lambda s: (-s[0], len(s[3].parts), order[s[1]], s[2])):
        if score >= ENOUGH and heading not in chosen and key not in taken:
            chosen[heading] = Proposal(heading, key, round(score, 2))
            taken.add(key)
    for heading in headings:
        if heading not in chosen and normal(heading).startswith(EXPLAINING):
            chosen[heading] = Proposal(heading, EXPLAINED, 1.0)
    return tuple(chosen.get(h, Proposal(h, "", 0.0)) for h in headings)


def likeness(heading: str, element: Element, at: Cell, words: Mapping[tuple[str, str], tuple[str, ...]]) -> float:
    """How well a heading fits a cell, from 0 to 1."""
    plain = normal(heading.rpartition(" #")[0] or heading)
    best, rest = _named_by(plain, element)
    if any(word in rest for word in OTHER_FIGURES):
        return 0.0
    fits = _covered(_left(rest, words), plain) if set(_said(rest, words)) == set(at.parts) else 0.3
    return best * fits


def _named_by(plain: str, element: Element) -> tuple[float, str]:
    """How much of an element's name a text says, and what else it says; a count and a rate are two things."""
    names = [normal(n) for n in (element.name.zh, element.name.in_("en"), element.code)]
    best, rest = max(_likened(plain, name) for name in names if name)
    return (
        (best, rest) if bool(_RATE.search(plain)) == bool(_RATE.search(normal(element.name.zh))) else (best / 2, rest)
    )


def _pieces(label: str) -> list[str]:
    return (label.rpartition(" #")[0] or label).split(SIGN)


def _likened(heading: str, name: str) -> tuple[float, str]:
    """How much of a name a heading says, and what else it says."""
    if name in heading:
        return 1.0, heading.replace(name, "", 1)
    blocks = [b for b in SequenceMatcher(None, heading, name, autojunk=False).get_matching_blocks() if b.size > 1]
    rest = list(heading)
    for block in blocks:
        rest[block.a : block.a + block.size] = [" "] * block.size
    return sum(b.size for b in blocks) / len(name), "".join(rest)


def _covered(left: str, plain: str) -> float:
    """How much of a label is understood: all of it 1, none of it a half."""
    return 1 - len(left) / (2 * max(len(plain), 1))


def _said(text: str, words: Mapping[tuple[str, str], tuple[str, ...]]) -> list[tuple[str, str]]:
    """The categories that a text names."""
    return [part for part, spelled in words.items() if any(w in text for w in spelled)]


def _left(text: str, words: Mapping[tuple[str, str], tuple[str, ...]]) -> str:
    """What is left of a text without categories, totals, 其中 and what breakdowns are called (按城乡分)."""
    rest = _BY.sub("", text)
    named = sorted((w for part in _said(rest, words) for w in words[part]), key=len, reverse=True)
    return _without(rest, (*named, *TOTALS, "其中", SIGN, " "))


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, "")
    return text


def _spelled(categories: Mapping[tuple[str, str], Text]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The words for each category, the longest first."""
    return {part: _words(label) for part, label in categories.items()}


def _words(label: Text) -> tuple[str, ...]:
    spelled: Iterable[str] = (label.zh, *ALIASES.get(label.zh, ()))
    return tuple(sorted((normal(w) for w in spelled if w), key=len, reverse=True))
