"""The pass over rows, compiled: for houses of a province and more. `plain.py` gives the same answers without.

The unit of work is a family: the places right below one place. Of each member the sums are at hand (kept, or made of
its rows, which lie side by side), its figures are reckoned and compared with its siblings', and its sums are added to
the place above. Inner loops run over figures and have no branches, so that the machine takes eight at once. Two figures
are compared as doubles; where these come within 1e-9 of each other, as the quotients of whole numbers that they are.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from halfsky.engine.marks import DOWN, MET, UNMET, UP
from halfsky.engine.programme import Programme
from halfsky.kernel.fact import Adding

NEAR = 1e-9
_MOST = 2**62
_HIGHEST, _LOWEST, _ALL, _ONE = 3, 4, 1, 2  # programme.How
_UP, _DOWN = np.uint8(UP), np.uint8(DOWN)

_fast: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy"}
_inside: dict[str, Any] = {**_fast, "inline": "always"}
"""For what is called for every row: a call that hands over arrays counts references, which costs more than a row."""


class Columns(NamedTuple):
    """A programme as plain arrays and numbers; see `Programme` for what each is."""

    words: int
    head: int
    lanes: int
    lost: int
    received: int
    furthest: int
    further: int
    size: NDArray[np.int64]
    lane: NDArray[np.uint64]
    how: NDArray[np.int64]
    above: NDArray[np.int64]
    below: NDArray[np.int64]
    constant: NDArray[np.int64]
    special: NDArray[np.int64]
    far: NDArray[np.int64]
    far_lane: NDArray[np.int64]
    far_high: NDArray[np.bool_]
    far_at: NDArray[np.int64]
    far_slot: NDArray[np.int64]
    need: NDArray[np.uint64]
    full: NDArray[np.uint64]
    users: NDArray[np.int64]
    user: NDArray[np.int64]
    senses: NDArray[np.float64]
    bars: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    room: NDArray[np.float64]
    asks: NDArray[np.uint8]


class Scratch(NamedTuple):
    """Room for one family at a time, a line a member: sums, whole quotients, numbers to rank by and ranks."""

    sums: NDArray[np.int64]
    above: NDArray[np.int64]
    below: NDArray[np.int64]
    short: NDArray[np.float64]
    rank: NDArray[np.int16]


def columns(p: Programme) -> Columns:
    """The programme as the pass takes it; ranks run by `senses` (NaN: nobody is ranked), bars also as doubles."""
    senses = np.where(p.senses == 0, np.nan, -p.senses)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(p.bars[:, 1] != 0, p.bars[:, 0] / p.bars[:, 1], -np.inf)
        high = np.where(p.bars[:, 3] != 0, p.bars[:, 2] / p.bars[:, 3], np.inf)
    room = np.array([np.where(np.isinf(b), 0, NEAR * np.maximum(np.abs(b), NEAR)) for b in (low, high)])
    asks = ((p.bars[:, 1] != 0) | (p.bars[:, 3] != 0)).astype(np.uint8)
    highest = np.array([p.lanes.ways[lane] is Adding.HIGHEST for lane in p.far_lane], np.bool_)
    at = np.searchsorted(p.far_lane, p.lane[p.far[:, 0], p.far[:, 1]]).astype(np.int64)
    slot = np.full(p.how.shape, -1, np.int64)
    slot[p.far[:, 0], p.far[:, 1]] = np.arange(len(p.far))
    return Columns(
        p.lanes.words, p.lanes.head, len(p.lanes.keys), p.lost, p.received, p.furthest, p.further, p.count,
        p.lane.astype(np.uint64), p.how, p.above, p.below, p.constant, p.special, p.far, p.far_lane, highest,
        at, slot, p.need, p.full, *p.users, senses,
        p.bars, low, high, room, asks,
    )  # fmt: skip


def scratch(p: Programme, widest: int) -> Scratch:
    """Room for families of up to `widest` members."""
    shape = max(1, widest), p.figures
    return Scratch(
        np.empty((shape[0], p.width), np.int64), np.empty(shape, np.int64), np.empty(shape, np.int64), np.empty(shape),
        np.empty(shape, np.int16),
    )  # fmt: skip


@njit(**_fast)
def order(a, b, c, d):
    """−1, 0, 1 as a/b is less than, equal to or more than c/d; b and d are positive. Never overflows: Euclid's way."""
    sign = 1
    while True:
        left, right = a // b, c // d
        if left != right:
            return sign if left > right else -sign
        a -= left * b
        c -= right * d
        if a == 0 or c == 0:
            return 0 if a == c else (sign if a > 0 else -sign)
        a, b, c, d = b, a, d, c
        sign = -sign


@njit(**_inside)
def _bits(rows, r, word):
    if rows.itemsize == 8:
        return np.uint64(rows[r, word])
    return np.uint64(np.uint32(rows[r, 2 * word])) | np.uint64(np.uint32(rows[r, 2 * word + 1])) << np.uint64(32)


@njit(**_fast)
def _ones(bits):
    """How many bits are set."""
    bits = bits - (bits >> np.uint64(1) & np.uint64(0x5555555555555555))
    bits = (bits & np.uint64(0x3333333333333333)) + (bits >> np.uint64(2) & np.uint64(0x3333333333333333))
    bits = bits + (bits >> np.uint64(4)) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64(bits * np.uint64(0x0101010101010101) >> np.uint64(56))


@njit(**_inside)
def _holds(p, rows, r, f):
    """Whether a row has all operands of a figure."""
    held = True
    for word in range(p.words):
        held &= _bits(rows, r, word) & p.need[f, word] == p.need[f, word]
    return held


@njit(**_inside)
def _take_back(p, rows, r, f, sums):
    """Note that a row counts in no sum of a figure."""
    sums[p.lost + f] += 1
    for k in range(p.size[f]):
        sums[p.lanes + k * p.need.shape[0] + f] += rows[r, p.head + np.int64(p.lane[k, f])]


@njit(**_fast)
def add_runs(p, rows, runs, sums):
    """Add runs of rows of answers, each to its line of sums."""
    for m in range(runs.shape[0]):
        into = sums[m]
        received = 0
        # What is missing is 0 and may be added.
        for r in range(runs[m, 0], runs[m, 1]):
            for i in range(p.lanes):
                into[i] += rows[r, p.head + i]
        for r in range(runs[m, 0], runs[m, 1]):
            any_, lacking, missing = np.uint64(0), 0, 0
            for word in range(p.words):
                bits = _bits(rows, r, word)
                gap = p.full[word] & ~bits
                any_ |= bits
                if gap != 0:
                    lacking += _ones(gap)
                    missing = 64 * word + _ones((gap & (~gap + np.uint64(1))) - np.uint64(1))
            if any_ == 0:
                continue
            received += 1
            if p.far_lane.shape[0]:
                if lacking:
                    for x in range(p.far.shape[0]):
                        if _holds(p, rows, r, p.far[x, 1]):
                            _stretch(
                                into, p.further + x, p.far_high[p.far_at[x]], rows[r, p.head + p.far_lane[p.far_at[x]]]
                            )
                else:
                    for x in range(p.far_lane.shape[0]):
                        _stretch(into, p.furthest + x, p.far_high[x], rows[r, p.head + p.far_lane[x]])
            if lacking == 1:
                for u in range(p.users[missing], p.users[missing + 1]):
                    _take_back(p, rows, r, p.user[u], into)
            elif lacking:
                for f in range(p.need.shape[0]):
                    if not _holds(p, rows, r, f):
                        _take_back(p, rows, r, f, into)
        into[p.received] += received


@njit(**_inside)
def _stretch(sums, at, high, value):
    """Let a highest or lowest take in one more number."""
    if high:
        sums[at] = max(sums[at], np.int64(value))
    else:
        sums[at] = min(sums[at], np.int64(value))


@njit(**_fast)
def clear(p, sums):
    """Make lines of sums empty: the highest of nothing is the least number there is."""
    sums[:] = 0
    for x in range(p.far_lane.shape[0]):
        sums[:, p.furthest + x] = -_MOST if p.far_high[x] else _MOST
    for x in range(p.far.shape[0]):
        sums[:, p.further + x] = -_MOST if p.far_high[p.far_at[x]] else _MOST


@njit(**_fast)
def _add_up(p, parts, whole):
    """Add the sums of the members to those of the place above."""
    for m in range(parts.shape[0]):
        for i in range(p.furthest):
            whole[i] += parts[m, i]
    for m in range(parts.shape[0]):
        for x in range(p.far_lane.shape[0]):
            _stretch(whole, p.furthest + x, p.far_high[x], parts[m, p.furthest + x])
        for x in range(p.far.shape[0]):
            _stretch(whole, p.further + x, p.far_high[p.far_at[x]], parts[m, p.further + x])


@njit(**_fast)
def quotients(p, sums, due, above, below):
    """The figures of places, a line each, as whole quotients; one that is none has 0 below."""
    figures = p.need.shape[0]
    for m in range(sums.shape[0]):
        over, under = above[m], below[m]
        over[:] = p.constant[0]
        under[:] = p.constant[1]
        for k in range(p.lane.shape[0]):
            back = sums[m, p.lanes + k * figures : p.lanes + (k + 1) * figures]
            lane, times, divided = p.lane[k], p.above[k], p.below[k]
            for f in range(figures):
                value = sums[m, lane[f]] - back[f]
                over[f] += times[f] * value
                under[f] += divided[f] * value
        if p.special.shape[0]:
            _special(p, sums[m], over, under)
        lost, received = sums[m, p.lost : p.received], sums[m, p.received]
        most = min(received - 1, (5 * received - 4 * due[m]) // 5)
        for f in range(figures):
            turned = np.int64(lost[f] <= most) * (1 - 2 * np.int64(under[f] < 0))
            over[f] *= turned
            under[f] *= turned


@njit(**_fast)
def _special(p, sums, above, below):
    """The figures some of whose operands are no plain sums."""
    for f in p.special:
        held = sums[p.received] - sums[p.lost + f]
        above[f], below[f] = p.constant[0, f], p.constant[1, f]
        known = held > 0
        for k in range(p.size[f]):
            value = sums[p.lane[k, f]] - sums[p.lanes + k * p.need.shape[0] + f]
            how = p.how[k, f]
            if how == _ALL:
                value = 1 if value == held else 0
            elif how == _ONE:
                known &= held == 1
            elif how in (_HIGHEST, _LOWEST):
                x = p.far_slot[k, f]
                whole, part = sums[p.furthest + p.far_at[x]], sums[p.further + x]
                value = max(whole, part) if how == _HIGHEST else min(whole, part)
            if known:
                above[f] += p.above[k, f] * value
                below[f] += p.below[k, f] * value
        if not known:
            above[f], below[f] = 0, 0


@njit(**_fast)
def judge(p, above, below, members, values, marks, before):
    """Values and marks of places."""
    figures, compared = above.shape[1], before.shape[0] > 0
    for i in range(members.shape[0]):
        m, near = members[i], 0
        value, mark, over, under = values[m], marks[m], above[i], below[i]
        for f in range(figures):
            value[f] = over[f] / under[f] if under[f] != 0 else np.nan
        for f in range(figures):
            near += np.int64(abs(value[f] - p.low[f]) <= p.room[0, f])
            near += np.int64(abs(value[f] - p.high[f]) <= p.room[1, f])
            inside = np.uint8(value[f] >= p.low[f]) & np.uint8(value[f] <= p.high[f])
            mark[f] = p.asks[f] * (np.uint8(value[f] == value[f]) * np.uint8(UNMET) - inside)
        if near:
            for f in range(figures):
                if p.asks[f] and under[f] != 0:
                    met = _beyond(over[f], under[f], p.bars[f, 0], p.bars[f, 1], 1)
                    met &= _beyond(over[f], under[f], p.bars[f, 2], p.bars[f, 3], -1)
                    mark[f] = MET if met else UNMET
        if compared:
            then = before[m]
            for f in range(figures):
                mark[f] |= np.uint8(value[f] >= then[f]) * _UP | np.uint8(value[f] <= then[f]) * _DOWN


@njit(**_fast)
def _beyond(a, b, p, q, sign):
    """Whether a/b is at least (sign 1) or at most (−1) p/q; an open bound is 0/0."""
    return q == 0 or sign * order(a, b, p, q) >= 0


@njit(**_fast)
def rank(p, above, below, members, values, ranks, short, found):
    """One more than the number of siblings that are strictly better; 0 for who has no figure."""
    figures = above.shape[1]
    for i in range(members.shape[0]):
        value = values[members[i]]
        for f in range(figures):
            short[i, f] = p.senses[f] * value[f]
            found[i, f] = np.int16(short[i, f] == short[i, f])
    for i in range(members.shape[0]):
        for j in range(i):
            near, x, y, one, other = 0, short[i], short[j], found[i], found[j]
            for f in range(figures):
                gap, room = x[f] - y[f], NEAR * max(abs(x[f]), abs(y[f]))
                one[f] += np.int16(gap > room)
                other[f] += np.int16(-gap > room)
                near += np.int64(abs(gap) <= room) & np.int64(room > 0)
            if near:
                for f in range(figures):
                    if abs(x[f] - y[f]) <= NEAR * max(abs(x[f]), abs(y[f])) and x[f] != 0:
                        better = order(above[i, f], below[i, f], above[j, f], below[j, f]) * p.senses[f]
                        one[f] += np.int16(better > 0)
                        other[f] += np.int16(better < 0)
    for i in range(members.shape[0]):
        ranks[members[i]] = found[i]


@njit(**_fast)
def reckon(p, families, nodes, tree, rows, sums, values, ranks, marks, before, s):
    """Reckon the families of these `nodes` (places above the lowest), those further down before those above them.

    Fills `values`, `ranks`, `marks` [N, F] of the members and `sums` [U, W] of the nodes; `before` are the values of
    the period before (or an array without rows), with which the marks compare.
    """
    begin, member, own_begin, own_row = families
    kept, first, last = tree
    for node in nodes:
        whole = sums[kept[node] : kept[node] + 1]
        clear(p, whole)
        for r in range(own_begin[node], own_begin[node + 1]):
            add_runs(p, rows, np.array([[own_row[r], own_row[r] + 1]]), whole)
        members = member[begin[node] : begin[node + 1]]
        count = members.shape[0]
        runs = np.zeros((count, 2), np.int64)
        due = np.empty(count, np.int64)
        parts, above, below = s.sums[:count], s.above[:count], s.below[:count]
        clear(p, parts)
        for i in range(count):
            m = members[i]
            due[i] = last[m] - first[m]
            if kept[m] >= 0:
                parts[i] = sums[kept[m]]
            else:
                runs[i, 0], runs[i, 1] = first[m], last[m]
        add_runs(p, rows, runs, parts)
        _add_up(p, parts, whole[0])
        quotients(p, parts, due, above, below)
        judge(p, above, below, members, values, marks, before)
        rank(p, above, below, members, values, ranks, s.short, s.rank)


@njit(**_fast)
def alone(p, node, run, rows, sums, values, ranks, marks, before, s):
    """The figures of a place without siblings, from its line of sums or, where there is none, from its run of rows."""
    parts, members = s.sums[:1], np.array([node])
    if sums.shape[0]:
        parts[0] = sums[0]
    else:
        clear(p, parts)
        add_runs(p, rows, run, parts)
    due = run[:, 1] - run[:, 0]
    quotients(p, parts, due, s.above[:1], s.below[:1])
    judge(p, s.above[:1], s.below[:1], members, values, marks, before)
    rank(p, s.above[:1], s.below[:1], members, values, ranks, s.short, s.rank)
