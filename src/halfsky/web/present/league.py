"""The league table of a page: what the reader asks for in the address, its lines in words, the same as a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from halfsky.exchange.plan_book import COMPILED, INVENTED
from halfsky.kernel import league_words as words
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.league import NEITHER, Standing
from halfsky.kernel.league_words import Told
from halfsky.kernel.numbers import rounded
from halfsky.kernel.place import Level
from halfsky.kernel.text import Text
from halfsky.queries.league import Table
from halfsky.web.present.listing import Cell, Listing

FULL = 100
SORTS: dict[str, Text] = {
    "": Text("按位次", "by rank"),
    "gain": Text("按进步位次", "by improvement"),
    "met": Text("未达目标在前", "those that miss their target first"),
    "code": Text("按区划代码", "by code"),
}
_ORDER: dict[str, Callable[[Standing], Any]] = {
    "gain": lambda r: (r.gain_rank is None, r.gain_rank or 0),
    "met": lambda r: {False: 0, None: 1, True: 2}[r.met],
    "code": lambda r: r.place.code,
}
COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("位次", "rank"), 6),
    (Text("区划代码", "code"), 14),
    (Text("区划", "place"), 16),
    (Text("数值", "value"), 10),
    (Text("单位", "unit"), 8),
    (Text("缺数据原因", "why missing"), 12),
    (Text("较上期", "change"), 20),
    (Text("距首位", "to the first"), 18),
    (Text("进步位次", "improvement"), 8),
    (Text("本地目标", "own target"), 20),
    (Text("是否达到", "met"), 10),
    (Text("说明", "remarks"), 30),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; an empty field asks for nothing. `of` is the place above, where the reader stands at
    one of those below."""

    of: str = ""
    level: str = ""
    group: str = ""
    period: str = ""
    sort: str = ""
    tree: str = ""

    @staticmethod
    def read(query: Mapping[str, str]) -> Asked:
        return Asked(**{f.name: query.get(f.name, "").replace("\0", "").strip() for f in fields(Asked)})

    @property
    def below(self) -> Level | None:
        """The level asked for; what is none asks for the places right below."""
        return Level(self.level) if self.level in Level.__members__.values() else None

    def query(self, **changes: str) -> str:
        """The same as the query of an address, with changes."""
        changed = replace(self, **changes)
        asked = {f.name: value for f in fields(Asked) if (value := getattr(changed, f.name))}
        return f"?{urlencode(asked)}" if asked else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One place in words, with its bar in percent of the longest; `mine` marks the viewer's own row."""

    row: Standing
    said: Told
    width: float
    mine: bool


def ordered(table: Table, sort: str) -> list[Standing]:
    """The rows in the order asked for, the missing last in any."""
    rows = sorted(table.league.rows, key=_ORDER[sort]) if sort in _ORDER else list(table.league.rows)
    return sorted(rows, key=lambda r: r.now is None)


def lines(table: Table, sort: str) -> list[Line]:
    indicator = table.subject.indicator
    longest = max((abs(r.now.value) for r in table.league.rows if r.now), default=0)
    return [
        Line(
            row,
            words.told(row, indicator),
            round(float(FULL * abs(row.now.value) / longest), 1) if row.now and longest else 0.0,
            row.place.id in table.own,
        )
        for row in ordered(table, sort)
    ]


def listing(table: Table, sort: str, lang: str) -> Listing:
    """The table as a list to take away."""
    indicator = table.subject.indicator
    peers = [table.group.name.in_(lang)] if table.group else []
    title = " · ".join([table.subject.name.in_(lang), table.of.name, *peers, table.when.label.in_(lang)])
    rows = [_cells(row, indicator, lang) for row in ordered(table, sort)]
    said = Text(
        f"较上期：与{table.before.label.zh}比。数据版本{table.snapshot}",
        f"change on {table.before}; snapshot {table.snapshot}",
    )
    unranked = "" if table.league.way else NEITHER.in_(lang)
    note = f"{words.summary(table.league).in_(lang)}{unranked}{said.in_(lang)}"
    return Listing(title, note + (INVENTED if table.demo else COMPILED).in_(lang), COLUMNS, rows)


def _cells(row: Standing, indicator: Indicator, lang: str) -> list[Cell]:
    now, said = row.now, words.told(row, indicator)
    shown = None
    if now:
        shown = float(rounded(now.value, indicator.decimals)) if now.computed else float(now.value)
    return [
        row.rank,
        row.place.code,
        row.place.name,
        shown,
        indicator.unit,
        None if now else said.value.in_(lang),
        said.moved.in_(lang),
        said.behind.in_(lang),
        row.gain_rank,
        said.asked.in_(lang),
        said.met.in_(lang),
        said.remarks.in_(lang) or None,
    ]
