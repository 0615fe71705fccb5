"""The page that a run writes: each goal beside what was reached, at every size that was measured."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
Family = Mapping[str, object]
Size = Mapping[str, Family]
NONE = "—"


def number(size: Size, family: str, what: str) -> float:
    """A number that was measured; NaN where it was not."""
    return float(str(size.get(family, {}).get(what, "nan")))


def ratio(above: str, below: str, digits: int = 3) -> Callable[[Size], str]:
    """The quotient of two numbers of one family; both are said as `family/number`."""
    family = above.partition("/")[0]

    def of(size: Size) -> str:
        if "failed" in size.get(family, {}):
            return str(size[family]["failed"])
        value = number(size, *above.split("/")) / number(size, *below.split("/"))
        return shown(value, digits)

    return of


def shown(value: float, digits: int = 3) -> str:
    """So many digits that count; thousands in groups."""
    if value != value:
        return NONE
    return f"{value:,.0f}" if abs(value) >= 10 ** (digits - 1) else f"{value:.{digits}g}"


def best_scan(what: str) -> Callable[[Size], str]:
    """Ours over the faster of both scans."""

    def of(size: Size) -> str:
        scan = min(number(size, "scans", "duckdb"), number(size, "scans", "polars"))
        return shown(number(size, "scans", what) / scan)

    return of


def plain(family: str, what: str, form: str = ",.0f", times: float = 1) -> Callable[[Size], str]:
    def of(size: Size) -> str:
        value = times * number(size, family, what)
        return format(value, form) if value == value else str(size.get(family, {}).get("failed", NONE))

    return of


def rebuilt(size: Size) -> str:
    whole = number(size, "postgresql", "rebuild") + number(size, "postgresql", "aggregates")
    return shown(whole / number(size, "postgresql", "durable"))


def differs(size: Size) -> str:
    said = [number(size, family, "differs") for family in ("duckdb own", "polars", "postgresql")]
    return f"{sum(n for n in said if n == n):.0f}"


ROWS: list[tuple[str, str, Callable[[Size], str]]] = [
    ("villages 村", "", plain("ours", "villages")),
    ("figures in twelve months 一年的数", "", plain("ours", "facts")),
    ("roll-up + 100 indicators, ms 汇总并计算，毫秒", "", plain("ours", "ours", ",.1f", 1000)),
    ("÷ touching the same bytes ÷ 读一遍字节", "", ratio("ours/ours", "ours/touch")),
    ("÷ best scan of the wide Parquet ÷ 最快的宽表扫描", "≤ 1.0", best_scan("ours")),
    ("durable on the disk ÷ that scan 落盘 ÷ 同一扫描", "≤ 3", best_scan("durable")),
    ("DuckDB, wide Parquet ÷ ours", "≥ 50", ratio("duckdb/rival", "duckdb/ours")),
    ("DuckDB, own wide table ÷ ours", "≥ 50", ratio("duckdb own/rival", "duckdb own/ours")),
    ("DuckDB, long table, sums alone ÷ ours 长表，只求和", "", ratio("duckdb long/rival", "duckdb long/ours")),
    ("Polars ÷ ours", "≥ 30", ratio("polars/rival", "polars/ours")),
    ("pandas ÷ ours", "", ratio("pandas/rival", "pandas/ours")),
    ("DHIS2-style table in PostgreSQL, rebuild + aggregates ÷ ours durable 仿 DHIS2 分析表", "≥ 500", rebuilt),
    ("… its seconds 秒：rebuild 重建", "", plain("postgresql", "rebuild", ",.0f")),
    ("… aggregates, indicators 聚合、指标", "", plain("postgresql", "aggregates", ",.0f")),
    ("neighbours resubmitted ÷ full 重报相邻村 ÷ 全部", "≤ 0.005", ratio("ours/again", "ours/ours")),
    ("… so many villages 村数", "", plain("ours", "again rows")),
    ("county page: DuckDB file ÷ ours 县页面", "≥ 50", ratio("duckdb own/page rival", "duckdb own/page")),
    ("county page: PostgreSQL, results with a key ÷ ours", "", ratio("postgresql/page postgresql", "postgresql/page")),
    ("beside a busy process ÷ alone 邻居占满一核", "≤ 3", ratio("ours/beside busy", "ours/ours")),
    ("peak memory, MB 内存：ours", "≤ 1,500", plain("ours", "peak")),
    ("… DuckDB, wide Parquet", "", plain("duckdb", "peak")),
    ("… Polars", "", plain("polars", "peak")),
    ("… pandas", "", plain("pandas", "peak")),
    ("values and ranks that differ from DuckDB's and Polars', sums from PostgreSQL's 不同的数", "0", differs),
]


def growth(found: Mapping[str, Size]) -> tuple[str, str, list[str]]:
    """Growth of time over growth of figures, from each size to the next."""
    cells, last = [], None
    for size in found.values():
        if last is None:
            cells.append(NONE)
        else:
            time_grew = number(size, "ours", "ours") / number(last, "ours", "ours")
            cells.append(shown(time_grew / (number(size, "ours", "facts") / number(last, "ours", "facts"))))
        last = size
    return "growth of time ÷ growth of figures, from the size before 时间增长 ÷ 数的增长", "≤ 1.2", cells


def of_workbook(workbook: Family) -> list[str]:
    """The same of a workbook on its way in, which has one size."""
    size = {"workbook": workbook}
    cells = [
        ("rows 行", "", plain("workbook", "rows")),
        (
            "openpyxl reading alone ÷ read + rules + store 只读 ÷ 读、校验、入库",
            "≥ 8",
            plain("workbook", "times_faster", ".1f"),
        ),
        ("rows a second 每秒行数", "", plain("workbook", "rows_per_s")),
        ("most memory, MB, after the first 内存：第一份后", "", plain("workbook", "peak_mb_first")),
        ("… after the last 最后一份后", "flat 持平", plain("workbook", "peak_mb_last")),
    ]
    return [
        "| workbook 工作簿 | goal 目标 | |",
        "|---|---|---|",
        *(f"| {a} | {b} | {of(size)} |" for a, b, of in cells),
    ]


def page(found: Mapping[str, Size], workbook: Family) -> str:
    """The results as a page."""
    from bench.measuring import machine

    rows = [(label, goal, [of(size) for size in found.values()]) for label, goal, of in ROWS]
    rows.append(growth(found))
    first = next(iter(found.values()))
    compared = f"{plain('duckdb own', 'compared')(first)} of {plain('ours', 'figures')(first)}"
    return "\n".join(
        [
            "# Measured 测速结果",
            "",
            f"{time.strftime('%Y-%m-%d')}, {machine()}, Python {platform.python_version()}.",
            "",
            "Invented answers in the proportions of the real tree, thirty readings a month and village, a hundred "
            "indicators with verdict, change and rank among siblings, at every place above the village. Ratios are of "
            "least times in one process, in turns with ours; seconds are context. Goals are those of the nation, that "
            "of DHIS2-style tables those of a province.",
            "",
            f"Other engines reckon the figures whose operands add or have a highest or lowest ({compared}), ours all; "
            "they make values and ranks, ours verdicts, too. The DHIS2-style table is our imitation of its public "
            "design (`bench/dhis.py`), lighter than the original, run once, without joint operands, verdicts and "
            "ranks.",
            "",
            f"| | goal 目标 | {' | '.join(found)} |",
            f"|---|---|{'---|' * len(found)}",
            *(f"| {label} | {goal} | {' | '.join(cells)} |" for label, goal, cells in rows),
            "",
            *of_workbook(workbook),
            "",
            "Made by `make bench` (county, province) or `make bench-nation`.",
            "",
        ]
    )
