"""A list of places beside the tree of a day: what is renamed, re-coded, moved, new or gone, in little memory.

Both lie in one scratch database on disk and are gone through level by level, from the top: a place is known by its
code, as a new code above carries it down; then by its name below the same place; then by a name that only one place has
on either side. What is known by its name alone is a guess, and says so. What a list does not reach down to is not gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from halfsky.exchange.staging import Staging
from halfsky.kernel.place import LEVELS, SIX_LEVELS, Level

SUFFIXES = (
    "村民委员会", "居民委员会", "村委会", "居委会", "街道办事处", "自治县", "自治旗", "民族乡", "社区", "街道",
    "地区", "县", "市", "区", "旗", "镇", "乡", "村",
)  # fmt: skip
Known = tuple[int, int, str, str, int | None, bool]
"""A place of the tree: id, depth, code, name, id of the place above, whether it is a stand-in."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line: what seems to have happened to `place` (None: it is new), as it stood and as the list has it.

    `kind` is rename, recode, move, found, abolish, or split and merge where the numbers suggest it: then `others` are
    the codes and names of the other side. A `guess` is not proven by the list.
    """

    kind: str
    guess: bool
    level: Level
    place: int | None
    code_before: str
    name_before: str
    parent_before: str
    code: str
    name: str
    parent: str
    others: tuple[tuple[str, str], ...]
    row: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many places are the same, and how many only follow a new code above them."""

    same: int
    along: int


def stem(name: str) -> str:
    """A name without the word for what it is: 宾阳 of 宾阳县 and of 宾阳市; short names stay whole."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name[: -len(suffix)]
    return name


TABLES = """
CREATE TABLE have (id INTEGER PRIMARY KEY, level INT, code TEXT, name TEXT, above INT, stand_in INT,
    carried TEXT, final TEXT, due INT DEFAULT 0, guess INT DEFAULT 0);
CREATE TABLE want (code TEXT PRIMARY KEY, level INT, row INT, name TEXT, parent TEXT, stand_in INT,
    above INT, place INT) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX have_code ON have (level, carried);
CREATE INDEX have_above ON have (above);
CREATE INDEX want_level ON want (level);
CREATE INDEX want_parent ON want (parent);
"""
CACHE_KB = 65_536
INTO_HAVE = "INSERT INTO have (id, level, code, name, above, stand_in, carried) VALUES (?, ?, ?, ?, ?, ?, ?)"
INTO_WANT = "INSERT INTO want (code, level, row, name, parent, stand_in) VALUES (?, ?, ?, ?, ?, ?)"
BY_CODE = """
UPDATE want SET place = have.id FROM have
WHERE want.level = :depth AND have.level = want.level AND have.carried = want.code
"""
ABOVE_IN_LIST = "UPDATE want SET above = p.place FROM want AS p WHERE want.level = :depth AND p.code = want.parent"
ABOVE_IN_TREE = """
UPDATE want SET above = have.id FROM have
WHERE want.level = :depth AND want.above IS NULL AND have.level < :depth AND have.carried = want.parent
    AND NOT EXISTS (SELECT 1 FROM want AS p WHERE p.code = want.parent)
"""
CARRY = """
UPDATE have SET carried = substr(p.final, 1, :used) || substr(have.code, :used + 1) FROM have AS p
WHERE have.level = :depth AND p.id = have.above AND p.level = :above AND p.final <> p.code
    AND substr(have.code, 1, :used) = substr(p.code, 1, :used)
"""
SETTLE = """
UPDATE have SET final = want.code, guess = :guess FROM want
WHERE want.level = :depth AND want.place = have.id AND have.final IS NULL
"""
DUE = """
UPDATE have SET due = 1 WHERE level = :depth AND (
    above IN (SELECT above FROM want WHERE level = :depth
        AND EXISTS (SELECT 1 FROM want AS p WHERE p.code = want.parent))
    OR (above IN (SELECT id FROM have WHERE level < :depth AND due AND final IS NULL)
        AND EXISTS (SELECT 1 FROM want WHERE level = :depth)))
"""
GONE = """
CREATE TEMP TABLE gone AS SELECT {key} AS k, MIN(id) AS id FROM have
WHERE level = :depth AND final IS NULL AND due AND k IS NOT NULL GROUP BY k HAVING COUNT(*) = 1
"""
NEW = """
CREATE TEMP TABLE new AS SELECT {key} AS k, MIN(code) AS code FROM want
WHERE level = :depth AND place IS NULL AND k IS NOT NULL GROUP BY k HAVING COUNT(*) = 1
"""
PAIR = "UPDATE want SET place = gone.id FROM new JOIN gone ON gone.k = new.k WHERE want.code = new.code"
KEYS = ("name || '|' || above", "stem(name) || '|' || above", "name")
CHANGED = "(have.name <> want.name OR have.carried <> want.code OR have.above IS NOT want.above)"
SAME = f"""
SELECT COUNT(*), SUM(have.code <> have.final) FROM want JOIN have ON have.id = want.place WHERE NOT {CHANGED}
"""
DIFFERENT = f"""
SELECT have.guess, have.level, have.id, have.code, have.name, (SELECT code FROM have AS p WHERE p.id = have.above),
    want.code, want.name, want.parent, want.row, have.carried, have.above IS NOT want.above
FROM want JOIN have ON have.id = want.place WHERE {CHANGED} ORDER BY have.level, have.code
"""
LEFT = """
SELECT level, above, 0 AS new, id, code, name, (SELECT code FROM have AS p WHERE p.id = have.above), 0
FROM have WHERE due AND final IS NULL AND NOT stand_in
UNION ALL SELECT level, above, 1, NULL, code, name, parent, row FROM want WHERE place IS NULL AND NOT stand_in
ORDER BY level, above, new, code
"""


class Comparison(Staging):
    """`take` the list, `know` the tree, `match` them, then read the `differences`."""

    def know(self, tree: Iterable[Known]) -> None:
        """Lay down the tree, and the list as it means its places to hang."""
        self.kept.create_function("stem", 1, stem, deterministic=True)
        self.kept.executescript(f"PRAGMA cache_size=-{CACHE_KB};{TABLES}")
        self._fill(INTO_HAVE, ((i, depth, c, name, above, stands, c) for i, depth, c, name, above, stands in tree))
        upper = self.kept.execute("SELECT code FROM have WHERE level < ?", (len(LEVELS) - 1,))
        self._fill(INTO_WANT, self._wanted({code for (code,) in upper}))
        self.kept.executescript(INDEXES)

    def _wanted(self, upper: set[str]) -> Iterator[tuple[object, ...]]:
        """The lines with the code of the place above: the one that is named, else the one that the code tells."""
        told: dict[str, str] = {}
        for line in self.ordered():
            # Sisters share what their codes begin with, and so the place above: it is worked out once for all of them.
            sisters = line.code[: sum(SIX_LEVELS.widths[: line.level.depth - 1])]
            if not line.parent and (sisters not in told or line.level is Level.COUNTY):
                told[sisters] = next((c for c in SIX_LEVELS.parents(line.code) if c in upper), "")
            if line.level is not LEVELS[-1]:
                upper.add(line.code)
            yield line.code, line.level.depth, line.row, line.name, line.parent or told[sisters], line.stand_in

    def _fill(self, insert: str, rows: Iterable[tuple[object, ...]]) -> None:
        self.kept.execute("BEGIN")
        self.kept.executemany(insert, rows)
        self.kept.execute("COMMIT")

    def match(self) -> Counts:
        """Find the place of every line, upper levels first."""
        self.kept.execute("BEGIN")
        for depth in range(len(LEVELS)):
            level = {"depth": depth}
            for above in range(1, depth):
                self.kept.execute(CARRY, {**level, "above": above, "used": sum(SIX_LEVELS.widths[:above])})
            self.kept.execute(BY_CODE, level)
            self.kept.execute(SETTLE, {**level, "guess": False})
            for step in (ABOVE_IN_LIST, ABOVE_IN_TREE, DUE):
                self.kept.execute(step, level)
            for key in KEYS:
                self._guess(level, key)
        self.kept.execute("COMMIT")
        alike, along = self.kept.execute(SAME).fetchone()
        return Counts(alike - (along or 0), along or 0)

    def _guess(self, level: dict[str, int], key: str) -> None:
        """Pair what is left on both sides where exactly one of each has the key."""
        self.kept.execute(GONE.format(key=key), level)
        self.kept.execute(NEW.format(key=key), level)
        self.kept.execute(PAIR)
        self.kept.execute("DROP TABLE gone")
        self.kept.execute("DROP TABLE new")
        self.kept.execute(SETTLE, {**level, "guess": True})

    def differences(self) -> Iterator[Difference]:
        """All lines, upper levels first: what stands otherwise, then what is on one side alone."""
        for (
            guess,
            depth,
            place,
            before,
            name_before,
            above,
            code,
            name,
            parent,
            row,
            carried,
            moved,
        ) in self.kept.execute(DIFFERENT):
            kind = "move" if moved else "recode" if carried != code else "rename"
            stood = (before, name_before, above or "")
            yield Difference(kind, bool(guess), LEVELS[depth], place, *stood, code, name, parent, (), row)
        group: list[tuple[object, ...]] = []
        for one in self.kept.execute(LEFT):
            if group and group[0][:2] != one[:2]:
                yield from _told(group)
                group = []
            group.append(one)
        yield from _told(group)


def _told(group: list[tuple[object, ...]]) -> Iterator[Difference]:
    """The lines of what is gone and new below one place; as one split or merger where the numbers suggest it. What is
    new beside what is gone may be the same place, so it is a guess."""
    gone, new = [g for g in group if not g[2]], [g for g in group if g[2]]
    known = bool(group) and group[0][1] is not None
    if known and len(gone) == 1 and len(new) > 1:
        yield _line("split", gone[0], None, tuple(_said(n)[:2] for n in new))
    elif known and len(gone) > 1 and len(new) == 1:
        yield _line("merge", None, new[0], tuple(_said(g)[:2] for g in gone))
    else:
        yield from (_line("abolish", g, None, ()) for g in gone)
        yield from (replace(_line("found", None, n, ()), guess=bool(gone)) for n in new)


def _line(
    kind: str,
    gone: tuple[object, ...] | None,
    new: tuple[object, ...] | None,
    others: tuple[tuple[str, str], ...],
) -> Difference:
    depth, place, row = (gone or new or (0,))[0], gone[3] if gone else None, new[7] if new else 0
    level, number = LEVELS[int(str(depth))], None if place is None else int(str(place))
    return Difference(kind, kind != "found", level, number, *_said(gone), *_said(new), others, int(str(row)))


def _said(found: tuple[object, ...] | None) -> tuple[str, str, str]:
    """Code, name and the code above; nothing for a side that has none."""
    code, name, parent = (str(x or "") for x in found[4:7]) if found else ("", "", "")
    return code, name, parent
