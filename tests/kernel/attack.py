"""Who tries to work out hidden counts: exact bounds by integer programming, from nothing but what a reader is shown.

It shares no code with the protection: that looks for moves between tables, this solves the reader's equations.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from halfsky.kernel.hiding import Edition, Name, Table

Unknown = Hashable
Terms = Sequence[tuple[Unknown, int | Fraction]]
OPTIMAL, INFEASIBLE = 0, 2
MOST = 1000
"""No count is looked for that exceeds what is known by more: a box for the solver, far beyond any small count."""


class Attacker:
    """Knows sums: `known` are terms with their value, `atleast` terms with what they do not fall below."""

    def __init__(self, known: Iterable[tuple[Terms, int]], atleast: Iterable[tuple[Terms, int]] = ()) -> None:
        rows = [(terms, value, float(value)) for terms, value in known]
        rows += [(terms, value, np.inf) for terms, value in atleast]
        self.numbers = {u: i for i, u in enumerate(dict.fromkeys(u for terms, _, _ in rows for u, _ in terms))}
        matrix = lil_array((len(rows), len(self.numbers)))
        for row, (terms, _, _) in enumerate(rows):
            for unknown, factor in terms:
                matrix[row, self.numbers[unknown]] += float(factor)
        self.most = np.full(len(self.numbers), MOST + max((abs(value) for _, value, _ in rows), default=0), dtype=float)
        self.sums = LinearConstraint(matrix.tocsr(), [float(low) for _, low, _ in rows], [high for _, _, high in rows])

    def values(self, unknown: Unknown, most: int) -> list[int]:
        """The smallest whole numbers that agree with everything known, so many at the most."""
        if unknown not in self.numbers:
            return list(range(most))
        found: list[int] = []
        wanted = np.zeros(len(self.numbers))
        wanted[self.numbers[unknown]] = 1
        while len(found) < most:
            low = np.zeros(len(self.numbers))
            low[self.numbers[unknown]] = found[-1] + 1 if found else 0
            answer = milp(wanted, integrality=np.ones(len(low)), bounds=Bounds(low, self.most), constraints=self.sums)
            if answer.status == INFEASIBLE:
                break
            assert answer.status == OPTIMAL, answer.message
            found.append(round(answer.x[self.numbers[unknown]]))
        return found


def _hidden_terms(table: Table, terms: Iterable[tuple[Name, int]], hidden: frozenset[Name]) -> tuple[Terms, int]:
    """An equation as a reader has it: the hidden terms, and the value of their sum."""
    left = [(name, factor) for name, factor in terms if name in hidden]
    return left, sum(factor * table.counts[name] for name, factor in left)


def reader(table: Table, hidden: frozenset[Name]) -> Attacker:
    """Somebody who is shown all of a table but what is hidden."""
    atleast = []
    for limit in table.limits:
        scale = lcm(limit.constant.denominator, *(factor.denominator for _, factor in limit.terms))
        shown = sum(f * scale * table.counts[name] for name, f in limit.terms if name not in hidden)
        shown += limit.constant * scale
        atleast.append(([(name, int(f * scale)) for name, f in limit.terms if name in hidden], -int(shown)))
    return Attacker(
        [_hidden_terms(table, equation.terms, hidden) for equation in table.equations],
        [(terms, low) for terms, low in atleast if terms],
    )


def keeper(editions: Sequence[Edition], changed: Sequence[Mapping[Name, int]]) -> Attacker:
    """Somebody who kept every edition, and knows of each count whether it grew or shrank from one to the next."""
    known: list[tuple[Terms, int]] = []
    atleast: list[tuple[Terms, int]] = []
    for number, edition in enumerate(editions):
        for name, count in edition.table.counts.items():
            if name not in edition.pattern.hidden:
                known.append(([((number, name), 1)], count))
        for equation in edition.table.equations:
            terms = [((number, name), factor) for name, factor in equation.terms]
            known.append((terms, sum(f * edition.table.counts[name] for name, f in equation.terms)))
    for number, change in enumerate(changed, 1):
        for name, by in change.items():
            sign = -1 if by < 0 else 1
            then = [((number - 1, name), -sign)] if name in editions[number - 1].table.counts else []
            atleast.append(([((number, name), sign), *then], 0))
    return Attacker(known, atleast)
