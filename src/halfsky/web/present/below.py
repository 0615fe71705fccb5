"""The places below as a map, tiles and a table tell of them: which shade each has, the words that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.outline import short
from halfsky.kernel.place import Place
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class
from halfsky.kernel.words import quantity, shown, value_of
from halfsky.queries.below_judged import Below, Child
from halfsky.web.present.marks import BAD, GOOD, MARKS, NONE, OF_CLASS, Mark

STEPS = 5
"""So many shades of a value at the most."""
MISSING = "gap"
"""The shade of what has no value: hatched."""
WAYS: dict[str, Text] = {
    "class": Text("按判定类别", "by verdict"),
    "bar": Text("对照本级目标", "against the target here"),
    "value": Text("按数值大小", "by value"),
}
NOT_ASKED = Text("规划对它不作要求", "not asked there")
NO_VALUE = Text("无数据", "no data")


@dataclass(frozen=True, slots=True)
class Shade:
    """A shade of the legend: the name of its fill, its words, its sign (a shape, or the number of a step), how many
    places have it."""

    fill: str
    label: Text
    mark: Mark | None = None
    step: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One place below with its shade, its value as printed (or why there is none) and both in one sentence."""

    child: Child
    shade: Shade
    value: Text
    says: Text
    href: str

    @property
    def place(self) -> Place:
        return self.child.place

    @property
    def number(self) -> str:
        """The value without its unit; "" where there is none."""
        row = self.child.row
        o = row.verdict.observation if row else None
        if row is None or o is None:
            return ""
        return shown(o.value, row.indicator.decimals, row.verdict.bar) if o.computed else o.shown

    @property
    def short(self) -> str:
        return short(self.place.name)


@dataclass(frozen=True, slots=True)
class Steps:
    """The span of the values in equal steps; `edges` are their lower ends and the last upper one."""

    edges: tuple[Fraction, ...]
    decimals: int
    unit: str

    @staticmethod
    def of(values: Sequence[Fraction], decimals: int, unit: str) -> Steps:
        low, high = min(values), max(values)
        count = min(STEPS, len(set(values)))
        return Steps(tuple(low + (high - low) * i / count for i in range(count + 1)), decimals, unit)

    def at(self, value: Fraction) -> int:
        """The step of a value, counted from 1."""
        return max(1, sum(edge <= value for edge in self.edges[:-1]))

    def label(self, step: int) -> Text:
        ends = [shown(e, self.decimals) for e in self.edges[step - 1 : step + 1]]
        return quantity(ends[0] if ends[0] == ends[1] else "—".join(ends), self.unit)


def usual_way(found: Below) -> str:
    """What a map shows unless something else is asked for: verdicts where places below have targets of their own, else
    how they stand to the target here, else their values."""
    return "class" if found.own_targets else "bar" if found.bar else "value"


def told(found: Below, way: str, hrefs: dict[int, str]) -> list[Told]:
    """Every place below, in the order of the codes."""
    values = [c.value for c in found.children if c.value is not None]
    indicator = found.row.indicator
    steps = Steps.of(values, indicator.decimals, indicator.unit) if values else None
    shades = [_shade(found, c, way, steps) for c in found.children]
    counts = {(s.fill, s.label): 0 for s in shades}
    for shade in shades:
        counts[shade.fill, shade.label] += 1
    return [
        _told(child, Shade(s.fill, s.label, s.mark, s.step, counts[s.fill, s.label]), hrefs.get(child.place.id, ""))
        for child, s in zip(found.children, shades, strict=True)
    ]


def legend(every: Iterable[Told]) -> list[Shade]:
    """Each shade once: the best first, steps from the lowest, what is missing last."""
    found = dict.fromkeys(t.shade for t in every)
    return sorted(found, key=lambda s: (s.fill == MISSING, s.step, MARKS.index(s.mark) if s.mark else 0))


def _shade(found: Below, child: Child, way: str, steps: Steps | None) -> Shade:
    value, row = child.value, child.row
    if row is None:
        return Shade(MISSING, NOT_ASKED, NONE)
    if value is None or steps is None:
        return Shade(MISSING, NO_VALUE, NONE)
    if way == "value":
        step = steps.at(value)
        return Shade(f"step-{step}", steps.label(step), step=step)
    if way == "bar":
        if found.bar is None:
            return Shade(NONE.hue, Class.NO_TARGET.label, NONE)
        met = found.bar.meets(value)
        return Shade("good", Text("达到", "meets it"), GOOD) if met else Shade("bad", Text("未达到", "misses it"), BAD)
    class_ = row.verdict.class_
    return Shade(OF_CLASS[class_].hue, class_.label, OF_CLASS[class_])


def _told(child: Child, shade: Shade, href: str) -> Told:
    row, name = child.row, child.place.name
    observed = row.verdict.observation if row else None
    if row is None or observed is None:
        reason = row.verdict.reason if row else None
        value = reason.label if reason else shade.label
        return Told(child, shade, value, Text(f"{name}：{value.zh}", f"{name}: {value.in_('en')}"), href)
    value, class_ = value_of(observed, row.indicator, row.verdict.bar), row.verdict.class_.label
    zh = f"{name}：{value.zh}（{observed.year}年），{class_.zh}"
    en = f"{name}: {value.in_('en')} ({observed.year}), {class_.in_('en')}"
    return Told(child, shade, value, Text(zh, en), href)
