"""All counts of persons that somebody may be shown, with what a reader knows of them: totals, places, years.

Protected are elements that are sensitive, and those fed by a register about persons. Of these every figure at every
place and in every period that figures are made for is a cell; the equations are those by which the house itself adds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from django.db.models import Count

from halfsky.kernel.answer import from_stored, reading
from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Element, Reading
from halfsky.kernel.filing import COUNTING
from halfsky.kernel.hiding import Equation, Limit, Name, Table
from halfsky.kernel.period import Period, period
from halfsky.kernel.register import Gathering, Register
from halfsky.kernel.rollup import Entries, Key, read, roll_up
from halfsky.queries import places
from halfsky.queries.counting import Counting, add_categories, add_places, add_years, name_of, units
from halfsky.queries.fed import Fed, shown, standing
from halfsky.queries.forms import read_key
from halfsky.queries.published import bounds, rates
from halfsky.store.house import House
from halfsky.store.models import Contribution, PlaceVersion, Submission
from halfsky.store.models.place import ids

BEHIND = "#"
"""Set behind an element's code: how many records an amount is made of, which nobody is shown."""


def feeding(content: Content) -> Mapping[str, Register]:
    """The elements that registers about persons feed."""
    registers = (r for r in content.registers.values() if r.about_person)
    return {feed.element: register for register in registers for feed in register.feeds}


def protected(content: Content) -> frozenset[str]:
    """The elements whose small counts are hidden."""
    return frozenset(code for code, e in content.elements.items() if e.sensitive) | frozenset(feeding(content))


def counted(house: House, threshold: int) -> Table:
    """The table of the whole house."""
    made = Counting()
    codes = protected(house.content)
    trees = [Fed(house, top) for top in places.by_ids(house, _roots())]
    fed = trees[0].elements
    given = _given(house.content, codes)
    by_records = codes & set(fed)
    today = house.today()
    years = {p for tree in trees for p in tree.years() if by_records and p.last_day() < today}
    for at in sorted({*given, *years}, key=lambda p: (p.last_day(), str(p))):
        records = {p: e for tree in trees for p, e in tree.everywhere(at).items()} if at in years else {}
        running = at.last_day() >= today
        _count_period(made, house.content, codes - by_records if running else codes, at, given.get(at, {}), records)
    for code in by_records:
        if fed[code][1] is Gathering.SUM:
            _count_behind(made, house.content.elements[code], years, threshold)
    add_years(made, house.content)
    limits, made.away = _published(house.content, made.counts, threshold)
    made.limits += limits
    return made.table()


def _published(content: Content, counts: Mapping[Name, int], threshold: int) -> tuple[list[Limit], set[Name]]:
    """What published rates say of the counts."""
    known = [rate for rate in rates(content, protected(content)) if rate.numerator in counts]
    others = frozenset(rate.denominator[0] for rate in known)
    below = Counting()
    for at, given in _given(content, others).items() if others else ():
        _count_period(below, content, others, at, given, {})
    return bounds(known, counts, {**below.counts, **counts}, threshold)


def _roots() -> list[int]:
    """The tops of all trees: the nation, and what hangs on nothing."""
    return list(PlaceVersion.objects.filter(parent=None).values_list("place", flat=True).distinct())


def _given(content: Content, codes: frozenset[str]) -> Mapping[Period, Mapping[int, Entries]]:
    """What submissions say of the protected elements, by period and place."""
    others = [f.code for f in content.forms.values() if not any(line.element in codes for line in f.lines)]
    found: dict[Period, dict[int, dict[Key, Reading]]] = defaultdict(dict)
    rows = Submission.objects.filter(current=True, state__in=COUNTING).exclude(form__in=others)
    for place, spelled, raw in rows.values_list("place", "period", "entries"):
        keys = {text: read_key(text) for text in raw if text.partition("|")[0] in codes}
        kept = {key: reading(from_stored(raw[text]), key[0]) for text, key in keys.items()}
        found[period(spelled)].setdefault(place, {}).update(kept)
    return found


def _count_period(
    made: Counting,
    content: Content,
    codes: Iterable[str],
    at: Period,
    given: Mapping[int, Entries],
    records: Mapping[int, Entries],
) -> None:
    """The cells of one period, and how places and categories add up in it."""
    rows = PlaceVersion.objects.on(at.last_day()).filter(place__in={*given, *records})
    ways = {place: (ids(path), level, stand_in) for place, path, level, stand_in in rows.values_list(
        "place", "path", "level", "stand_in"
    )}  # fmt: skip
    holding: dict[int, Entries] = {p: {**records.get(p, {}), **given.get(p, {})} for p in ways}
    for code in sorted(codes):
        element = content.elements[code]
        own = {p: e for p, e in holding.items() if any(k == code for k, _ in e)}
        if element.at is not None:
            own = {p: e for p, e in own.items() if ways[p][1] == element.at.value and not ways[p][2]}
        if own:
            _count_element(made, element, at, own, {p: ways[p][0] for p in own})


def _count_element(
    made: Counting, element: Element, at: Period, own: Mapping[int, Entries], ways: Mapping[int, tuple[int, ...]]
) -> None:
    """One element in one period: what each place has, what lies above it, and how all that adds up."""
    values: dict[Name, int] = {}
    cells = {key[1] for entries in own.values() for key in entries if key[0] == element.code} | {
        TOTAL, *(cell({d: c}) for d, cs in element.breakdowns for c in cs)
    }  # fmt: skip
    for at_cell in sorted(cells):
        key = (element.code, at_cell)
        leaves = {p: value for p, e in own.items() if isinstance(value := read(element, at_cell, e), Fraction)}
        for place, value in _everywhere(element, key, leaves, ways).items():
            counted_as = units(element, value)
            if counted_as is None:
                return  # what is no count cannot be hidden among counts: without cells, nothing of it is shown
            values[name_of(key, place, at)] = counted_as
    made.counts.update(values)
    deepest = max(len(way) for way in ways.values())
    depth = {place: i + 1 for way in ways.values() for i, place in enumerate(way)}
    for name in values:
        made.late[name] = deepest - depth[name[2]] + (not name[1])
    add_places(made, values, ways, at, {str(c) for c in cells}, element)
    add_categories(made, values, element, at)


def _everywhere(
    element: Element, key: Key, leaves: Mapping[int, Fraction], ways: Mapping[int, tuple[int, ...]]
) -> Mapping[int, Fraction]:
    """The figure at every place: of what enters at one level also at all places above."""
    if element.at is None:
        return leaves
    below: dict[int, list[Entries]] = defaultdict(list)
    for place, value in leaves.items():
        for upper in ways[place]:
            below[upper].append({key: value})
    rolled = {place: roll_up([key], {element.code: element}, parts).values[key] for place, parts in below.items()}
    return {place: value for place, value in rolled.items() if isinstance(value, Fraction)}


def _count_behind(made: Counting, element: Element, years: Iterable[Period], threshold: int) -> None:
    """How many records stand behind the amounts of an element: an amount of few is hidden, and waits with its count."""
    for at in years:
        rows = shown(Contribution.objects.filter(standing(element.kind, at), element=element.code))
        found: dict[tuple[str, int], int] = defaultdict(int)
        counts = list(rows.values_list("cell", "place").annotate(n=Count("record", distinct=True)))
        versions = PlaceVersion.objects.on(at.last_day()).filter(place__in={place for _, place, _ in counts})
        ways = {place: ids(path) for place, path in versions.values_list("place", "path")}
        for spelled, place, n in counts:
            for upper in ways.get(place, (place,)):
                found[spelled, upper] += n
        shadow = element.code + BEHIND
        for name in [n for n in made.counts if n[0] == element.code and n[3] == str(at)]:
            behind = (shadow, *name[1:])
            made.counts[behind] = found.get((name[1], name[2]), 0)
            made.late[behind] = made.late[name]
            made.limits.append(Limit(((name, Fraction(1)), (behind, Fraction(0)))))
            if 0 < made.counts[behind] < threshold:
                made.few.add(name)
                made.apart[name] = made.counts[name] + 1
        for equation in [e for e in made.equations if e.terms[0][0][0] == element.code]:
            terms = tuple(((shadow, *n[1:]), f) for n, f in equation.terms)
            if all(n in made.counts for n, _ in terms):
                made.equations.append(Equation(terms))
