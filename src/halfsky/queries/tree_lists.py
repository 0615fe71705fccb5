"""Lists of places that were handed in, and their lines: for who keeps the whole tree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from halfsky.kernel.access import MANAGE_PLACES, Viewer, demand
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.kernel.tree_change import APART, KINDS, Kind
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import TreeLine, TreeList

NO_LIST = problem(
    "404.732",
    ("没有第{came}号区划名单。", "There is no list of places {came}."),
    ("请从名单页面打开。", "Open it from the page of lists."),
)
LABELS: dict[str, Text] = {
    **{k.value: label for k, label in KINDS.items()},
    Kind.SPLIT: Text("疑似拆分", "perhaps split"),
    Kind.MERGE: Text("疑似合并", "perhaps merged"),
    Kind.ABOLISH: Text("名单中没有", "not in the list"),
    Kind.FOUND: Text("名单中新增", "new in the list"),
    APART: Text("各自撤销、新设", "each for itself"),
}
STATES = {
    "comparing": Text("正在比对", "being compared"),
    "shown": Text("待处理", "to be worked on"),
    "applying": Text("正在应用", "being applied"),
    "applied": Text("已应用", "applied"),
    "failed": Text("无法读取", "could not be read"),
}
NEWEST = 50


@dataclass(frozen=True, slots=True)
class ListView:
    """A list: what it is, how far it is, and how many lines of which kind have been decided how."""

    number: int
    name: str
    day: dt.date
    state: str
    same: int
    along: int
    error: str
    by: str
    at: dt.datetime
    counts: tuple[tuple[str, Text, int], ...]
    taken: int
    left: int
    open: int

    @property
    def label(self) -> Text:
        return STATES[self.state]

    @property
    def waiting(self) -> bool:
        return self.state in ("comparing", "applying")


@dataclass(frozen=True, slots=True)
class LineView:
    """One difference, as it stood and as the list has it."""

    number: int
    kind: str
    label: Text
    guess: bool
    decision: str
    level: Level
    code_before: str
    name_before: str
    parent_before: str
    code: str
    name: str
    parent: str
    others: tuple[tuple[str, str], ...]


def tree_lists(house: House, viewer: Viewer) -> list[ListView]:
    """The newest lists."""
    _demand(house, viewer)
    return [_view(house, row) for row in TreeList.objects.select_related("by").order_by("-pk")[:NEWEST]]


def tree_list(house: House, viewer: Viewer, number: int) -> ListView:
    """One list; refuses an unknown one."""
    _demand(house, viewer)
    row = TreeList.objects.select_related("by").filter(pk=number).first()
    if row is None:
        raise NO_LIST.at(came=number)
    return _view(house, row)


def lines(
    house: House, viewer: Viewer, number: int, *, kind: str = "", decision: str = "", after: int = 0, limit: int = 100
) -> list[LineView]:
    """A page of lines in the order of levels, those of a kind or with a decision alone."""
    _demand(house, viewer)
    found = TreeLine.objects.filter(of=number, pk__gt=after).order_by("pk")
    if kind:
        found = found.filter(kind=kind)
    if decision:
        found = found.filter(decision=decision)
    return [
        LineView(
            x.pk, x.kind, LABELS[x.kind], x.guess, x.decision, Level(x.level), x.code_before, x.name_before,
            x.parent_before, x.code, x.name, x.parent, tuple((code, name) for code, name in x.others),
        )
        for x in found[:limit]
    ]  # fmt: skip


def _demand(house: House, viewer: Viewer) -> None:
    demand(viewer, MANAGE_PLACES, places.top(house), house.today())


def _view(house: House, row: TreeList) -> ListView:
    kinds = dict(row.lines.values_list("kind").annotate(Count("id")).order_by())
    decided = dict(row.lines.values_list("decision").annotate(Count("id")).order_by())
    return ListView(
        row.pk, row.name, row.day, row.state, row.same, row.along, row.error, row.by.name,
        row.at.astimezone(house.settings.zone), tuple((k, LABELS[k], kinds[k]) for k in LABELS if k in kinds),
        decided.get("taken", 0), decided.get("left", 0), decided.get("open", 0),
    )  # fmt: skip
