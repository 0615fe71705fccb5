"""What a place and all below it have given, and the figures that follow: the clear way, one place at a time.

One query reads the submissions, one the tree per period and level; the arithmetic is the kernel's. Every figure is made
by the tree of its period's last day, or by that of one later day (`tree`): then what has been split, merged or moved
since counts where it lies now, and what nobody knows the share of is not computed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from halfsky.kernel.breakdown import TOTAL, Cell, read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Absence, Missing, Observation, Reading
from halfsky.kernel.figure import RATE_ALONE, Working, cells_of, compute, operands, touches, working
from halfsky.kernel.filing import COUNTING
from halfsky.kernel.grammar.nodes import Node
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.lineage import NOTHING, WHOLE, Lineage, scaled
from halfsky.kernel.numbers import exact, needed
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.rollup import Entries, Key, Rolled, read, roll_up
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.arrays import arrays
from halfsky.queries.fed import Fed
from halfsky.queries.hidden import Sight
from halfsky.queries.tree import lineage
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Submission, TreeFlow
from halfsky.store.models.place import ids, spelled

MOST_FOOTNOTES = 10
"""So many explanations are printed under one figure; of more the number is said."""

Replaced = tuple[str, str, int]
"""A form, a period and the id of a place: whose answers are looked at as if they were others."""


class _Answers(Mapping[Key, Reading]):
    """The entries of a submission, read one by one as they are asked for; another form's answers lie `behind`."""

    def __init__(self, raw: Mapping[str, Any], behind: Entries | None) -> None:
        self.raw, self.behind = raw, behind or {}

    def __getitem__(self, key: Key) -> Reading:
        given = self.raw.get(f"{key[0]}|{key[1]}")
        if given is None:
            return self.behind[key]
        return exact(given) if isinstance(given, str) else Missing(Absence(given["absent"]), key[0])

    def __iter__(self) -> Iterator[Key]:
        for name in self.raw:
            element, _, at = name.partition("|")
            yield element, read_cell(at)
        yield from self.behind

    def __len__(self) -> int:
        return len(self.raw) + len(self.behind)


@dataclass(frozen=True, slots=True)
class _Layered(Mapping[Key, Reading]):
    """Entries before others, none of which is read before it is asked for."""

    first: Entries
    second: Entries

    def __getitem__(self, key: Key) -> Reading:
        found = self.first.get(key)
        return self.second[key] if found is None else found

    def __iter__(self) -> Iterator[Key]:
        yield from self.first
        yield from (key for key in self.second if key not in self.first)

    def __len__(self) -> int:
        return sum(1 for _ in self)


LISTED = 200
"""Up to so many places are listed one by one with what they gave."""
Due = Mapping[int, Fraction | None]
"""The places whose answers make a figure, each with the share of it that counts: all of it, or nobody knows (None)."""


def accepted_below(top: Place, ever: bool = False) -> QuerySet[Submission]:
    """The accepted submissions of a place and all that has ever lain below it; `ever`: of all that has changed, too.

    Asked of each submission, not of each place below: at the top there are hundreds of thousands of those.
    """
    paths = PlaceVersion.objects.filter(place=top.id).values_list("path", flat=True).distinct()
    lying = Q(path__begins=spelled(top.path))
    for path in paths:
        lying |= Q(path__begins=path)
    below = Q(Exists(PlaceVersion.objects.filter(lying, place=OuterRef("place"))))
    if ever:
        below |= Q(place__in=TreeFlow.objects.values("source"))
    return Submission.objects.filter(below, current=True, state__in=COUNTING)


@dataclass(frozen=True, slots=True)
class _Why:
    """A 核实说明: the cells whose figures it explains, and what is printed under them."""

    keys: frozenset[Key]
    says: str


def _key(text: str) -> Key:
    code, _, at = text.partition("|")
    return code, read_cell(at)


class Given:
    """The accepted submissions of a subtree, as the `sight` of a viewer shows them. `instead` holds answers that are
    looked at as if they were accepted; `tree` is the day whose tree makes the figures (None: each period's own)."""

    def __init__(
        self,
        house: House,
        top: Place,
        sight: Sight,
        instead: Mapping[Replaced, Mapping[str, Any]] | None = None,
        tree: dt.date | None = None,
    ) -> None:
        self.house = house
        self.content: Content = house.content
        self.top = top
        self.sight = sight
        self.instead = dict(instead or {})
        self.tree = tree
        self.fed = Fed(house, top)
        self.arrays = arrays(house) if tree is None and not self.instead else None
        self._by_place: dict[int, dict[Period, Entries]] = {}
        self._why: dict[tuple[Period, int], list[_Why]] = defaultdict(list)
        self._due: dict[tuple[Level, dt.date], list[tuple[int, tuple[int, ...]]]] = {}
        self._lain: dict[tuple[Level, str], list[tuple[int, tuple[int, ...], dt.date | None, dt.date | None]]] = {}
        self._earlier: dict[tuple[Level, dt.date], list[int]] = {}
        self._now: dict[Level, dict[int, tuple[int, ...]]] = {}
        self._handed_in: dict[tuple[Level, Period], bool] = {}

    @cached_property
    def entries(self) -> Mapping[Period, Mapping[int, Entries]]:
        """What was given, by period and place id."""
        found: dict[Period, dict[int, Entries]] = defaultdict(dict)
        instead = dict(self.instead)
        for row in accepted_below(self.top, ever=self.tree is not None):
            key, at_period = (row.form, row.period, row.place_id), period(row.period)
            raw = instead.pop(key, row.entries)
            found[at_period][row.place_id] = _Answers(raw, found[at_period].get(row.place_id))
            for why in row.explained.values():
                keys = frozenset(_key(text) for text in why["keys"])
                self._why[at_period, row.place_id].append(_Why(keys, why["says"] + why["why"]))
        for (_, spelled_period, place), raw in instead.items():
            at_period = period(spelled_period)
            found[at_period][place] = _Answers(raw, found[at_period].get(place))
        for at_period in self.fed.years():
            found.setdefault(at_period, {})
        return found

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods for which anything may be known."""
        if self.arrays is None:
            return tuple(self.entries)
        return tuple({p: None for p in (*self.arrays.periods, *self.fed.years())})

    def _of(self, place: int, at_period: Period, accepted: Entries) -> Entries:
        """What a place gave: what was accepted of it first, then what its records say."""
        fed = self.fed.at(place, at_period)
        return _Layered(accepted, fed) if fed else accepted

    def sum(self, place: Place, key: Key, at_period: Period) -> Reading:
        """One element over a place and all below it, as the house reckons with it."""
        if at_period not in self.periods and key[0] not in self.fed.elements:
            return Missing(Absence.NOT_REPORTED, key[0])
        if known := self._from_arrays(place, (key,), at_period):
            return known[1].values[key]
        due = self._due_below(place, self.content.elements[key[0]].at, at_period.last_day())
        return self._rolled_up([key], due, at_period).values[key]

    def figures(self, place: Place, indicator: Indicator, cells: Iterable[Cell] | None) -> Iterable[Observation]:
        """The indicator at the top or a place below it, for every period; every cell its operands share, or these."""
        for at_period in self.periods:
            formula = self.content.formula(indicator, at_period.last_day().year)
            if formula is None or not self._speaks(place, formula, at_period):
                continue
            for at in cells or cells_of(formula, self.content.elements):
                if found := self._figure(place, indicator, formula, at, at_period):
                    yield found

    def figure(self, place: Place, indicator: Indicator, at: Cell, at_period: Period) -> Observation | None:
        """The indicator of one period."""
        formula = self.content.formula(indicator, at_period.last_day().year)
        if formula is None or not self._speaks(place, formula, at_period):
            return None
        return self._figure(place, indicator, formula, at, at_period)

    def _speaks(self, place: Place, formula: Node, at_period: Period) -> bool:
        """Whether anything was given for the period that the formula could be made of: where no sheet was accepted,
        records alone, and most formulas ask nothing of records."""
        if at_period not in self.periods:
            return False
        if self.arrays is None:
            given = bool(self.entries[at_period])
        else:
            given = self.arrays.anything(self.top.id, at_period) or bool(self._own(place.id, at_period))
        return given or any(code in self.fed.elements for code, _ in operands(formula, TOTAL))

    def behind(self, place: Place, indicator: Indicator, at: Cell, at_period: Period) -> tuple[int, int]:
        """How many places were to give something for a figure, and how many did; (0, 0) where no formula asks."""
        formula = self.content.formula(indicator, at_period.last_day().year)
        if formula is None or not self._speaks(place, formula, at_period):
            return 0, 0
        _, rolled = self._rolled(place, formula, at, at_period)
        return rolled.due, rolled.held

    def may_say(self, indicator: Indicator, at: Cell, at_period: Period, level: Level) -> bool:
        """Whether anything given may make the indicator at a place of a level below the top. Where there are arrays: if
        anything came together at the top, or places of the level handed in sheets, which may hold a rate alone; else
        if there is any answer of the period."""
        if at_period not in self.periods:
            return False
        if self.arrays is None or self.behind(self.top, indicator, at, at_period)[1]:
            return True
        if (level, at_period) not in self._handed_in:
            below = PlaceVersion.objects.under(spelled(self.top.path)).filter(level=level).values("place")
            sheets = Submission.objects.filter(place__in=below, period=str(at_period), current=True, state__in=COUNTING)
            self._handed_in[level, at_period] = sheets.exists()
        return self._handed_in[level, at_period]

    def working(self, place: Place, indicator: Indicator, at: Cell, at_period: Period) -> Working | None:
        """How the indicator was computed there, with what each place gave; where these are too many to read, with the
        sums of the places right below. None where no formula or nothing given says so."""
        formula = self.content.formula(indicator, at_period.last_day().year)
        if formula is None or not self._speaks(place, formula, at_period):
            return None
        _, rolled = self._rolled(place, formula, at, at_period)
        listed = self._each if rolled.due <= LISTED else self._summed_below
        return working(formula, rolled, self.content.elements, at, listed(place, formula, at, at_period))

    def _each(self, place: Place, formula: Node, at: Cell, at_period: Period) -> list[tuple[Text, Entries]]:
        """What each place gave for the operands of a formula, as the viewer may see it."""
        keys = operands(formula, at)
        due, _ = self._answered(place, keys, self._level(formula), at_period)
        names = {p.id: p.name for p in places.by_ids(self.house, due, at_period.last_day())}
        shut = self.sight.shut(keys, place)
        parts = self._parts(due, at_period)
        return [(Text(names[i]), self._passing(part, i, keys, shut, at_period)) for i, part in parts]

    def _summed_below(self, place: Place, formula: Node, at: Cell, at_period: Period) -> list[tuple[Text, Entries]]:
        """What came together for them in each place right below."""
        below = places.all_children(self.house, place, self.tree or at_period.last_day())
        return [
            (Text(f"{p.name}合计", f"{p.name} in all"), self._rolled(p, formula, at, at_period)[1].values)
            for p in below
        ]

    def _figure(
        self, place: Place, indicator: Indicator, formula: Node, at: Cell, at_period: Period
    ) -> Observation | None:
        due, rolled = self._rolled(place, formula, at, at_period)
        if any(isinstance(x, Missing) and x.reason is Absence.HIDDEN for x in rolled.values.values()):
            self.sight.withhold(indicator.code, at, place, at_period)
            return None
        found = compute(indicator, formula, rolled, self.content.elements, at, at_period)
        keys = operands(formula, at)
        shut = self.sight.shut(keys, place)
        if found is None:
            alone = self._rate_alone(place, indicator, at, at_period)
            if alone and shut:  # how few it stands for is not known
                self.sight.withhold(indicator.code, at, place, at_period)
            return None if shut else alone
        said = self._footnotes(place, due, tuple(k for k in keys if k not in shut), at_period)
        return replace(found, footnotes=said) if said or found.footnotes else found

    def _rate_alone(self, place: Place, indicator: Indicator, at: Cell, at_period: Period) -> Observation | None:
        """What the place's own agency gave as a rate, without numerator and denominator: it speaks for this place and
        is never rolled up."""
        rate = self._own(place.id, at_period).get((indicator.code, at))
        if not isinstance(rate, Fraction) or not self.unaltered(place, at_period.last_day()):
            return None
        shown = needed(rate, indicator.decimals)
        return Observation(at_period, rate, shown, source=RATE_ALONE, note=RATE_ALONE, cell=at)

    def _footnotes(self, place: Place, due: Due, keys: tuple[Key, ...], at_period: Period) -> tuple[str, ...]:
        """The 核实说明 of the answers that a figure is made of, each with the place that gave it."""
        wanted = set(keys)
        found = [(i, w.says) for i in due for w in self._why.get((at_period, i), ()) if touches(w.keys, wanted)]
        if not found:
            return ()
        shown = found[:MOST_FOOTNOTES]
        names = {p.id: p.name for p in places.by_ids(self.house, {i for i, _ in shown}, at_period.last_day())}
        said = [says if i == place.id else f"{names[i]}：{says}" for i, says in shown]
        more = len(found) - len(shown)
        return (*said, *([f"另有{more}处核实说明，见上报表。"] if more else ()))

    def _rolled(self, place: Place, formula: Node, at: Cell, at_period: Period) -> tuple[Due, Rolled]:
        """The places that had to give the operands of a formula, and what came together."""
        keys = operands(formula, at)
        return self._from_arrays(place, keys, at_period) or self._answered(place, keys, self._level(formula), at_period)

    def _level(self, formula: Node) -> Level | None:
        """Where the operands enter. A formula mixes no levels (the pack's gates see to it): the first one tells."""
        return next((self.content.elements[code].at for code, _ in operands(formula, TOTAL)), None)

    def _answered(
        self, place: Place, keys: tuple[Key, ...], level: Level | None, at_period: Period
    ) -> tuple[Due, Rolled]:
        """The same from the answers themselves."""
        due = self._due_below(place, level, at_period.last_day())
        shut = self.sight.shut(keys, place)
        if shut:
            return due, self._passed(place, keys, shut, due, at_period)
        return due, self._rolled_up(keys, due, at_period)

    def _from_arrays(self, place: Place, keys: tuple[Key, ...], at_period: Period) -> tuple[Due, Rolled] | None:
        """The same from arrays, where the viewer may see the true counts and they hold them; of the places that had to
        give, those that said something beside their figures."""
        level = next((self.content.elements[code].at for code, _ in keys), None)
        if self.arrays is None or level is None or self.sight.shut(keys, place):
            return None
        rolled = self.arrays.rolled(place.id, level, keys, at_period)
        if rolled is None:
            return None
        noted = self.arrays.notes(place.id, level, at_period)
        for i, said in noted.items():
            self._why[at_period, i] = [_Why(frozenset(map(_key, keys)), says) for keys, says in said]
        return dict.fromkeys(noted, WHOLE), rolled

    def _own(self, place: int, at_period: Period) -> Entries:
        """What one place itself gave; where there are arrays, without a look at all others."""
        if self.arrays is None:
            return self.entries[at_period].get(place, {}) if at_period in self.entries else {}
        if place not in self._by_place:
            self.read_own([place])
        return self._by_place[place].get(at_period, {})

    def read_own(self, wanted: Collection[int]) -> None:
        """Read what these places themselves gave, for those who will ask place by place."""
        if self.arrays is None:
            return
        for place in wanted:
            self._by_place[place] = {}
        for row in Submission.objects.filter(place__in=wanted, current=True, state__in=COUNTING):
            of, at_period = self._by_place[row.place_id], period(row.period)
            of[at_period] = _Answers(row.entries, of.get(at_period))

    def _passed(self, place: Place, keys: tuple[Key, ...], shut: frozenset[Key], due: Due, at_period: Period) -> Rolled:
        """What came together as the viewer may see it: counts of persons are those of the edition, and a sum of them
        passes where the edition shows that very sum. Other sums (over fewer places, by a later tree) would give away
        what the difference is."""
        elements = self.content.elements
        parts: list[Entries] = []
        for i, given in self._parts(due, at_period):
            parts.append(
                {k: self.sight.as_of(k, i, at_period) if k in shut else read(elements[k[0]], k[1], given) for k in keys}
            )
        rolled = roll_up(keys, elements, parts)
        passing = {k: self.sight.passes(k, place.id, at_period) for k in shut}
        whole = all(share == WHOLE for share in due.values())
        hidden = {
            k: Missing(Absence.HIDDEN, k[0])
            for k in shut
            if isinstance(found := rolled.values[k], Fraction) and not (whole and found == passing[k])
        }
        return replace(rolled, values={**rolled.values, **hidden})

    def _passing(
        self, given: Entries, place: int, keys: tuple[Key, ...], shut: frozenset[Key], at_period: Period
    ) -> Entries:
        """What one place gave as the viewer may see it."""
        elements = self.content.elements
        found = {k: read(elements[k[0]], k[1], given) for k in keys}
        hidden = {k: self.sight.passes(k, place, at_period) for k in shut if isinstance(found[k], Fraction)}
        return {**found, **hidden}

    def _rolled_up(self, keys: Iterable[Key], due: Due, at_period: Period) -> Rolled:
        """What came together from the due places; nothing is computed where a share is unknown."""
        if None in due.values():
            return Rolled({k: Missing(Absence.NOT_COMPUTED, k[0]) for k in keys}, 0, len(due))
        return roll_up(keys, self.content.elements, [part for _, part in self._parts(due, at_period)])

    def _parts(self, due: Due, at_period: Period) -> list[tuple[int, Entries]]:
        """What each due place gave, by its share."""
        elements = self.content.elements
        alone = len(due) == 1
        given = {i: self._own(i, at_period) for i in due} if alone else dict(self.entries.get(at_period, {}))
        parts = ((i, share, self._of(i, at_period, given.get(i, {}))) for i, share in due.items() if share is not None)
        return [(i, scaled(entries, share, elements)) for i, share, entries in parts]

    def _due_below(self, place: Place, level: Level | None, day: dt.date) -> Due:
        """The places that had to give: those of the level below, in the tree of the day; the place itself for none."""
        if self.tree is not None and self.tree > day:
            return self._by_tree(self.tree, place, level or place.level, day)
        if level is None:
            return {place.id: WHOLE}
        return {i: WHOLE for i, path in self._standing(level, day) if place.id in path}

    def _standing(self, level: Level, day: dt.date) -> list[tuple[int, tuple[int, ...]]]:
        """The places of a level below the top as the tree of the day has them, with their paths."""
        if (level, day) not in self._due:
            ever = self._ever(level, self._path(day))
            on_day = ((i, path) for i, path, since, until in ever if (since or day) <= day <= (until or day))
            self._due[level, day] = list(on_day)
        return self._due[level, day]

    def _ever(self, level: Level, top: str) -> list[tuple[int, tuple[int, ...], dt.date | None, dt.date | None]]:
        """The places of a level that ever lay below a path, each with its path and days: read once for all periods."""
        if (level, top) not in self._lain:
            rows = PlaceVersion.objects.under(top).filter(level=level, stand_in=False)
            found = rows.values_list("place_id", "path", "since", "until")
            self._lain[level, top] = [(i, ids(path), since, until) for i, path, since, until in found]
        return self._lain[level, top]

    def _by_tree(self, tree: dt.date, place: Place, level: Level, day: dt.date) -> Due:
        """The places of the day whose territory lies, wholly or in part, below the place in the later tree."""
        if (level, day) not in self._earlier:
            now = PlaceVersion.objects.on(tree).under(self._path(tree)).values("place")
            wanted = Q(place__in=now) | Q(place__in=TreeFlow.objects.values("source"))
            rows = PlaceVersion.objects.on(day).filter(wanted, level=level, stand_in=False)
            self._earlier[level, day] = list(rows.values_list("place_id", flat=True))
        within = self._within(tree, level)

        def inside(number: int) -> bool:
            return place.id in within.get(number, ())

        held = ((i, self._lineage.held(i, day, inside)) for i in self._earlier[level, day])
        return {i: share for i, share in held if share != NOTHING}

    def _within(self, tree: dt.date, level: Level) -> Mapping[int, tuple[int, ...]]:
        """The paths of all places of a level below the top in the later tree, and of those that territory came to."""
        if level not in self._now:
            wanted = Q(level=level) | Q(place__in=TreeFlow.objects.values("target"))
            rows = PlaceVersion.objects.on(tree).under(self._path(tree)).filter(wanted)
            self._now[level] = {i: ids(path) for i, path in rows.values_list("place_id", "path")}
        return self._now[level]

    def _path(self, day: dt.date) -> str:
        """Where the top hung on the day; where it hangs now on days when it was not there."""
        on_day = (path for path, since, until in self._versions if (since or day) <= day <= (until or day))
        return next(on_day, spelled(self.top.path))

    @cached_property
    def _versions(self) -> list[tuple[str, dt.date | None, dt.date | None]]:
        return list(PlaceVersion.objects.filter(place=self.top.id).values_list("path", "since", "until"))

    @cached_property
    def _lineage(self) -> Lineage:
        return lineage(self.tree or self.house.today())

    def unaltered(self, place: Place, day: dt.date) -> bool:
        """Whether a figure of the day that speaks for the place alone still speaks for the same territory."""
        return dict(self._due_below(place, None, day)) == {place.id: WHOLE}
