"""Two briefs of one document compared: which numbers and which sentences say something else now.

A number is the same number when it is the same thing of the same thing (the change of an indicator since last year, how
many are reached), whatever its value, its year and its sentence. A sentence changed when its words did; where only its
numbers did, they are the change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from halfsky.documents.brief import Brief, Entry

ALIKE = 0.5
"""From this part of like characters on, a sentence is taken for the other reworded."""


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number before and after; `after` is None where the document would not say it any more, `before` where it is
    new."""

    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence (by its place in each brief) whose words changed; one side is None where it is gone or new."""

    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`numbers` and `sentences` that changed, in the order of the document; `pairs` says which sentence of the earlier
    brief is which of the later one, `same` which number is which."""

    earlier: Brief
    later: Brief
    numbers: tuple[NumberChange, ...]
    sentences: tuple[SentenceChange, ...]
    pairs: dict[int, int]
    same: dict[int, int]

    def __bool__(self) -> bool:
        return bool(self.numbers or self.sentences)


def compare(earlier: Brief, later: Brief) -> Comparison:
    """What a document would say otherwise if it were written again."""
    pairs = dict(_paired(earlier, later))
    same = _same(earlier, later, pairs)
    numbers = tuple(_numbers(earlier, later, same))
    return Comparison(earlier, later, numbers, tuple(_sentences(earlier, later, pairs)), pairs, same)


def _same(earlier: Brief, later: Brief, pairs: Mapping[int, int]) -> dict[int, int]:
    """Which number is which: within a pair of sentences first, then wherever the same thing is said."""
    same: dict[int, int] = {}
    for i, j in pairs.items():
        _match(earlier.of_sentence(i), later.of_sentence(j), same)
    told = set(same.values())
    _match([e for e in earlier.entries if e.n not in same], [e for e in later.entries if e.n not in told], same)
    return same


def _match(before: Iterable[Entry], after: Iterable[Entry], same: dict[int, int]) -> None:
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for entry in after:
        waiting[entry.same].append(entry.n)
    for entry in before:
        if waiting[entry.same]:
            same[entry.n] = waiting[entry.same].pop(0)


def _numbers(earlier: Brief, later: Brief, same: Mapping[int, int]) -> Iterator[NumberChange]:
    told = set(same.values())
    for before in earlier.entries:
        after = later.entry(same.get(before.n, 0))
        if after is None or before.shown != after.shown:
            yield NumberChange(before, after)
    yield from (NumberChange(None, e) for e in later.entries if e.n not in told)


def _sentences(earlier: Brief, later: Brief, pairs: Mapping[int, int]) -> Iterator[SentenceChange]:
    told = set(pairs.values())
    for i in range(len(earlier.sentences)):
        j = pairs.get(i)
        if j is None:
            yield SentenceChange(i, None)
        elif words(earlier, i) != words(later, j):
            yield SentenceChange(i, j)
    yield from (SentenceChange(None, j) for j in range(len(later.sentences)) if j not in told)


def words(brief: Brief, at: int) -> str:
    """A sentence with a mark in the place of each of its numbers."""
    text, out, done = brief.sentences[at], "", 0
    for entry in brief.of_sentence(at):
        start = entry.at if entry.at >= 0 else text.find(entry.shown, done)
        out += text[done:start] + "\0"
        done = start + len(entry.shown)
    return out + text[done:]


def _paired(earlier: Brief, later: Brief) -> Iterator[tuple[int, int]]:
    """Which sentence is which: those of like words first, then what stands between them by likeness."""
    before, after = earlier.sentences, later.sentences
    old, new = [words(earlier, i) for i in range(len(before))], [words(later, j) for j in range(len(after))]
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        elif what == "replace":
            yield from _alike(before, after, range(a, b), range(c, d))


def _alike(before: Sequence[str], after: Sequence[str], old: range, new: range) -> Iterator[tuple[int, int]]:
    """Pairs in order, each sentence with the likest that is left behind the pair before; as many as are left between
    two pairs on either side stand for each other."""
    found: list[tuple[int, int]] = []
    start = new.start
    for i in old:
        best, how = None, ALIKE
        for j in range(start, new.stop):
            ratio = SequenceMatcher(None, before[i], after[j], autojunk=False).ratio()
            if ratio > how:
                best, how = j, ratio
        if best is not None:
            found.append((i, best))
            start = best + 1
    edges = [(old.start - 1, new.start - 1), *found, (old.stop, new.stop)]
    for (a, c), (b, d) in pairwise(edges):
        if b - a == d - c:
            yield from zip(range(a + 1, b), range(c + 1, d), strict=True)
    yield from found
