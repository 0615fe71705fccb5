"""A second, independent way to the national verdicts of 2024: straight from the CSV files, in a page of plain code.

It shares nothing with the product but the files. It knows only what the national tables of the two plans of 2021 need
in 2024, all of whose target years but one lie ahead and where every published value is older than the day of judging.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import median

YEAR, NATION = 2024, "000000000000"
LABELS = {"reach": "提前达标", "keep": "保持达标", "reach_keep": "保持达标"}


@dataclass(frozen=True)
class Expected:
    value: str | None
    value_year: int | None
    verdict: str


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class SecondWay:
    def __init__(self, content: Path, plan: str) -> None:
        catalogue = content / "indicators-cn"
        self.indicators = {r["code"]: r for r in table(catalogue / "indicators.csv")}
        self.breaks = {(r["indicator"]): int(r["year"]) for r in table(catalogue / "breaks.csv")}
        self.goals = table(content / plan / "goals.csv")
        self.targets = {r["number"]: r for r in table(content / plan / "targets.csv") if r["place"] == NATION}
        self.values: dict[tuple[str, str], dict[int, str]] = {}
        for r in table(catalogue / "values.csv"):
            if r["place"] == NATION:
                parts = [f"{d}={r[d]}" for d in ("residence", "sex") if r[d]]
                self.values.setdefault((r["indicator"], ";".join(parts)), {})[int(r["year"])] = r["value"]

    def expected(self) -> dict[str, Expected]:
        return {goal["number"]: self.judge(goal) for goal in self.goals}

    def judge(self, goal: dict[str, str]) -> Expected:
        indicator = self.indicators[goal["indicator"]]
        base_year = int(goal["base_year"] or 2020)
        known = {
            y: v
            for y, v in self.values.get((goal["indicator"], goal["breakdown"]), {}).items()
            if base_year <= y <= YEAR
        }
        last = max(known, default=None)
        speaks = last is not None and self.valid(indicator, last)
        value, value_year = (known[last], last) if speaks and last else (None, None)
        target = self.targets.get(goal["number"])
        if goal["kind"] == "monitor":
            return Expected(value, value_year, "监测指标")
        if goal["kind"] == "qualitative":
            return Expected(value, value_year, self.trend(goal, indicator, known, base_year) if value else "无数据")
        assert target is not None, f"{goal['number']} asks for a number and has no national target"
        if target["comparator"] == "reduce_by" and base_year not in known and not goal["base"]:
            return Expected(value, value_year, "无数据")
        if value is None or target["holds"].startswith("each"):
            return Expected(value, value_year, "无数据")
        if target["comparator"] == "about":
            assert not target["tolerance"]
            return Expected(value, value_year, "待定")
        return Expected(value, value_year, self.numeric(goal, target, known, base_year))

    def valid(self, indicator: dict[str, str], year: int) -> bool:
        if indicator["valid_for"] == "annual":
            return year >= YEAR - 1
        steps = [int(s) for s in indicator["steps"].split(";") if s and int(s) <= YEAR]
        return not steps or year >= max(steps)

    def trend(self, goal: dict[str, str], indicator: dict[str, str], known: dict[int, str], base_year: int) -> str:
        start = max(self.breaks.get(goal["indicator"], 0), 0)
        years = sorted(y for y in known if y >= start)
        if indicator["direction"] not in ("up", "down"):
            return "趋势不明"
        first = base_year if base_year in years else None
        base = Fraction(known[first]) if first else Fraction(goal["base"]) if goal["base"] else None
        if base is None and len(years) > 1:
            base, first = Fraction(known[years[0]]), years[0]
        if base is None or first == years[-1] or (first is None and base_year == years[-1]):
            return "趋势不明"
        gain = (Fraction(known[years[-1]]) - base) * (1 if indicator["direction"] == "up" else -1)
        digit = Fraction(1, 10 ** int(indicator["decimals"]))
        return "趋势向好" if gain >= digit else "趋势变差" if gain <= -digit else "基本持平"

    def numeric(self, goal: dict[str, str], target: dict[str, str], known: dict[int, str], base_year: int) -> str:
        up = target["comparator"] == ">="
        wanted = Fraction(target["value"])

        def met(v: Fraction) -> bool:
            return v >= wanted if up else v <= wanted

        points = sorted((y, Fraction(v)) for y, v in known.items())
        year, value = points[-1]
        base = dict(points).get(base_year, Fraction(goal["base"]) if goal["base"] else None)
        if int(target["year"]) <= YEAR:
            return "已达标" if year == int(target["year"]) and met(value) else "未达标"
        if met(value):
            return "保持达标" if base is not None and met(base) else LABELS[goal["kind"]]
        if any(met(v) for _, v in points):
            return "达标后回落"
        if len(points) >= 4:
            slopes = [(b - a) / (q - p) for i, (p, a) in enumerate(points) for q, b in points[i + 1 :]]
            slope = Fraction(median(slopes))
            ahead = Fraction(median([v - slope * y for y, v in points])) + slope * int(target["year"])
            return "预期可达标" if met(ahead) else "达标困难"
        if base is None or year == base_year:
            return "趋势不明"
        line = base + (wanted - base) * Fraction(year - base_year, int(target["year"]) - base_year)
        return "预期可达标" if (value >= line if up else value <= line) else "达标困难"
