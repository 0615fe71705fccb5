"""The list of rounds: which are asked for, in which order, and the same as a file. The address carries it all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from halfsky.kernel.form import Form
from halfsky.kernel.period import Period
from halfsky.kernel.round import State
from halfsky.kernel.text import Text
from halfsky.queries.rounds import RoundView
from halfsky.web.present.listing import Cell, Listing

SORTS: dict[str, Text] = {
    "": Text("新布置的在前", "newest first"),
    "due": Text("先到期的在前", "due first"),
    "owing": Text("欠报多的在前", "most owing first"),
    "form": Text("按报表", "by form"),
}
_ORDER: dict[str, Callable[[RoundView], Any]] = {
    "due": lambda v: (v.round.due, v.id),
    "owing": lambda v: (-v.tally.open, v.id),
    "form": lambda v: (v.round.form.title.zh, str(v.round.period)),
}
COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("编号", "number"), 7),
    (Text("报表", "form"), 40),
    (Text("报告期", "period"), 14),
    (Text("布置地区", "place"), 16),
    (Text("状态", "state"), 9),
    (Text("报送期限", "due"), 12),
    (Text("应报", "due units"), 7),
    (Text("已报", "in"), 7),
    (Text("其中迟报", "of them late"), 9),
    (Text("已验收", "accepted"), 8),
    (Text("退回", "sent back"), 7),
    (Text("逾期未报", "overdue"), 9),
    (Text("未报", "not yet"), 7),
    (Text("年负担（单位×格×次）", "yearly burden"), 14),
    (Text("布置人", "opened by"), 14),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked for; an empty field asks for everything."""

    state: str = ""
    form: str = ""
    period: str = ""
    q: str = ""
    sort: str = ""

    @staticmethod
    def read(query: Mapping[str, str]) -> Filters:
        return Filters(**{f.name: query.get(f.name, "").replace("\0", "").strip() for f in fields(Filters)})

    @property
    def narrowed(self) -> bool:
        return bool(self.state or self.form or self.period or self.q)

    def keeps(self, view: RoundView) -> bool:
        r = view.round
        said = (
            f"{view.id} {r.form.code} {r.form.title.zh} {r.form.title.en} {r.top.name} {r.period.label.zh} {view.note}"
        )
        return (
            (not self.state or r.state == self.state)
            and (not self.form or r.form.code == self.form)
            and (not self.period or str(r.period) == self.period)
            and all(word in said.lower() for word in self.q.lower().split())
        )

    def query(self, **changes: str) -> str:
        """The filters as the query of an address, "" when nothing is asked."""
        changed = replace(self, **changes)
        asked = {f.name: value for f in fields(Filters) if (value := getattr(changed, f.name))}
        return f"?{urlencode(asked)}" if asked else ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: only what the rounds have."""

    states: tuple[State, ...]
    forms: tuple[Form, ...]
    periods: tuple[Period, ...]


def choices(views: Iterable[RoundView]) -> Choices:
    rounds = [v.round for v in views]
    forms = {r.form.code: r.form for r in rounds}
    periods = {str(r.period): r.period for r in rounds}
    return Choices(
        tuple(s for s in State if any(r.state is s for r in rounds)),
        tuple(forms[code] for code in sorted(forms)),
        tuple(periods[spelling] for spelling in sorted(periods, reverse=True)),
    )


def chosen(views: Sequence[RoundView], filters: Filters) -> list[RoundView]:
    """The rounds that are asked for, in the order asked for."""
    kept = [v for v in views if filters.keeps(v)]
    order = _ORDER.get(filters.sort)
    return sorted(kept, key=order) if order else kept


def listing(views: Sequence[RoundView], title: str, note: str, lang: str) -> Listing:
    """The rounds as a file."""
    return Listing(title, note, COLUMNS, [_row(v, lang) for v in views])


def _row(v: RoundView, lang: str) -> list[Cell]:
    r, n = v.round, v.tally
    return [
        v.id,
        r.form.title.in_(lang),
        r.period.label.in_(lang),
        r.top.name,
        r.state.label.in_(lang),
        r.due.isoformat(),
        n.due,
        n.filled,
        n.filled_late,
        n.accepted,
        n.returned,
        n.late,
        n.missing,
        v.burden.total,
        v.opened_by,
    ]
