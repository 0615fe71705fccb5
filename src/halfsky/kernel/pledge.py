"""年度责任书: what a place below answers for in a year, and who signs for both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from halfsky.kernel.assessment import Row
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.target import Target
from halfsky.kernel.words import value_of, wanted


@dataclass(frozen=True, slots=True)
class Promise:
    """One row: the goal, the value it stands at, the target of the year (or the next that is due), the last target.

    `made_of` is the judged row with both targets, for who prints the numbers; what was kept has words alone.
    """

    number: str
    goal: str
    now: str
    target: str
    due: str
    last: str
    made_of: tuple[Row, Target, Target] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who signs: the office above and that below, and the persons where they are known already."""

    upper: str
    lower: str
    upper_signer: str = ""
    lower_signer: str = ""


Own = Mapping[tuple[str, Cell], Mapping[int, Target]]
"""The own targets of a place by goal and breakdown, of every year."""


def promises(rows: Iterable[Row], own: Own, year: int) -> tuple[Promise, ...]:
    """What a place promises for a year: every goal for which it has a target of its own that is due then or later."""
    found = []
    for row in rows:
        years = own.get((row.number, row.goal.cell), {})
        coming = sorted(y for y in years if y >= year)
        if coming:
            found.append(_promise(row, years[coming[0]], years[coming[-1]]))
    return tuple(found)


def _promise(row: Row, next_: Target, last: Target) -> Promise:
    v = row.verdict
    seen = v.observation or v.latest
    reason = (v.reason.label if v.reason else v.class_.label).zh
    return Promise(
        number=row.number,
        goal=row.name.zh,
        now=f"{value_of(seen, row.indicator, v.bar).zh}（{seen.year}年）" if seen else reason,
        target=wanted(next_, row.indicator).zh,
        due=f"{next_.year}年",
        last=f"{wanted(last, row.indicator).zh}（{last.year}年）",
        made_of=(row, next_, last),
    )


def as_json(promised: Iterable[Promise], parties: Parties) -> dict[str, object]:
    """What is kept of a pledge."""
    words = ("number", "goal", "now", "target", "due", "last")
    return {"rows": [{word: getattr(p, word) for word in words} for p in promised], "parties": asdict(parties)}
