"""Write the invented figures of 示例市: `src/halfsky/content/demo-city/facts.csv`.

Nothing here is measured. `tools/demo_city/levels.csv` says how high each element stands in the whole city every year,
as so many `per` 1,000 (or 100, 10,000 ...) of another element; this program deals the whole out to counties, and to
the cells of residence and sex, so that parts always add up and no part is larger than what it is a part of. There is
no chance in it: what looks random is a hash of the names, so every run gives the same file.

The rules of the table: `share` is a part of the other element and never larger, in no cell; `count` only follows it in
size; `pairs` counts couples, half women, half men; `girls` is the female cell of the other element; `sum` adds several
up, urban and rural ones as cells. `plus` names an element that is contained (infant deaths hold the neonatal ones).
`missing.csv` lists what a county did not report, `townships.csv` the vaccination coverage township by township.

    python tools/make_demo_city.py        writes the file
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "tools" / "demo_city"
CONTENT = ROOT / "src" / "halfsky" / "content"
OUTPUT = CONTENT / "demo-city" / "facts.csv"

CITY = "990100000000"
YEARS = range(2020, 2026)
GROWTH_A_YEAR = Fraction(-2, 1000)
URBAN_POINTS_A_YEAR = Fraction(8, 10)
GIRLS = Fraction(47, 100)
CELLS = {"residence": ("urban", "rural"), "sex": ("female", "male")}

Key = tuple[str, str, int, str]
"""Element, place, year, cell: "" for the total, else urban, rural, female, male."""
Row = dict[str, str]


def table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whole(value: Fraction) -> int:
    """The nearest whole number, halves up."""
    return int(value + Fraction(1, 2))


def tilt(spread: Fraction, *names: object) -> Fraction:
    """A factor between 1 − spread and 1 + spread that depends on the names alone."""
    digest = hashlib.sha256("/".join(map(str, names)).encode()).digest()
    return 1 + spread * (Fraction(int.from_bytes(digest[:4], "big"), 2**31) - 1)


def deal(total: int, weights: Sequence[Fraction], caps: Sequence[int] | None = None) -> list[int]:
    """`total` in whole parts that follow the weights (largest remainders first), none above its cap."""
    if caps is not None and total > sum(caps):
        raise ValueError(f"{total} is more than the caps hold: {caps}")
    sums = sum(weights)
    exact = [total * w / sums if sums else Fraction(0) for w in weights]
    parts = [min(int(e), cap) for e, cap in zip(exact, caps or [total] * len(exact), strict=True)]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    while (left := total - sum(parts)) > 0:
        open_ = [i for i in order if caps is None or parts[i] < caps[i]]
        for i in open_[:left]:
            parts[i] += 1
    return parts


class City:
    """The figures so far; `elements` of the catalogue say which cells an element has and at which level it enters."""

    def __init__(self) -> None:
        self.elements = {row["code"]: row for row in table(CONTENT / "indicators-cn" / "elements.csv")}
        self.counties = table(TABLES / "counties.csv")
        self.figures: dict[Key, int] = {}
        for year in YEARS:
            self._people(year)
        for row in table(TABLES / "levels.csv"):
            for year in (y for y in YEARS if row[str(y)]):
                self._element(row, year)
        self._vaccines()

    def _people(self, year: int) -> None:
        """The resident population: the root of everything."""
        for county in self.counties:
            people = whole(int(county["population"]) * (1 + GROWTH_A_YEAR * (year - 2020)))
            urban = whole(people * (int(county["urban_percent"]) + URBAN_POINTS_A_YEAR * (year - 2020)) / 100)
            cells = {"": people, "urban": urban, "rural": people - urban}
            self._put("population", county["place"], year, cells)

    def _put(self, element: str, place: str, year: int, cells: dict[str, int]) -> None:
        for cell, value in cells.items():
            self.figures[element, place, year, cell] = value

    def places(self, element: str) -> list[str]:
        """Where an element enters: the counties, or the city as a whole."""
        return [c["place"] for c in self.counties] if self.elements[element]["at"] == "county" else [CITY]

    def total(self, element: str, place: str, year: int) -> int:
        """The figure of a place; of the city, when it is made of counties, their sum."""
        if place == CITY and self.elements[element]["at"] == "county":
            return sum(self.figures[element, c, year, ""] for c in self.places(element))
        return self.figures[element, place, year, ""]

    def _element(self, row: Row, year: int) -> None:
        if row["rule"] == "sum":
            return self._sum(row, year)
        places = self.places(row["element"])
        if row["rule"] == "girls":
            for place in places:
                girls = self.figures[row["of"], place, year, "female"]
                self._put(row["element"], place, year, {"": girls})
            return
        for place, value in zip(places, self._dealt(row, year, places), strict=True):
            cells = {"": value, **self._cells(row, place, year, value)}
            if row["plus"]:
                cells = {c: v + self.figures[row["plus"], place, year, c] for c, v in cells.items()}
            self._put(row["element"], place, year, cells)

    def _dealt(self, row: Row, year: int, places: list[str]) -> list[int]:
        """The city's figure dealt out to its places."""
        of = [self.total(row["of"], place, year) for place in places]
        total = whole(sum(of) * Fraction(row[str(year)]) / int(row["per"]))
        if row["rule"] == "pairs":
            return [2 * half for half in self._follow(row, total // 2, of, places)]
        return self._follow(row, total, of, places)

    def _follow(self, row: Row, total: int, of: list[int], names: Sequence[str]) -> list[int]:
        """Parts of `total` that follow `of`, each tilted a little; of a large share, what is lacking is dealt out."""
        spread = Fraction(row["spread"])
        weights = [value * tilt(spread, row["element"], name) for value, name in zip(of, names, strict=True)]
        if row["rule"] != "share":
            return deal(total, weights)
        if 2 * total <= sum(of):
            return deal(total, weights, of)
        lacking = deal(sum(of) - total, weights, of)
        return [value - lack for value, lack in zip(of, lacking, strict=True)]

    def _cells(self, row: Row, place: str, year: int, value: int) -> dict[str, int]:
        """The cells that the catalogue declares for the element."""
        cells: dict[str, int] = {}
        for dimension, names in CELLS.items():
            if dimension in self.elements[row["element"]]["breakdowns"]:
                of = self._weights(row["of"], place, year, dimension)
                capped = row["rule"] == "share" and sum(of) == self.total(row["of"], place, year)
                rule = row if capped else row | {"rule": "count"}
                parts = deal(value, [Fraction(1)] * 2) if row["rule"] == "pairs" and dimension == "sex" else None
                cells |= zip(names, parts or self._follow(rule, value, of, names), strict=True)
        return cells

    def _weights(self, of: str, place: str, year: int, dimension: str) -> list[int]:
        """The same cells of the element that this one is a part of; else those of the people living there."""
        known = [self.figures.get((of, place, year, cell)) for cell in CELLS[dimension]]
        if None not in known:
            return [k for k in known if k is not None]
        if dimension == "sex":
            total = self.total(of, place, year)
            return [whole(GIRLS * total), total - whole(GIRLS * total)]
        counties = [place] if place != CITY else self.places("population")
        return [sum(self.figures["population", c, year, cell] for c in counties) for cell in CELLS["residence"]]

    def _sum(self, row: Row, year: int) -> None:
        parts, divided = row["of"].split(";"), bool(self.elements[row["element"]]["breakdowns"])
        for place in self.places(row["element"]):
            values = [self.figures[part, place, year, ""] for part in parts]
            cells = dict(zip(CELLS["residence"], values, strict=True)) if divided else {}
            self._put(row["element"], place, year, {"": sum(values), **cells})

    def _vaccines(self) -> None:
        """Vaccination enters by township: six doses a year for every live birth of the county."""
        for year in YEARS:
            for row in table(TABLES / "townships.csv"):
                due = whole(Fraction(6 * self.total("live_births", CITY, year) * int(row["weight"]), 104))
                self._put("doses_due", row["place"], year, {"": due})
                self._put("doses_given", row["place"], year, {"": whole(due * Fraction(row[str(year)]) / 100)})


def rows(city: City) -> Iterable[list[object]]:
    """The facts in the order of the catalogue, without those that nobody reported."""
    unreported = {(m["element"], m["place"], int(m["period"])) for m in table(TABLES / "missing.csv")}
    order = {code: i for i, code in enumerate(city.elements)}
    cells = ("", *CELLS["residence"], *CELLS["sex"])
    for element, place, year, cell in sorted(city.figures, key=lambda k: (order[k[0]], k[1], k[2], cells.index(k[3]))):
        if (element, place, year) not in unreported:
            sex, residence = (cell if cell in CELLS[dimension] else "" for dimension in ("sex", "residence"))
            yield [element, place, year, sex, residence, city.figures[element, place, year, cell]]


def facts() -> str:
    """The whole file as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["element", "place", "period", "sex", "residence", "value"])
    writer.writerows(rows(City()))
    return out.getvalue()


if __name__ == "__main__":
    OUTPUT.write_text(facts(), encoding="utf-8")
