"""Charts as pictures: a series with its base, its target and, in the working draft, where it is heading.

Calm by rule: one accent colour, direct labels instead of a legend, the target always drawn. Every figure on a picture
is printed by the kernel's words; only the place of the ink is computed with floats.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from halfsky.documents.fonts import chinese_font
from halfsky.documents.numbers import RowNumbers
from halfsky.documents.picture_choice import Track
from halfsky.documents.prose import Form
from halfsky.kernel.fact import Observation
from halfsky.kernel.target import Bar, NoBar
from halfsky.kernel.text import Text
from halfsky.kernel.words import quantity, shown, value_of, wanted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

WIDTH, HEIGHT = 156, 62
"""Millimetres: the width of the text area."""
_INCH, _DPI = 25.4, 220
ACCENT, SOFT, INK, GREY, FAINT = "#7A1F5C", "#E7D5E0", "#33302E", "#8A8580", "#E4E1DE"


def draw(tracks: Sequence[Track], form: Form) -> bytes:
    """The PNG of one picture: a panel for each track, on one scale where there are several."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / _INCH, HEIGHT / _INCH), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(1, len(tracks), sharey=True, squeeze=False)[0]
    for axes, one in zip(panels, tracks, strict=True):
        _Panel(axes, one, form, alone=len(tracks) == 1).draw()
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=_DPI, metadata={"Software": None})
    return out.getvalue()


def described(tracks: Sequence[Track]) -> str:
    """The picture in words, for who cannot see it."""
    said = []
    for t in tracks:
        values = "，".join(f"{o.period.label.zh}{value_of(o, t.row.indicator).zh}" for o in (*t.earlier, *t.points))
        target = t.row.target
        goal = f"；{target.year}年目标为{wanted(target, t.row.indicator, t.row.verdict.bar).zh}" if target else ""
        said.append(f"{t.row.name.zh}：{values}{goal}")
    return f"折线图。{'。'.join(said)}。"


class _Panel:
    """One series on one pair of axes."""

    def __init__(self, axes: Axes, t: Track, form: Form, alone: bool) -> None:
        self.axes, self.t, self.form, self.alone = axes, t, form, alone
        self.row, self.numbers = t.row, RowNumbers(t.row)
        self.last = t.points[-1]
        target = t.row.target
        self.until = target.year if target else self.last.year
        self.falling = self.last.value < t.points[0].value
        self.font = _font()

    def draw(self) -> None:
        self._frame()
        self._target()
        if self.form == "work":
            self._forecast()
        self._series()

    # -- parts of the picture ---------------------------------------------------------------------------------------

    def _frame(self) -> None:
        axes = self.axes
        first = min(o.year for o in (*self.t.earlier, *self.t.points))
        room = 0.6 if self.alone else 0.8
        axes.set_xlim(first - room, self.until + room)
        step = 1 if self.alone and self.until - first <= 16 else 5
        years = [y for y in range(first, self.until + 1) if step == 1 or y % step == 0 or y == self.last.year]
        axes.set_xticks(years, [str(y) for y in years])
        axes.tick_params(length=0, labelcolor=INK, labelsize=7.5, pad=4)
        axes.grid(axis="y", color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(GREY)
        axes.locator_params(axis="y", nbins=5)
        axes.margins(y=0.16)
        if not self.alone:
            axes.set_title(self._say(self.row.name), fontproperties=self.font, fontsize=8.5, color=INK, loc="left")

    def _series(self) -> None:
        earlier, points = self.t.earlier, self.t.points
        if earlier:
            self._line([*earlier, points[0]], GREY, 1.0)
            self.axes.plot(*_places(earlier), "o", color=GREY, markersize=2.4)
        self._line(points, ACCENT, 1.8)
        self.axes.plot(*_places(points), "o", color=ACCENT, markersize=3.6)
        base = self.row.verdict.base
        is_base = base is not None and base.period == points[0].period
        if is_base:
            self.axes.plot(*_places(points[:1]), "o", color="white", markeredgecolor=ACCENT, markersize=5.5)
        labelled = points if self.alone and len(points) <= 7 else (points[0], points[-1])
        for o in dict.fromkeys(labelled):
            word = self._say(Text("基期 ", "base ")) if o is points[0] and is_base else ""
            self._value(o, word, strong=o is self.last)

    def _line(self, points: Sequence[Observation], colour: str, width: float) -> None:
        """Year to year in a full line; over years without a value, a dotted one."""
        for a, b in pairwise(points):
            style = "-" if b.year - a.year == 1 else ":"
            self.axes.plot(*_places((a, b)), style, color=colour, linewidth=width, solid_capstyle="round")

    def _value(self, o: Observation, word: str, strong: bool) -> None:
        unit = quantity("", self.row.indicator.unit).zh
        text = value_of(o, self.row.indicator, self.row.verdict.bar).zh.removesuffix(unit)
        above = self.falling or self._target_below(o)
        self.axes.annotate(
            word + text,
            (o.year, float(o.value)),
            xytext=(0, 6 if above else -6),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            fontproperties=self.font,
            fontsize=8.5 if strong else 7.5,
            color=ACCENT if strong else INK,
            fontweight="bold" if strong else "normal",
        )

    def _target_below(self, o: Observation) -> bool:
        edges = self._edges()
        return bool(edges) and edges[0] < float(o.value)

    def _edges(self) -> list[float]:
        """Where the target lies; a goal of 左右 has its printed number, whatever its tolerance."""
        target, base = self.row.target, self.row.verdict.base
        if target is None:
            return []
        bar = self.row.verdict.bar or target.bar(base.value if base else None)
        if isinstance(bar, Bar):
            return [float(x) for x in (bar.low, bar.high) if x is not None]
        return [float(target.value)] if bar is NoBar.NO_TOLERANCE else []

    def _target(self) -> None:
        target = self.row.target
        if target is None:
            return
        edges = self._edges()
        for edge in edges:
            self.axes.axhline(edge, color=INK, linewidth=0.9, linestyle=(0, (5, 3)))
        if not edges:
            return
        said = wanted(target, self.row.indicator, self.row.verdict.bar)
        label = Text(f"{target.year}年目标 {said.zh}", f"target {target.year}: {said.in_('en')}")
        met_above = float(self.last.value) > edges[-1]
        self.axes.annotate(
            self._say(label),
            (self.until + (0.5 if self.alone else 0.7), edges[-1]),
            xytext=(0, -3 if met_above else 3),
            textcoords="offset points",
            ha="right",
            va="top" if met_above else "bottom",
            fontproperties=self.font,
            fontsize=7.5,
            color=INK,
        )

    def _forecast(self) -> None:
        f = self.row.verdict.forecast
        if f is None:
            return
        x, y = [self.last.year, f.year], float(self.last.value)
        self.axes.fill_between(x, [y, float(f.low)], [y, float(f.high)], color=SOFT, linewidth=0)
        self.axes.plot(x, [y, float(f.value)], linestyle=(0, (2, 2)), color=ACCENT, linewidth=1.1)
        said = quantity(shown(f.value, self.row.indicator.decimals, self.row.verdict.bar), self.row.indicator.unit)
        label = Text(f"按趋势 {said.zh}（内部研判）", f"by trend {said.in_('en')} (internal)")
        if not self.alone:
            label = Text(said.zh, said.in_("en"))
        self.axes.annotate(
            self._say(label),
            (f.year + 0.5, float(f.value)),
            xytext=(0, 4),
            textcoords="offset points",
            ha="right",
            va="bottom",
            fontproperties=self.font,
            fontsize=7.5,
            color=ACCENT,
        )

    def _say(self, text: Text) -> str:
        """Chinese where a font can write it, else English: no empty boxes."""
        return text.zh if chinese_font() else text.in_("en")


def _places(points: Sequence[Observation]) -> tuple[list[int], list[float]]:
    return [o.year for o in points], [float(o.value) for o in points]


def _font() -> FontProperties:
    from matplotlib.font_manager import FontPath, FontProperties

    found = chinese_font()
    return FontProperties(fname=FontPath(str(found.path), found.face)) if found else FontProperties()
