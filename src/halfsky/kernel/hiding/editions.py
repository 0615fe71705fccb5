"""Later corrections: what readers without entitlement are shown of them, so that no difference gives a count away.

Such a reader may have kept what was shown before. A record that comes in late raises a total from 50 to 51, and where
one county alone can have changed, the difference is its count. So what is shown is an edition, and the rule is:

1. What was hidden stays hidden, and its proof must hold for the counts of every edition since.
2. The change from the edition before is a table of its own: it obeys the same equations, a reader knows it wherever
   both editions show the cell, and may know of every cell whether it grew or shrank. A change of 1 to K-1 in a cell
   that is shown is a small count. A cell that is hidden anew was shown before, so its proof has to hold in the table of
   changes: at least K changes, and so K counts, agree with both editions.
3. Where no pattern does that, or it would take away a total that was shown, what belongs together (all that equations
   connect) stays as the edition before showed it until further corrections make the change large enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from halfsky.kernel.hiding.pattern import connected, pattern
from halfsky.kernel.hiding.table import (
    NOTHING_HIDDEN,
    Equation,
    Limit,
    Move,
    Name,
    Pattern,
    Table,
    keeps,
    measured,
    narrower,
    small,
)


@dataclass(frozen=True)
class Edition:
    """The counts as of the edition, hidden ones among them, and the pattern that hides them. Proofs carry the room that
    all editions since have left them. `threshold` is what it was made under."""

    table: Table
    threshold: int
    pattern: Pattern = NOTHING_HIDDEN

    def shown(self, name: Name) -> int | None:
        """What a reader is shown of a count; None where nothing is."""
        return None if name in self.pattern.hidden else self.table.counts.get(name)


def renewed(before: Edition | None, now: Table, threshold: int, zero: bool = False) -> Edition:
    """The edition that follows one on the counts of now: part by part as of now, or as it was (rule 3)."""
    parts = [_renewed(old, new, threshold, zero) for old, new in _paired(before, now)]
    return Edition(_joined([p.table for p in parts]), threshold, _together([p.pattern for p in parts]))


def _renewed(old: Edition | None, now: Table, threshold: int, zero: bool) -> Edition:
    """One part that equations connect. Under another threshold it is begun anew; what was hidden stays so."""
    if old is None or old.threshold != threshold:
        few = now.small(threshold, zero)
        few |= old.pattern.hidden & now.counts.keys() if old else set()
        return Edition(now, threshold, pattern(now, few, threshold))
    if old.table.counts == now.counts and _knew(old.table, now):
        return old
    found = _follows(old, _united(old.table, now), threshold, zero)
    return Edition(now, threshold, found) if found else old


def _knew(old: Table, now: Table) -> bool:
    """Whether a reader has learnt nothing new of the same counts."""
    knows = set(old.equations) >= set(now.equations) and set(old.limits) >= set(now.limits)
    return knows and old.away >= now.away


def _follows(old: Edition, now: Table, threshold: int, zero: bool) -> Pattern | None:
    """The pattern under which an edition may follow another (rules 1 and 2); None where there is none.

    `now` knows every equation of both editions, and zero for what is not there any more.
    """
    kept: dict[Name, Move] = {}
    for name, proof in old.pattern.proofs.items():
        steps = dict(proof.steps)
        move = Move(proof.steps, narrower(proof.room, measured(now, steps).room))
        if not keeps(now, steps) or not now.away.isdisjoint(steps) or not move.gives(now.needed(name, threshold)):
            return None
        kept[name] = move
    changes = _changes(old.table, now)
    few = now.small(threshold, zero)
    found = pattern(changes, few, threshold, kept)
    shown = changes.counts.keys() - found.hidden
    if found.unproved - now.away or any(small(changes.counts[name], threshold) for name in shown):
        return None
    taken = (found.hidden - old.pattern.hidden) & old.table.counts.keys()
    if any(now.late.get(name, 0) for name in taken.difference(few)):
        return None
    turned = {name: _turned(move, old.table, now) for name, move in found.proofs.items() if name not in kept}
    if not all(move.gives(now.needed(name, threshold)) for name, move in turned.items()):
        return None
    return replace(found, proofs={**kept, **turned})


def _sign(before: Table, now: Table, name: Name) -> int:
    """Whether a count shrank (-1); one that did not change may have grown."""
    return -1 if now.counts[name] < before.counts.get(name, 0) else 1


def _changes(before: Table, now: Table) -> Table:
    """By how much every count grew or shrank: never negative, the same equations with the signs turned."""
    signs = {name: _sign(before, now, name) for name in now.counts}
    return Table(
        {name: abs(count - before.counts.get(name, 0)) for name, count in now.counts.items()},
        tuple(Equation(tuple((n, f * signs[n]) for n, f in e.terms)) for e in now.equations),
        late=now.late,
        apart=now.apart,
        away=now.away,
    )


def _turned(move: Move, before: Table, now: Table) -> Move:
    """A proof in the table of changes as one of counts, in the room of both."""
    steps = {name: step * _sign(before, now, name) for name, step in move.steps}
    return Move(tuple(sorted(steps.items())), narrower(move.room, measured(now, steps).room))


def _united(old: Table, now: Table) -> Table:
    """The counts of now with all equations that were known: what is not there any more counts as none."""
    gone = {name: 0 for name in old.counts if name not in now.counts}
    return Table(
        {**gone, **now.counts},
        tuple(dict.fromkeys((*now.equations, *(e for e in old.equations if _still(e, now, gone))))),
        now.limits,
        {**old.late, **now.late},
        {**old.apart, **now.apart},
        now.few,
        now.away,
    )


def _still(equation: Equation, now: Table, gone: Mapping[Name, int]) -> bool:
    return bool(gone) and any(name in gone for name, _ in equation.terms)


def _paired(before: Edition | None, now: Table) -> Iterator[tuple[Edition | None, Table]]:
    """What belongs together in the old and the new counts."""
    old_table = before.table if before else Table({})
    both = _joined([old_table, now])
    part_of: dict[Name, int] = {}
    for number, name in enumerate(both.counts):
        if name not in part_of:
            part_of.update(dict.fromkeys(connected(both, [name]), number))
    old_parts, new_parts = _split(old_table, part_of), _split(now, part_of)
    for number in dict.fromkeys(part_of.values()):
        old, new = old_parts.get(number), new_parts.get(number, Table({}))
        if old is None or before is None:
            yield None, new
            continue
        names = before.pattern.hidden & set(old.counts)
        proofs = {n: before.pattern.proofs[n] for n in names if n in before.pattern.proofs}
        yield Edition(old, before.threshold, Pattern(frozenset(names), proofs, before.pattern.unproved & names)), new


def _split(table: Table, part_of: Mapping[Name, int]) -> Mapping[int, Table]:
    counts: dict[int, dict[Name, int]] = {}
    for name, count in table.counts.items():
        counts.setdefault(part_of[name], {})[name] = count
    equations: dict[int, list[Equation]] = {}
    for equation in table.equations:
        equations.setdefault(part_of[equation.terms[0][0]], []).append(equation)
    limits: dict[int, list[Limit]] = {}
    for limit in table.limits:
        for part in {part_of[name] for name, _ in limit.terms}:
            limits.setdefault(part, []).append(limit)
    return {
        part: Table(
            found,
            tuple(equations.get(part, ())),
            tuple(limits.get(part, ())),
            table.late,
            table.apart,
            table.few & found.keys(),
            table.away & found.keys(),
        )
        for part, found in counts.items()
    }


def _joined(tables: list[Table]) -> Table:
    return Table(
        {n: c for t in tables for n, c in t.counts.items()},
        tuple(e for t in tables for e in t.equations),
        tuple(dict.fromkeys(limit for t in tables for limit in t.limits)),
        {n: v for t in tables for n, v in t.late.items()},
        {n: v for t in tables for n, v in t.apart.items()},
        frozenset().union(*(t.few for t in tables)),
        frozenset().union(*(t.away for t in tables)),
    )


def _together(patterns: list[Pattern]) -> Pattern:
    return Pattern(
        frozenset().union(*(p.hidden for p in patterns)),
        {name: move for p in patterns for name, move in p.proofs.items()},
        frozenset().union(*(p.unproved for p in patterns)),
    )
