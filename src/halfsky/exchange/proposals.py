"""What the headings of somebody else's table probably mean: proposals for a person to confirm, never facts.

A heading is likened to the names of elements, and what is left of it to the words for the categories: 出生人口（女）is
the element 出生人口 in the cell sex=female. The confidence says how much of both was recognised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from halfsky.exchange.form_grid import named
from halfsky.exchange.layout import SIGN, Layout, normal
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
EXPLAINED = "explained|"
"""What a column of explanations (核实说明) is matched to; it holds for every doubtful figure of the line."""
EXPLAINING = ("核实说明", "情况说明", "explanation")
TOTALS = ("合计", "总计", "小计", "总数", "全部", "全市", "全县", "total")
OTHER_FIGURES = ("上年", "去年", "上期", "同期", "增长", "增减", "占比", "比重")
"""Words of a column that holds something reckoned, or the figures of another period."""
ENOUGH = 0.55
"""Below this a proposal would more often mislead than help."""
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Proposal:
    """A heading, the cell of the form it seems to mean ("": none), and how sure that is (0 to 1)."""

    heading: str
    key: str
    confidence: float


def propose(
    layout: Layout,
    form: Form,
    elements: Mapping[str, Element],
    rates: Mapping[str, Element],
    categories: Mapping[tuple[str, str], Text],
) -> tuple[Proposal, ...]:
    """One proposal a heading; a cell is proposed once, for the heading that fits it best."""
    wanted = [(named(*key), elements[key[0]], key[1]) for key in form.keys(elements)]
    wanted += [(named(code), rates[code], Cell()) for code in form.rates]
    words = {part: _words(label) for part, label in categories.items()}
    headings = [h for h in layout.headings if h]
    every = [
        (likeness(heading, element, at, words), -len(at.parts), heading, key)
        for heading in headings
        for key, element, at in wanted
    ]
    chosen: dict[str, Proposal] = {}
    taken: set[str] = set()
    for score, _, heading, key in sorted(every, reverse=True):
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
    names = [normal(n) for n in (element.name.zh, element.name.in_("en"), element.code)]
    best, rest = max(_likened(plain, name) for name in names if name)
    fits = _cell_fits(rest, at, words)
    return best * fits


def _likened(heading: str, name: str) -> tuple[float, str]:
    """How much of a name a heading says, and what else it says."""
    if name in heading:
        return 1.0, heading.replace(name, "", 1)
    blocks = [b for b in SequenceMatcher(None, heading, name, autojunk=False).get_matching_blocks() if b.size > 1]
    rest = list(heading)
    for block in blocks:
        rest[block.a : block.a + block.size] = [" "] * block.size
    return sum(b.size for b in blocks) / len(name), "".join(rest)


def _cell_fits(rest: str, at: Cell, words: Mapping[tuple[str, str], tuple[str, ...]]) -> float:
    """Whether the rest of a heading names exactly the categories of a cell, and nothing else."""
    if any(word in rest for word in OTHER_FIGURES):
        return 0.0
    said = {part for part, spelled in words.items() if any(w in rest for w in spelled)}
    if said != set(at.parts):
        return 0.3
    for word in sorted((w for part in said for w in words[part]), key=len, reverse=True):
        rest = rest.replace(word, "")
    for word in (*TOTALS, SIGN, " "):
        rest = rest.replace(word, "")
    return 1.0 if not rest else 0.9


def _words(label: Text) -> tuple[str, ...]:
    """The words for a category, the longest first."""
    spelled: Iterable[str] = (label.zh, *ALIASES.get(label.zh, ()))
    return tuple(sorted((normal(w) for w in spelled if w), key=len, reverse=True))
