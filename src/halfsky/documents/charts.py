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
from halfsky.documents.picture_choice import Track
from halfsky.documents.prose import Form
from halfsky.kernel.fact import Observation
from halfsky.kernel.forecast import Forecast
from halfsky.kernel.target import Bar, NoBar
from halfsky.kernel.text import Text
from halfsky.kernel.words import quantity, shown, value_of, wanted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

WIDTH, HEIGHT = 156, 58
"""Millimetres: the width of the text area."""
_INCH, _DPI = 25.4, 220
ACCENT, SOFT, INK, GREY, FAINT = "#7A1F5C", "#EBDDE6", "#33302E", "#8A8580", "#E4E1DE"
SMALL, STRONG = 7.5, 8.5
"""Points."""
CROWDED = 12
"""With more years than this, every second one is named."""
MARGIN = 0.22
"""The part of a lone panel's width that is kept on the right for labels."""
APART = 0.2
"""Labels of two lines stand at least so far apart (part of the panel's height)."""


def draw(tracks: Sequence[Track], form: Form) -> bytes:
    """The PNG of one picture."""
    out = io.BytesIO()
    drawn(tracks, form).savefig(out, format="png", dpi=_DPI, metadata={"Software": None})
    return out.getvalue()


def drawn(tracks: Sequence[Track], form: Form) -> Figure:
    """One picture: a panel for each track, on one scale where there are several."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / _INCH, HEIGHT / _INCH), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    panels = [_Panel(t, form, alone=len(tracks) == 1) for t in tracks]
    axes = figure.subplots(1, len(tracks), sharey=True, squeeze=False)[0]
    levels = [y for p in panels for y in p.levels()]
    room = (max(levels) - min(levels)) * 0.16 or abs(max(levels)) * 0.1 or 1.0
    for panel, its in zip(panels, axes, strict=True):
        its.set_ylim(min(levels) - room, max(levels) + room)
        panel.draw(its)
    return figure


def described(tracks: Sequence[Track]) -> str:
    """The picture in words, for who cannot see it."""
    said = []
    for t in tracks:
        seen = (*t.earlier, *t.points) if len(tracks) == 1 else t.points
        values = "，".join(f"{o.period.label.zh}{value_of(o, t.row.indicator).zh}" for o in seen)
        target = t.row.target
        goal = f"；{target.year}年目标为{wanted(target, t.row.indicator, t.row.verdict.bar).zh}" if target else ""
        said.append(f"{t.row.name.zh}：{values}{goal}")
    return f"折线图。{'。'.join(said)}。"


class _Panel:
    """One series on one pair of axes. Alone it has a margin on the right for labels; in company, a heading."""

    axes: Axes

    def __init__(self, t: Track, form: Form, alone: bool) -> None:
        self.t, self.row, self.alone = t, t.row, alone
        self.earlier = t.earlier if alone else ()
        self.first = min(o.year for o in (*self.earlier, *t.points))
        self.last = t.points[-1]
        self.forecast: Forecast | None = t.row.verdict.forecast if form == "work" else None
        target = t.row.target
        self.until = max(self.last.year, target.year if target else 0)
        self.edges = self._edges()

    def levels(self) -> list[float]:
        """Every height that must be seen."""
        values = [float(o.value) for o in (*self.earlier, *self.t.points)]
        ahead = [float(self.forecast.low), float(self.forecast.high)] if self.forecast else []
        return [*values, *self.edges, *ahead]

    def draw(self, axes: Axes) -> None:
        self.axes = axes
        self._frame()
        for edge in self.edges:
            end = self.until if self.alone else self.until + 0.8
            axes.plot([self.first - 0.6, end], [edge, edge], color=INK, linewidth=0.9, linestyle=(0, (5, 3)))
        if self.forecast:
            self._outlook(self.forecast)
        self._series()
        self._labels()

    def _edges(self) -> list[float]:
        """Where the target lies; a goal of 左右 has its printed number, whatever its tolerance."""
        target, base = self.row.target, self.row.verdict.base
        if target is None:
            return []
        bar = self.row.verdict.bar or target.bar(base.value if base else None)
        if isinstance(bar, Bar):
            return sorted({float(x) for x in (bar.low, bar.high) if x is not None})
        return [float(target.value)] if bar is NoBar.NO_TOLERANCE else []

    # -- parts of the picture ---------------------------------------------------------------------------------------

    def _frame(self) -> None:
        axes, span = self.axes, self.until - self.first
        margin = span * MARGIN / (1 - MARGIN) if self.alone and self.edges else 0.9
        axes.set_xlim(self.first - 0.6, self.until + margin)
        axes.set_xticks(years := self._years(), [str(y) for y in years])
        axes.tick_params(length=0, labelcolor=INK, pad=4)
        axes.grid(axis="y", color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(GREY)
        axes.locator_params(axis="y", nbins=5)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_fontproperties(_font())
            label.set_fontsize(SMALL)
        if not self.alone:
            axes.set_title(_said(self.row.name), fontproperties=_font(), fontsize=STRONG, color=INK, loc="left")

    def _years(self) -> list[int]:
        """The years under the axis: all, every second from the first of the series, or the ends in a narrow panel."""
        if not self.alone:
            return list(dict.fromkeys((self.first, self.last.year, self.until)))
        years = list(range(self.first, self.until + 1))
        start = self.t.points[0].year
        return years if len(years) <= CROWDED else [y for y in years if (y - start) % 2 == 0]

    def _series(self) -> None:
        earlier, points = self.earlier, self.t.points
        if earlier:
            self._line([*earlier, points[0]], GREY, 1.0)
            self.axes.plot(*_places(earlier), "o", color=GREY, markersize=2.4)
        self._line(points, ACCENT, 1.8)
        self.axes.plot(*_places(points), "o", color=ACCENT, markersize=3.6)
        base = self.row.verdict.base
        marked = base is not None and base.period == points[0].period
        if marked:
            self.axes.plot(*_places(points[:1]), "o", color="white", markeredgecolor=ACCENT, markersize=5.5)
        labelled = points if self.alone and len(points) <= 7 else (points[0], points[-1])
        for o in dict.fromkeys(labelled):
            self._value(o, _said(Text("基期 ", "base ")) if marked and o is points[0] else "")

    def _rising(self) -> bool:
        return self.last.value > self.t.points[0].value

    def _line(self, points: Sequence[Observation], colour: str, width: float) -> None:
        """Year to year in a full line; over years without a value, a dotted one."""
        for a, b in pairwise(points):
            style = "-" if b.year - a.year == 1 else ":"
            self.axes.plot(*_places((a, b)), style, color=colour, linewidth=width, solid_capstyle="round")

    def _outlook(self, f: Forecast) -> None:
        """The band by past pace and the central line."""
        x, y = [self.last.year, f.year], float(self.last.value)
        self.axes.fill_between(x, [y, float(f.low)], [y, float(f.high)], color=SOFT, linewidth=0)
        self.axes.plot(x, [y, float(f.value)], linestyle=(0, (2, 2)), color=ACCENT, linewidth=1.1)

    # -- labels -----------------------------------------------------------------------------------------------------

    def _value(self, o: Observation, word: str) -> None:
        """A value at its point, on the side away from the target."""
        unit = quantity("", self.row.indicator.unit).zh
        text = value_of(o, self.row.indicator, self.row.verdict.bar).zh.removesuffix(unit)
        value = float(o.value)
        nearest = min(self.edges, key=lambda e: abs(e - value), default=None)
        above = not self._rising() if nearest is None else value >= nearest
        if o is self.t.points[0] and self.earlier:
            # The grey line comes in from the left; the free corner is on the other side of it.
            above = self._rising()
            self._text(word + text, (o.year, value), (-4, 4 if above else -4), "right", above, INK, SMALL)
            return
        colour, size = (ACCENT, STRONG) if o is self.last else (INK, SMALL)
        # The first label of a narrow panel would run into the figures of the axis.
        side, shift = ("left", -4) if o is self.t.points[0] and not self.alone else ("center", 0)
        self._text(word + text, (o.year, value), (shift, 6 if above else -6), side, above, colour, size)

    def _labels(self) -> None:
        """What the target is, where the forecast ends: right of a lone panel, inside where several stand in a row."""
        target, f = self.row.target, self.forecast
        ends: list[tuple[float, str, str]] = []
        if target and self.edges:
            said = wanted(target, self.row.indicator, self.row.verdict.bar)
            words = said.zh.replace("（", "\n（") if self.alone else said.zh
            label = Text(f"{target.year}年目标\n{words}", f"target {target.year}\n{said.in_('en')}")
            ends.append((self.edges[-1], _said(label if self.alone else _one_line(label)), INK))
        if f:
            said = quantity(shown(f.value, self.row.indicator.decimals, self.row.verdict.bar), self.row.indicator.unit)
            label = Text(f"按趋势 {said.zh}\n（内部研判）", f"trend {said.in_('en')}\n(internal)")
            ends.append((float(f.value), _said(label), ACCENT))
        if self.alone:
            for at, (_, text, colour) in zip(self._spread([y for y, _, _ in ends]), ends, strict=True):
                self._text(text, (self.until, at), (7, 0), "left", None, colour, SMALL)
        elif target and self.edges:
            # On the free side of the line, at the end where the series (or its forecast) does not cross it.
            above, met = float(self.last.value) <= self.edges[-1], self.row.verdict.reached
            x, side = (self.until + 0.8, "right") if met else (self.first - 0.5, "left")
            self._text(ends[0][1], (x, self.edges[-1]), (0, 3 if above else -3), side, above, INK, SMALL)

    def _spread(self, heights: list[float]) -> list[float]:
        """The heights of labels, moved so far apart that they do not overlap, and kept inside the panel."""
        low, high = self.axes.get_ylim()
        gap, order = APART * (high - low), sorted(range(len(heights)), key=lambda i: heights[i])
        out = list(heights)
        for a, b in pairwise(order):
            if out[b] - out[a] < gap:
                middle = (out[a] + out[b]) / 2
                out[a], out[b] = middle - gap / 2, middle + gap / 2
        shift = max(0.0, low + gap / 2 - min(out, default=high)) - max(0.0, max(out, default=low) - (high - gap / 2))
        return [y + shift for y in out]

    def _text(
        self,
        text: str,
        at: tuple[float, float],
        offset: tuple[int, int],
        side: str,
        above: bool | None,
        colour: str,
        size: float,
    ) -> None:
        """Text near a point: above it, below it, or (None) level with it."""
        self.axes.annotate(
            text,
            at,
            xytext=offset,
            textcoords="offset points",
            ha=side,
            va="center" if above is None else "bottom" if above else "top",
            fontproperties=_font(),
            fontsize=size,
            color=colour,
            linespacing=1.3,
            annotation_clip=False,
        )


def _one_line(label: Text) -> Text:
    return Text(label.zh.replace("\n", " "), label.in_("en").replace("\n", ": "))


def _places(points: Sequence[Observation]) -> tuple[list[int], list[float]]:
    return [o.year for o in points], [float(o.value) for o in points]


def _said(text: Text) -> str:
    """Chinese where a font can write it, else English: no empty boxes."""
    return text.zh if chinese_font() else text.in_("en")


def _font() -> FontProperties:
    from matplotlib.font_manager import FontPath, FontProperties

    found = chinese_font()
    return FontProperties(fname=FontPath(str(found.path), found.face)) if found else FontProperties()
