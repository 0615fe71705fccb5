"""Checking targets of places row by row, typed or from a file: every complaint of every row, then the sound ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from halfsky.actions.value_rows import BAD_YEAR, DOUBLED, EMPTY, NO_CATEGORY, OTHER_NAME, OUT_OF_BOUNDS, UNKNOWN_PLACE
from halfsky.exchange.targets import COLUMNS, REQUIRED, SAID, read_comparator, read_holds
from halfsky.kernel.access import NOT_ALLOWED, WRITE_DOCUMENTS, Viewer, may
from halfsky.kernel.breakdown import Cell, read_cell
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import NOT_A_NUMBER, exact, narrow, printed
from halfsky.kernel.place import Level, Place
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.target import Comparator, Target
from halfsky.kernel.words import quantity
from halfsky.packs.planning import (
    BAND_WRONG,
    BASE_AFTER,
    CELL_WIDER,
    LEVEL_NOT_BELOW,
    NUMBER_EXPECTED,
    OUTSIDE_PLAN,
    SHARE_EXPECTED,
    WRONG_WAY,
    fits,
)
from halfsky.queries import places
from halfsky.queries.assessments import NOT_IN_PLAN
from halfsky.queries.targets import share
from halfsky.store.house import House

NO_COMPARATOR = problem(
    "400.1046",
    ("“{came}”不是比较方式。", "“{came}” is no way of comparing."),
    ("可填：{known}。", "Write one of {known}."),
)
NO_NUMBER_WANTED = problem(
    "400.1047",
    ("{number}是定性目标或监测指标，不设目标值。", "{number} asks for no number."),
    ("请删去这一行。", "Take this row out."),
)
LONGEST = 40
"""Characters of a number."""


@dataclass(frozen=True, slots=True)
class Said:
    """A target as somebody wrote it, by column; `where` is how a complaint names a cell of it."""

    cells: Mapping[str, str]
    where: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def at(self, column: str) -> str:
        return self.where.get(column, "")


@dataclass(frozen=True, slots=True)
class Sound:
    """A target that may be kept, and the place it is of."""

    place: Place
    target: Target

    @property
    def key(self) -> tuple[int, str, str, int]:
        return self.place.id, self.target.number, str(self.target.cell), self.target.year


@dataclass
class Checker:
    """Checks rows of one plan; fill `rows` and `complaints` by `check`."""

    house: House
    viewer: Viewer
    plan: Plan
    rows: list[Sound] = field(default_factory=list)
    complaints: list[Refusal] = field(default_factory=list)

    def check(self, coming: Sequence[Said]) -> None:
        first: dict[object, int] = {}
        for line, said in enumerate(coming, 1):
            before = len(self.complaints)
            try:
                sound = self._row(said)
            except Refused as no:
                self.complaints.extend(no.refusals)
                continue
            if len(self.complaints) > before or sound is None:
                continue
            if (seen := first.setdefault(sound.key, line)) != line:
                self.complaints.append(DOUBLED.at(said.at("number"), first=seen))
            else:
                self.rows.append(sound)

    def _row(self, said: Said) -> Sound | None:
        empty = [column for column in REQUIRED if not said[column]]
        for column in empty:
            self.complaints.append(EMPTY.at(said.at(column), column=COLUMNS[column][0]))
        long = [column for column in ("value", "value2", "tolerance") if len(said[column]) > LONGEST]
        for column in long:
            self.complaints.append(NOT_A_NUMBER.at(said.at(column), came=said[column][:LONGEST]))
        if empty or long:
            return None
        place = self._place(said)
        goal = self._goal(said, place)
        year = self._year(said, goal)
        indicator = self.house.content.indicators[goal.indicator]
        comparator = self._comparator(said, indicator)
        cell = self._cell(said, goal)
        value, shown = self._value(said, comparator, indicator)
        value2, tolerance = self._band(said, comparator, value)
        return Sound(
            place,
            Target(
                self.plan.code,
                goal.number,
                year,
                comparator,
                value,
                shown,
                value2=value2,
                tolerance=tolerance,
                place=place.code,
                cell=cell,
                each=self._each(said, place),
                source=said["source"],
            ),
        )

    def _place(self, said: Said) -> Place:
        try:
            place = places.place(self.house, narrow(said["place"]))
        except Refused:
            raise UNKNOWN_PLACE.at(said.at("place"), came=said["place"], near="") from None
        name = "".join(said["place_name"].split())
        if name and not name.endswith(place.name):
            self.complaints.append(OTHER_NAME.at(said.at("place_name"), code=place.code, is_=place.name, came=name))
        if not may(self.viewer, WRITE_DOCUMENTS, place, self.house.today()):
            self.complaints.append(NOT_ALLOWED.at(said.at("place") or place.name, permission=WRITE_DOCUMENTS.label))
        return place

    def _goal(self, said: Said, place: Place) -> Goal:
        number = narrow(said["number"])
        goal = self.plan.goal(number)
        here = {place.code, *(p.code for p in places.trail(self.house, place))}
        if goal is None or (goal.place and goal.place not in here):
            raise NOT_IN_PLAN.at(said.at("number"), place=place.name, plan=self.plan.title, came=number)
        if not goal.kind.quantifiable:
            raise NO_NUMBER_WANTED.at(said.at("number"), number=number)
        return goal

    def _year(self, said: Said, goal: Goal) -> int:
        text = narrow(said["year"]).removesuffix("年")
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise BAD_YEAR.at(said.at("year"), came=said["year"], low=self.plan.first_year, high=self.plan.last_year)
        year = int(text)
        if not self.plan.in_force(year):
            years = f"{self.plan.first_year}..{self.plan.last_year}"
            raise OUTSIDE_PLAN.at(said.at("year"), year=year, years=years)
        base = goal.base_year or self.plan.base_year
        if base >= year:
            raise BASE_AFTER.at(said.at("year"), base=base, year=year)
        return year

    def _comparator(self, said: Said, indicator: Indicator) -> Comparator:
        found = read_comparator(said["comparator"])
        if found is None:
            known = "、".join(text.zh for text in SAID.values())
            raise NO_COMPARATOR.at(said.at("comparator"), came=said["comparator"], known=known)
        if not fits(found, indicator.direction):
            raise WRONG_WAY.at(
                said.at("comparator"),
                number=said["number"],
                comparator=found.value,
                indicator=indicator.name,
                direction=indicator.direction.value,
            )
        return found

    def _cell(self, said: Said, goal: Goal) -> Cell:
        cell = read_cell(said["breakdown"], said.at("breakdown")) if said["breakdown"] else goal.cell
        if not set(goal.cell.parts) <= set(cell.parts):
            raise CELL_WIDER.at(said.at("breakdown"), number=goal.number, goal=str(goal.cell))
        for part in cell.parts:
            if part not in self.house.content.categories:
                known = "、".join(f"{d}={c}" for d, c in self.house.content.categories if d == part[0]) or "—"
                raise NO_CATEGORY.at(said.at("breakdown"), came=f"{part[0]}={part[1]}", column="分组", known=known)
        return cell

    def _each(self, said: Said, place: Place) -> Level | None:
        found = read_holds(said["holds"])
        if isinstance(found, str) and not isinstance(found, Level):
            raise LEVEL_NOT_BELOW.at(said.at("holds"))
        if found is not None and found.depth <= place.level.depth:
            raise LEVEL_NOT_BELOW.at(said.at("holds"))
        return found

    def _value(self, said: Said, comparator: Comparator, indicator: Indicator) -> tuple[Fraction, str]:
        shown = narrow(said["value"]).replace(",", "").replace(" ", "")
        is_share = shown.endswith("%") or "/" in shown
        said_so = {"comparator": comparator.value, "came": said["value"]}
        if comparator.relative:
            if not is_share:
                raise SHARE_EXPECTED.at(said.at("value"), **said_so)
            return _share(shown, said), shown
        if is_share:
            raise NUMBER_EXPECTED.at(said.at("value"), unit=indicator.unit, **said_so)
        value = exact(shown, said.at("value"))
        self._bounds(value, shown, said.at("value"), indicator)
        return value, shown

    def _bounds(self, value: Fraction, shown: str, where: str, indicator: Indicator) -> None:
        low, high = indicator.low, indicator.high
        if (low is not None and value < low) or (high is not None and value > high):
            limits = {name: "" if x is None else printed(x, 0) for name, x in (("low", low), ("high", high))}
            came = quantity(shown, indicator.unit)
            self.complaints.append(OUT_OF_BOUNDS.at(where, value=came, indicator=indicator.name, **limits))

    def _band(self, said: Said, comparator: Comparator, value: Fraction) -> tuple[Fraction | None, Fraction | None]:
        upper = exact(said["value2"], said.at("value2")) if said["value2"] else None
        tolerance = exact(said["tolerance"], said.at("tolerance")) if said["tolerance"] else None
        banded = upper is not None and upper > value
        if not (banded if comparator is Comparator.BETWEEN else upper is None):
            raise BAND_WRONG.at(said.at("value2"), column=COLUMNS["value2"][0], comparator=comparator.value)
        if tolerance is not None and (comparator is not Comparator.ABOUT or tolerance <= 0):
            raise BAND_WRONG.at(said.at("tolerance"), column=COLUMNS["tolerance"][0], comparator=comparator.value)
        return upper, tolerance


def _share(shown: str, said: Said) -> Fraction:
    try:
        return share(shown)
    except (Refused, ZeroDivisionError):
        raise SHARE_EXPECTED.at(said.at("value"), comparator="", came=shown) from None
