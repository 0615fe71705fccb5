"""年度总结数据: all figures that ledgers give at a place in a year, group by group; the same as Excel, CSV and JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.fact import Missing, Observation, Reading
from halfsky.kernel.numbers import exactly
from halfsky.kernel.period import year as whole_year
from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit
from halfsky.queries.register_figures import FigureRow
from halfsky.queries.register_rates import RateRow
from halfsky.queries.yearly import Summary
from halfsky.queries.yearly import yearly as look_up
from halfsky.web.data_file import as_file, as_json
from halfsky.web.present.listing import Cell, Listing
from halfsky.web.present.record_figures import figure_lines, rate_lines
from halfsky.web.standing import Here, language_of, page, stand
from halfsky.web.views.records import trail

TITLE = Text("年度总结数据", "The year in figures")
COLUMNS = (
    (Text("分组", "group"), 16),
    (Text("台账", "ledger"), 22),
    (Text("项目", "figure"), 34),
    (Text("单位", "unit"), 10),
    (Text("本年", "this year"), 14),
    (Text("上年", "the year before"), 14),
    (Text("增减", "change"), 14),
    (Text("比率的分母", "what a rate is of"), 26),
    (Text("缺数记录", "records that lack a number"), 12),
)


def yearly(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here = stand(request, code, year, "ledger_year")
    found, names = _found(here), here.house.content.categories
    return page(
        request,
        "web/records_yearly.html",
        here,
        room="ledgers",
        trail=trail(here),
        found=found,
        running=found.period.last_day() >= here.house.today(),
        today=here.house.today(),
        groups=[
            (of, [(one.register, figure_lines(one.rows), rate_lines(one.rates, names)) for one in registers])
            for of, registers in found.groups
        ],
    )


def data(request: HttpRequest, code: str, year: int, form: str) -> HttpResponse:
    here, lang = stand(request, code, year), language_of(request)
    found = _found(here)
    return as_json(shape(found, here, lang)) if form == "json" else as_file(_listing(found, here, lang), form, lang)


def _found(here: Here) -> Summary:
    return look_up(here.house, here.viewer, here.place, whole_year(here.year))


def _listing(found: Summary, here: Here, lang: str) -> Listing:
    note = Text("由台账记录自动汇总，截至{day}", "added up from records of ledgers, as of {day}")
    rows: list[list[Cell]] = []
    for of, registers in found.groups:
        for one in registers:
            head: list[Cell] = [of.in_(lang), one.register.title.in_(lang)]
            for row, line in zip(one.rows, figure_lines(one.rows), strict=True):
                label = line.label if not line.part else row.element.name + Text("·") + line.label
                said = [_cell(row, value) for value in (row.now, row.before)]
                words = [label.in_(lang), line.unit, *(w.in_(lang) if isinstance(w, Text) else w for w in said)]
                rows.append([*head, *words, line.change.in_(lang), "", float(row.unknown) if row.unknown else ""])
            for rate in rate_lines(one.rates, here.house.content.categories):
                figures = (rate.now.in_(lang), rate.before.in_(lang), rate.change.in_(lang), rate.base.in_(lang), "")
                rows.append([*head, rate.label.in_(lang), rate.row.indicator.unit, *figures])
    title = f"{found.place.name} {found.period.label.in_(lang)} {TITLE.in_(lang)}"
    return Listing(title, note.format(day=here.house.today()).in_(lang), COLUMNS, rows)


def _cell(row: FigureRow, value: Reading) -> float | Text:
    """A number that can be reckoned with, or the reason why there is none."""
    return value.reason.label if isinstance(value, Missing) else float(_own(row, value))


def _own(row: FigureRow, value: Fraction) -> Fraction:
    return Unit.parse(row.element.unit).from_base(value)


def shape(found: Summary, here: Here, lang: str) -> dict[str, Any]:
    """Numbers as texts that lose nothing, in the unit that is named; null with the reason where there is none."""
    return {
        "place": found.place.code,
        "period": str(found.period),
        "as_of": here.house.today().isoformat(),
        "groups": [
            {
                "group": of.in_(lang),
                "registers": [
                    {
                        "register": one.register.code,
                        "title": one.register.title.in_(lang),
                        "figures": [_figure(row, lang) for row in one.rows],
                        "rates": [_rate(row, lang) for row in one.rates],
                    }
                    for one in registers
                ],
            }
            for of, registers in found.groups
        ],
        "nothing": [register.code for register in found.zero],
        "without_records": [register.code for register in found.silent],
    }


def _figure(row: FigureRow, lang: str) -> dict[str, Any]:
    return {
        "element": row.element.code,
        "cell": str(row.at),
        "name": row.label.in_(lang),
        "unit": row.element.unit,
        "value": _exact(row, row.now),
        "missing": row.now.reason.value if isinstance(row.now, Missing) else None,
        "before": _exact(row, row.before),
        "lacking": row.unknown,
    }


def _exact(row: FigureRow, value: Reading) -> str | None:
    return None if isinstance(value, Missing) else exactly(_own(row, value))


def _rate(row: RateRow, lang: str) -> dict[str, Any]:
    return {
        "indicator": row.indicator.code,
        "cell": str(row.at),
        "name": row.indicator.name.in_(lang),
        "unit": row.indicator.unit,
        "base": row.base.in_(lang),
        "value": _value(row.now),
        "shown": row.now.shown if row.now else None,
        "before": _value(row.before),
    }


def _value(of: Observation | None) -> str | None:
    return exactly(of.value) if of else None
