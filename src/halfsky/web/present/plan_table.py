"""The table of a plan: which rows are asked for, in which order, in which groups. The address carries it all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.plan import Agency, Domain
from halfsky.kernel.rates import Summary, summarise
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import Level

SORTS: dict[str, Text] = {
    "": Text("按规划编号", "plan order"),
    "warning": Text("预警在前", "warnings first"),
    "behind": Text("滞后多的在前", "furthest behind first"),
    "name": Text("按名称", "by name"),
}
DENSITIES: dict[str, Text] = {"": Text("常用列", "usual columns"), "all": Text("全部列", "all columns")}
_GRAVITY = {level: place for place, level in enumerate((Level.RED, Level.YELLOW, Level.GREEN, Level.GREY, None))}
_ORDER: dict[str, Callable[[Row], Any]] = {
    "warning": lambda r: _GRAVITY[r.warning.level if r.warning else None],
    "behind": lambda r: -r.verdict.progress.share if r.verdict.progress else 0,
    "name": lambda r: r.name.zh,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked for; an empty field asks for everything. `tree` leaves no row out: see `tree_switch.py`."""

    domain: str = ""
    verdict: str = ""
    warning: str = ""
    agency: str = ""
    q: str = ""
    sort: str = ""
    columns: str = ""
    tree: str = ""

    @staticmethod
    def read(query: Mapping[str, str]) -> Filters:
        return Filters(**{f.name: query.get(f.name, "").strip() for f in fields(Filters)})

    @property
    def narrowed(self) -> bool:
        """Whether any row may be left out."""
        return bool(self.domain or self.verdict or self.warning or self.agency or self.q)

    def keeps(self, row: Row) -> bool:
        agencies = {a.code for a in (row.lead, *row.support) if a}
        return (
            (not self.domain or row.goal.domain == self.domain)
            and (not self.verdict or row.verdict.class_ == self.verdict)
            and (not self.warning or (row.warning is not None and row.warning.level == self.warning))
            and (not self.agency or self.agency in agencies)
            and all(word in _searched(row) for word in self.q.lower().split())
        )

    def query(self, **changes: str) -> str:
        """The filters as the query of an address, "" when nothing is asked."""
        changed = replace(self, **changes)
        asked = {f.name: value for f in fields(Filters) if (value := getattr(changed, f.name))}
        return f"?{urlencode(asked)}" if asked else ""


def _searched(row: Row) -> str:
    return f"{row.number} {row.name.zh} {row.name.en} {row.indicator.code}".lower()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; without a domain the rows of a sorted table."""

    domain: Domain | None
    rows: tuple[Row, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The rows that were asked for, grouped; `total` counts those of the whole plan."""

    groups: tuple[Group, ...]
    shown: int
    total: int

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(r for g in self.groups for r in g.rows)


def plan_table(assessment: Assessment, filters: Filters) -> PlanTable:
    """The assessment's rows as asked for: by domain in the plan's order, or as one sorted list."""
    rows = [r for r in assessment.rows if filters.keeps(r)]
    if order := _ORDER.get(filters.sort):
        groups = [Group(None, tuple(sorted(rows, key=order)), summarise(rows))]
    else:
        groups = [
            Group(domain, kept, summarise(kept))
            for domain in assessment.plan.domains
            if (kept := tuple(r for r in rows if r.goal.domain == domain.code))
        ]
    return PlanTable(tuple(groups), len(rows), len(assessment.rows))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: only what the plan's rows have."""

    domains: tuple[Domain, ...]
    classes: tuple[tuple[Class, int], ...]
    levels: tuple[tuple[Level, int], ...]
    agencies: tuple[Agency, ...]


def choices(assessment: Assessment) -> Choices:
    agencies = {a.code: a for r in assessment.rows for a in (r.lead, *r.support) if a}
    return Choices(
        tuple(d for d in assessment.plan.domains if assessment.in_domain(d)),
        assessment.summary.by_class,
        _counted(level for level in Level if level is not Level.GREEN for _ in assessment.warned(level)),
        tuple(agencies.values()),
    )


def _counted(levels: Iterable[Level]) -> tuple[tuple[Level, int], ...]:
    found: dict[Level, int] = {}
    for level in levels:
        found[level] = found.get(level, 0) + 1
    return tuple(found.items())
