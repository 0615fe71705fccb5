"""Random questions to the judge: every kind of goal, comparator, rhythm and value, sound as a house gives them.

Each comes whole out of one seed, so that thousands can be asked in a second; a failing one is shown in full.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction as F
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Break, Definition, Direction, Indicator, Rhythm, Validity
from halfsky.kernel.numbers import printed
from halfsky.kernel.period import Period, year
from halfsky.kernel.place import Level
from halfsky.kernel.plan import Goal, GoalKind
from halfsky.kernel.target import Comparator, Part, Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Question

T = TypeVar("T")
NAME = Text("覆盖率", "coverage")
FIRST, LAST = 2014, 2031
UNSURE = (Class.PENDING, Class.NO_DATA, Class.NO_TARGET, Class.MONITORED)
"""Classes that say nothing about the bar."""


def seeded(make: Callable[[Random], T]) -> st.SearchStrategy[T]:
    """A strategy of what a seed makes."""
    return st.integers(0, 2**32 - 1).map(lambda seed: make(Random(seed)))


def maybe(chance: Random, share: float, make: Callable[[], T]) -> T | None:
    return make() if chance.random() < share else None


def some_year(chance: Random) -> int:
    return chance.randint(FIRST, LAST)


def amount(chance: Random) -> F:
    """Mostly of one size, so that bars and values meet now and then."""
    return F(chance.choice([chance.randint(0, 1000), chance.randint(400, 600), 500]), 10)


def validity(chance: Random) -> Validity:
    rhythm = chance.choice([Rhythm.ANNUAL, *Rhythm])
    steps = () if rhythm is Rhythm.ANNUAL else tuple(sorted(chance.sample(range(2010, 2036), chance.randint(0, 4))))
    return Validity(rhythm, steps)


def indicator(chance: Random) -> Indicator:
    unit = chance.choice(["%", "%", "‰", "1/10万", "人", "岁", "百分点"])
    changed = maybe(chance, 0.1, lambda: some_year(chance))
    versions = () if changed is None else (Definition("a", until=changed - 1), Definition("b", since=changed))
    broken = maybe(chance, 0.15, lambda: some_year(chance))
    link = maybe(chance, 0.5, lambda: amount(chance))
    return Indicator(
        "x", NAME, unit, chance.randint(0, 2), chance.choice(list(Direction)), validity=validity(chance),
        low=maybe(chance, 0.5, lambda: F(0)), high=F(100) if unit == "%" else None,
        small=chance.choice([None, 1000]), definitions=versions,
        breaks=() if broken is None else (Break(broken, Text("口径调整", "definition changed"), link),),
    )  # fmt: skip


def observation(chance: Random, at: Period) -> Observation:
    """A published value with its digits, or a computed one with its cases and count."""
    published = maybe(chance, 0.5, lambda: dt.date(at.last_day().year + chance.randint(0, 2), chance.randint(1, 12), 1))
    if chance.random() < 0.6:
        shown = printed(amount(chance), chance.randint(1, 2))
        return Observation(at, F(shown), shown, "S", published)
    count = chance.choice([chance.randint(1, 1500), chance.randint(1, 10**6), chance.randint(10**9, 14 * 10**8)])
    cases = chance.choice([0, chance.randint(0, count), count // 2, count // 2 + 1])
    value = F(100 * cases, count)
    pooled = maybe(chance, 0.5, lambda: amount(chance))
    return Observation(
        at, value, printed(value, 1), published=published, computed=True, cases=F(cases), count=F(count), pooled=pooled
    )


def series(chance: Random) -> tuple[Observation, ...]:
    """Values in order, one a period; now and then one of a school year or of a part of a year among them."""
    periods = {year(y) for y in chance.sample(range(FIRST, LAST + 1), chance.choice([0, 1, 3, 6, 9, 12, 15]))}
    if chance.random() < 0.2:
        for _ in range(chance.randint(1, 4)):
            kind, number = chance.choice([("school", 0), ("quarter", chance.randint(1, 4)), ("to_month", 10)])
            periods.add(Period(kind, some_year(chance), number))  # type: ignore[arg-type]
    return tuple(observation(chance, p) for p in sorted(periods, key=lambda p: (p.last_day(), p.kind)))


def target(chance: Random) -> Target:
    comparator = chance.choice(list(Comparator))
    value, share = amount(chance), chance.choice([F(1, 10), F(1, 5), F(1, 2)])
    return Target(
        "p", "X1", chance.choice([some_year(chance), 2030]), comparator, share if comparator.relative else value,
        f"{printed(share * 100, 0)}%" if comparator.relative else printed(value, 1),
        value2=value + amount(chance) if comparator is Comparator.BETWEEN else None,
        tolerance=maybe(chance, 0.5, lambda: amount(chance)) if comparator is Comparator.ABOUT else None,
        each=maybe(chance, 0.15, lambda: Level.TOWNSHIP),
    )  # fmt: skip


def goal(chance: Random) -> Goal:
    base = maybe(chance, 0.4, lambda: amount(chance))
    stated = None if base is None else maybe(chance, 0.3, lambda: chance.randint(2015, 2020))
    kind = chance.choice([*GoalKind, GoalKind.REACH, GoalKind.REACH])
    return Goal("X1", "d", "x", kind, text=Text("明显提高", "rise"), base_year=stated, base=base)


def question(chance: Random) -> Question:
    asked = goal(chance)
    aimed = maybe(chance, 0.9 if asked.kind.quantifiable else 0.1, lambda: target(chance))
    parts = []
    if aimed and aimed.each:
        names = [Text("甲镇", "A"), Text("乙镇", "B"), Text("丙镇")]
        parts = [Part(n, maybe(chance, 0.7, lambda: amount(chance))) for n in names[: chance.randint(0, 3)]]
    values = series(chance)
    ahead = [o.year for o in values if o.year >= 2016]
    judged = chance.choice(ahead) if ahead and chance.random() < 0.8 else some_year(chance)
    as_of = dt.date(judged + chance.choice([0, 1, 2, 2, 2]), chance.randint(1, 12), chance.randint(1, 28))
    return Question(
        indicator(chance), asked, aimed, values, judged, as_of, chance.randint(2015, 2020),
        tuple(parts), maybe(chance, 0.2, lambda: chance.choice(list(Absence))),
    )  # fmt: skip


def asks_at_one_place(q: Question) -> bool:
    """Whether the question is for a number at one place: the common case."""
    return q.goal.kind.quantifiable and q.target is not None and q.target.each is None


def question_at_one_place(chance: Random) -> Question:
    while not asks_at_one_place(found := question(chance)):
        pass
    return found
