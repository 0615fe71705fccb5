"""The pass over rows, compiled: for houses of a province and more. `plain.py` gives the same answers without.

The unit of work is a family: the places right below one place. Of each member the sums are at hand (kept, or made of
its rows, which lie side by side), its figures are reckoned and compared with its siblings', and its sums are added to
the place above. Inner loops run over figures and have no branches, so that the machine takes eight at once. Two figures
are compared as doubles; where these come near each other, as the quotients of whole numbers that they are. `compact.py`
lays a programme out for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from halfsky.engine.marks import DOWN, MET, UNMET, UP
from halfsky.engine.programme import How
from halfsky.engine.quotient import NEAR

_MOST = 2**62
_CANCELS = 2.0**90
"""Up to this product a difference of NEAR of it fits a word of 64 bits."""
_HIGHEST, _LOWEST, _ALL = int(How.HIGHEST), int(How.LOWEST), int(How.ALL)
_UP, _DOWN = np.uint8(UP), np.uint8(DOWN)

_fast: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy"}
_inside: dict[str, Any] = {**_fast, "inline": "always"}
"""For what is called for every row: a call that hands over arrays counts references, which costs more than a row."""


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
def _holds(p, rows, r, g):
    """Whether a row has all lanes of a group."""
    held = True
    for word in range(p.words):
        held &= _bits(rows, r, word) & p.need[g, word] == p.need[g, word]
    return held


@njit(**_fast)
def add_runs(p, rows, runs, sums):
    """Add runs of rows of answers, each to its line of sums."""
    for m in range(runs.shape[0]):
        begin, end = runs[m, 0], runs[m, 1]
        if begin < end:
            _add_numbers(p, rows, begin, end, sums[m])
            _mind_gaps(p, rows, begin, end, sums[m])


@njit(**_inside)
def _add_numbers(p, rows, begin, end, into):
    """Add all lanes of a run of rows: what is missing is 0 and may be added."""
    by_four = begin + (end - begin) // 4 * 4
    whole = into[: p.lanes]
    for r in range(begin, by_four, 4):
        a, b, c, d = rows[r, p.head :], rows[r + 1, p.head :], rows[r + 2, p.head :], rows[r + 3, p.head :]
        for i in range(whole.shape[0]):
            whole[i] += np.int64(a[i]) + b[i] + c[i] + d[i]
    for r in range(by_four, end):
        a = rows[r, p.head :]
        for i in range(whole.shape[0]):
            whole[i] += a[i]


@njit(**_inside)
def _mind_gaps(p, rows, begin, end, into):
    """Count the rows of a run, take highest and lowest, and note what rows that lack something do not count for."""
    received = 0
    for r in range(begin, end):
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
        if lacking == 0:
            for x in range(p.far_lane.shape[0]):
                _stretch(into, p.furthest + x, p.lane_high[x], rows[r, p.head + p.far_lane[x]])
        elif lacking == 1:
            for u in range(p.users[missing], p.users[missing + 1]):
                into[p.lost + p.user[u]] += 1
            for u in range(p.backs[missing], p.backs[missing + 1]):
                into[p.back[u, 0]] += rows[r, p.head + p.back[u, 1]]
            for x in range(p.far.shape[0]):
                if p.far_stays[missing, x]:
                    _stretch(into, p.further + x, p.far_high[x], rows[r, p.head + p.pairs[p.far[x], 1]])
        else:
            for g in range(p.need.shape[0]):
                if not _holds(p, rows, r, g):
                    into[p.lost + g] += 1
                    for pair in range(p.begin[g], p.begin[g + 1]):
                        into[p.lanes + pair] += rows[r, p.head + p.pairs[pair, 1]]
            for x in range(p.far.shape[0]):
                if _holds(p, rows, r, p.pairs[p.far[x], 0]):
                    _stretch(into, p.further + x, p.far_high[x], rows[r, p.head + p.pairs[p.far[x], 1]])
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
        sums[:, p.furthest + x] = -_MOST if p.lane_high[x] else _MOST
    for x in range(p.far.shape[0]):
        sums[:, p.further + x] = -_MOST if p.far_high[x] else _MOST


@njit(**_fast)
def _add_up(p, parts, whole):
    """Add the sums of the members to those of the place above."""
    for m in range(parts.shape[0]):
        for i in range(p.furthest):
            whole[i] += parts[m, i]
    for m in range(parts.shape[0]):
        for x in range(p.far_lane.shape[0]):
            _stretch(whole, p.furthest + x, p.lane_high[x], parts[m, p.furthest + x])
        for x in range(p.far.shape[0]):
            _stretch(whole, p.further + x, p.far_high[x], parts[m, p.further + x])


@njit(**_fast)
def quotients(p, sums, due, above, below, s):
    """The figures of places, a line each, as whole quotients; one that is none has 0 below."""
    figures, value, good, read = p.group.shape[0], s.value, s.good, s.read
    for m in range(sums.shape[0]):
        _values(p, sums[m], due[m], value, good)
        over, under = above[m], below[m]
        over[:] = p.constant[0]
        under[:] = p.constant[1]
        for k in range(p.pair.shape[0]):
            for f in range(figures):
                read[f] = value[p.pair[k, f]]
            for f in range(figures):
                over[f] += p.above[k, f] * read[f]
                under[f] += p.below[k, f] * read[f]
        for f in range(figures):
            turned = good[p.group[f]] * (1 - 2 * np.int64(under[f] < 0))
            over[f] *= turned
            under[f] *= turned


@njit(**_inside)
def _values(p, sums, due, value, good):
    """The whole of every pair of one place, and which groups have rows enough."""
    received, most = sums[p.received], min(sums[p.received] - 1, (5 * sums[p.received] - 4 * due) // 5)
    for i in range(value.shape[0]):
        value[i] = sums[p.lane[i]] - sums[p.lanes + i]
    for g in range(good.shape[0]):
        good[g] = np.int64(sums[p.lost + g] <= most)
    for x in range(p.special.shape[0]):
        i, how = p.special[x, 0], p.special[x, 1]
        if how == _ALL:
            value[i] = np.int64(value[i] == received - sums[p.lost + p.pairs[i, 0]])
        elif how == _HIGHEST:
            value[i] = max(sums[p.special[x, 2]], sums[p.special[x, 3]])
        elif how == _LOWEST:
            value[i] = min(sums[p.special[x, 2]], sums[p.special[x, 3]])
    for g in p.single:
        good[g] *= np.int64(received - sums[p.lost + g] == 1)


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
def rank(p, above, below, members, values, ranks, s):
    """One more than the number of siblings that are strictly better; 0 for who has no figure."""
    figures = above.shape[1]
    short, room, found = s.short, s.room, s.rank
    for i in range(members.shape[0]):
        value = values[members[i]]
        for f in range(figures):
            short[i, f] = p.senses[f] * value[f]
            room[i, f] = NEAR * abs(short[i, f])
            found[i, f] = np.int16(short[i, f] == short[i, f])
    for i in range(members.shape[0]):
        for j in range(i):
            near = 0
            for f in range(figures):
                gap, r = short[i, f] - short[j, f], room[i, f]
                found[i, f] += np.int16(gap > r)
                found[j, f] += np.int16(gap < -r)
                near += np.int64(abs(gap) <= r) & np.int64(r > 0)
            if near:
                for f in range(figures):
                    if abs(short[i, f] - short[j, f]) <= room[i, f] and room[i, f] > 0:
                        better = told_apart(above[i, f], below[i, f], above[j, f], below[j, f]) * p.senses[f]
                        found[i, f] += np.int16(better > 0)
                        found[j, f] += np.int16(better < 0)
    for i in range(members.shape[0]):
        ranks[members[i]] = found[i]


@njit(**_fast)
def told_apart(a, b, c, d):
    """−1, 0, 1 as a/b is less than, equal to or more than c/d, where these are within NEAR of each other.

    a·d − c·b is then no more than NEAR · a·d. Where that fits a word, so does the difference, though the products may
    wrap around.
    """
    if abs(np.float64(a)) * np.float64(d) < _CANCELS:
        gap = a * d - c * b
        return np.int64(gap > 0) - np.int64(gap < 0)
    return order(a, b, c, d)


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
        quotients(p, parts, due, above, below, s)
        judge(p, above, below, members, values, marks, before)
        rank(p, above, below, members, values, ranks, s)


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
    quotients(p, parts, due, s.above[:1], s.below[:1], s)
    judge(p, s.above[:1], s.below[:1], members, values, marks, before)
    rank(p, s.above[:1], s.below[:1], members, values, ranks, s)
